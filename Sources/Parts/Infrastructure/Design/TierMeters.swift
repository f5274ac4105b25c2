// What a tier uses in a month, meter by meter.

internal import Core
internal import Foundation

/// Lists the meters of a tier.
struct TierMeters {
    private let tier: DesignTier
    private let sizing: Sizing
    private let secrets: Int
    private var meters: [MeterQuantity] = []

    /// The meters of `tier` for a spec; the amounts are for the traffic that `sizing` stands for.
    static func list(_ tier: DesignTier, _ sizing: Sizing, _ spec: FlowSpec) -> [MeterQuantity] {
        var list = TierMeters(tier, sizing, spec)
        if tier == .hosts {
            list.addMachine()
        } else {
            list.addEdge()
            list.addRegion(share: 1, tasks: list.meanTasks(), name: "")
            if tier.hasSecondRegion { list.addSecondRegion() }
            list.addOperations()
        }
        list.addRequests()
        return list.meters
    }

    private init(_ tier: DesignTier, _ sizing: Sizing, _ spec: FlowSpec) {
        self.tier = tier
        self.sizing = sizing
        secrets = spec.secrets.count
    }

    private mutating func add(_ meter: String, _ quantity: Double, _ unit: String, _ because: String) {
        guard quantity > 0 else { return }
        let rounded = (quantity * 1000).rounded() / 1000
        meters.append(MeterQuantity(meter: meter, quantity: rounded, unit: unit, because: because))
    }

    /// Autoscaling follows the mean, but never goes below its floor.
    private func meanTasks() -> Double {
        let mean = sizing.monthlyRequests / Month.seconds / sizing.requestsPerTask
        return max(Double(sizing.minimumTasks(zones: tier.zones)), mean.rounded(.up))
    }

    private var gigabytes: Double { sizing.monthlyEdgeRequests * Assumed.kilobytesPerAnswer / 1e6 }
    private var originGigabytes: Double { sizing.monthlyRequests * Assumed.kilobytesPerAnswer / 1e6 }

    private mutating func addMachine() {
        let cpu =
            (sizing.peakRequests.perSecond * Assumed.serviceSeconds / Assumed.utilisation) + sizing.databaseCPU / 2
        let machines = max(1, (cpu / 2).rounded(.up))
        add(
            "ec2.m7g.large.hour", machines * Month.hours, "instance-hour",
            "\(Int(machines)) × 2 vCPU for \(sizing.hasDatabase ? "service and database" : "the service") at the peak")
        add(
            "ebs.gp3.gb-month", 30 + (sizing.hasDatabase ? Assumed.databaseGigabytes : 0), "GB-month",
            sizing.hasDatabase ? "system 30 GB, database 100 GB" : "system 30 GB")
        add("ipv4.hour", Month.hours, "address-hour", "one public address")
        if sizing.hasDatabase {
            add(
                "s3.gb-month", Assumed.databaseGigabytes * 1.5, "GB-month",
                "archive: one full copy and two weeks of changes")
        }
        add("internet-out.gb", max(0, gigabytes - 100), "GB", "all answers, 100 GB free")
    }

    private mutating func addEdge() {
        add("cloudfront.out.gb", max(0, gigabytes - 1000), "GB", "all answers of 10 kB; 1 TB free")
        add(
            "cloudfront.https-request", max(0, sizing.monthlyEdgeRequests - 10e6) / 1e4, "10,000 requests",
            "requests with files; 10 million free")
        add("waf.acl-month", 1, "ACL-month", "one web ACL")
        add("waf.rule-month", 6, "rule-month", "four managed groups, two rate limits")
        add("waf.million-requests", sizing.monthlyEdgeRequests / 1e6, "million requests", "every request at the edge")
        add("route53.zone-month", 1, "zone-month", "the public zone")
        if tier == .activeRegions {
            add("route53.health-check-month", 2, "check-month", "one for each region")
        }
    }

