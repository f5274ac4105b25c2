// The HTTP layer over a scripted desk, driven without a socket.

import ControlPlane
import Core
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging

struct Rig: Sendable {
    let desk: ScriptedDesk
    let wallClock = TestWallClock()
    let token: AccessToken
    let server: ControlServer

    init(_ script: ScriptedDesk.Script = .init(), settings: ServerSettings = ServerSettings(port: 0)) throws {
        desk = ScriptedDesk(script)
        guard let token = AccessToken(text: String(repeating: "0123456789abcdef", count: 4)) else {
            throw CocoaError(.coderInvalidValue)
        }
        self.token = token
        var quiet = Logger(label: "test")
        quiet.logLevel = .critical
        server = try ControlServer(
            desk: desk, token: token, settings: settings, clock: ContinuousClock(), wallClock: wallClock, logger: quiet)
    }

    /// Runs requests against the router.
    func run(_ body: @Sendable (Client) async throws -> Void) async throws {
        try await server.application().test(.router) { client in
            try await body(Client(rig: self, client: client))
        }
    }

    /// A client that knows the token.
    struct Client: Sendable {
        let rig: Rig
        let client: any TestClientProtocol

        var bearer: HTTPFields { [.authorization: "Bearer \(rig.token.text)"] }

        /// The headers of a browser that is logged in and sends a form of our own page.
        func browser(site: String? = "same-origin", origin: String? = "http://localhost") -> HTTPFields {
            var fields: HTTPFields = [
                .cookie: "steady-session-80=\(session.value)", .accept: "text/html",
                .contentType: "application/x-www-form-urlencoded",
            ]
            fields[.init("sec-fetch-site")!] = site
            fields[.origin] = origin
            return fields
        }

        var session: Session { Sessions(token: rig.token).issue(at: Samples.time) }
        var formToken: String { Sessions(token: rig.token).formToken(of: session) }

        func send(
            _ method: HTTPRequest.Method, _ uri: String, _ headers: HTTPFields = [:], body: String? = nil
        ) async throws -> Answer {
            try await client.execute(
                uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }
            ) { Answer(status: $0.status.code, headers: $0.headers, text: String(buffer: $0.body)) }
        }

        func json(_ method: HTTPRequest.Method, _ uri: String, body: String? = nil) async throws -> Answer {
            var headers = bearer
            if body != nil { headers[.contentType] = "application/json" }
            return try await send(method, uri, headers, body: body)
        }
    }

    struct Answer: Sendable {
        var status: Int
        var headers: HTTPFields
        var text: String

        /// The code of an error answer; nil if it is none.
        var code: String? {
            get throws {
                struct Body: Decodable {
                    struct Fault: Decodable {
                        var code: String
                        var message: String
                        var hint: String
                        var requestId: String
                    }
                    var error: Fault
                }
                return status < 400 ? nil : try JSONDecoder().decode(Body.self, from: Data(text.utf8)).error.code
            }
        }
    }
}
