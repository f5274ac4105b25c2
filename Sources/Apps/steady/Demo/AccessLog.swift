// HAProxy's own log as the witness: counted from the file that HAProxy wrote, not from what the control plane received.

import Core
import Foundation
import HAProxy
import Telemetry

/// Counts requests in HAProxy's log file.
struct AccessLog: Sendable {
    /// What was found in a stretch of time.
    struct Counts: Sendable {
        var requests = 0
        var failed = 0
        var slow = 0
        var first: WallTime?
        var last: WallTime?
    }

    let path: String
    let limits: Telemetry.LatencyLimits
    let routes: RouteTable

    /// Requests of the flow that ended in `[from, to)`; `release` counts only those that it served. `first` is when the
    /// first of them began, `last` when the last one ended. A line that is none of ours (HAProxy's own messages) is
    /// passed over. Throws if the file cannot be read.
    func counts(from: WallTime, to: WallTime, release: String? = nil) throws -> Counts {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw CommandFailure(
                1, "HAProxy's log \(path) cannot be read", hint: "Was the flow started with --access-log?")
        }
        var counts = Counts()
        var rest: [UInt8] = []
        let parser = RequestLogParser()
        while let chunk = try handle.read(upToCount: 1 << 20), !chunk.isEmpty {
            rest += chunk
            var start = 0
            while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(rest[start..<end])
                start = end + 1
                guard line.first == UInt8(ascii: "{"), let observation = try? parser.parse(line) else { continue }
                add(observation, to: &counts, from: from, until: to, release: release)
            }
            rest.removeFirst(start)
        }
        return counts
    }

    private func add(
        _ observation: RequestObservation, to counts: inout Counts, from: WallTime, until: WallTime, release: String?
    ) {
        guard observation.time >= from, observation.time < until, release == nil || observation.release == release,
            routes.index(method: observation.method, path: observation.path) != nil
        else { return }
        let outcome = Outcome(of: observation, limits: limits)
        guard outcome.isValid else { return }
        counts.requests += 1
        counts.failed += outcome.isBad ? 1 : 0
        counts.slow += outcome.isSlow ? 1 : 0
        let began = observation.time - observation.total
        counts.first = min(counts.first ?? began, began)
        counts.last = max(counts.last ?? observation.time, observation.time)
    }
}
