// The API and its guards, request by request.

import ControlPlane
import Core
import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ServerTests {
    @Test(arguments: [
        "/", "/api/v1/flow", "/api/v1/ledger", "/api/v1/rollouts/current", "/api/v1/events", "/rollback",
        "/rollouts/R-7f3a91c2/abort",
    ])
    func `everything that tells something asks for a token`(path: String) async throws {
        try await Rig().run { client async throws in
            #expect(try await client.send(.get, path).status == 401)
            #expect(try await client.send(.get, path, [.authorization: "Bearer nonsense"]).status == 401)
            #expect(try await client.send(.get, path, [.authorization: "Basic eDp5"]).status == 401)
            #expect(try await client.send(.get, path, [.cookie: "steady-session-80=v1.1.00"]).status == 401)
            let token = client.rig.token.text
            #expect(try await client.send(.get, path, [.cookie: "steady-session-80=\(token)"]).status == 401)
        }
    }

    @Test func `health and the page's files need no token, and files are cached by their content`() async throws {
        try await Rig().run { client async throws in
            #expect(try await client.send(.get, "/healthz").status == 200)
            #expect(try await client.send(.head, "/healthz").text.isEmpty)
            let style = try await client.send(.get, "/assets/app.css")
            #expect(style.headers[.contentType] == "text/css; charset=utf-8")
            #expect(style.headers[.cacheControl] == "no-cache")
            let tag = try #require(style.headers[.eTag])
            #expect(try await client.send(.get, "/assets/app.css", [.ifNoneMatch: tag]).status == 304)
            let version = tag.filter { $0 != "\"" }
            let pinned = try await client.send(.get, "/assets/app.css?v=\(version)")
            #expect(pinned.headers[.cacheControl] == "public, max-age=31536000, immutable")
            #expect(try await client.send(.get, "/assets/token").status == 404)
        }
    }

    @Test func `the link logs in with a strict cookie that does not hold the token`() async throws {
        try await Rig().run { client async throws in
            let token = client.rig.token.text
            let answer = try await client.send(.get, "/login?token=\(token)")
            #expect(answer.status == 303)
            #expect(answer.headers[.location] == "/")
            #expect(answer.headers[.init("referrer-policy")!] == "no-referrer")
            let cookie = try #require(answer.headers[.setCookie])
            #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Path=/"))
            #expect(!cookie.contains(token))
            let value = try #require(cookie.split(separator: ";").first)
            let page = try await client.send(.get, "/", [.cookie: String(value), .accept: "text/html"])
            #expect(page.status == 200)
            #expect(!page.text.contains(token))
        }
    }

    @Test func `after a click on another site the login goes on by a page instead of a redirect`() async throws {
        try await Rig().run { client async throws in
            let answer = try await client.send(
                .get, "/login?token=\(client.rig.token.text)", [.init("sec-fetch-site")!: "cross-site"])
            #expect(answer.status == 200)
            #expect(answer.text.contains("http-equiv=\"refresh\""))
            #expect(answer.headers[.setCookie] != nil)
        }
    }

    @Test func `wrong tokens are answered with 429 after ten, and the right one still works`() async throws {
        try await Rig().run { client async throws in
            for _ in 0..<10 { #expect(try await client.send(.get, "/login?token=x").status == 401) }
            let refused = try await client.send(.get, "/login?token=x")
            #expect(refused.status == 429)
            #expect(refused.headers[.retryAfter] == "60")
            #expect(try await client.send(.get, "/api/v1/flow", [.authorization: "Bearer x"]).status == 429)
            #expect(try await client.send(.get, "/login?token=\(client.rig.token.text)").status == 303)
            #expect(try await client.json(.get, "/api/v1/flow").status == 200)
            client.rig.wallClock.advance(by: .seconds(6))
            #expect(try await client.send(.get, "/login?token=x").status == 401)
        }
    }

    @Test func `every answer carries the same guards and a request id of its own`() async throws {
        try await Rig().run { client async throws in
            var ids: Set<String> = []
            for path in ["/healthz", "/", "/nowhere", "/assets/app.js", "/login"] {
                let answer = try await client.send(.get, path)
                let policy = try #require(answer.headers[.contentSecurityPolicy])
                #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
                #expect(!policy.contains("unsafe"))
                #expect(answer.headers[.xContentTypeOptions] == "nosniff")
                #expect(answer.headers[.init("referrer-policy")!] == "same-origin")
                #expect(answer.headers[.cacheControl] == (path.hasPrefix("/assets") ? "no-cache" : "no-store"))
                ids.insert(try #require(answer.headers[.init("x-request-id")!]))
            }
            #expect(ids.count == 5)
        }
    }

    @Test func `an unknown address is 404, as a page for browsers and as JSON for others`() async throws {
        try await Rig().run { client async throws in
            let page = try await client.send(.get, "/nowhere", [.accept: "text/html,*/*"])
            #expect(page.status == 404 && page.text.hasPrefix("<!doctype html>"))
            #expect(try await client.send(.get, "/nowhere").code == "not-found")
            let api = try await client.send(.get, "/api/v1/nowhere", [.accept: "text/html"])
            #expect(try api.code == "not-found")
        }
    }

    @Test func `a request for another host is refused, whatever it asks for`() async throws {
        let rig = try Rig(settings: ServerSettings(port: 0))
        try await rig.server.application().test(.ahc(.http)) { client in
            try await client.execute(uri: "/healthz", method: .get, headers: [.init("host")!: "evil.example"]) {
                #expect($0.status == .forbidden)
            }
            try await client.execute(uri: "/healthz", method: .get) { #expect($0.status == .ok) }
        }
    }

    @Test func `what a desk cannot do becomes its status, and the cause stays in the log`() async throws {
        try await Rig().run { client async throws in
            client.rig.desk.change {
                $0.deployError = ControlError(
                    .conflict, "rollout R-1 of v2 runs since 05:30, started by user:bob", hint: "Abort it first",
                    cause: "secret detail")
            }
            let body = #"{"release":"v3","path":"/srv/v3"}"#
            let answer = try await client.json(.post, "/api/v1/deployments", body: body)
            #expect(answer.status == 409)
            #expect(try answer.code == "conflict")
            #expect(answer.text.contains("R-1") && !answer.text.contains("secret detail"))
            client.rig.desk.change { $0.snapshotError = CocoaError(.fileNoSuchFile) }
            let broken = try await client.json(.get, "/api/v1/flow")
            #expect(broken.status == 503)
            #expect(try broken.code == "unavailable")
        }
    }

    @Test func `a deployment names its artifact, its reason and who asks, and a plan deploys nothing`() async throws {
        try await Rig().run { client async throws in
            let plan = try await client.json(
                .post, "/api/v1/deployments", body: #"{"release":"v3","path":"/srv/v3","plan":true}"#)
            #expect(plan.status == 200)
            try Golden.check(plan.text, "plan.json")
            let image = "registry/app@sha256:" + String(repeating: "0", count: 64)
            let done = try await client.json(
                .post, "/api/v1/deployments",
                body: #"{"release":"v3","image":"\#(image)","reason":" faster ","by":"alice"}"#)
            #expect(done.status == 202)
            #expect(done.headers[.location] == "/api/v1/rollouts/R-7f3a91c2")
            #expect(
                client.rig.desk.calls == [
                    "plan v3", "deploy v3 image(\"\(image)\") by user:alice because faster",
                ])
        }
    }

    @Test(arguments: [
        ("deployments", #"{"release":"v3","path":"/srv/v3","plann":true}"#, "plann"),
        ("deployments", #"{"path":"/srv/v3"}"#, "release"),
        ("deployments", #"{"release":"../x","path":"/srv/v3"}"#, "release"),
        ("deployments", #"{"release":"v3","path":"srv/v3"}"#, "absolute"),
        ("deployments", #"{"release":"v3"}"#, "artifact"),
        ("deployments", #"{"release":"v3","path":"/a","image":"b@sha256:c"}"#, "artifact"),
        ("deployments", #"{"release":"v3","image":"registry/app:latest"}"#, "digest"),
        ("deployments", #"{"release":3,"path":"/srv/v3"}"#, "release"),
        ("deployments", #"{"release":"v3","path":"/srv/v3","by":"a b"}"#, "by"),
        ("deployments", "[]", "shape"),
        ("deployments", "{", "JSON"),
        ("rollback", #"{"too":"v1"}"#, "too"),
        ("rollouts/R-7f3a91c2/abort", #"{"reason":5}"#, "reason"),
    ])
    func `a body that is not quite right is refused with the key concerned`(
        path: String, body: String, word: String
    ) async throws {
        try await Rig().run { client async throws in
            let answer = try await client.json(.post, "/api/v1/\(path)", body: body)
            #expect(answer.status == 400)
            #expect(try answer.code == "bad-request")
            #expect(answer.text.contains(word))
            #expect(client.rig.desk.calls.isEmpty)
        }
    }

    @Test func `a body beyond the limit, or one that is not JSON, reaches nobody`() async throws {
        try await Rig().run { client async throws in
            let huge = String(repeating: " ", count: HTTPLimits.bodyBytes + 1)
            let large = try await client.json(.post, "/api/v1/rollback", body: huge)
            #expect(large.status == 413)
            #expect(try large.code == "too-large")
            let form = try await client.send(.post, "/api/v1/rollback", client.bearer, body: "to=v1")
            #expect(form.status == 400)
            #expect(client.rig.desk.calls.isEmpty)
        }
    }

    @Test func `abort and rollback need no body, and take who and why`() async throws {
        try await Rig().run { client async throws in
            #expect(try await client.json(.post, "/api/v1/rollouts/R-7f3a91c2/abort").status == 202)
            let back = try await client.json(
                .post, "/api/v1/rollback", body: #"{"to":"v1","reason":"alarm","by":"bob"}"#)
            #expect(back.status == 202)
            #expect(
                client.rig.desk.calls == [
                    "abort R-7f3a91c2 by api because no reason given", "rollback v1 by user:bob because alarm",
                ])
        }
    }

    @Test func `the ledger is read newest first, page by page`() async throws {
        try await Rig().run { client async throws in
            let entries = try (1...5).map { try Samples.entry($0) }
            client.rig.desk.change { $0.entries = entries }
            let first = try await client.json(.get, "/api/v1/ledger?last=2")
            try Golden.check(first.text, "ledger.json")
            let last = try await client.json(.get, "/api/v1/ledger?last=10&before=4")
            #expect(!last.text.contains("nextBefore"))
            for wrong in ["last=0", "last=501", "last=x", "before=0"] {
                #expect(try await client.json(.get, "/api/v1/ledger?\(wrong)").status == 400)
            }
        }
    }

    @Test func `the flow, a rollout and an error have the documented shape`() async throws {
        try await Rig().run { client async throws in
            try Golden.check(try await client.json(.get, "/api/v1/flow").text, "flow.json")
            try Golden.check(try await client.json(.get, "/api/v1/rollouts/current").text, "rollout.json")
            let missing = try await client.json(.get, "/api/v1/rollouts/R-0")
            let id = try #require(missing.headers[.init("x-request-id")!])
            try Golden.check(missing.text.replacing(id, with: "REQUEST-ID"), "error.json")
            client.rig.desk.change { $0.snapshot = Samples.empty }
            try Golden.check(try await client.json(.get, "/api/v1/flow").text, "flow-empty.json")
        }
    }

    @Test func `a snapshot survives its own JSON`() throws {
        let text = try CanonicalJSON.text(Samples.rollingOut)
        #expect(try CanonicalJSON.decode(FlowSnapshot.self, from: text) == Samples.rollingOut)
    }
}
