// The price book finds exactly one price or says why not; prices are exact, have an age, and lie in layers.

import Core
import Infrastructure
import Testing

@Suite struct PriceBookTests {
    private let day = WallTime(milliseconds: 1_795_478_400_000)  // 2026-11-24

    private func table(_ rows: String) -> String { "@region us-east-1\n@source X somebody\n\(rows)\n" }

    @Test(arguments: [
        ("0.04048", 404_800_000), (".000111", 1_110_000), (".0000111", 111_000), ("0.0000000001", 1),
        (".0004/1000", 4_000), ("1000", 10_000_000_000_000), ("0.0900000000", 900_000_000), ("5.", 50_000_000_000),
    ])
    func `prices are exact to a ten-billionth`(text: String, expected: Int64) {
        #expect(UnitPrice(text: text)?.tenBillionths == expected)
    }

    @Test(arguments: ["", ".", "-1", "1e3", "0.00000000001", "1/3", "1/0", "1/", "1.2.3", "1000000000000", "x"])
    func `what is no exact price is none`(text: String) {
        #expect(UnitPrice(text: text) == nil)
    }

    @Test(arguments: ["0.000111", "0.01288871", "15", "0.0000000001", "0"])
    func `a price is written as it is read`(text: String) throws {
        #expect(UnitPrice(text: text)?.description == text)
    }

    @Test(arguments: [
        ("alb.hour | .0225 | 0- | AWSELB", "six fields"), ("alb.hour | x | 0- | A | U | - X", "no price"),
        ("alb.hour | .02 | 0 | A | U | - X", "no tier"), ("alb.hour | .02 | 0- | A | U | 2026-13-01 X", "no date"),
        ("alb.hour | .02 | 0- | A | U | 2026-02-30 X", "no date"),
        ("alb.hour | .02 | 0- | A | U | - X | k", "key=value"),
        ("a.gb | 1 | 0-5 | A | U | - X\na.gb | 2 | 6- | A | U | - X", "do not follow"),
        ("a.gb | 1 | 5- | A | U | - X", "do not follow"),
        ("a.gb | 1 | 0- | A | U | - X\na.gb | 2 | 0- | A | U | - X", "do not follow"),
        ("free | alb | much | - X", "no quantity"),
    ])
    func `a broken table is refused`(rows: String, reason: String) throws {
        let error = #expect(throws: PriceError.self) { try PriceTable.read(table(rows), layer: .user) }
        #expect(error?.code == .malformed)
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }

    @Test func `a table is written as it is read`() throws {
        let all = try PriceBook.builtIn().all
        let read = try PriceTable.read(PriceTable.text(all, region: "us-east-1"), layer: .builtIn).prices
        #expect(read.map(\.digest) == all.map(\.digest))
        #expect(all.contains { !$0.isUsageTypeVerified && !$0.usageType.isEmpty })
    }

    @Test func `the user's price hides the list's, and the list's the built-in one`() throws {
        var book = try PriceBook.builtIn()
        let mine = "alb.hour | .02 | 0- | - | - | 2026-11-01 X"
        let listed = "alb.hour | .03 | 0- | AWSELB | U | 2026-11-20 X"
        try book.add(table(mine), layer: .user)
        try book.add(table(listed), layer: .updated)
        #expect(try book.price("alb.hour", region: "us-east-1").amount.description == "0.02")
        #expect(try book.price("alb.hour", region: "us-east-1").layer == .user)
        var updated = try PriceBook.builtIn()
        try updated.add(table(listed), layer: .updated)
        #expect(try updated.price("alb.hour", region: "us-east-1").amount.description == "0.03")
    }

    @Test func `tiers of two layers are never mixed`() throws {
        var book = try PriceBook.builtIn()
        try book.add(table("transfer.internet.gb | .01 | 0- | - | - | 2026-11-01 X"), layer: .user)
        #expect(try book.ladder("transfer.internet.gb", region: "us-east-1").tiers.count == 1)
    }

    @Test func `a table added twice is ambiguous`() throws {
        var book = PriceBook()
        for _ in 0..<2 {
            try book.add(table("a.gb | 1 | 0-5 | A | U | - X\na.gb | 2 | 5- | A | U | - X"), layer: .user)
        }
        let error = #expect(throws: PriceError.self) { try book.ladder("a.gb", region: "us-east-1") }
        #expect(error?.code == .ambiguous)
    }

    @Test func `no price names its neighbours`() throws {
        let book = try PriceBook.builtIn()
        let error = #expect(throws: PriceError.self) {
            try book.ladder(.database("postgres", "db.r7g.16xlarge", isMultiZone: false), region: "us-east-1")
        }
        #expect(error?.code == PriceError.Code.none)
        #expect(error?.candidates.count == 10)
        #expect(error?.candidates.allSatisfy { $0.hasPrefix("rds.postgres.") } == true)
    }

    @Test func `a price with tiers is not one price`() throws {
        let book = try PriceBook.builtIn()
        let error = #expect(throws: PriceError.self) { try book.price("transfer.internet.gb", region: "us-east-1") }
        #expect(error?.code == .ambiguous)
    }

    /// 10 TB at .09, 40 TB at .085, 100 TB at .07, the rest at .05, by hand.
    @Test(arguments: [
        (0, 0), (1, 0.09), (10_240, 921.6), (10_241, 921.685), (51_200, 4_403.2), (153_600, 11_571.2),
        (153_700, 11_576.2),
    ])
    func `tiers add up`(gigabytes: Double, dollars: Double) throws {
        let ladder = try PriceBook.builtIn().ladder("transfer.internet.gb", region: "us-east-1")
        #expect(abs(try ladder.cost(gigabytes) / 1e10 - dollars) < 1e-9)
    }

    @Test func `above the last known tier there is no price`() throws {
        let ladder = try PriceBook.builtIn().ladder("cloudwatch.metric.month", region: "us-east-1")
        #expect(try ladder.cost(10_000) == 3000 * 1e10)
        let error = #expect(throws: PriceError.self) { try ladder.cost(10_001) }
        #expect(error?.code == .beyondTiers)
    }

    /// Days after the price's date, and what that allows.
    @Test(arguments: [
        (0, PriceAge.Standing.fresh), (90, .fresh), (91, .aging), (180, .aging), (181, .old), (-5, .old),
    ])
    func `prices age`(days: Int, standing: PriceAge.Standing) throws {
        var book = PriceBook()
        try book.add(table("a.gb | 1 | 0- | A | U | 2026-01-01 X"), layer: .user)
        let price = try book.price("a.gb", region: "us-east-1")
        let first = try #require(price.asOf)
        #expect(first.description == "2026-01-01T00:00:00.000Z")
        #expect(price.age(at: first + .seconds(days * 86_400 + 3_600)).standing == standing)
    }

    @Test func `a price without a date is old, and makes the book old`() throws {
        var book = PriceBook()
        try book.add(table("a.gb | 1 | 0- | A | U | - X\nb.gb | 1 | 0- | A | U | 2026-11-20 X"), layer: .updated)
        #expect(book.age(at: day, region: "us-east-1")?.standing == .old)
        try book.add(table("a.gb | 1 | 0- | A | U | 2026-11-01 X"), layer: .user)
        #expect(book.age(at: day, region: "us-east-1")?.days == 23)
        #expect(book.age(at: day, region: "eu-west-1") == nil)
    }
}
