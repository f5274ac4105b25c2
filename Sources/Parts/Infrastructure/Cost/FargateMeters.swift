// What services on Fargate use: processor and memory of their tasks, in the range that autoscaling may choose from.

internal import Core

/// The sizes that Fargate has. Any other is refused only at apply.
package enum FargateSize {
    /// Whether there is a task of `cpu` units with `memory` MiB (reference prices.md, section 4).
    package static func exists(cpu: Double, memory: Double) -> Bool {
        let gigabytes = memory / 1024
        func steps(_ range: ClosedRange<Double>, of step: Double) -> Bool {
            range.contains(gigabytes) && (gigabytes / step).rounded() == gigabytes / step
        }
        switch cpu {
        case 256: return [512, 1024, 2048].contains(memory)
        case 512: return steps(1...4, of: 1)
        case 1024: return steps(2...8, of: 1)
        case 2048: return steps(4...16, of: 1)
        case 4096: return steps(8...30, of: 1)
        case 8192: return steps(16...60, of: 4)
        case 16384: return steps(32...120, of: 8)
        default: return false
        }
    }
}

/// Meters of `aws_ecs_service`, joined with its task definition and its scaling target.
enum FargateMeters {
    /// A task's size and platform.
    private struct Task {
        var cpu: Double
        var memory: Double
        var platform: String
        var ephemeral: Double
    }

    static func service(_ service: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        guard service.text("scheduling_strategy") != "DAEMON" else {
            metering.gap("runs one task per machine; the machines are not priced")
            return
        }
        guard let definition = definition(of: service, stack) else {
            metering.gap("its task definition is not in the plan, so its size is not known")
            return
        }
        guard let spot = spotShare(service, definition) else {
            metering.gap("does not run on Fargate, or its capacity provider is not known; machines are not priced")
            return
        }
        guard let task = task(definition, &metering) else { return }
        let count = count(service, task, stack, &metering)
        guard let count else { return }
        let hours = count.times(hoursPerMonth)
        add(task, hours: hours, count: count, spot: spot, &metering)
        if service.isUnknown("network_configuration.0.assign_public_ip") {
            let some = Quantity(low: 0, expected: hours.expected, high: hours.high)
            metering.add("ipv4.hour", some, "whether tasks have public addresses is known only after apply")
        } else if service.flag("network_configuration.0.assign_public_ip") {
            metering.add("ipv4.hour", hours, "one public address per task, \(count.spoken) tasks for 730 h")
        }
    }

    private static func add(
        _ task: Task, hours: Quantity, count: Quantity, spot: Double, _ metering: inout Metering
    ) {
        let cpu = task.cpu / 1024
        let memory = task.memory / 1024
        for (share, kind) in [(1 - spot, "fargate"), (spot, "fargate.spot")] where share > 0 {
            let of =
                share < 1 ? ", \(Percent(fraction: share)) of them \(kind == "fargate" ? "on demand" : "spot")" : ""
            metering.add(
                Meter("\(kind).\(task.platform).vcpu-hour"), hours.times(cpu * share),
                "\(count.spoken) tasks of \(cpu.plain) vCPU for 730 h\(of)")
            metering.add(
                Meter("\(kind).\(task.platform).gb-hour"), hours.times(memory * share),
                "\(count.spoken) tasks of \(memory.plain) GB for 730 h\(of)")
        }
        if task.ephemeral > 20 {
            metering.add(
                "fargate.ephemeral.gb-hour", hours.times(task.ephemeral - 20),
                "\(count.spoken) tasks with \((task.ephemeral - 20).plain) GB above the 20 GB included, for 730 h")
        }
    }

    // MARK: The task

    private static func definition(of service: CostResource, _ stack: CostStack) -> CostResource? {
        if let text = service.text("task_definition") {
            let name = text.split(separator: "/").last ?? Substring(text)
            let family = String(name.split(separator: ":").first ?? name)
            let matching = stack.all("aws_ecs_task_definition").filter { $0.text("family") == family }
            if matching.count == 1 { return matching[0] }
        }
        return stack.resource("aws_ecs_task_definition", behind: "task_definition", of: service)
    }

