// What every telemetry store must do, run against the one in memory and the one in SQLite.

import Core
import Foundation
import SQLiteStore
import Statistics
import Telemetry
import TestKit
import Testing

/// One kind of store, made fresh for each test.
enum TelemetryStoreKind: String, CaseIterable, Sendable {
    case memory
    case sqlite

    /// Calls `body` with a fresh store, and removes its files afterwards.
    func withStore(_ body: (any TelemetryStore) throws -> Void) throws {
        switch self {
        case .memory: try body(MemoryTelemetryStore())
        case .sqlite:
            try TelemetryFolder.with { folder in
                try body(try SQLiteTelemetryStore(path: folder + "/telemetry.db"))
            }
        }
    }
}

/// A folder for one test.
enum TelemetryFolder {
    static func with(_ body: (String) throws -> Void) throws {
        var template = Array((NSTemporaryDirectory() + "/steady-telemetry-XXXXXX").utf8CString)
        let made = try #require(mkdtemp(&template))
        let folder = String(cString: made)
        defer {
            do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record(error) }
        }
        try body(folder)
    }
}

@Suite struct TelemetryStoreContract {
    /// A second in the middle of nothing special: no multiple of ten.
    private let start = 1_750_000_003
    private let donations = "POST /donations"

    private func cell(
        _ second: Int, _ route: String = "POST /donations", _ release: String = "v1", requests: Int = 1, bad: Int = 0,
        slow: Int = 0, milliseconds: Double = 20
    ) -> RollupCell {
        var statistics = RequestStatistics(
            counts: RequestCounts(requests: requests, bad: bad, slow: slow, warned: slow))
        statistics.latencies.add(milliseconds: milliseconds, times: requests)
        return RollupCell(second: second, route: route, release: release, statistics: statistics)
    }

    private func time(_ second: Int) -> WallTime { WallTime(second: second) }

    @Test(arguments: TelemetryStoreKind.allCases)
    func `what was added is found in any window that holds it, to the second`(_ kind: TelemetryStoreKind) throws {
        try kind.withStore { store in
            var generator = SeededGenerator(seed: 7)
            var truth: [Int: Int] = [:]
            for flush in 0..<40 {
                let cells = (0..<5).map { _ in
                    let second = start + flush * 97 + Int.random(in: 0..<90, using: &generator)
                    truth[second, default: 0] += 3
                    return cell(second, requests: 3)
                }
                try store.add(TelemetryFlush(time: time(start + flush * 97 + 97), cells: cells))
            }
            for _ in 0..<60 {
                let from = start + Int.random(in: -100..<4000, using: &generator)
                let to = from + Int.random(in: 0..<4000, using: &generator)
                let expected = truth.filter { (from..<to).contains($0.key) }.values.reduce(0, +)
                let sum = try store.sum(from: time(from), to: time(to), of: TelemetrySelection())
                #expect(sum.statistics.counts.requests == expected, "from \(from) to \(to)")
                #expect(sum.statistics.latencies.count == expected)
                #expect(sum.seconds == from..<to)
                #expect(try store.counts(from: time(from), to: time(to), of: .init()) == sum.statistics.counts)
            }
        }
    }

    @Test(arguments: TelemetryStoreKind.allCases)
    func `two flushes for the same second add up, latencies included`(_ kind: TelemetryStoreKind) throws {
        try kind.withStore { store in
            try store.add(
                TelemetryFlush(
                    time: time(start + 1), cells: [cell(start, requests: 10, bad: 2, milliseconds: 10)]))
            try store.add(
                TelemetryFlush(
                    time: time(start + 2), cells: [cell(start, requests: 30, slow: 4, milliseconds: 1000)]))
            let sum = try store.sum(from: time(start), to: time(start + 1), of: .init()).statistics
            #expect(sum.counts == RequestCounts(requests: 40, bad: 2, slow: 4, warned: 4))
            let quarter = try #require(sum.latencies.quantile(0.25))
            let half = try #require(sum.latencies.quantile(0.5))
            #expect(abs(quarter - 10) <= 0.1 && abs(half - 1000) <= 10)
        }
    }

