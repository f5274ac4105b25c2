// Which artifacts may be run again: everything that users may be sent to must stay.

import Core
import Releases
import TestKit
import Testing

@Suite struct NeededArtifactsTests {
    private let releases = Dictionary(
        uniqueKeysWithValues: ["v1", "v2", "v3", "v4", "v5", "v6"].map { ($0, SampleRelease.unit($0)) })

    private func digests(_ names: String...) -> Set<Digest> { Set(names.map { Digest(ofText: $0) }) }

    @Test func `live, warm, what runs and what is rolled out`() {
        let flow = FlowState(flow: "f", live: "v2", warm: .init(release: "v1", until: Sample.start))
        var state = StoredState(flow: flow, releases: releases)
        #expect(NeededArtifacts.of(state, recent: []) == digests("v1", "v2"))
        state.instances = [Sample.instance("v4").record]
        #expect(NeededArtifacts.of(state, recent: []) == digests("v1", "v2", "v4"))
        state.rollout = Sample.rollout(from: "v2", to: "v5")
        #expect(NeededArtifacts.of(state, recent: []) == digests("v1", "v2", "v4", "v5"))
    }

    @Test func `recent rollouts, and the configuration beside the program`() {
        var state = StoredState(flow: FlowState(flow: "f", live: "v6"), releases: releases)
        let configuration = Digest(ofText: "configuration")
        state.releases["v6"]?.configuration = .directory(digest: configuration, path: "/artifacts/c")
        let needed = NeededArtifacts.of(state, recent: [Sample.rollout(from: "v3", to: "v6")])
        #expect(needed == digests("v3", "v6").union([configuration]))
    }

    @Test func `images are podman's to keep`() {
        var state = StoredState(flow: FlowState(flow: "f", live: "v1"), releases: releases)
        state.releases["v1"]?.artifact = .image("registry/app@sha256:\(String(repeating: "0", count: 64))")
        #expect(NeededArtifacts.of(state, recent: []).isEmpty)
    }
}
