// Units: what is read is written the same, and what has no unit is not read.

import Core
import Testing

struct UnitTests {
    @Test(arguments: [
        ("99.95%", 0.9995), ("0%", 0), ("100%", 1), ("1 %", 0.01), ("0.000001%", 1e-8), ("33.333333%", 0.33333333),
    ])
    func `a percentage is held exactly`(text: String, fraction: Double) throws {
        let percent = try #require(Percent(text: text))
        #expect(abs(percent.fraction - fraction) < 1e-12)
        #expect(Percent(text: percent.description) == percent)
        #expect(try CanonicalJSON.decode(Percent.self, from: CanonicalJSON.text(percent)) == percent)
    }

    @Test(arguments: ["", "%", "5", "-1%", "101%", "1e1%", "nan%", "inf%", "0x1%", "1.2.3%", ".5%", "5.%", "٣%", "1%%"])
    func `what is no percentage is not read`(text: String) {
        #expect(Percent(text: text) == nil)
    }

    @Test func `percentages are ordered and come from fractions`() {
        #expect(Percent(fraction: 0.05) == Percent(text: "5%"))
        #expect(Percent(fraction: 1 - 0.95).description == "5%")
        #expect(Percent(microPercent: 1) < Percent(microPercent: 2))
    }

    @Test(
        arguments: [
            ("500ms", 500, "500ms"), ("8s", 8_000, "8s"), ("1.5s", 1_500, "1500ms"), ("5m", 300_000, "5m"),
            ("90m", 5_400_000, "90m"), ("60m", 3_600_000, "1h"), ("24h", 86_400_000, "1d"),
            ("30d", 2_592_000_000, "30d"),
            ("2w", 1_209_600_000, "14d"), ("0s", 0, "0s"), ("8 s", 8_000, "8s"),
        ] as [(String, Int64, String)])
    func `a duration is read with its unit and written shortest`(text: String, milliseconds: Int64, written: String)
        throws
    {
        let duration = try #require(Duration(text: text))
        #expect(duration.wholeMilliseconds == milliseconds)
        #expect(duration.text == written)
        #expect(Duration(text: duration.text) == duration)
    }

    @Test(arguments: ["", "8", "s", "-8s", "8S", "1h30m", "1e3s", "½s", "٨s", "8.s", ".8s", "999999999999w", "1 month"])
    func `what is no duration is not read`(text: String) {
        #expect(Duration(text: text) == nil)
    }

    @Test(arguments: [
        (0.12, "120 ms"), (8.24, "8.2 s"), (59.4, "59 s"), (190, "3 min 10 s"), (180, "3 min"), (7_500, "2 h 5 min"),
        (190_800, "2 d 5 h"), (172_800, "2 d"),
    ])
    func `a duration is spoken in two units at most`(seconds: Double, spoken: String) {
        #expect(Duration.milliseconds(Int64(seconds * 1000)).spoken == spoken)
    }

    @Test(
        arguments: [
            ("1500 USD", 1_500_000_000), ("0.05 EUR", 50_000), ("0.000001 USD", 1), ("12.5 CHF", 12_500_000),
        ] as [(String, Int64)])
    func `money is held exactly with its currency`(text: String, micros: Int64) throws {
        let money = try #require(Money(text: text))
        #expect(money.micros == micros)
        #expect(money.description == text)
    }

    @Test(arguments: ["1500", "USD", "1500 usd", "$1500", "1,500 USD", "1500 USDT", "-1 USD", "1500 USD x", "1e3 USD"])
    func `what is no money is not read`(text: String) {
        #expect(Money(text: text) == nil)
    }

    @Test(arguments: [("40/s", 40), ("90/m", 1.5), ("7200/h", 2), ("86400/d", 1), ("0.5/s", 0.5), ("40 / s", 40)])
    func `a rate knows its events per second`(text: String, perSecond: Double) throws {
        let rate = try #require(Rate(text: text))
        #expect(rate.perSecond == perSecond)
        #expect(Rate(text: rate.description) == rate)
    }

    @Test(arguments: ["40", "/s", "40/", "40/w", "-1/s", "40/s/s", "1e3/s", "40/S"])
    func `what is no rate is not read`(text: String) {
        #expect(Rate(text: text) == nil)
    }
}
