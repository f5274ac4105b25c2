// The rule that says what a request counts as, as a table.

import Core
import Telemetry
import Testing

@Suite struct OutcomeTests {
    private static let limits = LatencyLimits(below: .seconds(8), warn: .seconds(6))

    /// Status (0 for none), termination, whether a request was read, the outcome.
    private static let rule: [(Int, String, Bool, String)] = [
        (200, "----", true, "good"),
        (200, "--", true, "good"),
        (200, "--VN", true, "good"),
        (301, "----", true, "good"),
        (404, "----", true, "good"),
        // The service's own timeout answer is its answer, like any status below 500.
        (408, "----", true, "good"),
        (429, "----", true, "good"),
        (499, "----", true, "good"),
        (500, "----", true, "bad:server-error"),
        (503, "----", true, "bad:server-error"),
        (504, "----", true, "bad:server-timeout"),
        (0, "----", true, "bad:no-answer"),
        // servers
        (503, "SC--", true, "bad:server-abort"),
        (503, "sC--", true, "bad:server-timeout"),
        (503, "sQ--", true, "bad:server-timeout"),
        (504, "sH--", true, "bad:server-timeout"),
        (502, "SH--", true, "bad:server-abort"),
        // a status of 200, but half an answer
        (200, "SD--", true, "bad:server-abort"),
        (200, "sD--", true, "bad:server-timeout"),
        (200, "DD--", true, "bad:server-abort"),
        (200, "UD--", true, "bad:server-abort"),
        // clients that left: they did not get their answer
        (400, "CH--", true, "bad:client-abort"),
        (0, "CC--", true, "bad:client-abort"),
        (503, "CQ--", true, "bad:client-abort"),
        (200, "CD--", true, "bad:client-abort"),
        (200, "CL--", true, "bad:client-abort"),
        (200, "cD--", true, "bad:client-abort"),
        (408, "cH--", true, "bad:client-abort"),
        (0, "CD--", true, "bad:client-abort"),
        // never a request
        (400, "CR--", false, "invalid:request-incomplete"),
        (408, "cR--", false, "invalid:request-incomplete"),
        (400, "PR--", false, "invalid:request-incomplete"),
        (0, "CR--", false, "invalid:request-incomplete"),
        (408, "cR--", true, "invalid:request-incomplete"),
        // the proxy's own answers
        (200, "LR--", true, "invalid:answered-by-proxy"),
        (302, "LR--", true, "invalid:answered-by-proxy"),
        (403, "PR--", true, "invalid:answered-by-proxy"),
        (500, "PT--", true, "invalid:answered-by-proxy"),
        (500, "CT--", true, "invalid:answered-by-proxy"),
        // the proxy's own failures reach the user
        (503, "LR--", true, "bad:proxy-failure"),
        (503, "PC--", true, "bad:proxy-failure"),
        (502, "PH--", true, "bad:proxy-failure"),
        (500, "RC--", true, "bad:proxy-failure"),
        (500, "IH--", true, "bad:proxy-failure"),
        (200, "KD--", true, "bad:proxy-failure"),
        // states that no HAProxy writes today
        (200, "??--", true, "good"),
        (200, "", true, "good"),
        (503, "x", true, "bad:server-error"),
    ]

    private func observation(
        _ status: Int, _ termination: String, isRequest: Bool = true, milliseconds: Int = 10
    ) -> RequestObservation {
        RequestObservation(
            time: WallTime(second: 1), method: isRequest ? "GET" : nil, path: isRequest ? "/" : nil,
            status: status == 0 ? nil : status, total: .milliseconds(milliseconds), server: "v1.1",
            termination: termination)
    }

    @Test(arguments: rule)
    func `the rule`(_ status: Int, _ termination: String, _ isRequest: Bool, _ expected: String) {
        let outcome = Outcome(of: observation(status, termination, isRequest: isRequest), limits: Self.limits)
        #expect(outcome.quality.rawValue + (outcome.reason.map { ":" + $0.rawValue } ?? "") == expected)
        #expect(outcome.isBad == expected.hasPrefix("bad") && outcome.isValid != expected.hasPrefix("invalid"))
    }

