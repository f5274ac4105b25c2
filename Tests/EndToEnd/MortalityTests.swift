// kill -9 of the control plane, of `steady up`, and of both: users are served, and the rollout ends one way or the
// other.

import Core
import Foundation
import LoadTesting
import Releases
import SQLiteStore
import Shell
import Testing

extension EndToEnd {
    @Suite struct Mortality {
        @Test(.timeLimit(.minutes(1)), arguments: ["instance.started", "rollout.judged", "rollout.going-home"])
        func `killed in the rollout of a bad release it is home afterwards`(_ point: String) async throws {
            try await FlowRig.withLiveStub { rig in
                let users = try rig.users(60)
                try await pass(.seconds(2))
                let before = try #require(try rig.ledger().latest(1, subject: nil).last).sequence
                async let begun = rig.begin("v5", StubFaults(failEverything: true))
                try await rig.entry(point, after: before)
                let killed = try rig.killControlPlane()
                let id = try await begun.id
                try await rig.controlPlaneIsBack(after: killed)
                let ended = try await rig.ended(id, within: .seconds(30))
                #expect(ended.outcome == "rolled-back", "\(ended)")
                try await users.end()
                let seen = try rig.witness()
                #expect(seen.failed(besides: ["v5"]).isEmpty)
                // The restart takes a second or two in which the canary keeps its share.
                #expect(seen.failed.count <= 25, "\(seen.failed.count)")
                try await rig.ledgerIsIntact()
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `when the control plane stays dead longer than its lease the guard sends traffic home`() async throws {
            try await FlowRig.withLiveStub(.init(lease: "5s")) { rig in
                let users = try rig.users(60)
                let begun = try await rig.begin("v2")
                try await rig.canaryServes(5, of: begun.id)
                rig.killUp()
                try rig.killControlPlane()
                let entry = try await rig.entry("guard.sent-home", within: .seconds(15))
                #expect(entry.subject == begun.id && entry.actor == "guard")
                struct Facts: Decodable { var lastGood: String; var silentSeconds: Double }
                let facts = try entry.decodeFacts(Facts.self)
                #expect(facts.lastGood == "v1" && (5...8).contains(facts.silentSeconds), "\(facts)")
                // Requests that began before the entry may still end.
                try await pass(.seconds(2))
                #expect(try rig.witness().of("v2").allSatisfy { $0.began <= entry.time })
                // Somebody finds it in the morning: the rollout is stale and does not go on.
                try await rig.start()
                let ended = try await rig.ended(begun.id, within: .seconds(15))
                #expect(
                    ended.outcome == "rolled-back" && ended.because.contains("longer than its lease"),
                    "\(ended.because)")
                #expect(try await users.end().failedRequests == 0)
                #expect(try rig.witness().failed.isEmpty)
                try await rig.ledgerIsIntact()
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a control plane that was frozen longer than its lease does not go on with its rollout`() async throws {
            try await FlowRig.withLiveStub(.init(lease: "5s")) { rig in
                let users = try rig.users(60)
                let begun = try await rig.begin("v2")
                try await rig.canaryServes(5, of: begun.id)
                let pid = try #require(rig.control).pid
                kill(pid, SIGSTOP)
                let entry = try await rig.entry("guard.sent-home", within: .seconds(15))
                kill(pid, SIGCONT)
                let ended = try await rig.ended(begun.id, within: .seconds(15))
                #expect(ended.outcome == "rolled-back", "\(ended)")
                #expect(try await users.end().failedRequests == 0)
                #expect(try rig.witness().of("v2").allSatisfy { $0.began <= entry.time })
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `steady up may be killed and started again and takes over without a failed request`() async throws {
            try await FlowRig.withLiveStub { rig in
                let users = try rig.users(60)
                let names = ["control-plane", "haproxy", "guard"]
                let before = names.map { rig.process($0) }
                let instances = try await rig.flow().releases.flatMap(\.instances).compactMap(\.pid)
                rig.killUp()
                try await pass(.seconds(1))
                try await rig.start()
                try await pass(.seconds(2))
                #expect(names.map { rig.process($0) } == before)
                // One at a time: a second one would end what the first looks after.
                let second = try await rig.steady(["up"], timeout: .seconds(20))
                #expect(second.exitCode == 2 && second.standardError.contains("already (process "), "\(second)")
                #expect(try await rig.flow().releases.flatMap(\.instances).compactMap(\.pid) == instances)
                // It looks after what it has found, as after what it started.
                try await rig.controlPlaneIsBack(after: rig.killControlPlane())
                let next = try await rig.begin("v2")
                try await rig.canaryServes(3, of: next.id)
                #expect(try await users.end().failedRequests == 0)
                #expect(try rig.witness().failed.isEmpty)
                #expect(await rig.stop(), "steady up does not end on SIGTERM")
                #expect(Leftovers.pids(of: rig.folder).isEmpty)
            }
        }
    }
}
