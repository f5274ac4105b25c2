// The run itself, on simulated time.
import Core
import LoadTesting
import Statistics
import Testing

struct LoadRunTests {
    private static let ok = LoadOutcome.answer(LoadAnswer(status: 200))

    /// Runs a journey of one request, 100 sessions a second for `seconds`, against a server with a rule.
    private func run(
        seconds: Int, inFlight: Int = 1000, timeout: Duration = .seconds(60),
        rule: @escaping @Sendable (MemoryServer.Seen, Int) -> (Duration, LoadOutcome)
    ) throws -> (report: LoadReport, seen: [MemoryServer.Seen]) {
        let journey = try Journey(steps: [Journey.Step("get", "GET", "/", timeout: timeout)])
        let schedule = try ArrivalSchedule(
            [.init(.seconds(seconds), at: Rate(perSecond: 100))], spacing: .constant)
        let simulation = Simulation()
        let server = MemoryServer(clock: simulation.clock, rule: rule)
        let report = simulation.play { clock in
            await LoadRun(
                journey: journey, schedule: schedule, seed: 1, client: server, clock: clock, inFlight: inFlight
            ).run()
        }
        return (try #require(report), server.seen)
    }

    @Test func `a stalled server does not delay later sessions`() throws {
        // Nobody is answered before second 5.
        let (report, seen) = try run(seconds: 10) { seen, _ in
            (max(.seconds(5) - seen.at, .zero) + .milliseconds(5), Self.ok)
        }
        #expect(seen.map(\.at) == (1...1000).map { .milliseconds(10 * $0) })
        #expect(report.started == 1000 && report.completed == 1000 && report.behind == 0 && report.late == 0)
        #expect(report.mostInFlight == 500)
        #expect(report.generatorKeptUp(for: .seconds(8)))
    }

    /// One server with a queue, 5 ms a request, 100/s for 100 s, stalled once for 10 s. In closed form: p95 7.505 s and
    /// p99 9.505 s, because the queue drains at twice the speed at which it grew. A closed loop would report 5 ms.
    @Test func `the stall that a closed loop hides is in the quantiles`() throws {
        let queue = Queue(stallFrom: .seconds(20), until: .seconds(30), service: .milliseconds(5))
        let (report, _) = try run(seconds: 100, inFlight: 5000) { seen, _ in (queue.time(at: seen.at), Self.ok) }
        let latency = report.steps[0].fromIntended
        #expect(latency.count == 10_000)
        #expect(abs(try #require(latency.quantile(0.95)) - 7505) < 7505 * 0.011)
        #expect(abs(try #require(latency.quantile(0.99)) - 9505) < 9505 * 0.011)
    }

    @Test func `a full generator waits, says so, and counts latency from the intended time`() throws {
        // Two at once, a second each, for 100 sessions a second: session k begins in second k / 2.
        let (report, seen) = try run(seconds: 1, inFlight: 2) { _, _ in (.seconds(1), Self.ok) }
        #expect(seen.count == 100 && report.completed == 100)
        #expect(report.behind == 98 && report.mostInFlight == 2)
        #expect(report.late > 90)
        #expect(!report.generatorKeptUp(for: .seconds(8)))
        let step = report.steps[0]
        #expect(abs(try #require(step.fromSend.quantile(1)) - 1000) < 11)
        // The last session was intended at 1 s and sent in second 49.
        #expect(abs(try #require(step.fromIntended.quantile(1)) - 49_010) < 500)
    }

    @Test func `failures are counted by kind and described, sessions give up`() throws {
        let (report, _) = try run(seconds: 10, timeout: .seconds(2)) { _, number in
            switch number % 10 {
            case 1: (.milliseconds(1), .answer(LoadAnswer(status: 500)))
            case 2: (.seconds(5), Self.ok)
            case 3: (.zero, .failure(.connect, "refused"))
            default: (.milliseconds(1), Self.ok)
            }
        }
        let step = report.steps[0]
        #expect(step.failures == [.status: 100, .timeout: 100, .connect: 100])
        #expect(step.statuses == [200: 700, 500: 100])
        #expect(report.gaveUp == 300 && report.completed == 700 && report.failedRequests == 300)
        #expect(report.failures.count == Limits.failureSamples)
        #expect(report.failures.first?.message == "status 500")
        // A request that timed out is in the quantiles, with the time that it took.
        #expect(abs(try #require(step.fromIntended.quantile(1)) - 2000) < 21)
        #expect(report.timeline.reduce(0) { $0 + $1.failed } == 300)
        #expect(report.timeline.reduce(0) { $0 + $1.requests } == 1000)
    }

    @Test func `a session carries its cookie and what it extracted from step to step`() throws {
        let journey = try Journey(
            variables: ["amount": .oneOf(["5 €"])],
            steps: [
                Journey.Step("form", "GET", "/donate", extracts: [.init("key", after: "key=", before: ";")]),
                Journey.Step(
                    "donate", "POST", "/donations", body: "amount={{amount|form}}&key={{key}}",
                    think: .seconds(1) ... .seconds(1)),
                Journey.Step("payment", "POST", "/webhooks", body: "{{key}}", usesCookies: false),
            ])
        let schedule = try ArrivalSchedule([.init(.seconds(1), at: Rate(perSecond: 2))], spacing: .constant)
        let simulation = Simulation()
        let server = MemoryServer(clock: simulation.clock) { _, number in
            (
                .milliseconds(100),
                .answer(LoadAnswer(status: 200, setCookies: ["donor=\(number); Path=/"], body: "key=k\(number);"))
            )
        }
        let run = LoadRun(journey: journey, schedule: schedule, seed: 1, client: server, clock: simulation.clock)
        let report = try #require(simulation.play { _ in await run.run() })
        #expect(report.completed == 2)
        let donations = server.seen.filter { $0.request.path == "/donations" }
        #expect(donations.map(\.request.body) == ["amount=5%20%E2%82%AC&key=k0", "amount=5%20%E2%82%AC&key=k1"])
        #expect(donations.map(\.request.headers) == [[.init("Cookie", "donor=0")], [.init("Cookie", "donor=1")]])
        // The think time runs from the answer.
        #expect(donations.map(\.at) == [.milliseconds(1600), .milliseconds(2100)])
        let payments = server.seen.filter { $0.request.path == "/webhooks" }
        #expect(payments.allSatisfy { $0.request.headers.isEmpty })
        #expect(payments.map(\.request.body) == ["k0", "k1"])
    }

    @Test func `an answer without what the journey needs has failed`() throws {
        let journey = try Journey(
            steps: [
                Journey.Step("form", "GET", "/", extracts: [.init("key", after: "key=", before: ";")]),
                Journey.Step("next", "GET", "/{{key}}"),
            ])
        let schedule = try ArrivalSchedule([.init(.seconds(1), at: Rate(perSecond: 1))], spacing: .constant)
        let simulation = Simulation()
        let server = MemoryServer(clock: simulation.clock) { _, _ in (.zero, Self.ok) }
        let run = LoadRun(journey: journey, schedule: schedule, seed: 1, client: server, clock: simulation.clock)
        let report = try #require(simulation.play { _ in await run.run() })
        #expect(report.steps[0].failures == [.unexpected: 1])
        #expect(report.steps[1].requests == 0 && report.gaveUp == 1)
    }

    @Test func `finishing begins no further session and lets those under way end`() throws {
        let journey = try Journey(steps: [Journey.Step("get", "GET", "/")])
        let schedule = try ArrivalSchedule([.init(.seconds(100), at: Rate(perSecond: 10))], spacing: .constant)
        let simulation = Simulation()
        let server = MemoryServer(clock: simulation.clock) { _, _ in (.seconds(3), Self.ok) }
        let run = LoadRun(journey: journey, schedule: schedule, seed: 1, client: server, clock: simulation.clock)
        let report = try #require(
            simulation.play { clock in
                async let report = run.run()
                do { try await clock.sleep(until: clock.now.advanced(by: .milliseconds(5050)), tolerance: nil) } catch {
                }
                run.finish()
                return await report
            })
        #expect(report.started == 50 && report.completed == 50 && report.interrupted == 0)
    }