    @Test(arguments: TelemetryStoreKind.allCases)
    func `a selection tells routes and releases apart, and the flow is everything but other`(
        _ kind: TelemetryStoreKind
    ) throws {
        try kind.withStore { store in
            try store.add(
                TelemetryFlush(
                    time: time(start + 1),
                    cells: [
                        cell(start, donations, "v1", requests: 1),
                        cell(start, donations, "v2", requests: 20),
                        cell(start, "GET /donate", "v1", requests: 300),
                        cell(start, RouteTable.other, "v1", requests: 4000),
                    ]))
            func requests(_ selection: TelemetrySelection) throws -> Int {
                try store.counts(from: time(start), to: time(start + 1), of: selection).requests
            }
            #expect(try requests(.init(.flow)) == 321)
            #expect(try requests(.init(.everything)) == 4321)
            #expect(try requests(.init(.one(donations))) == 21)
            #expect(try requests(.init(.flow, release: "v2")) == 20)
            #expect(try requests(.init(.everything, release: "v1")) == 4301)
            #expect(try requests(.init(.one("GET /nothing"))) == 0)
        }
    }

    @Test(arguments: TelemetryStoreKind.allCases)
    func `a series has a point where something was counted, in order`(_ kind: TelemetryStoreKind) throws {
        try kind.withStore { store in
            let base = start - 3
            try store.add(
                TelemetryFlush(
                    time: time(base + 40),
                    cells: [
                        cell(base + 1, donations, "v2"), cell(base + 2), cell(base + 12),
                        cell(base + 35),
                    ]))
            func points(_ step: Int, _ grouping: SeriesGrouping) throws -> [String] {
                try store.series(from: time(base), to: time(base + 40), step: step, of: .init(), by: grouping).map {
                    "\($0.second - base)\($0.group):\($0.statistics.counts.requests)"
                }
            }
            #expect(try points(10, .release) == ["0v1:1", "0v2:1", "10v1:1", "30v1:1"])
            #expect(try points(10, .total) == ["0:2", "10:1", "30:1"])
            #expect(try points(20, .total) == ["0:3", "20:1"])
            #expect(try points(1, .route).first == "1POST /donations:1")
            // 15 is no multiple of any width but one second; steps begin at multiples of 15.
            #expect(try points(15, .total).map { $0.split(separator: ":")[1] } == ["2", "1", "1"])
        }
    }

    @Test(arguments: TelemetryStoreKind.allCases)
    func `after pruning old windows are answered from coarser buckets, with their edges moved outward`(
        _ kind: TelemetryStoreKind
    ) throws {
        try kind.withStore { store in
            let old = 1_750_000_005
            let now = old + 3 * 3600 + 7
            try store.add(
                TelemetryFlush(time: time(now), cells: [cell(old, requests: 5), cell(now - 10, requests: 2)]))
            try store.prune(now: time(now))
            let past = try store.sum(from: time(old), to: time(old + 1), of: .init())
            #expect(past.seconds == (old - 5)..<(old + 5))
            #expect(past.statistics.counts.requests == 5)
            let recent = try store.sum(from: time(now - 10), to: time(now - 9), of: .init())
            #expect(recent.seconds == (now - 10)..<(now - 9))
            #expect(recent.statistics.counts.requests == 2)
            let all = try store.sum(from: time(old), to: time(now), of: .init())
            #expect(all.statistics.counts.requests == 7)
            #expect(try store.series(from: time(old), to: time(now), step: 1, of: .init(), by: .total).count == 2)
        }
    }

    @Test(arguments: TelemetryStoreKind.allCases)
    func `each width is forgotten after its time, and in the end everything`(_ kind: TelemetryStoreKind) throws {
        try kind.withStore { store in
            let second = 1_750_000_000
            try store.add(TelemetryFlush(time: time(second), cells: [cell(second)], gaps: []))
            try store.record(TelemetryGap(from: second, to: second + 5, lostLines: 1, reason: .late))
            for (age, width) in [(3590, 1), (7200, 10), (3 * 86_400, 60), (36 * 86_400, 3600)] {
                try store.prune(now: time(second + age))
                let sum = try store.sum(from: time(second), to: time(second + 1), of: .init())
                #expect(sum.statistics.counts.requests == 1)
                #expect(sum.seconds.count == width, "after \(age) s")
            }
            try store.prune(now: time(second + 401 * 86_400))
            #expect(try store.counts(from: time(second - 9999), to: time(second + 9999), of: .init()).requests == 0)
            #expect(try store.firstSecond() == nil)
            #expect(try store.gaps(from: time(0), to: time(second + 500 * 86_400)).isEmpty)
        }
    }

