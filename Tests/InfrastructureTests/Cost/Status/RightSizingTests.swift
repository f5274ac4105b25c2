// Which sizes measured use advises, and what keeps an advice back.

import Core
import Foundation
import Infrastructure
import Testing

@Suite struct RightSizingTests {
    private let now = CalendarDay.of("2026-11-24").noon

    /// So many days of hours with one mean and one extreme.
    private func series(_ average: Double, _ extreme: Double, days: Int = 14, keep: Double = 1) -> UseSeries {
        let hours = (0..<(days * 24)).filter { $0 == 0 || Double($0 % 100) < keep * 100 || $0 == days * 24 - 1 }
        return UseSeries(
            hours.map { HourOfUse(start: WallTime(second: $0 * 3600), average: average, extreme: extreme) })
    }

    private func sizing(_ proven: [String: String] = [:]) throws -> RightSizing {
        RightSizing(
            estimator: CostEstimator(book: try .builtIn(), usage: UsageModel(), now: now), proven: proven)
    }

    private func service(
        cpu: Int = 1024, memory: Int = 2048, tasks: Int = 2, least: Int? = nil, most: Int? = nil, _ used: UseSeries,
        _ held: UseSeries
    ) -> FlowUse {
        FlowUse(services: [
            MeasuredService(
                name: "shop", cluster: "c", cpuUnits: cpu, memoryMiB: memory, architecture: "arm64",
                desiredTasks: tasks, leastTasks: least, mostTasks: most, cpu: used, memory: held)
        ])
    }

    /// CPU units and MiB, p95 and peak CPU, peak memory, and the size advised; nil if it fits.
    @Test(
        arguments: [
            (1024, 2048, 10.0, 29.0, 30.0, "0.5 vCPU, 1 GB"), (1024, 2048, 10, 29, 45, "0.5 vCPU, 2 GB"),
            // 31 % of 1 vCPU would be 62 % of half of one.
            (1024, 2048, 10, 31, 45, nil), (1024, 4096, 10, 55, 30, "1 vCPU, 2 GB"),
            // One step only, however idle it is.
            (4096, 8192, 1, 2, 5, "2 vCPU, 4 GB"), (256, 512, 1, 2, 50, nil),
            // Short: of CPU all day, of memory once.
            (512, 1024, 70, 100, 50, "1 vCPU, 2 GB"), (512, 1024, 30, 50, 85, "0.5 vCPU, 2 GB"),
            // Short of memory with peaks of CPU: less CPU is no answer although p95 is low.
            (1024, 2048, 20, 90, 85, "1 vCPU, 3 GB"),
        ] as [(Int, Int, Double, Double, Double, String?)])
    func `a task fits its use`(
        cpu: Int, memory: Int, p95: Double, peak: Double, held: Double, to: String?
    ) throws {
        let report = try sizing().report(service(cpu: cpu, memory: memory, series(p95, peak), series(held, held)))
        #expect(report.advice.map(\.to) == [to].compactMap { $0 }, "\(report)")
        #expect(report.gaps.isEmpty)
    }

    @Test func `the saving is that of the list prices`() throws {
        let advice = try #require(try sizing().report(service(series(10, 29), series(30, 30))).advice.first)
        // 2 tasks × 730 h × (0.5 × 0.03238 + 1 × 0.00356)
        #expect(abs(dollars(try #require(advice.saving)) - 28.835) < 0.01, "\(String(describing: advice.saving))")
        #expect(advice.why.contains("29 %") && advice.why.contains("58 %") && advice.how.contains("steady review"))
    }

    @Test(
        arguments: [
            (6, 1.0, "6 of 7 days"), (14, 0.85, "% of the hours"), (0, 1, "no data"),
        ] as [(Int, Double, String)])
    func `too little data gives no advice but what is missing`(days: Int, keep: Double, word: String) throws {
        let used = days == 0 ? UseSeries() : series(1, 2, days: days, keep: keep)
        let report = try sizing().report(service(used, used))
        #expect(report.advice.isEmpty && report.gaps.count == 1)
        #expect(report.gaps[0].contains(word), "\(report.gaps)")
    }

