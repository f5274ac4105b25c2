// AWS's price list in its real format: exactly one product for a meter, or a fault that names the candidates. The files
// under Fixtures/prices are small ones written by hand, with the traps of the reference (prices.md, section 2).

import Core
import Foundation
import Infrastructure
import Testing

/// A file below Fixtures.
func fixture(_ name: String) throws -> [UInt8] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return Array(try Data(contentsOf: folder.appending(path: "Fixtures/\(name)")))
}

/// Bytes in pieces, as a file or a connection gives them.
func pieces(_ bytes: [UInt8], of size: Int) -> () -> [UInt8] {
    var rest = bytes[...]
    return {
        defer { rest = rest.dropFirst(size) }
        return Array(rest.prefix(size))
    }
}

@Suite struct BulkPriceListTests {
    private let now = WallTime(milliseconds: 1_795_478_400_000)  // 2026-11-24

    private func read(_ file: String, _ selectors: [PriceSelector], piece: Int = 1 << 16) throws -> BulkPriceList {
        try BulkPriceList.read(
            pieces(try fixture("prices/\(file).json"), of: piece), selectors: selectors, region: "us-east-1",
            origin: "https://example/\(file).json", now: now)
    }

    private func builtIn(_ prefix: String) throws -> [PriceSelector] {
        try PriceBook.builtIn().selectors(region: "us-east-1").filter { $0.meter.key.hasPrefix(prefix) }
    }

