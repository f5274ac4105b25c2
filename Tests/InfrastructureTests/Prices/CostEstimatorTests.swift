// Single resources against a calculation by hand: ranges, joins, what is not priced, what is free, before and after.

import Core
import Infrastructure
import Testing

/// A change of one resource from JSON: nil for a side that does not exist.
func change(
    _ address: String, _ action: PlannedAction = .create, before: String? = nil, after: String? = nil,
    unknown: String = "{}"
) -> ResourceChange {
    let parts = address.split(separator: ".")
    let name = String(parts[parts.count - 1].prefix { $0 != "[" })
    let type = String(parts[parts.count - 2])
    func value(_ text: String?) -> JSONValue { text.flatMap { JSONValue(text: $0) } ?? .null }
    return ResourceChange(
        address: address, isData: false, type: type, name: name, action: action,
        before: Snapshot(values: value(before)),
        after: Snapshot(values: value(after), unknown: after == nil ? .null : value(unknown)))
}

@Suite struct CostEstimatorTests {
    private let now = WallTime(milliseconds: 1_795_478_400_000)  // 2026-11-24

    private func report(
        _ changes: [ResourceChange], usage: UsageModel = UsageModel(), free: Bool = false
    ) throws -> CostReport {
        CostEstimator(book: try PriceBook.builtIn(), usage: usage, countsFreeTiers: free, now: now).cost(of: changes)
    }

    private func dollars(_ range: CostRange) -> [Double] {
        [range.low, range.expected, range.high].map { Double($0.micros) / 1e6 }
    }

    private func isNear(_ found: CostRange, _ expected: [Double]) -> Bool {
        zip(dollars(found), expected).allSatisfy { abs($0 - $1) < 0.0001 }
    }

