// The real aws program against a stand-in for AWS: every question is understood, every answer is read.

import AWS
import Core
import Foundation
import Infrastructure
import Testing

@Suite(
    .enabled(if: MotoLab.isInstalled, "NOT TESTED: aws or moto_server is missing; scripts/bootstrap installs them"),
    .serialized, .timeLimit(.minutes(5)))
struct MotoTests {
    private let now = WallTime(second: (CalendarDay(text: "2026-11-24")?.number ?? 0) * 86_400 + 43_500)

    @Test func `costs come through aws, page by page`() async throws {
        try await MotoLab.with { lab in
            try await lab.seedCosts([
                """
                {"NextPageToken": "two", "ResultsByTime": [{"TimePeriod": {"Start": "2026-11-22", "End": "2026-11-23"},
                "Groups": [{"Keys": ["Amazon RDS"],
                "Metrics": {"UnblendedCost": {"Amount": "1.0000045", "Unit": "USD"}}}],
                "Estimated": true}], "DimensionValueAttributes": []}
                """,
                """
                {"ResultsByTime": [{"TimePeriod": {"Start": "2026-11-23", "End": "2026-11-24"},
                "Groups": [{"Keys": ["Amazon ECS"], "Metrics": {"UnblendedCost": {"Amount": "2", "Unit": "USD"}}}],
                "Estimated": true}], "DimensionValueAttributes": []}
                """,
            ])
            let cost = try await CostExplorer(lab.aws()).costs(
                from: CostExplorer.start(now), tag: AWSArguments.Tag(value: "shop"), now: now)
            #expect(cost.days.map(\.services) == [["Amazon RDS": 1_000_005], ["Amazon ECS": 2_000_000]])
            #expect(cost.monthToDate == Money(micros: 3_000_005, currency: "USD"))
        }
    }

    @Test func `a flow is found by its tag and measured, and its idle database is made smaller`() async throws {
        try await MotoLab.with { lab in
            try await Self.build(lab)
            try await Self.measure(lab, now: now)
            let reader = UseReader(lab.aws())
            let found = try await reader.find(AWSArguments.Tag(value: "shop"))
            #expect(found.services == [FlowResources.Service(cluster: "main", name: "web")])
            #expect(found.databases == ["shop-db"])
            let use = try await reader.use(of: found, now: now)
            #expect(use.gaps.isEmpty, "\(use.gaps)")
            let service = try #require(use.services.first)
            #expect(service.cpuUnits == 1024 && service.memoryMiB == 2048 && service.architecture == "arm64")
            #expect(service.desiredTasks == 2 && service.leastTasks == 2 && service.mostTasks == 8)
            #expect(service.cpu.hours.count == 336 && service.cpu.maximum == 20 && service.cpu.mean == 15)
            let database = try #require(use.databases.first)
            #expect(database.instanceClass == "db.t4g.large" && database.engine == "postgres")
            #expect(database.freeableMemory.minimum == 6_000_000_000)

            let sizing = RightSizing(
                estimator: CostEstimator(book: try .builtIn(), usage: UsageModel(), now: now))
            let report = sizing.report(use)
            #expect(report.advice.map(\.to) == ["0.5 vCPU, 1 GB", "db.t4g.medium"], "\(report)")
        }
    }

    @Test func `what is not there is a gap or an error, never an empty measurement`() async throws {
        try await MotoLab.with { lab in
            let reader = UseReader(lab.aws())
            let none = try await reader.find(AWSArguments.Tag(value: "shop"))
            #expect(none.isEmpty)
            #expect(try await reader.use(of: none, now: now).gaps.count == 1)
            let error = await #expect(throws: AWSError.self) {
                _ = try await reader.use(of: FlowResources(databases: ["gone"]), now: now)
            }
            #expect(error?.message.contains("gone") == true && error?.code == .failed, "\(String(describing: error))")
        }
    }

    /// A cluster, a service on Fargate with autoscaling, a database, and another flow's database.
    private static func build(_ lab: MotoLab) async throws {
        try await lab.put(["ecs", "create-cluster", "--cluster-name", "main"])
        try await lab.put([
            "ecs", "register-task-definition", "--family", "web", "--requires-compatibilities", "FARGATE",
            "--network-mode", "awsvpc", "--cpu", "1024", "--memory", "2048", "--runtime-platform",
            "cpuArchitecture=ARM64,operatingSystemFamily=LINUX", "--container-definitions",
            #"[{"name":"web","image":"x","essential":true}]"#,
        ])
        try await lab.put([
            "ecs", "create-service", "--cluster", "main", "--service-name", "web", "--task-definition", "web",
            "--desired-count", "2", "--launch-type", "FARGATE", "--tags", "key=Service,value=shop",
        ])
        try await lab.put([
            "application-autoscaling", "register-scalable-target", "--service-namespace", "ecs", "--resource-id",
            "service/main/web", "--scalable-dimension", "ecs:service:DesiredCount", "--min-capacity", "2",
            "--max-capacity", "8",
        ])
        for (name, flow) in [("shop-db", "shop"), ("other-db", "other")] {
            try await lab.put([
                "rds", "create-db-instance", "--db-instance-identifier", name, "--db-instance-class", "db.t4g.large",
                "--engine", "postgres", "--allocated-storage", "20", "--master-username", "admin1",
                "--master-user-password", "not-a-secret-1", "--tags", "Key=Service,Value=\(flow)",
            ])
        }
    }

    /// Two values in each hour of two weeks.
    private static func measure(_ lab: MotoLab, now: WallTime) async throws {
        let service = "ClusterName=main,ServiceName=web"
        let database = "DBInstanceIdentifier=shop-db"
        let rows: [(namespace: String, metric: String, dimensions: String, low: Int, high: Int)] = [
            ("AWS/ECS", "CPUUtilization", service, 10, 20), ("AWS/ECS", "MemoryUtilization", service, 20, 30),
            ("AWS/RDS", "CPUUtilization", database, 4, 10),
            ("AWS/RDS", "FreeableMemory", database, 6_000_000_000, 7_000_000_000),
            ("AWS/RDS", "DatabaseConnections", database, 5, 9),
        ]
        let end = now.second / 3600 * 3600
        for row in rows {
            let of = row.dimensions.split(separator: ",").map { pair in
                let parts = pair.split(separator: "=")
                return #"{"Name":"\#(parts[0])","Value":"\#(parts[1])"}"#
            }
            // In pieces: one argument of a command has 128 KiB at most.
            for hours in [1...168, 169...336] {
                let data = hours.flatMap { hour in
                    [(row.low, 600), (row.high, 1800)].map { value, offset in
                        #"{"MetricName":"\#(row.metric)","Dimensions":[\#(of.joined(separator: ","))],"#
                            + #""Timestamp":\#(end - hour * 3600 + offset),"Value":\#(value)}"#
                    }
                }
                try await lab.put([
                    "cloudwatch", "put-metric-data", "--namespace", row.namespace, "--metric-data",
                    "[\(data.joined(separator: ","))]",
                ])
            }
        }
    }
}