    /// The share of tasks on spot capacity, 0 … 1; nil if the service does not run on Fargate or that is not known.
    private static func spotShare(_ service: CostResource, _ definition: CostResource) -> Double? {
        let strategy = service.snapshot["capacity_provider_strategy"]
        if strategy.isUnknown || service.isUnknown("launch_type") { return nil }
        if let providers = strategy.value?.array, !providers.isEmpty {
            var weights: [String: Double] = [:]
            for provider in providers {
                let name = provider["capacity_provider"]?.string ?? ""
                weights[name, default: 0] += provider["weight"]?.number ?? 0
            }
            guard weights.keys.allSatisfy({ $0 == "FARGATE" || $0 == "FARGATE_SPOT" }) else { return nil }
            let all = weights.values.reduce(0, +)
            if all == 0 { return weights["FARGATE"] != nil ? 0 : 1 }
            return (weights["FARGATE_SPOT"] ?? 0) / all
        }
        if let launch = service.text("launch_type") { return launch == "FARGATE" ? 0 : nil }
        // Neither is set: the cluster's default decides. A definition for Fargate only can run nowhere else.
        let needs = definition.snapshot["requires_compatibilities"].value?.array?.compactMap(\.string)
        return needs == ["FARGATE"] ? 0 : nil
    }

    private static func task(_ definition: CostResource, _ metering: inout Metering) -> Task? {
        guard let cpu = units(definition, "cpu", per: 1024, "vCPU"),
            let memory = units(definition, "memory", per: 1024, "GB")
        else {
            metering.gap("the size of its tasks is known only after apply")
            return nil
        }
        guard FargateSize.exists(cpu: cpu, memory: memory) else {
            metering.gap("Fargate has no tasks of \(cpu.plain) units and \(memory.plain) MiB; apply would fail")
            return nil
        }
        let platform: AttributePath = "runtime_platform.0"
        let unknown = definition.snapshot.hasUnknown(platform)
        let system = definition.text("runtime_platform.0.operating_system_family") ?? "LINUX"
        let processor = definition.text("runtime_platform.0.cpu_architecture") ?? "X86_64"
        guard !unknown, system == "LINUX", ["X86_64", "ARM64"].contains(processor) else {
            metering.gap("tasks on \(unknown ? "a platform known only after apply" : "\(system) \(processor)")")
            return nil
        }
        return Task(
            cpu: cpu, memory: memory, platform: processor == "ARM64" ? "linux.arm64" : "linux.x86",
            ephemeral: definition.number("ephemeral_storage.0.size_in_gib") ?? 20)
    }

    /// A size as ECS takes it: `256`, `.25 vCPU`, `0.5 GB`.
    private static func units(_ definition: CostResource, _ path: AttributePath, per factor: Double, _ unit: String)
        -> Double?
    {
        guard let value = definition.snapshot[path].value else { return nil }
        if let number = value.number { return number }
        guard let text = value.string, text.lowercased().hasSuffix(unit.lowercased()) else { return nil }
        return Double(text.dropLast(unit.count).trimmingSpaces()).map { $0 * factor }
    }

    // MARK: The number of tasks

    /// Least, expected and most tasks. Expected is what the flow's mean load needs, within what autoscaling may choose.
    private static func count(
        _ service: CostResource, _ task: Task, _ stack: CostStack, _ metering: inout Metering
    ) -> Quantity? {
        let targets = stack.all("aws_appautoscaling_target").filter { isTarget($0, of: service, stack) }
        guard let target = targets.first else {
            if service.isUnknown("desired_count") {
                metering.gap("the number of tasks is known only after apply")
                return nil
            }
            // Terraform's default is no task at all; what autoscaling outside the plan decides is in the state.
            return Quantity(service.number("desired_count") ?? 0)
        }
        guard targets.count == 1, let least = target.number("min_capacity"), let most = target.number("max_capacity")
        else {
            metering.gap("its least and largest number of tasks are known only after apply, or set twice")
            return nil
        }
        let perTask = stack.usage[.requestsPerVCPU] * task.cpu / 1024
        let share = stack.share("aws_ecs_service")
        let needed = (stack.usage.averageRequestsPerSecond * share / perTask).rounded(.up)
        return Quantity(low: least, expected: min(max(needed, least), most), high: most)
    }

    private static func isTarget(_ target: CostResource, of service: CostResource, _ stack: CostStack) -> Bool {
        guard target.text("service_namespace") ?? "ecs" == "ecs" else { return false }
        if let id = target.text("resource_id") {
            let parts = id.split(separator: "/").map(String.init)
            guard parts.count == 3, parts[0] == "service", parts[2] == service.text("name") else { return false }
            guard let cluster = service.text("cluster") else { return true }
            return cluster == parts[1] || cluster.hasSuffix("/" + parts[1])
        }
        return stack.resource("aws_ecs_service", behind: "resource_id", of: target)?.address == service.address
    }
}

extension Quantity {
    /// `2`, or `2 to 8 (3 expected)`.
    var spoken: String {
        isExact ? expected.plain : "\(low.plain) to \(high.plain) (\(expected.plain) expected)"
    }
}
