// Releases that must not be promoted, each with one fault, under traffic: each goes home with its reason.

import Core
import Foundation
import Releases
import SQLiteStore
import Shell
import Testing

extension EndToEnd {
    @Suite struct BadReleases {
        @Test(.timeLimit(.minutes(1)))
        func `a release that fails every request is home within ten seconds and costs at most eight requests`()
            async throws
        {
            try await FlowRig.withLiveStub { rig in
                let users = try rig.users(20)
                try await pass(.seconds(3))
                let ended = try await rig.deploy("v5", StubFaults(failEverything: true))
                try await users.end()
                #expect(ended.value.outcome == "rolled-back" && ended.exitCode == 2)
                let seen = try rig.witness()
                #expect((1...8).contains(seen.of("v5").count))
                #expect(seen.seconds(of: "v5") <= 10)
                #expect(seen.failed(besides: ["v5"]).isEmpty)
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a release that fails three percent costs at most 25 requests`() async throws {
            try await FlowRig.withLiveStub { rig in
                // Many users: the ramp is the same, only faster.
                let users = try rig.users(120)
                try await pass(.seconds(2))
                let ended = try await rig.deploy("v3", StubFaults(failEvery: 33))
                try await users.end()
                #expect(ended.value.outcome == "rolled-back" && ended.exitCode == 2, "\(ended.value)")
                let seen = try rig.witness()
                #expect(
                    (1...25).contains(seen.failed.count),
                    "\(seen.failed.count) of \(seen.of("v3").count) failed: \(ended.value)")
                #expect(seen.failed(besides: ["v3"]).isEmpty)
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a release that never becomes healthy gets no request`() async throws {
            try await FlowRig.withLiveStub(.init(startWithin: "3s")) { rig in
                let users = try rig.users(20)
                let ended = try await rig.deploy("v6", StubFaults(neverHealthy: true))
                try await users.end()
                #expect(ended.value.outcome == "rolled-back" && ended.exitCode == 2)
                #expect(ended.value.because.contains("0 of 2 instances of v6 were healthy within 3"))
                #expect(ended.value.because.contains("503"), "\(ended.value.because)")
                #expect(ended.value.logTail?.contains("v6 listens") == true)
                let seen = try rig.witness()
                #expect(seen.of("v6").isEmpty && seen.failed.isEmpty)
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a release that crashes while it serves goes home with the end of its log`() async throws {
            try await FlowRig.withLiveStub { rig in
                let users = try rig.users(60)
                let ended = try await rig.deploy("v7", StubFaults(crashAfter: 3))
                try await users.end()
                #expect(ended.value.outcome == "rolled-back" && ended.exitCode == 2)
                #expect(ended.value.because.contains("v7."))
                #expect(ended.value.logTail?.last == "fault: crash", "\(ended.value)")
                let seen = try rig.witness()
                #expect(!seen.of("v7").isEmpty)
                #expect(seen.failed(besides: ["v7"]).isEmpty && seen.failed.count <= 8, "\(seen.failed)")
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a release whose configuration cannot be read goes home with what it said about it`() async throws {
            try await FlowRig.withLiveStub { rig in
                let users = try rig.users(20)
                try rig.write("{ this is no JSON", to: "config/app.json")
                let ended = try await rig.deploy("v8")
                try await users.end()
                #expect(ended.value.outcome == "rolled-back" && ended.exitCode == 2)
                #expect(ended.value.because.contains("ended by itself"))
                #expect(ended.value.logTail?.contains { $0.contains("app.json cannot be used") } == true)
                let seen = try rig.witness()
                #expect(seen.of("v8").isEmpty && seen.failed.isEmpty)
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a release that hangs on shutdown and whose child keeps its port is killed and its port is free again`()
            async throws
        {
            try await FlowRig.withLiveStub { rig in
                let users = try rig.users(40)
                let faults = StubFaults(failEverything: true, leakPort: true, hangOnShutdown: true)
                let ended = try await rig.deploy("v9", faults)
                #expect(ended.value.outcome == "rolled-back" && ended.exitCode == 2)
                let ports = try rig.ledger().latest(100, subject: nil)
                    .filter { $0.kind == "instance.started" && $0.subject.hasPrefix("v9.") }
                    .map { try $0.decodeFacts(InstanceRecord.self).port }
                #expect(ports.count == 2)
                for index in 1...2 {
                    try await rig.entry("instance.killing", subject: "v9.\(index)")
                    try await rig.entry("instance.ended", subject: "v9.\(index)")
                }
                for port in ports { #expect(!Socket.somebodyListens(at: port)) }
                // What was sent home leaves nothing behind that the next one could fall over.
                let next = try await rig.begin("v10")
                try await rig.canaryServes(1, of: next.id)
                _ = try await rig.steady(["rollout", "abort", "--yes"])
                try await users.end()
                #expect(try rig.witness().failed(besides: ["v9"]).isEmpty)
            }
        }
    }
}
