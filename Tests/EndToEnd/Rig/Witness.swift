// HAProxy's own log as the witness: what users got, whatever the control plane counted.

import Core
import Foundation
import HAProxy
import Telemetry

/// The requests in HAProxy's log file.
struct Witness: Sendable {
    /// One request of the flow's route.
    struct Request: Sendable {
        var began: WallTime
        var ended: WallTime
        var release: String
        var server: String
        var failed: Bool
    }

    /// In order of their ends.
    let requests: [Request]

    /// The requests to paths in `paths` so far.
    init(log: String, paths: Set<String>) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: log))
        let limits = Telemetry.LatencyLimits(below: .seconds(8), warn: .seconds(6))
        let parser = RequestLogParser()
        requests = try data.split(separator: UInt8(ascii: "\n")).compactMap { line in
            // HAProxy's own messages stand between; a request's line begins with a brace.
            guard line.first == UInt8(ascii: "{") else { return nil }
            let seen = try parser.parse(Array(line))
            guard let path = seen.path, paths.contains(path) else { return nil }
            let outcome = Outcome(of: seen, limits: limits)
            guard outcome.isValid else { return nil }
            return Request(
                began: seen.time - seen.total, ended: seen.time, release: seen.release ?? "none",
                server: seen.server ?? "none", failed: outcome.isBad)
        }
    }

    /// Requests that a release served.
    func of(_ release: String) -> [Request] { requests.filter { $0.release == release } }

    /// Failed requests.
    var failed: [Request] { requests.filter(\.failed) }

    /// Failed requests that none of `releases` served.
    func failed(besides releases: Set<String>) -> [Request] {
        requests.filter { $0.failed && !releases.contains($0.release) }
    }

    /// From the first request of a release to the end of its last one, in seconds; 0 if it had none.
    func seconds(of release: String) -> Double {
        let own = of(release)
        guard let first = own.map(\.began).min(), let last = own.map(\.ended).max() else { return 0 }
        return (last - first).inSeconds
    }
}
