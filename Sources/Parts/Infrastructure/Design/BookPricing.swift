// The meters of a design, priced by the book.

package import Core

/// Prices a design's meters by the estimator's book. A design's meters are in people's units (a million requests), the
/// book's in AWS's.
package struct BookPricing: MeterPricing {
    private let estimator: CostEstimator

    /// Pricing by an estimator's book, region and date.
    package init(estimator: CostEstimator) {
        self.estimator = estimator
    }

    /// See `MeterPricing`. Throws `PriceError` if the book does not know the meter.
    package func monthly(_ quantity: MeterQuantity) throws -> Money {
        let use = Self.use(quantity)
        let report = estimator.cost(of: [use])
        guard report.gaps.isEmpty else {
            throw PriceError(
                .none, message: "no price is known for \(use.meter)",
                hint: "Run `steady prices update`, or put a row for it into your own price table.")
        }
        return report.after.expected
    }

    /// The use of the book's meter that an amount of a design's stands for. Parts of a system that are billed together
    /// share a name: `tasks`, `load balancer`.
    static func use(_ quantity: MeterQuantity) -> MeterUse {
        let (name, factor) = meter(quantity.meter)
        let kind = name.split(separator: ".").first.map(String.init) ?? name
        let hasTwo = quantity.because.hasPrefix("second region: ")
        return MeterUse(
            resource: (parts[kind] ?? kind) + (hasTwo ? ", second region" : ""), meter: Meter(name),
            quantity: Quantity(quantity.quantity * factor), note: quantity.because)
    }

    /// See `MeterPricing`.
    package func age(_ quantities: [MeterQuantity]) -> String? {
        estimator.cost(of: quantities.map { Self.use($0) }).ageLine
    }

    private static let parts = [
        "fargate": "tasks", "alb": "load balancer", "nat": "NAT gateways", "ipv4": "public addresses",
        "endpoint": "VPC endpoints", "transfer": "traffic", "rds": "database", "backup": "backups",
        "cloudfront": "CloudFront", "waf": "web firewall", "route53": "DNS", "kms": "keys", "secrets": "secrets",
        "cloudwatch": "logs, metrics and alarms", "ecr": "images", "s3": "files", "ec2": "machine", "ebs": "machine",
    ]

    /// The book's meter, and how many of its units one of the design's is.
    static func meter(_ key: String) -> (meter: String, factor: Double) {
        if let known = names[key] { return known }
        let parts = key.split(separator: ".").map(String.init)
        // `rds.postgres.multi-az.db.m7g.large.hour` → `rds.postgres.db.m7g.large.multi.hour`, and the storage likewise.
        guard parts.count > 3, parts[0] == "rds", let place = parts.firstIndex(where: { $0.hasSuffix("-az") }) else {
            return (key, 1)
        }
        var book = parts
        let kind = book.remove(at: place).replacingSuffix("-az", with: "")
        if parts[1] != "storage", !book.contains("db") { book.insert("db", at: 2) }
        book.insert(kind, at: book.count - 1)
        return (book.joined(separator: "."), 1)
    }

    private static let names: [String: (meter: String, factor: Double)] = [
        "fargate.arm.vcpu-hour": ("fargate.linux.arm64.vcpu-hour", 1),
        "fargate.arm.gb-hour": ("fargate.linux.arm64.gb-hour", 1),
        "internet-out.gb": ("transfer.internet.gb", 1), "cloudfront.out.gb": ("cloudfront.out.us.gb", 1),
        "cloudfront.https-request": ("cloudfront.https.us.request", 10_000), "waf.acl-month": ("waf.acl.month", 1),
        "waf.rule-month": ("waf.rule.month", 1), "waf.million-requests": ("waf.request", 1_000_000),
        "route53.zone-month": ("route53.zone.month", 1),
        "route53.health-check-month": ("route53.health-check.aws.month", 1),
        "endpoint.hour": ("endpoint.interface.hour", 1),
        "secrets.secret-month": ("secrets.month", 1), "kms.key-month": ("kms.key.month", 1),
        "cloudwatch.alarm-month": ("cloudwatch.alarm.standard.month", 1),
        "cloudwatch.metric-month": ("cloudwatch.metric.month", 1),
        "cloudwatch.logs.ingest-gb": ("cloudwatch.logs.ingest.gb", 1),
        "cloudwatch.logs.store-gb": ("cloudwatch.logs.store.gb-month", 1), "s3.gb-month": ("s3.standard.gb-month", 1),
    ]
}
