// Live updates: one renderer for all, a bounded number of viewers, and a clean end.

import ControlPlane
import Core
import Hummingbird
import Logging
import ServiceLifecycle
import Testing

@Suite(.timeLimit(.minutes(1)))
struct LiveFeedTests {
    @Test func `the first event holds the whole page, the next only what changed`() async throws {
        let rig = try Rig()
        var viewer = try rig.server.feed.join(.page).makeAsyncIterator()
        var encoder = EventEncoder(version: "1")
        await rig.server.feed.tick()
        var message = try #require(await viewer.next())
        let first = encoder.event(for: message) ?? ""
        #expect(first.hasPrefix("event: snapshot\ndata: {\"fragments\":{\"charts\":"))
        #expect(first.hasSuffix("\"version\":\"1\"}\n\n"))
        #expect(first.split(separator: "\n").count == 2)
        await rig.server.feed.tick()
        message = try #require(await viewer.next())
        let second = encoder.event(for: message)
        #expect(second == "event: snapshot\ndata: {\"fragments\":{},\"version\":\"1\"}\n\n")
        rig.desk.change { $0.snapshot.time = Samples.time + .seconds(1) }
        await rig.server.feed.tick()
        message = try #require(await viewer.next())
        let third = encoder.event(for: message)
        #expect(third == "event: snapshot\ndata: {\"fragments\":{\"clock\":\"05:36:11 UTC\"},\"version\":\"1\"}\n\n")
    }

    @Test func `all viewers get the same frame, each in its form`() async throws {
        let feed = try Rig().server.feed
        var one = try feed.join(.page).makeAsyncIterator()
        var two = try feed.join(.page).makeAsyncIterator()
        var program = try feed.join(.json).makeAsyncIterator()
        await feed.tick()
        let frame = await one.next()
        #expect(frame != nil)
        #expect(await two.next() == frame)
        guard case .frame(let json) = await program.next() else {
            Issue.record("no frame came")
            return
        }
        let expected = try CanonicalJSON.text(Samples.rollingOut)
        #expect(json.json == expected)
        #expect(json.fragments.isEmpty)
    }

    @Test func `a slow viewer skips frames instead of piling them up`() async throws {
        let rig = try Rig()
        var viewer = try rig.server.feed.join(.json).makeAsyncIterator()
        for second in 1...5 {
            rig.desk.change { $0.snapshot.time = Samples.time + .seconds(second) }
            await rig.server.feed.tick()
        }
        guard case .frame(let frame) = await viewer.next() else {
            Issue.record("no frame came")
            return
        }
        #expect(frame.json?.contains("\"time\":\((Samples.time + .seconds(5)).milliseconds)") == true)
    }

    @Test func `while nobody watches nothing is rendered`() async throws {
        let rig = try Rig()
        rig.desk.change { $0.snapshotError = ControlError(.internal, "must not be asked", hint: "") }
        await rig.server.feed.tick()
        rig.desk.change { $0.snapshotError = nil }
        var viewer = try rig.server.feed.join(.page).makeAsyncIterator()
        await rig.server.feed.tick()
        guard case .frame = await viewer.next() else {
            Issue.record("the first message is not a frame")
            return
        }
    }

    @Test func `a state that cannot be read is told to the viewers in a sentence, without its cause`() async throws {
        let rig = try Rig()
        rig.desk.change { $0.snapshotError = ControlError(.unavailable, "the disk is full", hint: "", cause: "ENOSPC") }
        var viewer = try rig.server.feed.join(.page).makeAsyncIterator()
        await rig.server.feed.tick()
        #expect(await viewer.next() == .trouble("the disk is full"))
        var encoder = EventEncoder(version: "1")
        let event = encoder.event(for: .trouble("the disk is full"))
        #expect(
            event
                == "event: trouble\ndata: {\"message\":\"the disk is full\"}\n\n")
    }

    @Test func `the number of viewers is bounded, and one that leaves makes room`() async throws {
        let feed = try Rig().server.feed
        var streams: [AsyncStream<LiveMessage>] = []
        for _ in 0..<HTTPLimits.eventStreams { streams.append(try feed.join(.page)) }
        let error = #expect(throws: ControlError.self) { try feed.join(.page) }
        #expect(error?.code == .tooMany)
        streams.removeLast()
        #expect(feed.viewerCount == HTTPLimits.eventStreams - 1)
        streams.append(try feed.join(.page))
        #expect(feed.viewerCount == HTTPLimits.eventStreams)
    }

    @Test func `at shutdown all streams end and nobody is let in any more`() async throws {
        let feed = try Rig().server.feed
        let stream = try feed.join(.page)
        let group = ServiceGroup(configuration: .init(services: [feed], logger: Logger(label: "test")))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            tasks.addTask {
                for await _ in stream { await group.triggerGracefulShutdown() }
            }
            try await tasks.waitForAll()
        }
        #expect(feed.viewerCount == 0)
        let error = #expect(throws: ControlError.self) { try feed.join(.page) }
        #expect(error?.code == .unavailable)
    }

    @Test func `events come over HTTP, as parts of the page or as JSON`() async throws {
        try await Rig().run { client async throws in
            let page = try await client.send(.get, "/api/v1/events?events=1", client.browser())
            #expect(page.status == 200)
            #expect(page.headers[.contentType] == "text/event-stream; charset=utf-8")
            #expect(page.headers[.cacheControl] == "no-store")
            #expect(page.text.hasPrefix("retry: 2000\n\nevent: snapshot\ndata: {\"fragments\":"))
            let json = try await client.json(.get, "/api/v1/events?format=json&events=1")
            #expect(json.text.contains("\ndata: {\"environment\":\"production\""))
            #expect(try await client.json(.get, "/api/v1/events?events=0").status == 400)
            #expect(client.rig.server.feed.viewerCount == 0)
        }
    }
}