    @Test(arguments: TelemetryStoreKind.allCases)
    func `a window of no length holds nothing and one that ends before it begins is refused`(
        _ kind: TelemetryStoreKind
    ) throws {
        try kind.withStore { store in
            try store.add(TelemetryFlush(time: time(start + 1), cells: [cell(start)]))
            #expect(try store.counts(from: time(start), to: time(start), of: .init()) == RequestCounts())
            for call in 0..<4 {
                let error = #expect(throws: TelemetryError.self) {
                    let (from, to) = (time(start), time(start - 1))
                    switch call {
                    case 0: _ = try store.sum(from: from, to: to, of: .init())
                    case 1: _ = try store.counts(from: from, to: to, of: .init())
                    case 2: _ = try store.gaps(from: from, to: to)
                    default: _ = try store.series(from: from, to: to, step: 1, of: .init(), by: .total)
                    }
                }
                #expect(error?.code == .windowInvalid)
            }
            let tooMany = #expect(throws: TelemetryError.self) {
                try store.series(from: time(start - 100_000), to: time(start), step: 1, of: .init(), by: .total)
            }
            #expect(tooMany?.code == .windowInvalid)
        }
    }

    @Test(arguments: TelemetryStoreKind.allCases)
    func `gaps are found by overlap, and the same gap twice is one`(_ kind: TelemetryStoreKind) throws {
        try kind.withStore { store in
            let lost = TelemetryGap(from: start, to: start + 10, lostLines: 4, reason: .linesLost)
            let late = TelemetryGap(from: start + 20, to: start + 21, lostLines: 1, reason: .late)
            try store.record(late)
            try store.add(TelemetryFlush(time: time(start + 30), gaps: [lost]))
            try store.record(lost)
            #expect(try store.gaps(from: time(start), to: time(start + 100)) == [lost, late])
            #expect(try store.gaps(from: time(start + 9), to: time(start + 20)) == [lost])
            #expect(try store.gaps(from: time(start + 10), to: time(start + 20)) == [])
        }
    }

    @Test(arguments: TelemetryStoreKind.allCases)
    func `an end without notice leaves a gap from the last flush on, and so does one in order`(
        _ kind: TelemetryStoreKind
    ) throws {
        try kind.withStore { store in
            #expect(try store.lastFlush() == nil)
            #expect(try store.open(at: time(start)) == nil)
            let checkpoint = LossMeter.Checkpoint(
                second: start + 5, streams: [LossMeter.Checkpoint.Stream(process: 12, next: 99)])
            try store.add(TelemetryFlush(time: time(start + 5), cells: [cell(start)], checkpoint: checkpoint))
            #expect(
                try store.lastFlush() == LastFlush(time: time(start + 5), checkpoint: checkpoint, isClean: false))
            let again = WallTime(milliseconds: Int64(start + 9) * 1000 + 250)
            let gap = TelemetryGap(from: start + 5, to: start + 10, lostLines: nil, reason: .controlPlaneDown)
            #expect(try store.open(at: again) == gap)
            #expect(try store.gaps(from: time(start), to: time(start + 60)) == [gap])
            #expect(try store.lastFlush()?.checkpoint == checkpoint)
            try store.close(at: time(start + 11))
            #expect(try store.lastFlush()?.isClean == true)
            try store.open(at: time(start + 20))
            #expect(try store.lastFlush()?.isClean == false)
        }
    }

    @Test(arguments: TelemetryStoreKind.allCases)
    func `a gap with a known number of lines takes the place of the unknown one`(_ kind: TelemetryStoreKind) throws {
        try kind.withStore { store in
            try store.open(at: time(start))
            try store.open(at: time(start + 30))
            let other = TelemetryGap(from: start + 2, to: start + 3, lostLines: nil, reason: .linesLost)
            try store.record(other)
            let known = TelemetryGap(from: start, to: start + 31, lostLines: 17, reason: .controlPlaneDown)
            try store.record(known)
            #expect(try store.gaps(from: time(start), to: time(start + 60)) == [known, other])
        }
    }

    @Test(arguments: TelemetryStoreKind.allCases)
    func `the first second is the first one counted`(_ kind: TelemetryStoreKind) throws {
        try kind.withStore { store in
            #expect(try store.firstSecond() == nil)
            try store.add(TelemetryFlush(time: time(start), cells: [cell(start), cell(start - 4)]))
            #expect(try store.firstSecond() == start - 4)
            try store.prune(now: time(start + 30))
            #expect(try store.firstSecond() == start - 4)
        }
    }
}
