// Every price of the reference once: shared/reference/prices.md, section 3, typed again from there.

import Core
import Infrastructure
import Testing

@Suite struct PriceOracleTests {
    /// Meter, and its tiers as the reference states them, with the number of units that the price is for.
    static let oracle: [(meter: String, prices: [Double], per: Double)] = [
        ("fargate.linux.x86.vcpu-hour", [0.04048], 1), ("fargate.linux.x86.gb-hour", [0.004445], 1),
        ("fargate.linux.arm64.vcpu-hour", [0.03238], 1), ("fargate.linux.arm64.gb-hour", [0.00356], 1),
        ("fargate.ephemeral.gb-hour", [0.000111], 1), ("fargate.spot.linux.x86.vcpu-hour", [0.01288871], 1),
        ("fargate.spot.linux.x86.gb-hour", [0.00141527], 1),
        ("savings-plan.1y.fargate.linux.x86.vcpu-hour", [0.032384], 1),
        ("savings-plan.3y.fargate.linux.x86.vcpu-hour", [0.022264], 1), ("ipv4.hour", [0.005], 1),
        ("alb.hour", [0.0225], 1), ("alb.lcu-hour", [0.008], 1), ("nlb.hour", [0.0225], 1),
        ("nlb.lcu-hour", [0.006], 1),
        ("nat.hour", [0.045], 1), ("nat.gb", [0.045], 1), ("endpoint.interface.hour", [0.01], 1),
        ("endpoint.interface.gb", [0.01], 1), ("transfer.internet.gb", [0.09, 0.085, 0.07, 0.05], 1),
        ("transfer.zone.gb", [0.01], 1), ("cloudfront.out.us.gb", [0.085, 0.08, 0.06, 0.04, 0.03, 0.025, 0.02], 1),
        ("cloudfront.out.eu.gb", [0.085, 0.08, 0.06, 0.04, 0.03, 0.025, 0.02], 1),
        ("cloudfront.https.us.request", [0.01], 10_000), ("cloudfront.http.us.request", [0.0075], 10_000),
        ("cloudfront.https.eu.request", [0.012], 10_000), ("cloudfront.http.eu.request", [0.009], 10_000),
        ("cloudfront.invalidation.path", [0, 0.005], 1), ("cloudfront.origin.gb", [0.02], 1),
        ("cloudfront.flat.free.month", [0], 1), ("cloudfront.flat.pro.month", [15], 1),
        ("cloudfront.flat.business.month", [200], 1), ("cloudfront.flat.premium.month", [1000], 1),
        ("waf.acl.month", [5], 1), ("waf.rule.month", [1], 1), ("waf.request", [0.6], 1_000_000),
        ("waf.bot-control.month", [10], 1), ("waf.bot-control.request", [1], 1_000_000),
        ("s3.standard.gb-month", [0.023], 1), ("s3.put.request", [0.005], 1000), ("s3.get.request", [0.0004], 1000),
        ("s3.ia.gb-month", [0.0125], 1), ("s3.glacier-ir.gb-month", [0.0036], 1),
        ("s3.glacier-fr.gb-month", [0.0036], 1), ("secrets.month", [0.4], 1), ("secrets.request", [0.05], 10_000),
        ("kms.key.month", [1], 1), ("kms.request", [0.03], 10_000), ("cloudwatch.metric.month", [0.3], 1),
        ("cloudwatch.alarm.standard.month", [0.1], 1), ("cloudwatch.alarm.high.month", [0.3], 1),
        ("cloudwatch.dashboard.month", [3], 1), ("cloudwatch.logs.ingest.gb", [0.5], 1),
        ("cloudwatch.logs.store.gb-month", [0.03], 1), ("cloudwatch.logs.insights.gb", [0.005], 1),
        ("ecr.gb-month", [0.1], 1), ("route53.zone.month", [0.5], 1), ("route53.health-check.aws.month", [0.5], 1),
        ("route53.health-check.external.month", [0.75], 1), ("route53.health-check.aws-option.month", [1], 1),
        ("route53.health-check.external-option.month", [2], 1), ("sns.request", [0.5], 1_000_000),
        ("sqs.request", [0.4], 1_000_000), ("rds.postgres.db.t4g.micro.single.hour", [0.016], 1),
        ("rds.postgres.db.t4g.small.single.hour", [0.032], 1), ("rds.postgres.db.t4g.small.multi.hour", [0.065], 1),
        ("rds.postgres.db.t4g.medium.single.hour", [0.065], 1),
        ("rds.postgres.db.t4g.large.single.hour", [0.129], 1), ("rds.postgres.db.t3.large.single.hour", [0.145], 1),
        ("rds.postgres.db.m6g.large.single.hour", [0.159], 1), ("rds.postgres.db.m7g.large.single.hour", [0.168], 1),
        ("rds.postgres.db.r6g.large.single.hour", [0.225], 1), ("rds.postgres.db.m5.large.single.hour", [0.178], 1),
        ("rds.postgres.db.m6i.large.single.hour", [0.178], 1), ("rds.mysql.db.t3.large.single.hour", [0.136], 1),
        ("rds.mysql.db.m5.large.single.hour", [0.171], 1), ("rds.storage.gp2.single.gb-month", [0.115], 1),
        ("rds.storage.gp3.single.gb-month", [0.115], 1), ("rds.storage.gp2.multi.gb-month", [0.23], 1),
        ("rds.storage.gp3.multi.gb-month", [0.23], 1), ("rds.iops.gp3.single.iops-month", [0.02], 1),
        ("rds.iops.gp3.multi.iops-month", [0.04], 1), ("rds.backup.gb-month", [0.095], 1),
        ("rds.extended-support.year1.vcpu-hour", [0.1], 1), ("rds.extended-support.year3.vcpu-hour", [0.2], 1),
        ("aurora.postgres.db.t3.medium.hour", [0.082], 1), ("aurora.acu-hour", [0.12], 1),
        ("aurora.io-optimized.acu-hour", [0.16], 1), ("aurora.storage.gb-month", [0.1], 1),
        ("aurora.io.request", [0.2], 1_000_000), ("aurora.backup.gb-month", [0.021], 1),
        ("backup.rds.gb-month", [0.095], 1), ("backup.aurora.gb-month", [0.024], 1),
    ]

