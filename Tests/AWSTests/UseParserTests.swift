// Answers about resources and metrics.

import AWS
import Core
import Foundation
import Infrastructure
import Testing

@Suite struct UseParserTests {
    @Test func `resources are told apart by their ARN`() throws {
        let found = UseParser.resources(
            try json(
                """
                {"ResourceTagMappingList":[
                {"ResourceARN":"arn:aws:ecs:us-east-1:123456789012:service/main/web","Tags":[]},
                {"ResourceARN":"arn:aws:ecs:us-east-1:123456789012:service/old-arn-without-cluster"},
                {"ResourceARN":"arn:aws:rds:us-east-1:123456789012:db:shop-db"},
                {"ResourceARN":"arn:aws:rds:us-east-1:123456789012:snapshot:x"},
                {"ResourceARN":"arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/shop/50dc6c"},
                {"ResourceARN":"arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/net/shop/50dc6c"},
                {"ResourceARN":"nonsense"}]}
                """))
        #expect(found.services == [FlowResources.Service(cluster: "main", name: "web")])
        #expect(found.databases == ["shop-db"] && found.loadBalancers == ["app/shop/50dc6c"])
    }

    @Test(
        arguments: [
            (
                #"{"serviceName":"w","status":"ACTIVE","taskDefinition":"t:1","desiredCount":3,"launchType":"FARGATE"}"#,
                nil
            ),
            (
                #"{"serviceName":"w","status":"ACTIVE","taskDefinition":"t:1","desiredCount":3,"launchType":"EC2"}"#,
                "not run on Fargate"
            ),
            (#"{"serviceName":"w","status":"DRAINING","taskDefinition":"t:1","desiredCount":3}"#, "DRAINING"),
            (
                #"{"serviceName":"w","status":"ACTIVE","taskDefinition":"t:1","desiredCount":3,"capacityProviderStrategy":[{"capacityProvider":"FARGATE_SPOT","weight":1}]}"#,
                "spot"
            ),
            (
                #"{"serviceName":"w","status":"ACTIVE","taskDefinition":"t:1","desiredCount":3,"capacityProviderStrategy":[{"capacityProvider":"FARGATE","weight":1}]}"#,
                nil
            ),
            (
                #"{"serviceName":"w","status":"ACTIVE","taskDefinition":"t:1","desiredCount":3,"capacityProviderStrategy":[{"capacityProvider":"ec2-asg","weight":1}]}"#,
                "not run on Fargate"
            ),
        ] as [(String, String?)])
    func `only what is advised on is measured`(service: String, word: String?) throws {
        switch UseParser.service(try json(#"{"services":[\#(service)],"failures":[]}"#)) {
        case .success(let found): #expect(word == nil && found.desired == 3 && found.definition == "t:1")
        case .failure(let gap): #expect(gap.text.contains(word ?? "nothing was expected"), "\(gap)")
        }
        guard case .failure = UseParser.service(try json(#"{"services":[],"failures":[{"reason":"MISSING"}]}"#)) else {
            return #expect(Bool(false), "a service that is missing was found")
        }
    }

    @Test func `tasks, scaling and databases are read`() throws {
        let task = try UseParser.task(
            try json(
                #"{"taskDefinition":{"cpu":"512","memory":"1024","runtimePlatform":{"cpuArchitecture":"ARM64"}}}"#)
        ).get()
        #expect(task.cpu == 512 && task.memory == 1024 && task.architecture == "arm64")
        let old = try UseParser.task(try json(#"{"taskDefinition":{"cpu":"256","memory":"512"}}"#)).get()
        #expect(old.architecture == "x86")
        let scaling = UseParser.scaling(
            try json(
                #"{"ScalableTargets":[{"ScalableDimension":"ecs:service:DesiredCount","MinCapacity":2,"MaxCapacity":9}]}"#
            ))
        #expect(scaling?.least == 2 && scaling?.most == 9)
        #expect(UseParser.scaling(try json(#"{"ScalableTargets":[]}"#)) == nil)
        let database = try UseParser.database(
            try json(
                #"{"DBInstances":[{"DBInstanceIdentifier":"d","DBInstanceClass":"db.t4g.medium","Engine":"postgres","MultiAZ":true}]}"#
            )
        ).get()
        #expect(database.instanceClass == "db.t4g.medium" && database.isMultiZone)
    }

    @Test(
        arguments: [
            ("1970-01-01T01:00:00+00:00", 3600), ("1970-01-01T01:00:00Z", 3600), ("1970-01-01T01:00:00.000Z", 3600),
            ("1970-01-01T02:00:00+01:00", 3600), ("1970-01-01T00:30:00-00:30", 3600), ("1970-01-01T01:00:00", nil),
            ("1970-01-01", nil), ("1970-01-01T25:00:00Z", nil), ("3600", nil),
        ] as [(String, Int?)])
    func `times are read with their offset`(text: String, second: Int?) {
        #expect(UseParser.timestamp(text)?.second == second)
    }

    @Test func `an hour counts if both of its values are there; one id may come in pieces`() throws {
        let page = try UseParser.metrics(
            try json(
                """
                {"MetricDataResults":[
                {"Id":"m0a","Timestamps":["1970-01-01T00:00:00Z","1970-01-01T01:00:00Z"],"Values":[10,20.5]},
                {"Id":"m0x","Timestamps":["1970-01-01T01:00:00Z"],"Values":[30]},
                {"Id":"m0x","Timestamps":[7200.0],"Values":[40]}],"Messages":[]}
                """))
        #expect(page.next == nil && page.values["m0x"]?.count == 2)
        // Version 1 of aws gives seconds.
        #expect(page.values["m0x"]?[WallTime(second: 7200)] == 40)
        var use = FlowUse(databases: [
            MeasuredDatabase(name: "d", instanceClass: "db.t4g.small", engine: "postgres", isMultiZone: false)
        ])
        let plan = MetricPlan(use)
        #expect(plan.queries.map(\.statistic) == ["Average", "Maximum", "Average", "Minimum", "Average", "Maximum"])
        plan.fill(&use, page.values)
        #expect(
            use.databases[0].cpu.hours == [HourOfUse(start: WallTime(second: 3600), average: 20.5, extreme: 30)])
        #expect(use.databases[0].freeableMemory.hours.isEmpty)
    }

    @Test func `values without their times are refused`() throws {
        let text = #"{"MetricDataResults":[{"Id":"m0a","Timestamps":[],"Values":[1]}]}"#
        #expect(throws: AWSError.self) { try UseParser.metrics(try json(text)) }
    }
}
