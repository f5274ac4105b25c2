// When a promoted release must be left again, as a pure question.

import Core
import Releases
import TestKit
import Testing

@Suite struct FlowWatchTests {
    private func reason(
        crashes: Int = 0, servers: [ServerView], wanted: Int = 1, at time: Duration = .seconds(10), warm: Bool = true
    ) -> String? {
        self.reasonWhole(crashes: crashes, servers: servers, wanted: wanted, at: time, warm: warm)?.text
    }

    private func reasonWhole(
        crashes: Int = 0, servers: [ServerView], wanted: Int = 1, at time: Duration = .seconds(10), warm: Bool = true,
        pause: Duration? = nil
    ) -> FlowWatch.Reason? {
        let until = Sample.start + .seconds(60)
        var flow = FlowState(
            flow: "f", live: "v2", warm: warm ? .init(release: "v1", until: until, crashes: crashes) : nil)
        flow.warm?.noReturnBefore = pause.map { Sample.start + $0 }
        return FlowWatch.reasonToReturn(
            flow: flow, live: [Sample.instance("v2")], servers: servers, wanted: wanted, now: Sample.start + time)
    }

    private let warm = Sample.server("v1.1", mode: .maintenance, isHealthy: false)
    private let well = Sample.server("v2.1", weight: 256)
    private let ill = Sample.server("v2.1", weight: 256, isHealthy: false)

    @Test func `all well: no reason`() {
        #expect(reason(servers: [warm, well]) == nil)
    }

    @Test(arguments: [(2, false), (3, true), (4, true)])
    func `three crashes are a reason`(crashes: Int, isReason: Bool) {
        #expect((reason(crashes: crashes, servers: [warm, well]) != nil) == isReason)
    }

    @Test func `no healthy instance left is a reason, with what the check said`() throws {
        let why = try #require(reason(servers: [warm, ill]))
        #expect(why.contains("v2") && why.contains("L7STS"))
    }

    @Test func `one healthy instance of two is none`() {
        let other = Sample.server("v2.2", weight: 256)
        #expect(reason(servers: [warm, ill, other], wanted: 2) == nil)
    }

    @Test func `missing servers are no proof of anything`() {
        // After a restart of the load balancer none is there: they are being added again.
        #expect(reason(servers: [warm]) == nil)
        #expect(reason(servers: []) == nil)
    }

    @Test func `without a warm release, or after the watch, there is nowhere to go`() {
        #expect(reason(crashes: 9, servers: [warm, ill], warm: false) == nil)
        #expect(reason(crashes: 9, servers: [warm, ill], at: .seconds(60)) == nil)
        #expect(reason(servers: [ill]) == nil, "the warm release has no server")
    }

    @Test func `illness may pass, crashes do not`() {
        #expect(reasonWhole(servers: [warm, ill])?.endsIfLiveRecovers == true)
        #expect(reasonWhole(crashes: 3, servers: [warm, well])?.endsIfLiveRecovers == false)
    }

    @Test func `after a return that failed the next one waits`() {
        #expect(reasonWhole(servers: [warm, ill], at: .seconds(10), pause: .seconds(20)) == nil)
        #expect(reasonWhole(servers: [warm, ill], at: .seconds(20), pause: .seconds(20)) != nil)
    }
}