    @Test(arguments: [
        (200, "----", 6000, false, false), (200, "----", 6001, false, true), (200, "----", 8000, false, true),
        (200, "----", 8001, true, true),
        // a failure may be slow as well; a time limit of the server that ran out always is
        (500, "----", 10, false, false), (500, "----", 9000, true, true), (504, "sH--", 300, true, true),
        (504, "----", 300, true, true),
        // a user who left after a while was not answered, but not kept waiting for eight seconds either
        (400, "CH--", 3000, false, false), (400, "CH--", 9000, true, true),
        // what counts for nothing is never slow
        (408, "cR--", 60_000, false, false),
    ])
    func `slow and warned`(_ status: Int, _ termination: String, _ milliseconds: Int, _ slow: Bool, _ warned: Bool) {
        let outcome = Outcome(of: observation(status, termination, milliseconds: milliseconds), limits: Self.limits)
        #expect(outcome.isSlow == slow && outcome.isWarned == warned)
    }

    @Test func `counts add up, and invalid requests stand beside them`() {
        var counts = RequestCounts()
        for (status, termination, isRequest, _) in Self.rule {
            counts.add(Outcome(of: observation(status, termination, isRequest: isRequest), limits: Self.limits))
        }
        let invalid = Self.rule.filter { $0.3.hasPrefix("invalid") }.count
        #expect(counts.invalid == invalid && counts.requests == Self.rule.count - invalid)
        #expect(counts.bad == Self.rule.filter { $0.3.hasPrefix("bad") }.count)
    }
}

@Suite struct ServerNameTests {
    @Test(arguments: [
        ("v2.1", "v2", 1), ("v2.10", "v2", 10), ("2026.11.24.3", "2026.11.24", 3), ("a-b_c.1", "a-b_c", 1),
    ])
    func `a name is a release and a number`(_ text: String, _ release: String, _ index: Int) throws {
        let name = try #require(ServerName(text: text))
        #expect(name == ServerName(release: release, index: index) && name.description == text)
        #expect(ServerName.release(of: text) == release)
    }

    @Test(arguments: ["", "v2", "v2.", ".1", "v2.0", "v2.-1", "v2.x", "v2.1.", "v2.1a"])
    func `anything else is no name`(_ text: String) {
        #expect(ServerName(text: text) == nil)
    }

    @Test func `a server that is not ours is its own release`() {
        #expect(ServerName.release(of: "legacy") == "legacy")
    }
}

@Suite struct RouteTableTests {
    private let table = RouteTable(
        ["GET /donate", "POST /donations", "GET /donations/{id}", "GET /donations/new", "GET /files/*", "GET /"]
            .compactMap { RouteSpec(text: $0) })

    @Test(arguments: [
        ("GET", "/donate", "GET /donate"), ("POST", "/donate", "other"), ("GET", "/donate/", "other"),
        ("POST", "/donations", "POST /donations"), ("GET", "/donations/7", "GET /donations/{id}"),
        // written behind the pattern that matches it, so the pattern wins
        ("GET", "/donations/new", "GET /donations/{id}"), ("GET", "/files/a/b", "GET /files/*"), ("GET", "/", "GET /"),
        ("GET", "/Donate", "other"), ("BREW", "/donate", "other"),
    ])
    func `the first route that matches wins`(_ method: String, _ path: String, _ label: String) {
        #expect(table.label(method: method, path: path) == label)
    }

    @Test func `without a request there is no route`() {
        #expect(table.label(method: nil, path: "/donate") == "other")
        #expect(table.label(method: "GET", path: nil) == "other")
    }

    @Test func `routes beyond the limit are other`() {
        let many = RouteTable((0..<(TelemetryLimits.routes + 1)).compactMap { RouteSpec(text: "GET /r\($0)") })
        #expect(many.label(method: "GET", path: "/r\(TelemetryLimits.routes - 1)") != RouteTable.other)
        #expect(many.label(method: "GET", path: "/r\(TelemetryLimits.routes)") == RouteTable.other)
    }
}
