// Forms of the page, and requests that another site might cause.

import ControlPlane
import Core
import Hummingbird
import Testing

@Suite(.timeLimit(.minutes(1)))
struct FormTests {
    @Test func `the buttons work without script: first a page that asks, then the deed, then back`() async throws {
        try await Rig().run { client async throws in
            let ask = try await client.send(.get, "/rollouts/R-7f3a91c2/abort", client.browser())
            #expect(ask.status == 200)
            #expect(ask.text.contains("Abort the rollout of v3?") && ask.text.contains(client.formToken))
            let done = try await client.send(
                .post, "/rollouts/R-7f3a91c2/abort", client.browser(), body: "form=\(client.formToken)&reason=too+slow")
            #expect(done.status == 303)
            #expect(done.headers[.location] == "/")
            let back = try await client.send(.get, "/rollback?to=v1", client.browser())
            #expect(back.text.contains("Roll back to v1?"))
            let gone = try await client.send(
                .post, "/rollback", client.browser(), body: "form=\(client.formToken)&to=v1")
            #expect(gone.status == 303)
            #expect(
                client.rig.desk.calls.filter { !$0.hasPrefix("rollout") } == [
                    "abort R-7f3a91c2 by page because too slow", "rollback v1 by page because no reason given",
                ])
        }
    }

    @Test func `a rollout that has ended is not asked about, and a failed deed is a page`() async throws {
        try await Rig().run { client async throws in
            client.rig.desk.change {
                $0.snapshot = Samples.calm
                $0.abortError = ControlError(
                    .conflict, "rollout R-7f3a91c2 has already ended", hint: "Nothing to abort")
            }
            #expect(try await client.send(.get, "/rollouts/R-7f3a91c2/abort", client.browser()).status == 409)
            let late = try await client.send(
                .post, "/rollouts/R-7f3a91c2/abort", client.browser(), body: "form=\(client.formToken)")
            #expect(late.status == 409)
            #expect(late.text.hasPrefix("<!doctype html>") && late.text.contains("has already ended"))
        }
    }

    @Test(
        arguments: [
            // Sec-Fetch-Site, Origin, whether it may pass
            ("same-origin", "http://localhost", true),
            ("same-origin", nil, true),
            (nil, "http://localhost", true),
            (nil, "HTTP://LOCALHOST", true),
            (nil, nil, false),
            ("cross-site", "http://localhost", false),
            ("same-site", "http://localhost", false),
            ("none", "http://localhost", false),
            ("same-origin", "http://evil.example", false),
            (nil, "http://evil.example", false),
            (nil, "http://localhost:81", false),
            (nil, "http://localhost/", false),
            (nil, "null", false),
            ("cross-site", "null", false),
            // Told to send no referrer, a browser hides its origin even from ourselves.
            ("same-origin", "null", true),
        ] as [(String?, String?, Bool)])
    func `a form passes only from our own page`(site: String?, origin: String?, passes: Bool) async throws {
        try await Rig().run { client async throws in
            let answer = try await client.send(
                .post, "/rollback", client.browser(site: site, origin: origin), body: "form=\(client.formToken)")
            #expect(answer.status == (passes ? 303 : 403))
            #expect(client.rig.desk.calls.isEmpty != passes)
        }
    }

    @Test func `a form without its token, or with another session's, changes nothing`() async throws {
        try await Rig().run { client async throws in
            let other = Sessions(token: client.rig.token).issue(at: Samples.time + .seconds(1))
            let foreign = Sessions(token: client.rig.token).formToken(of: other)
            for body in ["", "form=", "form=\(foreign)", "reason=x"] {
                for path in ["/rollback", "/rollouts/R-7f3a91c2/abort", "/logout"] {
                    #expect(try await client.send(.post, path, client.browser(), body: body).status == 403)
                }
            }
            #expect(client.rig.desk.calls.isEmpty)
        }
    }

    @Test func `a browser may use the API only with its form token in a header`() async throws {
        try await Rig().run { client async throws in
            var headers = client.browser()
            headers[.contentType] = "application/json"
            #expect(try await client.send(.post, "/api/v1/rollback", headers, body: "{}").status == 403)
            headers[.init("steady-form-token")!] = client.formToken
            #expect(try await client.send(.post, "/api/v1/rollback", headers, body: "{}").status == 202)
            headers[.init("sec-fetch-site")!] = "cross-site"
            #expect(try await client.send(.post, "/api/v1/rollback", headers, body: "{}").status == 403)
        }
    }

    @Test func `the token can be pasted, but not by another site`() async throws {
        try await Rig().run { client async throws in
            var headers = client.browser()
            headers[.cookie] = nil
            let body = "token=\(client.rig.token.text)"
            #expect(try await client.send(.post, "/login", headers, body: body).status == 303)
            headers[.init("sec-fetch-site")!] = "cross-site"
            #expect(try await client.send(.post, "/login", headers, body: body).status == 403)
        }
    }

    @Test func `logging out takes the cookie away`() async throws {
        try await Rig().run { client async throws in
            let answer = try await client.send(
                .post, "/logout", client.browser(), body: "form=\(client.formToken)")
            #expect(answer.status == 303)
            #expect(answer.headers[.setCookie]?.contains("Max-Age=0") == true)
        }
    }

    @Test func `without a login a browser is told how to get one`() async throws {
        try await Rig().run { client async throws in
            let answer = try await client.send(.get, "/", [.accept: "text/html"])
            #expect(answer.status == 401)
            #expect(answer.text.contains("steady token"))
            #expect(answer.headers[.wwwAuthenticate] == "Bearer")
        }
    }
}