    @Test(arguments: oracle) func `a price is the reference's`(meter: String, prices: [Double], per: Double) throws {
        let ladder = try PriceBook.builtIn().ladder(Meter(meter), region: "us-east-1")
        let expected = prices.map { Int64(($0 / per * 1e10).rounded()) }
        #expect(ladder.tiers.map(\.amount.tenBillionths) == expected)
        #expect(ladder.tiers.allSatisfy { !$0.origin.isEmpty && !$0.source.isEmpty && $0.layer == .builtIn })
    }

    /// What the reference does not have: without a date, so that it lets nothing pass.
    private static let unchecked: Set<String> = [
        "ec2.m7g.large.hour", "ebs.gp3.gb-month", "transfer.region.gb", "dynamodb.wcu-hour", "dynamodb.rcu-hour",
    ]

    @Test func `a price that nobody checked has no date`() throws {
        let all = try PriceBook.builtIn().all.filter { Self.unchecked.contains($0.meter.key) }
        #expect(all.count == Self.unchecked.count && all.allSatisfy { $0.asOf == nil && $0.source == "M" })
    }

    @Test func `no price stands in the book that the oracle does not know`() throws {
        let known = Set(Self.oracle.map(\.meter)).union(["aurora.io-optimized.gb-month"])
            .union(Self.unchecked)
        #expect(Set(try PriceBook.builtIn().all.map(\.meter.key)) == known)
    }

    @Test func `sources that contradict each other give no price`() throws {
        let book = try PriceBook.builtIn()
        let error = #expect(throws: PriceError.self) {
            try book.ladder("aurora.io-optimized.gb-month", region: "us-east-1")
        }
        #expect(error?.code == .ambiguous)
        #expect(error?.candidates.count == 2)
    }

    @Test func `there is no price for a region that nobody read`() throws {
        let book = try PriceBook.builtIn()
        let error = #expect(throws: PriceError.self) { try book.ladder("alb.hour", region: "eu-west-1") }
        #expect(error?.code == PriceError.Code.none)
    }

    @Test func `every price has a digest of its own`() throws {
        let all = try PriceBook.builtIn().all
        #expect(Set(all.map(\.digest)).count == all.count)
        var other = all[0]
        other.amount.tenBillionths += 1
        #expect(other.digest != all[0].digest)
    }
}