    /// One region: tasks, load balancer, ways out, database. `share` is its part of the traffic.
    private mutating func addRegion(share: Double, tasks: Double, name: String) {
        let size = Double(sizing.taskCPU) / 1024
        let text = "\(name)\(Int(tasks)) tasks in the mean, of \(size) vCPU and \(size * 2) GB"
        add("fargate.arm.vcpu-hour", tasks * size * Month.hours, "vCPU-hour", text)
        add("fargate.arm.gb-hour", tasks * size * 2 * Month.hours, "GB-hour", text)
        add("alb.hour", Month.hours, "hour", "\(name)one load balancer, internal")
        add("alb.lcu-hour", share * capacityUnits() * Month.hours, "LCU-hour", "\(name)the largest of bytes and rules")
        let gateways = tier == .singleZone ? 1 : Double(tier.zones)
        add("nat.hour", gateways * Month.hours, "hour", "\(name)\(Int(gateways)) NAT gateway(s)")
        add("ipv4.hour", gateways * Month.hours, "address-hour", "\(name)one for each NAT gateway")
        add(
            "nat.gb", share * originGigabytes * 0.5, "GB",
            "\(name)calls to outside services and AWS, half of the answers' size")
        // With one NAT gateway the endpoints would cost more than the traffic that they take from it.
        let endpoints = tier == .singleZone ? 0 : 6 * Double(tier.zones)
        add(
            "endpoint.hour", endpoints * Month.hours, "endpoint-hour",
            "\(name)six interface endpoints in each zone (ECR, logs, secrets, KMS, STS)")
        add("transfer.zone.gb", share * originGigabytes * 2, "GB", "\(name)between zones, both ways")
        addDatabase(name)
    }

    private mutating func addDatabase(_ name: String) {
        guard sizing.hasDatabase else { return }
        let pair = tier.hasDatabaseStandby
        let instance = sizing.databaseClass ?? "larger-than-m7g.16xlarge"
        add(
            "rds.postgres.\(pair ? "multi-az" : "single-az").\(instance).hour", Month.hours, "hour",
            "\(name)\(rounded(sizing.databaseCPU)) vCPU needed at twice the peak")
        add(
            "rds.storage.gp3.\(pair ? "multi-az" : "single-az").gb-month", Assumed.databaseGigabytes, "GB-month",
            "\(name)100 GB")
        add(
            "backup.rds.gb-month", Assumed.databaseGigabytes, "GB-month",
            "\(name)weekly and monthly snapshots, mostly changes")
    }

    private mutating func addSecondRegion() {
        let floor = Double(sizing.minimumTasks(zones: tier.zones))
        let active = tier == .activeRegions
        addRegion(share: active ? 0.5 : 0, tasks: active ? floor : 2, name: "second region: ")
        add("transfer.region.gb", originGigabytes * 0.5, "GB", "changes of the database to the second region")
        add("secrets.secret-month", Double(secrets), "secret-month", "copies in the second region")
        add("kms.key-month", 5, "key-month", "keys of the second region")
    }

    /// LCU (prices.md): 1 GB an hour; connections are few, because the edge keeps them.
    private func capacityUnits() -> Double {
        max(0.1, originGigabytes / Month.hours, sizing.monthlyRequests / Month.seconds / 1000)
    }

    private mutating func addOperations() {
        add("kms.key-month", 7, "key-month", "database, secrets, logs, topics, files, backups, flow logs")
        add("secrets.secret-month", Double(secrets + 1), "secret-month", "the spec's secrets and the database's own")
        let copies = tier == .singleZone ? 0 : Assumed.databaseGigabytes
        if sizing.hasDatabase { add("backup.rds.gb-month", copies, "GB-month", "copies in a second region") }
        let regions = tier.hasSecondRegion ? 2.0 : 1
        add(
            "cloudwatch.alarm-month", 90 * regions, "alarm metric",
            "alarms of all modules; SLO alarms read five metrics each")
        add(
            "cloudwatch.metric-month", 40 * regions, "metric-month", "container insights, edge metrics, logs to metrics"
        )
        add("ecr.gb-month", 10 * regions, "GB-month", "200 images that share layers")
        add("s3.gb-month", 20, "GB-month", "files and load balancer logs")
    }

    private mutating func addRequests() {
        guard tier != .hosts else { return }
        let service = sizing.monthlyRequests * Assumed.logKilobytes / 1e6
        let edge = sizing.monthlyEdgeRequests * 0.4 / 1e6
        let flow = originGigabytes * 0.02
        add(
            "cloudwatch.logs.ingest-gb", max(0, service + edge + flow - 5), "GB",
            "1 kB a request, 0.4 kB an edge request, flow logs; 5 GB free")
        add("cloudwatch.logs.store-gb", (service + edge + flow) * 0.15 * 3, "GB-month", "90 days, compressed to 15 %")
    }

    private func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
