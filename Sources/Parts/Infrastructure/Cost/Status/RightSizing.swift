// Which sizes measured use advises (R12: sizes follow measured use).

internal import Core

/// Advice on the sizes of services and databases.
package struct RightSizing: Sendable {
    let estimator: CostEstimator
    let policy: SizePolicy
    let proven: [String: String]

    /// Advice priced by an estimator. `proven` are the sizes of the last load report
    /// (`ReviewEvidence.LoadReport.sizes`) below which nothing is advised, however old the report is:
    /// `aws_ecs_task_definition.cpu` and `.memory`, `aws_ecs_service.desired_count`, `aws_db_instance.instance_class`,
    /// each also with the resource's name between: `aws_ecs_service.shop.desired_count`.
    package init(estimator: CostEstimator, policy: SizePolicy = SizePolicy(), proven: [String: String] = [:]) {
        self.estimator = estimator
        self.policy = policy
        self.proven = proven
    }

    /// The advice for everything measured, and why there is none where there is none.
    package func report(_ use: FlowUse) -> SizeReport {
        var report = SizeReport(gaps: use.gaps)
        for service in use.services { add(advise(service), to: &report) }
        for database in use.databases { add(advise(database), to: &report) }
        return report
    }

    /// What a look at one resource gives.
    enum Answer {
        case advice(SizeAdvice)
        case gap(String)
        case fits
    }

    private func add(_ answer: Answer, to report: inout SizeReport) {
        switch answer {
        case .advice(let advice): report.advice.append(advice)
        case .gap(let text): report.gaps.append(text)
        case .fits: break
        }
    }

    /// The size that the last load report proved for an attribute; nil if it names none.
    func provenSize(_ type: String, _ name: String, _ attribute: String) -> String? {
        proven["\(type).\(name).\(attribute)"] ?? proven["\(type).\(attribute)"]
    }

    /// The monthly cost of meters; nil if one has no price.
    func cost(_ uses: [MeterUse]) -> Money? {
        let report = estimator.cost(of: uses)
        return report.gaps.isEmpty ? report.after.expected : nil
    }

    func saving(_ before: Money?, _ after: Money?) -> Money? {
        guard let before, let after else { return nil }
        return Money(micros: before.micros - after.micros, currency: "USD")
    }
}

// MARK: Services

extension RightSizing {
    /// A size of a task.
    struct TaskSize: Hashable {
        var cpu: Int
        var memory: Int

        var text: String { "\((Double(cpu) / 1024).plain) vCPU, \((Double(memory) / 1024).plain) GB" }
        var exists: Bool { FargateSize.exists(cpu: Double(cpu), memory: Double(memory)) }
    }

    private static let cpuSteps = [256, 512, 1024, 2048, 4096, 8192, 16_384]

    /// The task's size at most one step of CPU away with the least memory that is enough; if it fits already, fewer
    /// tasks. One change at a time: two together could not be told apart if they did harm.
    func advise(_ service: MeasuredService) -> Answer {
        let name = "ECS service \(service.name)"
        for (what, series) in [("CPU", service.cpu), ("memory", service.memory)] {
            if let missing = series.missing(days: policy.days) {
                return .gap("\(name): no advice, \(what) has \(missing).")
            }
        }
        let size = TaskSize(cpu: service.cpuUnits, memory: service.memoryMiB)
        guard let step = Self.cpuSteps.firstIndex(of: size.cpu), size.exists else {
            return .gap("\(name): no advice, \(size.text) is no size of Fargate.")
        }
        let isShort = service.cpu.p95 > policy.mostCPU || service.memory.maximum > policy.mostMemory
        let nearby = Self.cpuSteps[max(0, step - 1)...][..<min(Self.cpuSteps.count, step + 2)]
        let fitting = Self.sizes(nearby).filter { fits($0, service, isUpward: isShort) }
        let best = fitting.min { isCheaper($0, $1, service) }
        if isShort { return larger(service, name, size, best) }
        guard let best, isCheaper(best, size, service) else { return fewer(service, name, size) }
        return smaller(service, name, size, best)
    }

    private static func sizes(_ steps: ArraySlice<Int>) -> [TaskSize] {
        let memories = [512] + (1...120).map { $0 * 1024 }
        return steps.flatMap { cpu in memories.map { TaskSize(cpu: cpu, memory: $0) } }.filter(\.exists)
    }

    /// Whether the dearest hour keeps its headroom at a size, and the last load report does not ask for more.
    private func fits(_ size: TaskSize, _ service: MeasuredService, isUpward: Bool) -> Bool {
        // A task that is short of CPU used all it got at its peak: the hourly p95 says what it needs. Less CPU than now
        // has to do for the peak in any case.
        let busiest = isUpward && size.cpu >= service.cpuUnits ? service.cpu.p95 : service.cpu.maximum
        let cpu = busiest * Double(service.cpuUnits) / Double(size.cpu)
        let memory = service.memory.maximum * Double(service.memoryMiB) / Double(size.memory)
        guard cpu <= policy.mostCPU, memory <= policy.mostMemory else { return false }
        let floors = [("cpu", size.cpu, service.cpuUnits), ("memory", size.memory, service.memoryMiB)]
        return floors.allSatisfy { attribute, wanted, current in
            guard wanted < current,
                let text = provenSize("aws_ecs_task_definition", service.name, attribute)
            else { return true }
            guard let floor = Double(text) else { return false }
            return Double(wanted) >= floor
        }
    }

