// Waiting for other processes: the one place where these tests poll.

import Foundation

/// What did not happen in time.
struct DidNotHappen: Error, CustomStringConvertible {
    let what: String
    let limit: Duration

    var description: String { "within \(limit) this did not happen: \(what)" }
}

/// Asks `condition` again and again until it gives something, for `limit` at most.
func eventually<Value>(
    _ what: String, within limit: Duration = .seconds(10), every pause: Duration = .milliseconds(50),
    _ condition: () async throws -> Value?
) async throws -> Value {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    while true {
        if let value = try await condition() { return value }
        guard clock.now < deadline else { throw DidNotHappen(what: what, limit: limit) }
        try await clock.sleep(for: pause)
    }
}

/// The same for a condition that is true or not.
func eventually(
    _ what: String, within limit: Duration = .seconds(10), every pause: Duration = .milliseconds(50),
    _ condition: () async throws -> Bool
) async throws {
    let _: Bool = try await eventually(what, within: limit, every: pause) { try await condition() ? true : nil }
}

/// Lets the flow run for a while: for what must *not* happen, and for traffic to be counted.
func pass(_ time: Duration) async throws {
    try await ContinuousClock().sleep(for: time)
}
