// The request log as a real HAProxy writes it, for everything that can happen to a request.

import Core
import Foundation
import HAProxy
import Telemetry
import Testing

@Suite(
    .enabled(if: LogLab.isInstalled, "NOT TESTED: haproxy is missing; scripts/bootstrap installs it"),
    .serialized, .timeLimit(.minutes(1)))
struct RequestLogEndToEndTests {
    private let limits = LatencyLimits(below: .seconds(8), warn: .seconds(6))

    private func outcome(_ observation: RequestObservation) -> String {
        let outcome = Outcome(of: observation, limits: limits)
        return outcome.quality.rawValue + (outcome.reason.map { ":" + $0.rawValue } ?? "")
    }

    private func summary(_ seen: RequestObservation) -> String {
        let state = String(seen.termination.prefix(2))
        return "\(seen.method ?? "?") \(seen.path ?? "?") \(seen.status ?? 0) \(state) \(seen.server ?? "?") "
            + outcome(seen)
    }

    @Test func `a request is one line with its end, path, status, server and release`() async throws {
        try await LogLab.with { lab in
            let before = Int64(Foundation.time(nil)) * 1000
            try lab.get("/donate?amount=5&card=4111")
            let seen = try await lab.next()
            #expect(summary(seen) == "GET /donate 200 -- v2.1 good")
            #expect(seen.release == "v2" && seen.retries == 0 && !seen.redispatched && seen.session == nil)
            #expect(seen.time.milliseconds >= before && seen.time.milliseconds < before + 60_000)
            #expect(seen.total < .seconds(2) && seen.response != nil && seen.bytes > 30)
            #expect(seen.sequence?.number == 0)
            try lab.get("/donate")
            let second = try await lab.next()
            #expect(second.sequence == RequestObservation.Sequence(process: seen.sequence?.process ?? -1, number: 1))
        }
    }

    @Test func `the line never holds the query`() async throws {
        try await LogLab.with { lab in
            try lab.get("/donate?card=4111111111111111", headers: "Cookie: sid=secret-session\r\n")
            for await line in lab.lines {
                let text = String(decoding: line, as: UTF8.self)
                #expect(!text.contains("4111") && !text.contains("secret-session"))
                break
            }
        }
    }

    @Test(arguments: [
        ("/fails", "GET /fails 500 -- v2.1 bad:server-error"),
        ("/missing", "GET /missing 404 -- v2.1 good"),
        // connection refused
        ("/down", "GET /down 503 SC v3.1 bad:server-abort"),
        // no server at all
        ("/none", "GET /none 503 SC ? bad:server-abort"),
        // the server's time ran out, after 300 ms
        ("/silent", "GET /silent 504 sH v2.1 bad:server-timeout"),
        // half an answer: the status says 200
        ("/cut", "GET /cut 200 SD v2.1 bad:server-abort"),
        ("/dies", "GET /dies 502 SH v2.1 bad:server-abort"),
        ("/proxy", "GET /proxy 200 LR ? invalid:answered-by-proxy"),
    ])
    func `what happens to a request shows in its line`(_ path: String, _ expected: String) async throws {
        try await LogLab.with { lab in
            try lab.get(path)
            #expect(summary(try await lab.next()) == expected)
        }
    }

    @Test func `a client that leaves while it waits`() async throws {
        try await LogLab.with { lab in
            let client = try lab.connect()
            client.send("GET /silent HTTP/1.1\r\nHost: x\r\n\r\n")
            lab.server.silentArrived.wait()
            client.close()
            let seen = try await lab.next()
            #expect(summary(seen) == "GET /silent 400 CH v2.1 bad:client-abort")
        }
    }

