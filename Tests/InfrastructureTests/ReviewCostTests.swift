// What a plan costs, as its review says it; and prices that are not in the book.

import Core
import Infrastructure
import Testing

@Suite struct ReviewCostTests {
    private func spec(budget: String = "1500 USD") throws -> FlowSpec {
        let text = """
            steady: 1
            flow: donations
            routes: [GET /]
            traffic: { peak: 1/s }
            service: { run: ./x }
            environments: { production: { target: hosts } }
            budget: { monthly: \(budget), warn: 80% }
            """
        return try #require(FlowSpecReader.read(text, file: "steady.yaml").spec)
    }

    private func database(_ size: String, more: String = "") -> String {
        #"{"engine":"postgres","instance_class":"\#(size)","allocated_storage":100,"storage_type":"gp3"\#(more)}"#
    }

    private func report(_ changes: [String], budget: String = "1500 USD") throws -> ReviewReport {
        try review(plan(changes), spec: try spec(budget: budget), prices: try PriceBook.builtIn())
    }

    private func answers(_ report: ReviewReport) -> [String] {
        report.report.findings.filter { $0.rule == "cost" }.map(\.verdict.rawValue)
    }

    /// db.r6g.large .225 an hour is 164.25 USD a month, .xlarge twice that and so on; 100 GB of gp3 are 11.50 USD.
    @Test(arguments: [
        ("db.r6g.large", "db.r6g.xlarge", []), ("db.r6g.large", "db.r6g.4xlarge", ["warn"]),
        ("db.r6g.large", "db.r6g.12xlarge", ["refuse"]), ("db.r6g.16xlarge", "db.r6g.12xlarge", []),
        ("db.r6g.12xlarge", "db.r6g.16xlarge", ["refuse"]), ("db.r6g.16xlarge", "db.r6g.16xlarge", []),
    ])
    func `growth above the budget is refused, and what does not grow is not`(
        before: String, after: String, answer: [String]
    ) throws {
        let report = try report([update("aws_db_instance.a", database(before), database(after))])
        #expect(answers(report) == answer, "\(report.report.findings)")
    }

    @Test func `a small addition above a broken budget is told, not refused`() throws {
        let large = change(
            "aws_db_instance.a", ["no-op"], before: database("db.r6g.16xlarge"), after: database("db.r6g.16xlarge"))
        // 16.43 USD of hours and some of traffic.
        let balancer = change("aws_lb.a", ["create"], after: #"{"load_balancer_type":"application"}"#)
        #expect(answers(try report([large, balancer])) == ["warn"])
        // 3.65 USD are no decision.
        #expect(answers(try report([large, change("aws_eip.a", ["create"], after: "{}")])).isEmpty)
    }

    @Test func `near the budget an undated or computed price proves nothing`() throws {
        // 8 x 164.25 + 11.50 = 1325.50: a twentieth more of 1314 is 1391.20.
        let grown = [update("aws_db_instance.a", database("db.r6g.large"), database("db.r6g.4xlarge"))]
        #expect(answers(try report(grown, budget: "1391 USD")) == ["cannot-prove"])
        #expect(answers(try report(grown, budget: "1392 USD")) == ["warn"])
    }

    @Test func `what stands outside the flow does not count`() throws {
        let preview = database("db.r6g.16xlarge", more: #","tags_all":{"Environment":"preview"}"#)
        let report = try report([change("aws_db_instance.a", ["create"], after: preview)])
        #expect(answers(report).isEmpty && report.cost?.after == .zero)
    }

    @Test func `what has no price counts at the least that it can cost`() throws {
        // 32 vCPU at .0645 (db.t4g.large, the cheapest for each vCPU) are 1506.72 USD a month.
        let aurora = #"{"engine":"aurora-postgresql","instance_class":"db.r6g.8xlarge"}"#
        let report = try report([change("aws_rds_cluster_instance.a", ["create"], after: aurora)])
        #expect(answers(report) == ["refuse"])
        #expect(report.cost?.unpricedAfter == Money(micros: 1_506_720_000, currency: "USD"))
        #expect(ReviewText.text(report).contains("cost: +1506.72 USD a month"))
    }

    /// Processors at .03 USD an hour each.
    @Test(arguments: [
        ("aws_instance.a", #"{"instance_type":"m5.4xlarge"}"#, 16),
        (
            "aws_opensearch_domain.a", #"{"cluster_config":[{"instance_type":"r6g.large.search","instance_count":3}]}"#,
            6
        ),
        (
            "aws_msk_cluster.a",
            #"{"number_of_broker_nodes":3,"broker_node_group_info":[{"instance_type":"kafka.m7g.large"}]}"#,
            6
        ),
        (
            "aws_elasticache_replication_group.a",
            #"{"engine":"redis","node_type":"cache.r6g.large","num_cache_clusters":2}"#, 4
        ),
        ("aws_instance.a", #"{"instance_type":"t3.nano"}"#, 0), ("aws_lambda_function.a", "{}", 0),
    ])
    func `a machine costs at least its processors`(address: String, after: String, processors: Double) throws {
        let report = try report([change(address, ["create"], after: after)])
        let least = Double(report.cost?.unpricedAfter.micros ?? -1) / 1e6
        let dollars = processors * 0.03 * 730
        #expect(abs(least - dollars) < 0.001 && report.cost?.unpriced == [address])
    }

    @Test func `a group of machines takes its type from its template`() throws {
        let template = change("aws_launch_template.a", ["create"], after: #"{"instance_type":"m7g.xlarge"}"#)
        let group = change(
            "aws_autoscaling_group.a", ["create"], after: #"{"min_size":2,"max_size":4,"desired_capacity":3}"#)
        // m7g.xlarge is twice m7g.large, .0816 an hour.
        let cost = try #require(try report([template, group]).cost)
        let hand = 3 * 0.1632 * 730
        #expect(abs(Double(cost.after.expected.micros) / 1e6 - hand) < 0.01)
    }

    @Test func `a replica in another region is priced as here, and proves nothing`() throws {
        let replica = change("aws_db_instance.a", after: database("db.r6g.large", more: #","region":"eu-west-1""#))
        let report = CostEstimator(book: try PriceBook.builtIn(), usage: UsageModel(), now: today).cost(of: [replica])
        #expect(report.after.expected.micros == 175_750_000)
        #expect(!report.derivedLines.isEmpty && report.notes.contains { $0.contains("eu-west-1") })
    }

    @Test func `what had no price before either has grown by the difference`() throws {
        func cache(_ size: String) -> String { #"{"engine":"redis","node_type":"\#(size)","num_cache_clusters":1}"# }
        // 4 and 2 processors at .03 USD an hour: 87.60 and 43.80 USD a month.
        let grown = update("aws_elasticache_replication_group.a", cache("cache.r6g.large"), cache("cache.r6g.xlarge"))
        let old = change(
            "aws_instance.b", ["no-op"], before: #"{"instance_type":"m5.4xlarge"}"#,
            after: #"{"instance_type":"m5.4xlarge"}"#)
        #expect(try report([grown, old]).cost?.largest == "aws_elasticache_replication_group.a +43.80")
    }

    @Test func `without prices there is no cost`() throws {
        #expect(try review(plan([change("aws_eip.a", ["create"], after: "{}")]), spec: try spec()).cost == nil)
    }
}
