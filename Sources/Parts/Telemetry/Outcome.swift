// Whether a request was good: the one rule, for objectives and for the judge. docs/formats/request-log.md explains it.

package import Core

/// When a request counts as slow, and when somebody should look.
package struct LatencyLimits: Hashable, Sendable {
    /// A request that takes longer is slow.
    package var below: Duration
    /// A request that takes longer is warned about.
    package var warn: Duration

    /// Limits.
    package init(below: Duration, warn: Duration) {
        self.below = below
        self.warn = warn
    }

    /// The limits of an objective.
    package init(_ objective: ObjectivesSpec.Latency) {
        self.init(below: objective.below, warn: objective.warn)
    }
}

/// What a request means for the objectives.
package struct Outcome: Hashable, Sendable {
    /// Whether the user got an answer.
    package enum Quality: String, Hashable, Sendable, CaseIterable {
        /// An answer below 500, in full.
        case good
        /// No answer, half an answer, or a failure.
        case bad
        /// No request of the flow: counts for nothing.
        case invalid
    }

    /// Why a request is not good.
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        /// The client never sent a whole request.
        case requestIncomplete = "request-incomplete"
        /// The data plane answered by itself, as configured (redirect, statistics, denial).
        case answeredByProxy = "answered-by-proxy"
        /// A status of 500 or more.
        case serverError = "server-error"
        /// No status was sent.
        case noAnswer = "no-answer"
        /// A time limit for the server ran out.
        case serverTimeout = "server-timeout"
        /// The server broke off, or could not be reached.
        case serverAbort = "server-abort"
        /// The client left, or stopped reading, before it had the whole answer.
        case clientAbort = "client-abort"
        /// The data plane ended it: out of resources, an internal fault, or killed by hand.
        case proxyFailure = "proxy-failure"
    }

    /// Whether the user got an answer.
    package var quality: Quality
    /// Why not; nil for good.
    package var reason: Reason?
    /// Whether it took longer than `below`, or a time limit for the server ran out. Never for invalid ones.
    package var isSlow: Bool
    /// Whether it took longer than `warn`, or is slow. Never for invalid ones.
    package var isWarned: Bool

    /// Whether it counts against the flow's availability.
    package var isBad: Bool { quality == .bad }
    /// Whether it counts at all.
    package var isValid: Bool { quality != .invalid }

    /// The outcome of a request: the rule.
    package init(of observation: RequestObservation, limits: LatencyLimits) {
        let (quality, reason) = Self.judge(observation)
        self.quality = quality
        self.reason = reason
        isSlow = quality != .invalid && (observation.total > limits.below || reason == .serverTimeout)
        isWarned = quality != .invalid && (observation.total > limits.warn || isSlow)
    }

    private static func judge(_ observation: RequestObservation) -> (Quality, Reason?) {
        var state = observation.termination.utf8.makeIterator()
        let cause = state.next() ?? dash
        let phase = state.next() ?? dash
        let status = observation.status ?? 0
        if phase == UInt8(ascii: "R"), cause == UInt8(ascii: "C") || cause == UInt8(ascii: "c") {
            return (.invalid, .requestIncomplete)
        }
        if observation.method == nil { return (.invalid, .requestIncomplete) }
        switch cause {
        case UInt8(ascii: "s"):
            return (.bad, .serverTimeout)
        case UInt8(ascii: "S"), UInt8(ascii: "D"), UInt8(ascii: "U"):
            return (.bad, .serverAbort)
        case UInt8(ascii: "C"), UInt8(ascii: "c"):
            return phase == UInt8(ascii: "T") ? (.invalid, .answeredByProxy) : (.bad, .clientAbort)
        case UInt8(ascii: "R"), UInt8(ascii: "I"), UInt8(ascii: "K"):
            return (.bad, .proxyFailure)
        case UInt8(ascii: "L"), UInt8(ascii: "P"):
            if phase == UInt8(ascii: "T") || (1..<500).contains(status) { return (.invalid, .answeredByProxy) }
            return (.bad, .proxyFailure)
        default:
            break
        }
        if status <= 0 { return (.bad, .noAnswer) }
        if status == 504 { return (.bad, .serverTimeout) }
        return status >= 500 ? (.bad, .serverError) : (.good, nil)
    }

    private static let dash = UInt8(ascii: "-")
}