    private let definition = change(
        "aws_ecs_task_definition.web",
        after: #"{"family":"web","cpu":".5 vCPU","memory":"1 GB","requires_compatibilities":["FARGATE"],"#
            + #""ephemeral_storage":[{"size_in_gib":30}]}"#)

    /// .5 vCPU and 1 GB (x86), 10 GB above the included 20: .02024 + .004445 + .00111 = .025795 an hour.
    private let taskHour = 0.025795

    // MARK: Fargate

    /// Peak requests per second at 50 per vCPU, and the tasks expected: the mean is a quarter of the peak.
    @Test(arguments: [(1.0, 2.0), (200, 2), (220, 3), (900, 9), (10_000, 10)])
    func `autoscaling gives a range, and the load what is expected in it`(peak: Double, expected: Double) throws {
        let service = change(
            "aws_ecs_service.web", after: #"{"name":"web","launch_type":"FARGATE","desired_count":5}"#,
            unknown: #"{"task_definition":true,"cluster":true}"#)
        let target = change(
            "aws_appautoscaling_target.web",
            after: #"{"service_namespace":"ecs","resource_id":"service/c/web","min_capacity":2,"max_capacity":10}"#)
        let report = try report([service, definition, target], usage: usage(peak: peak, requests: 1))
        let hand = [2, expected, 10].map { $0 * taskHour * 730 }
        #expect(isNear(report.after, hand), "\(dollars(report.after)), by hand \(hand)")
    }

    @Test func `a target of another service does not scale this one`() throws {
        let service = change("aws_ecs_service.web", after: #"{"name":"web","launch_type":"FARGATE","desired_count":5}"#)
        let target = change(
            "aws_appautoscaling_target.web",
            after: #"{"service_namespace":"ecs","resource_id":"service/c/api","min_capacity":2,"max_capacity":10}"#)
        #expect(isNear(try report([service, definition, target]).after, [5, 5, 5].map { $0 * taskHour * 730 }))
    }

    @Test func `spot capacity has its share`() throws {
        let service = change(
            "aws_ecs_service.web",
            after: #"{"name":"web","desired_count":4,"capacity_provider_strategy":[{"capacity_provider":"FARGATE","#
                + #""weight":1},{"capacity_provider":"FARGATE_SPOT","weight":3}]}"#)
        let spot = 0.5 * 0.01288871 + 0.00141527
        let hand = 730 * (taskHour - 0.00111 + 3 * spot + 4 * 0.00111)
        let report = try report([service, definition])
        #expect(isNear(report.after, [hand, hand, hand]), "\(dollars(report.after)) \(hand)")
        #expect(report.notes.contains { $0.contains("float") })
    }

    /// A service or definition that cannot be priced, and why.
    @Test(arguments: [
        (#"{"name":"web","launch_type":"EC2","desired_count":1}"#, "{}", nil, "not run on Fargate"),
        (#"{"name":"web","launch_type":"FARGATE"}"#, #"{"desired_count":true}"#, nil, "number of tasks"),
        (#"{"name":"web","launch_type":"FARGATE","scheduling_strategy":"DAEMON"}"#, "{}", nil, "per machine"),
        (
            #"{"name":"web","launch_type":"FARGATE","desired_count":1}"#, "{}",
            #"{"cpu":"256","memory":"4096"}"#, "Fargate has no tasks of 256 units and 4096 MiB"
        ),
        (
            #"{"name":"web","launch_type":"FARGATE","desired_count":1}"#, "{}",
            #"{"cpu":"256","memory":"512","runtime_platform":[{"operating_system_family":"WINDOWS_SERVER_CORE"}]}"#,
            "WINDOWS"
        ),
    ])
    func `a service without a price is a gap`(service: String, unknown: String, task: String?, reason: String) throws {
        let own = task.map { change("aws_ecs_task_definition.web", after: $0) } ?? definition
        let report = try report([change("aws_ecs_service.web", after: service, unknown: unknown), own])
        #expect(report.after == .zero)
        #expect(report.gaps.count == 1 && report.gaps[0].what.contains(reason), "\(report.gaps)")
    }

    @Test(arguments: [
        (256.0, 512.0, true), (256, 3072, false), (512, 4096, true), (512, 5120, false), (1024, 1024, false),
        (2048, 4096, true), (4096, 30_720, true), (4096, 31_744, false), (8192, 20_480, true), (8192, 18_432, false),
        (16384, 122_880, true), (16384, 36_864, false), (300, 512, false),
    ])
    func `Fargate has these sizes and no others`(cpu: Double, memory: Double, exists: Bool) {
        #expect(FargateSize.exists(cpu: cpu, memory: memory) == exists)
    }

    // MARK: Databases

    @Test func `multi-AZ that is known only after apply is a range`() throws {
        let database = change(
            "aws_db_instance.main",
            after:
                #"{"engine":"postgres","instance_class":"db.t4g.small","allocated_storage":100,"storage_type":"gp3"}"#,
            unknown: #"{"multi_az":true}"#)
        let single = 730 * 0.032 + 11.5
        let multi = 730 * 0.065 + 23
        #expect(isNear(try report([database]).after, [single, multi, multi]))
    }

    @Test func `a missing multi-AZ price is derived, marked, and a range`() throws {
        let database = change(
            "aws_db_instance.main",
            after:
                #"{"engine":"postgres","instance_class":"db.m7g.large","allocated_storage":400,"storage_type":"gp3","#
                + #""iops":13000,"multi_az":true}"#)
        let report = try report([database])
        let rest = 400 * 0.23 + 1000 * 0.04
        #expect(isNear(report.after, [0.335, 0.336, 0.337].map { $0 * 730 + rest }), "\(dollars(report.after))")
        #expect(report.derivedLines.count == 1)
    }

    @Test func `backups above the provisioned storage are billed`() throws {
        let database = change(
            "aws_db_instance.main",
            after: #"{"engine":"postgres","instance_class":"db.t4g.micro","allocated_storage":100,"#
                + #""backup_retention_period":35}"#)
        let hand = 730 * 0.016 + 11.5 + (70 * 1.7 - 100) * 0.095
        #expect(isNear(try report([database]).after, [hand, hand, hand]))
    }

    @Test func `backups whose retention is not known are a range`() throws {
        let database = change(
            "aws_db_instance.main",
            after: #"{"engine":"postgres","instance_class":"db.t4g.micro","allocated_storage":100}"#,
            unknown: #"{"backup_retention_period":true}"#)
        let rest = 730 * 0.016 + 11.5
        #expect(isNear(try report([database]).after, [rest, rest, rest + 19 * 0.095]))
    }

    /// Engine and version, and the price of extended support per vCPU-hour on 2026-11-24.
    @Test(arguments: [
        ("postgres", "11.22", 0.2), ("mysql", "5.7.44", 0.2), ("postgres", "12", 0.1), ("postgres", "17.4", 0),
        ("mysql", "8.4.1", 0),
    ])
    func `old versions cost extended support`(engine: String, version: String, price: Double) throws {
        func database(_ more: String) -> ResourceChange {
            change(
                "aws_db_instance.main",
                after: #"{"engine":"\#(engine)","instance_class":"db.t3.large","engine_version":"\#(version)","#
                    + #""allocated_storage":20\#(more)}"#)
        }
        let hour = (engine == "mysql" ? 0.136 : 0.145) + 2 * price
        let hand = 730 * hour + 2.3
        #expect(isNear(try report([database("")]).after, [hand, hand, hand]))
        let without = hand - 730 * 2 * price
        let off = database(#","engine_lifecycle_support":"open-source-rds-extended-support-disabled""#)
        #expect(isNear(try report([off]).after, [without, without, without]))
    }

    @Test func `serverless Aurora is a range of capacity`() throws {
        let cluster = change(
            "aws_rds_cluster.main",
            after: #"{"engine":"aurora-postgresql","#
                + #""serverlessv2_scaling_configuration":[{"min_capacity":0.5,"max_capacity":8}]}"#)
        let instance = change("aws_rds_cluster_instance.main", after: #"{"instance_class":"db.serverless"}"#)
        let other = 20 * 0.1 + 657_000 * 5 * 0.0000002
        let hand = [0.5, 0.5, 8].map { $0 * 730 * 0.12 + other }
        #expect(isNear(try report([cluster, instance]).after, hand))
    }

    // MARK: Network, edge, watching

    /// A resource, the meter looked at, and how much of it is used.
    @Test(arguments: [
        (
            "aws_nat_gateway.a", #"{"connectivity_type":"public","allocation_id":"eipalloc-1"}"#, "{}", "ipv4.hour",
            730.0
        ),
        ("aws_nat_gateway.a", #"{"connectivity_type":"private"}"#, "{}", "ipv4.hour", 0),
        ("aws_eip.a", "{}", "{}", "ipv4.hour", 730),
        ("aws_lb.a", #"{"subnets":["a","b","c"]}"#, "{}", "ipv4.hour", 2190),
        ("aws_lb.a", #"{"subnets":["a","b","c"],"internal":true}"#, "{}", "ipv4.hour", 0),
        ("aws_lb.a", #"{"subnets":["a"],"load_balancer_type":"network"}"#, "{}", "nlb.hour", 730),
        (
            "aws_vpc_endpoint.a", #"{"vpc_endpoint_type":"Interface","subnet_ids":["a","b"]}"#, "{}",
            "endpoint.interface.hour", 1460
        ),
        ("aws_vpc_endpoint.a", "{}", "{}", "endpoint.interface.hour", 0),
        ("aws_secretsmanager_secret.a", #"{"replica":[{"region":"eu-west-1"}]}"#, "{}", "secrets.month", 2),
        ("aws_cloudwatch_metric_alarm.a", #"{"period":60}"#, "{}", "cloudwatch.alarm.standard.month", 1),
        ("aws_cloudwatch_metric_alarm.a", #"{"period":10}"#, "{}", "cloudwatch.alarm.high.month", 1),
        (
            "aws_cloudwatch_metric_alarm.a",
            #"{"metric_query":[{"metric":[{"period":60}]},{"metric":[{"period":60}]},{"expression":"a+b"}]}"#, "{}",
            "cloudwatch.alarm.standard.month", 2
        ),
        (
            "aws_wafv2_web_acl.a",
            #"{"rule":[{"statement":[{"managed":[{"name":"AWSManagedRulesBotControlRuleSet"}]}]}]}"#,
            "{}", "waf.bot-control.month", 1
        ),
        ("aws_wafv2_web_acl.a", #"{"rule_json":"[{},{}]"}"#, "{}", "waf.rule.month", 2),
        (
            "aws_route53_health_check.a", #"{"type":"HTTPS","request_interval":10}"#, "{}",
            "route53.health-check.aws-option.month", 2
        ),
    ])
    func `a resource uses so much`(address: String, after: String, unknown: String, meter: String, used: Double) throws
    {
        let report = try report([change(address, after: after, unknown: unknown)])
        let found = report.meters.first { $0.meter.key == meter }?.quantity.expected ?? 0
        #expect(abs(found - used) < 1e-9, "\(report.meters)")
        #expect(report.gaps.isEmpty, "\(report.gaps)")
    }

    @Test func `an address is billed once, at the address`() throws {
        let gateway = change("aws_nat_gateway.a", after: "{}", unknown: #"{"allocation_id":true}"#)
        let address = change("aws_eip.a", after: "{}", unknown: #"{"id":true}"#)
        #expect(try report([gateway, address]).meters.first { $0.meter == "ipv4.hour" }?.quantity == Quantity(730))
    }

    @Test func `a health check costs more if its endpoint is outside AWS`() throws {
        let check = change("aws_route53_health_check.a", after: #"{"type":"HTTPS_STR_MATCH"}"#)
        #expect(isNear(try report([check]).after, [2.5, 2.5, 4.75]))
    }

    // MARK: Gaps, free types, sides

    /// What must never be counted as nothing in silence.
    @Test(arguments: [
        ("aws_instance.a", "{}"), ("aws_lambda_function.a", "{}"), ("aws_cloudwatch_composite_alarm.a", "{}"),
        ("aws_elasticache_cluster.a", #"{"node_type":"cache.t4g.micro","engine":"redis","num_cache_nodes":1}"#),
        ("aws_lb.a", #"{"load_balancer_type":"gateway"}"#), ("aws_sqs_queue.a", #"{"fifo_queue":true}"#),
        ("google_sql_database_instance.a", "{}"), ("aws_s3_bucket_inventory.a", "{}"), ("aws_flow_log.a", "{}"),
        ("aws_rds_cluster.a", #"{"engine":"postgres"}"#),
        ("aws_backup_plan.a", #"{"rule":[{"copy_action":[{"destination_vault_arn":"x"}]}]}"#),
    ])
    func `what has no price is named`(address: String, after: String) throws {
        let report = try report([change(address, after: after)])
        #expect(report.after == .zero)
        #expect(report.gaps.map(\.resource) == [address], "\(report.gaps)")
        #expect(CostText.text(report).contains("  \(address): "))
    }

    @Test func `a cache is priced once the user's own table has its price`() throws {
        var book = try PriceBook.builtIn()
        try book.add(
            "@region us-east-1\nelasticache.redis.cache.t4g.micro.hour | .016 | 0- | - | - | 2026-11-01 X\n",
            layer: .user)
        let cache = change(
            "aws_elasticache_cluster.a",
            after: #"{"node_type":"cache.t4g.micro","engine":"redis","num_cache_nodes":2}"#)
        let report = CostEstimator(book: book, usage: UsageModel(), now: now).cost(of: [cache])
        #expect(isNear(report.after, [23.36, 23.36, 23.36]) && report.gaps.isEmpty)
    }

    @Test func `what costs nothing by itself is counted by type`() throws {
        let report = try report(
            ["aws_vpc.a", "aws_iam_role.a", "aws_iam_role.b", "aws_security_group.a"].map { change($0, after: "{}") })
        #expect(report.free == ["aws_vpc": 1, "aws_iam_role": 2, "aws_security_group": 1])
        #expect(report.gaps.isEmpty && report.after == .zero)
    }

    /// An action, and whether the address is billed before and after.
    @Test(arguments: [
        (PlannedAction.create, 0.0, 3.65), (.delete, 3.65, 0), (.noOp, 3.65, 3.65), (.update, 3.65, 3.65),
        (.replace, 3.65, 3.65), (.forget, 3.65, 3.65),
    ])
    func `a resource counts on the sides where it exists`(action: PlannedAction, before: Double, after: Double) throws {
        let report = try report([
            change(
                "aws_eip.a", action, before: action == .create ? nil : "{}",
                after: action == .delete || action == .forget ? nil : "{}")
        ])
        #expect(isNear(report.before, [before, before, before]) && isNear(report.after, [after, after, after]))
        #expect(isNear(report.delta, [after - before, after - before, after - before]))
        #expect(report.resources.first?.action == action.rawValue)
        #expect(report.notes.contains { $0.contains("billed all the same") } == (action == .forget))
    }

    /// Requests per second on average, and the flat plan of CloudFront that would be cheaper than that by use.
    @Test(arguments: [
        (0.001, "'free' would be 0.00"), (2.0, "'pro' would be 15.00"), (30, "'business' would be 200.00"),
        (150, "'premium'"), (300, nil),
    ])
    func `a flat plan is mentioned where it is cheaper`(rate: Double, plan: String?) throws {
        var model = usage(peak: rate * 4, requests: 1)
        model.set(.responseBytes, to: 20_000, because: "test")
        let distribution = change("aws_cloudfront_distribution.a", after: "{}")
        let firewall = change("aws_wafv2_web_acl.a", after: "{}")
        let advice = try report([distribution, firewall], usage: model).notes.filter { $0.contains("flat plan") }
        #expect(advice.count == (plan == nil ? 0 : 1))
        #expect(advice.allSatisfy { $0.contains(plan ?? "") }, "\(advice)")
    }

    // MARK: Tiers, free tiers, lists of meters

    @Test func `tiers are the account's, not each resource's`() throws {
        let uses = ["a", "b"].map {
            MeterUse(resource: $0, meter: "transfer.internet.gb", quantity: Quantity(10_240))
        }
        let report = CostEstimator(book: try PriceBook.builtIn(), usage: UsageModel(), now: now).cost(of: uses)
        let hand = 10_240 * 0.09 + 10_240 * 0.085
        #expect(isNear(report.after, [hand, hand, hand]))
        #expect(report.resources.map(\.after.expected.micros) == [896_000_000, 896_000_000])
    }

    @Test func `free tiers are subtracted only if asked for, and once`() throws {
        let alarms = (0..<15).map { change("aws_cloudwatch_metric_alarm.a[\($0)]", after: #"{"period":60}"#) }
        #expect(isNear(try report(alarms).after, [1.5, 1.5, 1.5]))
        let free = try report(alarms, free: true)
        #expect(isNear(free.after, [0.5, 0.5, 0.5]))
        #expect(free.notes.contains { $0.hasPrefix("Free tiers are subtracted once") })
        #expect(isNear(try report([alarms[0]], free: true).after, [0, 0, 0]))
    }

    @Test func `a quantity above the known tiers is a gap`() throws {
        let use = MeterUse(resource: "m", meter: "cloudwatch.metric.month", quantity: Quantity(20_000))
        let report = CostEstimator(book: try PriceBook.builtIn(), usage: UsageModel(), now: now).cost(of: [use])
        #expect(report.after == .zero && report.gaps.count == 1)
    }
}
