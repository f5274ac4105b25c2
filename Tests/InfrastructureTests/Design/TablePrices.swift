// Prices for tests: the table of reference/prices.md (us-east-1). The app wires the price book instead.

import Core
import Foundation
import Infrastructure

/// A price that is not in the table.
struct NoPrice: Error, CustomStringConvertible {
    var description: String { "not in the table" }
}

/// A price list of one amount for each meter.
struct TablePrices: MeterPricing {
    /// USD for one unit. Multi-AZ instances are twice the single ones here; prices.md warns that this is not exact.
    static let reference: [String: Double] = [
        "fargate.arm.vcpu-hour": 0.03238, "fargate.arm.gb-hour": 0.00356, "ipv4.hour": 0.005, "alb.hour": 0.0225,
        "alb.lcu-hour": 0.008, "nat.hour": 0.045, "nat.gb": 0.045, "endpoint.hour": 0.01, "internet-out.gb": 0.09,
        "transfer.zone.gb": 0.01, "cloudfront.out.gb": 0.085, "cloudfront.https-request": 0.01, "waf.acl-month": 5,
        "waf.rule-month": 1, "waf.million-requests": 0.6, "s3.gb-month": 0.023, "secrets.secret-month": 0.4,
        "kms.key-month": 1, "cloudwatch.metric-month": 0.3, "cloudwatch.alarm-month": 0.1,
        "cloudwatch.logs.ingest-gb": 0.5, "cloudwatch.logs.store-gb": 0.03, "ecr.gb-month": 0.1,
        "route53.zone-month": 0.5, "route53.health-check-month": 0.5, "backup.rds.gb-month": 0.095,
        "rds.postgres.single-az.t4g.small.hour": 0.032, "rds.postgres.multi-az.t4g.small.hour": 0.065,
        "rds.postgres.single-az.t4g.large.hour": 0.129, "rds.postgres.multi-az.t4g.large.hour": 0.258,
        "rds.postgres.single-az.m7g.large.hour": 0.168, "rds.postgres.multi-az.m7g.large.hour": 0.336,
        "rds.storage.gp3.single-az.gb-month": 0.115, "rds.storage.gp3.multi-az.gb-month": 0.23,
        // Not in prices.md, from memory: the machine of the tier hosts, its disk, and traffic between regions.
        "ec2.m7g.large.hour": 0.0816, "ebs.gp3.gb-month": 0.08, "transfer.region.gb": 0.02,
    ]

    var table = reference

    func monthly(_ quantity: MeterQuantity) throws -> Money {
        guard let price = table[quantity.meter] else { throw NoPrice() }
        return Money(micros: Int64((price * quantity.quantity * 1e6).rounded()), currency: "USD")
    }
}

/// Specs and golden files of the tests of design and generation.
enum DesignFixtures {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures")
        .standardizedFileURL
    static let root = folder.appending(path: "../../..").standardizedFileURL

    /// The example's spec, with pieces of text replaced.
    static func donations(_ changes: [String: String] = [:]) throws -> SpecReading {
        var text = try String(contentsOf: root.appending(path: "Examples/donations/steady.yaml"), encoding: .utf8)
        for (old, new) in changes {
            guard text.contains(old) else { throw MissingText(text: old) }
            text = text.replacing(old, with: new)
        }
        return FlowSpecReader.read(text, file: "steady.yaml")
    }

    /// A spec with half of its keys missing.
    static let bare = """
        steady: 1
        flow: donations
        owner: { team: platform }
        routes: [GET /donate, POST /donations]
        service: { run: "./donations" }
        """

    /// What a golden file holds; with UPDATE_GOLDEN=1 it is written first.
    static func golden(_ path: String, _ actual: String) throws -> String {
        let file = folder.appending(path: path)
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try actual.write(to: file, atomically: true, encoding: .utf8)
        }
        return try String(contentsOf: file, encoding: .utf8)
    }

    /// A text that a test wanted to replace.
    struct MissingText: Error { var text: String }
}