    /// Cheaper by list prices; without prices smaller.
    private func isCheaper(_ left: TaskSize, _ right: TaskSize, _ service: MeasuredService) -> Bool {
        if let first = cost(left, service, 1), let second = cost(right, service, 1), first != second {
            return first.micros < second.micros
        }
        return (left.cpu, left.memory) < (right.cpu, right.memory)
    }

    private func cost(_ size: TaskSize, _ service: MeasuredService, _ tasks: Int) -> Money? {
        let hours = Double(tasks) * hoursPerMonth
        let kind = "fargate.linux.\(service.architecture)"
        return cost([
            MeterUse(
                resource: service.name, meter: Meter("\(kind).vcpu-hour"),
                quantity: Quantity(hours * Double(size.cpu) / 1024)),
            MeterUse(
                resource: service.name, meter: Meter("\(kind).gb-hour"),
                quantity: Quantity(hours * Double(size.memory) / 1024)),
        ])
    }

    private func smaller(_ service: MeasuredService, _ name: String, _ size: TaskSize, _ best: TaskSize) -> Answer {
        let tasks = max(service.desiredTasks, 1)
        return .advice(
            SizeAdvice(
                resource: name, from: size.text, to: best.text, why: why(service, best),
                saving: saving(cost(size, service, tasks), cost(best, service, tasks)),
                risk: "Less is left for a peak above those measured; a start takes longer with less CPU.",
                how: "Change cpu and memory of the task in Terraform, run `steady review` on the plan, prove it with a "
                    + "load test in staging, and roll it out gradually."))
    }

    private func larger(_ service: MeasuredService, _ name: String, _ size: TaskSize, _ best: TaskSize?) -> Answer {
        guard let best, best != size else {
            return .gap(
                "\(name): short of CPU or memory (\(Self.spoken(service))), and one step more is not enough: "
                    + "look for a leak, or add tasks.")
        }
        let tasks = max(service.desiredTasks, 1)
        return .advice(
            SizeAdvice(
                resource: name, from: size.text, to: best.text, why: "short now: " + why(service, best),
                saving: saving(cost(size, service, tasks), cost(best, service, tasks)),
                risk: "It costs more, and a leak would only fill it later.",
                how: "Change cpu and memory of the task in Terraform, run `steady review` on the plan, roll it out."))
    }

    /// Fewer tasks where their number is fixed: with autoscaling the number behind a percentage is not known.
    private func fewer(_ service: MeasuredService, _ name: String, _ size: TaskSize) -> Answer {
        let tasks = service.leastTasks ?? service.desiredTasks
        let most = service.mostTasks ?? service.desiredTasks
        guard tasks == most, tasks > policy.leastTasks else { return .fits }
        let byCPU = service.cpu.maximum * Double(tasks) / policy.mostCPU
        let byMemory = service.memory.maximum * Double(tasks) / policy.mostMemory
        var wanted = max(policy.leastTasks, Int(max(byCPU, byMemory).rounded(.up)))
        if let floor = provenSize("aws_ecs_service", service.name, "desired_count") {
            // A count that cannot be read proves nothing less than what runs now.
            wanted = max(wanted, Double(floor).map { Int($0.rounded(.up)) } ?? tasks)
        }
        guard wanted < tasks else { return .fits }
        return .advice(
            SizeAdvice(
                resource: name, from: "\(tasks) tasks", to: "\(wanted) tasks",
                why: "\(Self.spoken(service)); with \(wanted) tasks CPU would peak at "
                    + "\(Self.percent(service.cpu.maximum * Double(tasks) / Double(wanted)))",
                saving: saving(cost(size, service, tasks), cost(size, service, wanted)),
                risk: "Each task that is lost takes a larger share with it.",
                how: "Lower the count in Terraform, run `steady review` on the plan, prove it with a load test in "
                    + "staging."))
    }

    private func why(_ service: MeasuredService, _ size: TaskSize) -> String {
        let cpu = service.cpu.maximum * Double(service.cpuUnits) / Double(size.cpu)
        let memory = service.memory.maximum * Double(service.memoryMiB) / Double(size.memory)
        return "\(Self.spoken(service)); after the change CPU would peak at \(Self.percent(cpu)), memory at "
            + "\(Self.percent(memory))"
    }

    static func spoken(_ service: MeasuredService) -> String {
        "in \(service.cpu.days.rounded(to: 0)) days CPU was at most \(percent(service.cpu.maximum)), "
            + "p95 \(percent(service.cpu.p95)), memory at most \(percent(service.memory.maximum))"
    }

    static func percent(_ value: Double) -> String { "\(value.rounded(to: 0)) %" }
}
