// A desk that answers what a test tells it to, and remembers what it was asked.

import ControlPlane
import Core
import Synchronization

/// The time of day that a test decides.
final class TestWallClock: WallClock {
    private let time: Mutex<WallTime>

    init(_ time: WallTime = Samples.time) {
        self.time = Mutex(time)
    }

    var now: WallTime { time.withLock { $0 } }

    func advance(by duration: Duration) {
        time.withLock { $0 = $0 + duration }
    }
}

/// A desk under a test's control.
final class ScriptedDesk: FlowDesk {
    struct Script {
        var snapshot = Samples.rollingOut
        var snapshotError: (any Error)?
        var deployError: ControlError?
        var abortError: ControlError?
        var entries: [LedgerEntry] = []
        var calls: [String] = []
    }

    let script: Mutex<Script>

    init(_ script: Script = Script()) {
        self.script = Mutex(script)
    }

    var calls: [String] { script.withLock { $0.calls } }

    func change(_ edit: (inout Script) -> Void) {
        script.withLock { edit(&$0) }
    }

    func snapshot() async throws -> FlowSnapshot {
        let (snapshot, error) = script.withLock { ($0.snapshot, $0.snapshotError) }
        if let error { throw error }
        return snapshot
    }

    func ledger(last: Int, before: Int?) async throws -> [LedgerEntry] {
        let all = script.withLock { script in
            script.calls.append("ledger \(last) \(before.map(String.init) ?? "-")")
            return script.entries
        }
        return Array(all.filter { $0.sequence < before ?? Int.max }.suffix(last).reversed())
    }

    func planDeploy(_ request: DeployRequest) async throws(ControlError) -> DeployPlan {
        note("plan \(request.release)")
        return DeployPlan(
            release: request.release, digest: "sha256:aa", from: "v2", steps: ["start v3", "give it 2.5%"],
            guarantees: ["at most 1% of harmless releases go home"])
    }

    func deploy(_ request: DeployRequest) async throws(ControlError) -> RolloutView {
        note("deploy \(request.release) \(request.artifact) by \(request.actor) because \(request.reason ?? "-")")
        if let error = script.withLock({ $0.deployError }) { throw error }
        return Samples.rollout
    }

    func rollout(_ id: String?) async throws(ControlError) -> RolloutView {
        note("rollout \(id ?? "current")")
        guard id == nil || id == Samples.rollout.id else {
            throw ControlError(.notFound, "there is no rollout \(id ?? "")", hint: "See steady rollout status")
        }
        guard let rollout = script.withLock({ $0.snapshot.rollout }) else {
            throw ControlError(.notFound, "there was no rollout yet", hint: "Deploy something")
        }
        return rollout
    }

    func abort(rollout id: String, by actor: String, reason: String) async throws(ControlError) -> RolloutView {
        note("abort \(id) by \(actor) because \(reason)")
        if let error = script.withLock({ $0.abortError }) { throw error }
        return Samples.rollout
    }

    func rollback(to release: String?, by actor: String, reason: String) async throws(ControlError) -> RolloutView {
        note("rollback \(release ?? "-") by \(actor) because \(reason)")
        return Samples.rollout
    }

    private func note(_ call: String) {
        script.withLock { $0.calls.append(call) }
    }
}
