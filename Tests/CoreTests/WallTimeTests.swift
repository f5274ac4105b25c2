// Points in time as text, across years, leap days and the year 1970.

import Core
import Foundation
import Testing

struct WallTimeTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (1_795_497_770_125, "2026-11-24T05:22:50.125Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
        ] as [(Int64, String)])
    func `a time is written in RFC 3339`(milliseconds: Int64, text: String) {
        #expect(WallTime(milliseconds: milliseconds).description == text)
    }

    @Test func `two thousand times agree with Foundation`() {
        var random = SeededGenerator(seed: 7)
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for _ in 0..<2_000 {
            let milliseconds = Int64(random.next() % 8_000_000_000_000) - 2_000_000_000_000
            let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
            let seconds = WallTime(milliseconds: milliseconds).description.prefix(19)
            #expect(seconds == date.formatted(style).prefix(19), "\(milliseconds)")
        }
    }

    @Test func `the second is rounded down, also before 1970`() {
        #expect(WallTime(milliseconds: 1_999).second == 1)
        #expect(WallTime(milliseconds: -1).second == -1)
        #expect(WallTime(milliseconds: -1_000).second == -1)
        #expect(WallTime(second: 5) == WallTime(milliseconds: 5_000))
    }

    @Test func `times and durations add up to the millisecond`() {
        let time = WallTime(milliseconds: 1_500)
        #expect(time + .milliseconds(250) == WallTime(milliseconds: 1_750))
        #expect(time - Duration.seconds(2) == WallTime(milliseconds: -500))
        #expect(time - WallTime(milliseconds: 500) == .seconds(1))
        #expect(WallTime(milliseconds: 1) < WallTime(milliseconds: 2))
    }

    @Test func `a time is a bare number in JSON`() throws {
        #expect(try CanonicalJSON.text([WallTime(milliseconds: 42)]) == "[42]")
        #expect(try CanonicalJSON.decode([WallTime].self, from: "[42]") == [WallTime(milliseconds: 42)])
    }
}