    @Test func `a client that leaves in the middle of the answer`() async throws {
        try await LogLab.with { lab in
            let client = try lab.connect()
            client.send("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(!client.read(1000).isEmpty)
            client.close()
            #expect(summary(try await lab.next()) == "GET /endless 200 CD v2.1 bad:client-abort")
        }
    }

    @Test(arguments: [
        ("BROKEN\r\n\r\n", false, "? ? 400 "), ("GET /half HTTP/1.1\r\nHos", true, "? ? 400 CR"),
        // nothing more comes: HAProxy answers 408 after 300 ms
        ("GET /half HTTP/1.1\r\nHos", false, "? ? 408 cR"),
    ])
    func `what never was a request counts for nothing`(
        _ text: String, _ closes: Bool, _ expected: String
    ) async throws {
        try await LogLab.with { lab in
            let client = try lab.connect()
            client.send(text)
            if closes { client.close() } else { _ = client.readToEnd() }
            let seen = try await lab.next()
            #expect(summary(seen).hasPrefix(expected), "\(summary(seen))")
            #expect(outcome(seen) == "invalid:request-incomplete")
            #expect(seen.server == nil && seen.release == nil)
        }
    }

    @Test func `the time of a later request on a connection is its own`() async throws {
        try await LogLab.with { lab in
            let client = try lab.connect()
            client.send("GET /one HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(!client.read().isEmpty)
            client.send("GET /silent HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = client.readToEnd()
            let first = try await lab.next()
            let second = try await lab.next()
            #expect(first.path == "/one" && second.path == "/silent")
            // It ended when the server's 300 ms were over, and not when the connection began.
            #expect(second.time - first.time >= .milliseconds(290))
            #expect(second.total >= .milliseconds(290) && first.total < .milliseconds(290))
        }
    }

    @Test func `a request that went to another server says so`() async throws {
        try await LogLab.with { lab in
            try lab.get("/half/1")
            try lab.get("/half/2")
            var moved = 0
            for _ in 0..<2 {
                let seen = try await lab.next()
                #expect(seen.status == 200 && seen.server == "v4.2")
                if seen.redispatched { moved += 1 }
                #expect(seen.redispatched == (seen.retries > 0))
            }
            #expect(moved >= 1)
        }
    }

    @Test(arguments: [
        #"/quo"te"#, #"/back\slash"#, "/hash%23", "/curly{|}^`", "/%22%5C", #"/\u0041"#, "/a]b[c",
    ])
    func `a path of odd bytes survives`(_ path: String) async throws {
        try await LogLab.with { lab in
            try lab.get(path)
            let seen = try await lab.next()
            #expect(seen.path == path && seen.status == 200)
        }
    }

    @Test func `a path as long as HAProxy keeps it fits into a line`() async throws {
        try await LogLab.with { lab in
            // Each of these becomes two bytes in the line.
            try lab.get("/" + String(repeating: "\"", count: 4000))
            let seen = try await lab.next()
            let path = try #require(seen.path)
            #expect(path.utf8.count > 900 && path.dropFirst().allSatisfy { $0 == "\"" })
        }
    }

    @Test func `a session is known from its cookie, and from the answer that sets it`() async throws {
        try await LogLab.with { lab in
            // One after the other: HAProxy's threads do not keep the order of lines among connections.
            var sessions: [String?] = []
            for (path, cookies) in [
                ("/cookie", ""), ("/a", "Cookie: other=1; sid=fresh\r\n"), ("/a", "Cookie: sid=another\r\n"),
                ("/a", "Cookie: notsid=fresh\r\n"),
            ] {
                try lab.get(path, headers: cookies)
                sessions.append(try await lab.next().session)
            }
            #expect(sessions[0]?.count == 32 && sessions[0] == sessions[1])
            #expect(sessions[2] != nil && sessions[2] != sessions[0])
            #expect(sessions[3] == nil)
        }
    }

    @Test func `without a session cookie there is no session`() async throws {
        try await LogLab.with(cookie: nil) { lab in
            try lab.get("/a", headers: "Cookie: sid=fresh\r\n")
            #expect(try await lab.next().session == nil)
        }
    }
}
