// From targets and the world to actions: one at a time, and over many random worlds until nothing is left to do.

import Core
import Releases
import Statistics
import TestKit
import Testing

@Suite struct ReconcilerTests {
    private let now = Sample.start + .seconds(100)

    private func plan(
        _ targets: [ReleaseTarget], instances: [InstanceView], servers: [ServerView], after: Duration = .seconds(100)
    ) -> [Action] {
        let names = Set(instances.map(\.record.release) + targets.map(\.release))
        let releases = Dictionary(uniqueKeysWithValues: names.map { ($0, SampleRelease.unit($0)) })
        return Reconciler(
            now: Sample.start + after, releases: releases, instances: instances, servers: servers,
            stopWithin: .seconds(5)
        ).actions(for: targets) { release, index, restarts in
            InstanceRecord(
                id: "new", release: release, index: index, port: 0, logPath: "", started: now, restarts: restarts)
        }
    }

    private func serving(_ release: String, _ weight: Int = 256) -> ReleaseTarget {
        ReleaseTarget(release: release, role: .serving(weight: weight), isRestarted: true)
    }

    private func stopping(_ view: InstanceView, at time: Duration) -> InstanceView {
        var view = view
        view.record.stopping = Sample.start + time
        return view
    }

    @Test func `a missing instance is started, a started one gets its server, a server its weight`() {
        let record = Sample.instance("v1").record
        #expect(plan([serving("v1")], instances: [], servers: []).map(\.summary) == ["starting v1.1"])
        #expect(
            plan([serving("v1")], instances: [Sample.instance("v1")], servers: [])
                == [.change(.add(name: "v1.1", port: record.port, healthPath: "/healthz"))])
        #expect(
            plan([serving("v1")], instances: [Sample.instance("v1")], servers: [Sample.server("v1.1")])
                == [.change(.set(name: "v1.1", weight: 256, mode: .ready))])
        #expect(
            plan([serving("v1")], instances: [Sample.instance("v1")], servers: [Sample.server("v1.1", weight: 256)])
                .isEmpty)
    }

    @Test func `an instance whose handle was never stored is looked for, not started twice`() {
        let lost = Sample.instance("v1", handle: nil, isAlive: false)
        #expect(plan([serving("v1")], instances: [lost], servers: []) == [.adopt(lost.record)])
        #expect(plan([], instances: [lost], servers: []) == [.adopt(lost.record)], "also if it is to end")
    }

    @Test(arguments: [(0, 1), (1, 2), (3, 8), (6, 64), (50, 64)])
    func `a dead instance is started again after a pause that doubles up to about a minute`(restarts: Int, pause: Int) {
        var dead = Sample.instance("v1", isAlive: false)
        dead.record.restarts = restarts
        let server = Sample.server("v1.1", weight: 256, isHealthy: false)
        let early = plan(
            [serving("v1")], instances: [dead], servers: [server],
            after: .seconds(pause) - .milliseconds(1))
        #expect(early.isEmpty)
        let due = plan([serving("v1")], instances: [dead], servers: [server], after: .seconds(pause))
        #expect(due.map(\.summary) == ["noting the end of v1.1", "starting v1.1"])
    }

    @Test func `a dead instance under judgement is not started again`() {
        let target = ReleaseTarget(release: "v2", role: .serving(weight: 9), isRestarted: false)
        let dead = Sample.instance("v2", isAlive: false)
        #expect(plan([target], instances: [dead], servers: [Sample.server("v2.1", weight: 9)]).isEmpty)
    }

    @Test func `the server of a dead instance is taken out of traffic all the same`() {
        // Found by the crash matrix: such a rollout could never be read back as home.
        let target = ReleaseTarget(release: "v2", role: .standby, isRestarted: false)
        let actions = plan(
            [target], instances: [Sample.instance("v2", isAlive: false)],
            servers: [Sample.server("v2.1", weight: 9, isHealthy: false)])
        #expect(actions == [.change(.set(name: "v2.1", weight: 0, mode: .maintenance))])
    }

    @Test func `a server at another port than its instance is taken out, removed and added anew`() {
        let instance = Sample.instance("v1", port: 20_007)
        func next(_ servers: [ServerView]) -> [Action] {
            plan([serving("v1")], instances: [instance], servers: servers)
        }
        #expect(
            next([Sample.server("v1.1", port: 20_000, weight: 256)])
                == [.change(.set(name: "v1.1", weight: 0, mode: .maintenance))])
        #expect(
            next([Sample.server("v1.1", port: 20_000, mode: .maintenance)]) == [.change(.remove(name: "v1.1"))])
        #expect(next([]) == [.change(.add(name: "v1.1", port: 20_007, healthPath: "/healthz"))])
    }

    @Test func `a server that nobody knows is taken out and removed`() {
        let known = (Sample.instance("v1"), Sample.server("v1.1", weight: 256))
        let stranger = Sample.server("v9.1", weight: 3)
        #expect(
            plan([serving("v1")], instances: [known.0], servers: [known.1, stranger])
                == [.change(.set(name: "v9.1", weight: 0, mode: .maintenance))])
        let out = Sample.server("v9.1", mode: .maintenance)
        #expect(
            plan([serving("v1")], instances: [known.0], servers: [known.1, out]) == [.change(.remove(name: "v9.1"))])
    }

    @Test func `no server gets traffic before its check has passed, and none loses it for a failed one`() {
        let instance = Sample.instance("v1")
        func next(_ server: ServerView) -> [Action] { plan([serving("v1")], instances: [instance], servers: [server]) }
        #expect(next(Sample.server("v1.1", isHealthy: false)).isEmpty)
        #expect(next(Sample.server("v1.1")) == [.change(.set(name: "v1.1", weight: 256, mode: .ready))])
        #expect(next(Sample.server("v1.1", weight: 256, isHealthy: false)).isEmpty)
        #expect(
            next(Sample.server("v1.1", mode: .maintenance, isHealthy: false))
                == [.change(.set(name: "v1.1", weight: 0, mode: .ready))])
    }

    @Test func `raising comes before lowering`() {
        let instances = [Sample.instance("v1"), Sample.instance("v2")]
        let servers = [Sample.server("v1.1", weight: 256), Sample.server("v2.1", weight: 5)]
        let targets = [
            ReleaseTarget(release: "v1", role: .draining, isRestarted: true), serving("v2"),
        ]
        #expect(
            plan(targets, instances: instances, servers: servers) == [
                .change(.set(name: "v2.1", weight: 256, mode: .ready)),
                .change(.set(name: "v1.1", weight: 0, mode: .ready)),
            ])
    }

    @Test func `the last server that serves is not taken away while the one to serve cannot`() {
        let instances = [Sample.instance("v1"), Sample.instance("v2")]
        let home = [serving("v1"), ReleaseTarget(release: "v2", role: .standby, isRestarted: false)]
        let canary = Sample.server("v2.1", weight: 9)
        func next(_ control: ServerView, _ targets: [ReleaseTarget]) -> [Action] {
            plan(targets, instances: instances, servers: [control, canary])
        }
        let away = Action.change(.set(name: "v2.1", weight: 0, mode: .maintenance))
        // v1 fails its checks: a canary is better than nobody.
        #expect(next(Sample.server("v1.1", weight: 256, isHealthy: false), home).isEmpty)
        #expect(next(Sample.server("v1.1", weight: 256), home) == [away])
        // Nobody is to serve, the first release was aborted: then it is obeyed.
        #expect(
            next(
                Sample.server("v1.1", mode: .maintenance),
                home.map {
                    ReleaseTarget(release: $0.release, role: .standby, isRestarted: true)
                }) == [away])
    }

    @Test func `an instance to end gets SIGTERM, and after its time SIGKILL`() {
        let view = Sample.instance("v1")
        #expect(plan([], instances: [view], servers: []) == [.stop(view.record, force: false)])
        let asked = stopping(view, at: .seconds(96))
        #expect(plan([], instances: [asked], servers: []).isEmpty, "it has 5 s")
        let late = stopping(view, at: .seconds(95))
        #expect(plan([], instances: [late], servers: []) == [.stop(late.record, force: true)])
        var gone = late
        gone.isAlive = false
        #expect(plan([], instances: [gone], servers: []) == [.forget(gone.record)])
    }

    @Test func `sessions that outlive the time to stop are cut, then the server goes`() {
        let busy = Sample.server("v1.1", mode: .maintenance, sessions: 2)
        let early = stopping(Sample.instance("v1"), at: .seconds(96))
        #expect(plan([], instances: [early], servers: [busy]).isEmpty)
        let late = stopping(Sample.instance("v1"), at: .seconds(95))
        #expect(plan([], instances: [late], servers: [busy]).first == .change(.cutSessions(name: "v1.1")))
    }

    @Test func `what an action does can be said in a few words`() {
        let record = Sample.instance("v1").record
        let actions: [Action] = [
            .start(record), .adopt(record), .stop(record, force: true), .stop(record, force: false), .forget(record),
            .change(.add(name: "v1.1", port: 1, healthPath: "/")), .change(.cutSessions(name: "v1.1")),
            .change(.set(name: "v1.1", weight: 1, mode: .ready)), .change(.remove(name: "v1.1")),
        ]
        #expect(Set(actions.map(\.summary)).count == actions.count)
        #expect(actions.allSatisfy { $0.summary.contains("v1.1") })
    }
}
