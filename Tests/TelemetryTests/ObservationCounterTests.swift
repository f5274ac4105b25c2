// Counting per second, route and release, with everything that arrives too late, too early or too much.

import Core
import Telemetry
import Testing

@Suite struct ObservationCounterTests {
    private let base = 1_750_000_000

    private func counter() -> ObservationCounter {
        ObservationCounter(
            routes: RouteTable([RouteSpec(text: "POST /donations")].compactMap { $0 }),
            limits: LatencyLimits(below: .seconds(8), warn: .seconds(6)))
    }

    private func request(
        _ second: Int, _ path: String = "/donations", _ server: String? = "v1.1", status: Int = 200
    ) -> RequestObservation {
        RequestObservation(
            time: WallTime(milliseconds: Int64(base + second) * 1000 + 999), method: "POST", path: path,
            status: status, total: .milliseconds(20), server: server)
    }

    private func now(_ second: Int) -> WallTime { WallTime(second: base + second) }

    private func cells(_ flush: TelemetryFlush) -> [String] {
        flush.cells.map { cell in
            let counts = cell.statistics.counts
            return "\(cell.second - base) \(cell.route) \(cell.release) \(counts.requests) \(counts.bad)"
        }.sorted()
    }

    @Test func `a request is counted in the second of its end, for its route and release`() {
        var counter = counter()
        for seen in [
            request(1), request(1, status: 500), request(1, "/donations", "v2.1"), request(1, "/about"),
            request(2), request(1, "/donations", nil, status: 503),
        ] {
            _ = counter.count(seen, now: now(2))
        }
        let flush = counter.flush(now: now(3))
        #expect(
            cells(flush) == [
                "1 POST /donations - 1 1", "1 POST /donations v1 2 1", "1 POST /donations v2 1 0", "1 other v1 1 0",
                "2 POST /donations v1 1 0",
            ])
        #expect(flush.gaps == [] && flush.time == now(3))
        #expect(counter.flush(now: now(4)).cells == [])
        #expect(counter.totals.counted == 6)
    }

    @Test func `a line up to five seconds behind the newest lands in its second, a later one is lost and said so`() {
        var counter = counter()
        _ = counter.count(request(10), now: now(10))
        _ = counter.flush(now: now(11))
        _ = counter.count(request(5), now: now(11))
        #expect(counter.count(request(4), now: now(11)) == .late)
        #expect(counter.count(request(2), now: now(11)) == .late)
        let flush = counter.flush(now: now(12))
        #expect(cells(flush) == ["5 POST /donations v1 1 0"])
        #expect(flush.gaps == [TelemetryGap(from: base + 2, to: base + 5, lostLines: 2, reason: .late)])
        #expect(counter.totals.late == 2)
        #expect(counter.flush(now: now(13)).gaps == [])
    }

    @Test func `lines that waited while nobody ran are counted where they belong`() {
        var counter = counter()
        // Stopped at second 10, woken at second 40: the clock is far ahead of all of them.
        for second in 10..<40 { _ = counter.count(request(second), now: now(40)) }
        let flush = counter.flush(now: now(40))
        #expect(flush.cells.count == 30 && flush.gaps == [])
    }

    @Test func `a line from the future is lost, said so, and makes no other line late`() {
        var counter = counter()
        _ = counter.count(request(10), now: now(10))
        #expect(counter.count(request(13), now: now(10)) == .early)
        #expect(counter.count(request(900_000), now: now(10)) == .early)
        guard case .counted = counter.count(request(12), now: now(10)) else {
            Issue.record("two seconds ahead of the clock is near enough")
            return
        }
        guard case .counted = counter.count(request(9), now: now(11)) else {
            Issue.record("made late by a line from the future")
            return
        }
        let gaps = counter.flush(now: now(12)).gaps
        #expect(gaps == [TelemetryGap(from: base + 10, to: base + 11, lostLines: 2, reason: .clock)])
    }

    @Test func `a line with a time of long ago does not void all history`() {
        var counter = counter()
        _ = counter.count(request(10), now: now(10))
        _ = counter.count(request(-1_000_000_000), now: now(10))
        let gaps = counter.flush(now: now(11)).gaps
        #expect(gaps.count == 1 && gaps.first?.from == base + 10 - TelemetryLimits.lateGapSeconds)
    }

    @Test func `releases beyond the limit are counted together, none is lost`() {
        var counter = counter()
        for index in 0..<(TelemetryLimits.releases + 10) {
            _ = counter.count(request(1, "/donations", "r\(index).1"), now: now(1))
        }
        let long = String(repeating: "x", count: TelemetryLimits.releaseBytes + 1)
        _ = counter.count(request(1, "/donations", long + ".1"), now: now(1))
        let flush = counter.flush(now: now(2))
        #expect(flush.cells.count == TelemetryLimits.releases + 1)
        let rest = flush.cells.first { $0.release == RollupCell.otherReleases }
        #expect(rest?.statistics.counts.requests == 11)
        // The next flush begins anew.
        _ = counter.count(request(2, "/donations", "r\(TelemetryLimits.releases + 5).1"), now: now(2))
        #expect(counter.flush(now: now(3)).cells.first?.release == "r\(TelemetryLimits.releases + 5)")
    }

    @Test func `cells beyond the limit are lost and said so`() {
        var counter = counter()
        var counted = 0
        // Each second is a cell of its own.
        for second in 0..<(TelemetryLimits.cells + 7) {
            if case .counted = counter.count(request(second), now: now(second)) { counted += 1 }
        }
        #expect(counted == TelemetryLimits.cells)
        let gap = TelemetryGap(
            from: base + TelemetryLimits.cells, to: base + TelemetryLimits.cells + 7, lostLines: 7, reason: .flood)
        #expect(counter.flush(now: now(30_000)).gaps == [gap])
    }
}