    @Test(arguments: [1, 7, 1 << 16])
    func `the built-in selectors find each Fargate price among four products and one at 0 USD`(piece: Int) throws {
        let list = try read("ecs", try builtIn("fargate."), piece: piece)
        #expect(list.faults.isEmpty)
        let found = Dictionary(uniqueKeysWithValues: list.prices.map { ($0.meter.key, $0.amount.description) })
        #expect(
            found == [
                "fargate.linux.x86.vcpu-hour": "0.04048", "fargate.linux.x86.gb-hour": "0.004445",
                "fargate.linux.arm64.vcpu-hour": "0.03238", "fargate.linux.arm64.gb-hour": "0.00356",
                "fargate.ephemeral.gb-hour": "0.000111",
            ])
    }

    @Test func `a price carries all that is needed to believe it`() throws {
        let list = try read("ecs", try builtIn("fargate.linux.x86.vcpu-hour"))
        let price = try #require(list.prices.first)
        #expect(price.sku == "AMAZ000000000003")
        #expect(price.offer == "AmazonECS" && price.version == "20260911191210")
        #expect(price.published?.description.hasPrefix("2026-09-11") == true)
        #expect(price.asOf == now && price.layer == .updated && price.origin == "https://example/ecs.json")
        #expect(price.usageType == "USE1-Fargate-vCPU-Hours:perCPU" && price.isUsageTypeVerified)
    }

    @Test func `what was read is written and read back`() throws {
        // Two files: each is a source of its own, under the same letter.
        let prices =
            try read("transfer", try builtIn("transfer.internet")).prices + read("waf", try builtIn("waf.")).prices
        let again = try PriceTable.read(PriceTable.text(prices, region: "us-east-1"), layer: .updated)
        #expect(again.prices == prices)
        #expect(Set(again.prices.map(\.origin)).count == 2)
    }

    @Test func `ranges are put in order`() throws {
        let list = try read("transfer", try builtIn("transfer.internet"))
        #expect(list.faults.isEmpty)
        #expect(list.prices.map(\.amount.description) == ["0.09", "0.085", "0.07", "0.05"])
        #expect(list.prices.map(\.from) == [0, 10_240, 51_200, 153_600])
        #expect(list.prices.last?.to == nil)
    }

    @Test func `load balancers of three kinds share a usage type`() throws {
        let list = try read("elb", try builtIn("alb.") + builtIn("nlb."))
        #expect(list.faults.isEmpty)
        #expect(list.prices.map(\.amount.description) == ["0.0225", "0.008", "0.0225", "0.006"])
        let loose = PriceSelector(meter: "alb.hour", offer: "AWSELB", usageType: "LoadBalancerUsage")
        let fault = try #require(try read("elb", [loose]).faults.first)
        #expect(fault.code == .ambiguous && fault.candidates.count == 3)
    }

    /// A meter's engine and deployment, and what the list says.
    @Test(arguments: [
        ("postgres", false, "0.032"), ("mysql", false, "0.032"), ("mariadb", false, "0.031"),
        ("postgres", true, "0.065"), ("mysql", true, "0.064"),
    ])
    func `a database is found by engine and deployment`(engine: String, isMulti: Bool, price: String) throws {
        let selector = try #require(PriceSelector.database(engine, "db.t4g.small", isMultiZone: isMulti))
        let list = try read("rds", [selector])
        #expect(list.prices.map(\.amount.description) == [price] && list.faults.isEmpty)
    }

    @Test func `an update asks for multi-AZ prices that the built-in book lacks`() throws {
        let meter = Meter.database("postgres", "db.m7g.large", isMultiZone: true)
        let all = try PriceBook.builtIn().selectors(region: "us-east-1")
        #expect(all.filter { $0.meter == meter }.map(\.usageType) == ["Multi-AZUsage:db.m7g.large"])
        #expect(Set(all).count == all.count)
    }

    @Test func `a missing product is a fault that names its neighbours`() throws {
        let selector = try #require(PriceSelector.database("mariadb", "db.t4g.small", isMultiZone: true))
        let list = try read("rds", [selector])
        #expect(list.prices.isEmpty)
        let fault = try #require(list.faults.first)
        #expect(fault.code == PriceError.Code.none)
        #expect(fault.candidates.count == 3)
        #expect(fault.description.contains("databaseEngine=MySQL"))
    }

    @Test func `two products for one meter are a fault, and the others are still read`() throws {
        let twice = try #require(PriceSelector.database("postgres", "db.m7g.large", isMultiZone: false))
        let once = try #require(PriceSelector.database("postgres", "db.t4g.small", isMultiZone: false))
        let list = try read("rds", [twice, once])
        #expect(list.prices.map(\.meter) == [once.meter])
        #expect(list.faults.map(\.code) == [.ambiguous])
        #expect(list.faults.first?.candidates.count == 2)
    }

    @Test func `a firewall is told apart by its scope`() throws {
        let list = try read("waf", try builtIn("waf."))
        #expect(list.faults.isEmpty)
        #expect(
            list.prices.map { "\($0.usageType) \($0.amount)" } == [
                "USE1-WebACLV2 5", "USE1-RequestV2-Tier0 0.0000006", "USE1-RuleV2 1",
            ])
        let global = PriceSelector(meter: "waf.acl.month", offer: "awswaf", usageType: "Global-WebACLV2")
        #expect(try read("waf", [global]).prices.map(\.usageType) == ["Global-WebACLV2"])
        let none = PriceSelector(meter: "waf.acl.month", offer: "awswaf", usageType: "WebACLV2")
        #expect(try read("waf", [none]).faults.first?.candidates.count == 2)
    }

    @Test func `another unit than the meter's is a fault`() throws {
        let wrong = PriceSelector(
            meter: "fargate.linux.x86.gb-month", offer: "AmazonECS", usageType: "USE1-Fargate-GB-Hours")
        #expect(try read("ecs", [wrong]).faults.map(\.code) == [.malformed])
    }

    /// A change of the file's text, and why it is no price list, or no price.
    @Test(arguments: [
        ("\"formatVersion\": \"v1.0\"", "\"formatVersion\": \"v2.0\"", "v2.0"),
        ("\"offerCode\"", "\"offer\"", "offerCode"), ("\"products\"", "\"goods\"", "before products"),
        ("\"attributesList\": {}", "\"attributesList\": {", "ends"),
    ])
    func `what is no price list is refused`(old: String, new: String, reason: String) throws {
        let text = String(decoding: try fixture("prices/ecs.json"), as: UTF8.self)
        let broken = text.replacingOccurrences(of: old, with: new)
        #expect(broken != text)
        let error = #expect(throws: PriceError.self) {
            try BulkPriceList.read(
                pieces(Array(broken.utf8), of: 999), selectors: try builtIn("fargate."), region: "us-east-1",
                origin: "x", now: now)
        }
        #expect(error?.code == .malformed)
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }

    @Test(arguments: [
        ("\"0.0404800000\"", "\"0.04048000001\""), ("\"USD\": \"0.0404800000\"", "\"CNY\": \"0.0404800000\""),
        ("\"endRange\": \"Inf\"", "\"endRange\": \"lots\""), ("\"beginRange\": \"0\"", "\"beginRange\": \"1\""),
    ])
    func `a price that cannot be held exactly is a fault`(old: String, new: String) throws {
        let text = String(decoding: try fixture("prices/ecs.json"), as: UTF8.self)
        let broken = text.replacingOccurrences(of: old, with: new)
        #expect(broken != text)
        let list = try BulkPriceList.read(
            pieces(Array(broken.utf8), of: 999), selectors: try builtIn("fargate.linux.x86.vcpu-hour"),
            region: "us-east-1", origin: "x", now: now)
        #expect(list.prices.isEmpty && list.faults.map(\.code) == [.malformed])
    }

    @Test func `another region's file has no products for us`() throws {
        let list = try BulkPriceList.read(
            pieces(try fixture("prices/ecs.json"), of: 999), selectors: try builtIn("fargate.linux.x86.vcpu-hour"),
            region: "eu-west-1", origin: "x", now: now)
        #expect(list.faults.map(\.code) == [PriceError.Code.none])
    }
}