    /// Tasks, least and most of autoscaling, and the number advised.
    @Test(
        arguments: [
            (6, nil, nil, "2 tasks"), (2, nil, nil, nil), (6, 6, 6, "2 tasks"), (6, 4, 10, nil),
        ] as [(Int, Int?, Int?, String?)])
    func `a fixed number of tasks falls to what is needed, never below one in each of two zones`(
        tasks: Int, least: Int?, most: Int?, to: String?
    ) throws {
        let use = service(cpu: 256, memory: 512, tasks: tasks, least: least, most: most, series(5, 15), series(20, 20))
        #expect(try sizing().report(use).advice.map(\.to) == [to].compactMap { $0 })
    }

    /// What the load report proved, and the advice that is left for a task of 1 vCPU and 2 GB that is idle.
    @Test(
        arguments: [
            ([:], "0.5 vCPU, 1 GB"), (["aws_ecs_task_definition.cpu": "1024"], "1 vCPU, 2 GB"),
            (["aws_ecs_task_definition.shop.memory": "2048"], "0.5 vCPU, 2 GB"),
            (["aws_ecs_task_definition.other.cpu": "1024"], "0.5 vCPU, 1 GB"),
            (["aws_ecs_task_definition.cpu": "unreadable"], "1 vCPU, 2 GB"),
        ] as [([String: String], String)])
    func `nothing is cut below what the load report proved`(proven: [String: String], to: String) throws {
        let report = try sizing(proven).report(service(series(10, 20), series(20, 20)))
        let size = report.advice.first?.to ?? "1 vCPU, 2 GB"
        #expect(size == to)
    }

    @Test func `tasks are not cut below what the load report proved`() throws {
        let use = service(cpu: 256, memory: 512, tasks: 6, series(5, 15), series(20, 20))
        let report = try sizing(["aws_ecs_service.desired_count": "4"]).report(use)
        #expect(report.advice.map(\.to) == ["4 tasks"])
    }

    // MARK: Databases

    private func database(
        _ size: String, mean: Double, peak: Double, freeGB: Double, days: Int = 14, connections: Double = 20
    ) -> FlowUse {
        FlowUse(databases: [
            MeasuredDatabase(
                name: "shop", instanceClass: size, engine: "postgres", isMultiZone: false,
                cpu: series(mean, peak, days: days),
                freeableMemory: series(freeGB * 0x1p30, freeGB * 0x1p30, days: days),
                connections: series(connections, connections, days: days))
        ])
    }

    /// Class, mean and peak CPU, least free memory in GiB, days, connections, and the class advised.
    @Test(
        arguments: [
            ("db.t4g.large", 5.0, 25.0, 5.0, 14, 20.0, "db.t4g.medium"), ("db.t4g.large", 5, 31, 5, 14, 20, nil),
            // 4.5 of 8 GiB are used: more than a medium has.
            ("db.t4g.large", 5, 25, 3.5, 14, 20, nil), ("db.t4g.large", 75, 95, 1, 14, 20, "db.t4g.xlarge"),
            // A mean of 22 % eats the credits of a medium.
            ("db.t4g.large", 22, 29, 5, 14, 20, nil), ("db.t4g.large", 5, 25, 5, 14, 420, nil),
            ("db.m7g.large", 5, 10, 7, 14, 20, nil), ("db.t4g.large", 5, 25, 5, 10, 20, nil),
        ] as [(String, Double, Double, Double, Int, Double, String?)])
    func `a database moves one class at most`(
        size: String, mean: Double, peak: Double, free: Double, days: Int, connections: Double, to: String?
    ) throws {
        let report = try sizing().report(
            database(size, mean: mean, peak: peak, freeGB: free, days: days, connections: connections))
        #expect(report.advice.map(\.to) == [to].compactMap { $0 }, "\(report)")
        #expect(report.gaps.isEmpty == (days == 14), "\(report.gaps)")
    }

    @Test func `a database keeps the class of the load report, and its saving is that of the list`() throws {
        let use = database("db.t4g.large", mean: 5, peak: 25, freeGB: 5)
        let kept = try sizing(["aws_db_instance.shop.instance_class": "db.t4g.large"]).report(use)
        #expect(kept.advice.isEmpty && kept.gaps.first?.contains("load report") == true)
        let advice = try #require(try sizing().report(use).advice.first)
        // 730 × (0.129 − 0.065)
        #expect(abs(dollars(try #require(advice.saving)) - 46.72) < 0.01)
    }

    @Test func `a price that is missing leaves the saving open, not zero`() throws {
        let advice = try #require(
            try sizing().report(database("db.m8g.xlarge", mean: 5, peak: 20, freeGB: 12)).advice.first)
        #expect(advice.to == "db.m8g.large" && advice.saving == nil)
    }
}
