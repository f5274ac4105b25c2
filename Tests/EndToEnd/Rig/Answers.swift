// What the command line and the API answer, as far as tests look at it: shapes of their own, as a client's are.

import Foundation

/// A rollout, as `--json` and the API show it.
struct RolloutAnswer: Decodable, Sendable {
    struct Arm: Decodable, Sendable {
        var arm: String
        var units: Int
        var bad: Int
    }

    var id: String
    var release: String
    var phase: String
    var sharePercent: Double
    var startedBy: String
    var because: String
    var counts: [Arm]
    var outcome: String?
    var logTail: [String]?
    var specChanged: Bool

    /// Units that the new release has served.
    var canaryUnits: Int { counts.first { $0.arm == "canary" }?.units ?? 0 }
}

/// The flow, as `GET /api/v1/flow` shows it.
struct FlowAnswer: Decodable, Sendable {
    struct Gap: Decodable, Sendable {
        var reason: String
        var lost: Int?
    }

    struct Release: Decodable, Sendable {
        struct Instance: Decodable, Sendable {
            var name: String
            var port: Int?
            var pid: Int?
            var health: String
        }

        var name: String
        var role: String
        var weightPercent: Double
        var instances: [Instance]
    }

    struct Traffic: Decodable, Sendable {
        var requestsPerSecond: Double?
    }

    var live: String?
    var gaps: [Gap]
    var warnings: [String]
    var releases: [Release]
    var now: Traffic
}

/// A replay, as `steady rollout replay --json` shows it.
struct ReplayAnswer: Decodable, Sendable {
    struct Step: Decodable, Sendable {
        var isSame: Bool
    }

    var isSame: Bool
    var steps: [Step]
}

/// A ledger check, as `steady ledger verify --json` shows it.
struct LedgerAnswer: Decodable, Sendable {
    var intact: Bool
    var entries: Int?
}

/// `run/control.json`.
struct ControlFile: Decodable, Sendable {
    var host: String
    var port: Int
    var pid: Int32
    var startTicks: UInt64
}

/// A process in `run/processes.json`.
struct OwnProcessFile: Decodable, Sendable {
    struct Identity: Decodable, Sendable {
        var pid: Int32
        var startTicks: UInt64
    }

    var name: String
    var identity: Identity
}