    @Test func `cancelling cuts off the sessions under way and counts no failure for it`() throws {
        let journey = try Journey(steps: [Journey.Step("get", "GET", "/")])
        let schedule = try ArrivalSchedule([.init(.seconds(100), at: Rate(perSecond: 10))], spacing: .constant)
        let simulation = Simulation()
        let server = MemoryServer(clock: simulation.clock) { _, _ in (.seconds(3), Self.ok) }
        let run = LoadRun(journey: journey, schedule: schedule, seed: 1, client: server, clock: simulation.clock)
        let report = try #require(
            simulation.play { clock in
                await withTaskGroup(of: LoadReport?.self) { group in
                    group.addTask { await run.run() }
                    do {
                        try await clock.sleep(until: clock.now.advanced(by: .milliseconds(5050)), tolerance: nil)
                    } catch {}
                    group.cancelAll()
                    return await group.next() ?? nil
                }
            } ?? nil)
        #expect(report.started == 50 && report.completed == 20 && report.interrupted == 30)
        #expect(report.failedRequests == 0)
    }

    @Test func `the same seed gives the same report, and parts merge into the whole`() throws {
        @Sendable func rule(_ seen: MemoryServer.Seen, _ number: Int) -> (Duration, LoadOutcome) {
            (.milliseconds(number % 7), number % 5 == 0 ? .answer(LoadAnswer(status: 503)) : Self.ok)
        }
        let first = try run(seconds: 3, rule: rule).report
        #expect(try run(seconds: 3, rule: rule).report == first)
        var both = first
        both.merge(first)
        #expect(both.requests == 2 * first.requests && both.failedRequests == 2 * first.failedRequests)
        #expect(both.steps[0].fromIntended.count == 600)
        #expect(both.steps[0].fromIntended.quantile(0.5) == first.steps[0].fromIntended.quantile(0.5))
        #expect(both.timeline.count == first.timeline.count)
        #expect(both.timeline[1].requests == 2 * first.timeline[1].requests)
    }
}
