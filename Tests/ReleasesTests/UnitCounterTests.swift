// From requests to units: first outcomes of sessions, retries collapsed.

import Core
import Releases
import Telemetry
import TestKit
import Testing

@Suite struct UnitCounterTests {
    private let second = 1_750_000_000

    /// A counter that has been there since the second before, unless it is `new`.
    private func counter(new: Bool = false) throws -> UnitCounter {
        let routes = try ["POST /donations", "GET /"].map { try #require(RouteSpec(text: $0)) }
        var counter = UnitCounter(
            routes: RouteTable(routes), limits: LatencyLimits(below: .milliseconds(300), warn: .milliseconds(200)))
        if !new { counter.add(request(-1, server: "v0.1")) }
        return counter
    }

    private func request(
        _ after: Int = 0, session: String? = nil, status: Int = 200, path: String = "/donations", slow: Bool = false,
        server: String? = "v2.1"
    ) -> RequestObservation {
        RequestObservation(
            time: WallTime(second: second + after), method: path == "/" ? "GET" : "POST", path: path, status: status,
            total: .milliseconds(slow ? 900 : 20), server: server, session: session)
    }

    /// The new release's counts of all seconds.
    private func counts(_ counter: UnitCounter, _ release: String = "v2", seconds: Int = 100) -> ArmCounts {
        counter.ticks(after: second - 1, through: second + seconds, control: "v1", canary: release)
            .reduce(ArmCounts(units: 0, bad: 0, slow: 0)) { $0 + ($1.canary ?? ArmCounts(units: 0, bad: 0, slow: 0)) }
    }

    @Test func `without a session each request is a unit`() throws {
        var counter = try counter()
        for status in [200, 500, 404, 503] { counter.add(request(status: status)) }
        counter.add(request(session: "", status: 500))
        counter.add(request(slow: true))
        #expect(counts(counter) == ArmCounts(units: 6, bad: 3, slow: 1))
    }

    @Test func `a user who tries a failing payment four times is one bad unit`() throws {
        var counter = try counter()
        for after in 0..<4 { counter.add(request(after, session: "a", status: 500)) }
        #expect(counts(counter) == ArmCounts(units: 1, bad: 1, slow: 0))
    }

    @Test func `a first outcome that was good is not undone by a later failure on the same route`() throws {
        var counter = try counter()
        counter.add(request(session: "a"))
        for after in 1..<5 { counter.add(request(after, session: "a", status: 500)) }
        #expect(counts(counter) == ArmCounts(units: 1, bad: 0, slow: 0))
    }

    @Test func `a bad first outcome on a later route counts once, in its own second`() throws {
        var counter = try counter()
        counter.add(request(session: "a", path: "/"))
        counter.add(request(7, session: "a", status: 500))
        counter.add(request(8, session: "a", status: 500))
        #expect(counts(counter) == ArmCounts(units: 2, bad: 1, slow: 0))
        let ticks = counter.ticks(after: second - 1, through: second + 8, control: "v1", canary: "v2")
        #expect(ticks.map { $0.canary?.bad } == [0, 0, 0, 0, 0, 0, 0, 1, 0])
    }

    @Test func `bad and slow are remembered apart`() throws {
        var counter = try counter()
        counter.add(request(session: "a", path: "/", slow: true))
        counter.add(request(1, session: "a", status: 500, slow: true))
        #expect(counts(counter) == ArmCounts(units: 2, bad: 1, slow: 1))
    }

    @Test func `a session on another release is another unit there`() throws {
        var counter = try counter()
        counter.add(request(session: "a", status: 500))
        counter.add(request(1, session: "a", status: 500, server: "v1.1"))
        #expect(counts(counter).units == 1 && counts(counter, "v1").bad == 1)
    }

    @Test func `what is no route, has no server or is no request counts for nothing`() throws {
        var counter = try counter(new: true)
        counter.add(request(path: "/favicon.ico"))
        counter.add(request(status: 500, server: nil))
        var broken = request()
        broken.termination = "CR--"
        broken.method = nil
        counter.add(broken)
        #expect(counts(counter).units == 0)
        #expect(counter.rate(through: second + 10, span: 20) == nil)
    }

    @Test func `a refused connection is a bad unit of its server's release`() throws {
        var counter = try counter()
        counter.addFailedAttempts(3, release: "v2", second: second)
        counter.addFailedAttempts(0, release: "v2", second: second)
        counter.addFailedAttempts(-4, release: "v2", second: second)
        #expect(counts(counter) == ArmCounts(units: 3, bad: 3, slow: 0))
    }

    @Test func `there is one tick for each second asked for, at most two minutes back`() throws {
        var counter = try counter()
        #expect(counter.ticks(after: second - 2, through: second - 1, control: "v1", canary: "v2").count == 1)
        for after in 0..<300 { counter.add(request(after, server: after % 2 == 0 ? "v1.1" : "v2.1")) }
        let ticks = counter.ticks(after: second + 179, through: second + 299, control: "v1", canary: "v2")
        #expect(ticks.map(\.second) == Array(second + 180...second + 299))
        #expect(ticks.allSatisfy { ($0.control?.units ?? 0) + ($0.canary?.units ?? 0) == 1 })
        let long = counter.ticks(after: second - 1, through: second + 299, control: "v1", canary: "v2")
        #expect(long.first?.second == second + 180 && long.count == 120)
        #expect(counter.ticks(after: second + 5, through: second + 5, control: "v1", canary: "v2").isEmpty)
    }

    @Test func `of the seconds before it began, and of the one in which it did, nothing is known`() throws {
        var counter = try counter(new: true)
        counter.add(request(5))
        counter.add(request(7))
        let ticks = counter.ticks(after: second, through: second + 7, control: "v1", canary: "v2")
        #expect(ticks.map { $0.canary?.units } == [nil, nil, nil, nil, nil, 0, 1])
        #expect(ticks.map { $0.control?.units } == [nil, nil, nil, nil, nil, 0, 0])
    }

    @Test func `without a control its arm is unknown, not empty`() throws {
        var counter = try counter()
        counter.add(request())
        let tick = try #require(counter.ticks(after: second - 1, through: second, control: nil, canary: "v2").first)
        #expect(tick.control == nil && tick.canary?.units == 1)
    }

    @Test func `the rate begins with the first second that counted anything`() throws {
        var counter = try counter()
        for after in 10..<20 {
            for _ in 0..<5 { counter.add(request(after)) }
        }
        #expect(counter.rate(through: second + 19, span: 20) == 5)
        #expect(counter.rate(through: second + 29, span: 20) == 2.5, "ten quiet seconds count, too")
        #expect(counter.rate(through: second + 19, span: 0) == nil)
    }

    @Test func `a session is still known after as many others as one generation holds`() throws {
        var counter = try counter()
        counter.add(request(session: "first"))
        for number in 0..<Limits.sessionsPerGeneration { counter.add(request(session: "s\(number)")) }
        let before = counts(counter).units
        counter.add(request(1, session: "first", status: 500))
        #expect(counts(counter).units == before, "its first outcome was good")
    }
}
