// The command line's way to the running control plane: its API on loopback, with the token of the state folder.

import AsyncHTTPClient
import ControlPlane
import Core
import Foundation
import NIOCore
import NIOHTTP1

/// Calls the control plane's API.
struct ControlClient: Sendable {
    private let address: String
    private let token: String

    /// Without retries: AsyncHTTPClient would try a refused connection again until the deadline, and a control plane
    /// that is gone must be known to be gone at once. Lives as long as the program.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout.connect = .seconds(5)
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// A client for the control plane of a state folder. Throws with exit code 69 if none runs there.
    init(folder: StateFolder) throws {
        guard let found = try ControlAddress.read(in: folder), found.isAlive else {
            throw CommandFailure(
                69, "no control plane runs for \(folder.path)", hint: "Start it with `steady up` in the flow's folder.")
        }
        guard let token = try TokenFile(path: folder.tokenFile).load() else {
            throw CommandFailure(69, "there is no token at \(folder.tokenFile)", hint: "Start `steady up` once.")
        }
        address = found.url
        self.token = token.text
    }

    func get<Answer: Decodable>(_ path: String, as type: Answer.Type = Answer.self) async throws -> Answer {
        try await call(.GET, path, body: nil)
    }

    func post<Answer: Decodable>(
        _ path: String, _ body: some Encodable, as type: Answer.Type = Answer.self
    ) async throws -> Answer {
        let limit = path.hasSuffix("/deployments") ? Self.storeWithin : Self.answerWithin
        return try await call(.POST, path, body: try CanonicalJSON.text(body), within: limit)
    }

    /// Storing and checking an artifact of gigabytes takes minutes; all else is answered at once.
    private static let answerWithin: TimeAmount = .seconds(20)
    private static let storeWithin: TimeAmount = .seconds(600)

    private enum Method: String { case GET, POST }

    private func call<Answer: Decodable>(
        _ method: Method, _ path: String, body: String?, within limit: TimeAmount = Self.answerWithin
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: address + path)
        request.method = method == .GET ? .GET : .POST
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        request.headers.add(name: "Accept", value: "application/json")
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: body))
        }
        let response: HTTPClientResponse
        do {
            response = try await Self.client.execute(request, timeout: limit)
        } catch {
            let seconds = limit.nanoseconds / 1_000_000_000
            throw CommandFailure(
                69, "the control plane at \(address) does not answer (limit \(seconds) s): \(error)",
                hint:
                    "It may just be restarting: try again. If it hangs, the guard sends a rollout home after its lease; "
                    + "`steady up` starts a control plane anew once it has ended.")
        }
        let body = try await response.body.collect(upTo: 16 << 20)
        let data = Data(body.readableBytesView)
        guard (200..<300).contains(Int(response.status.code)) else {
            throw Self.failure(data, Int(response.status.code))
        }
        return try JSONDecoder().decode(Answer.self, from: data)
    }

    private struct ErrorBody: Decodable {
        struct Detail: Decodable {
            var code: String
            var message: String
            var hint: String
        }
        var error: Detail
    }

    private static func failure(_ data: Data, _ status: Int) -> CommandFailure {
        guard let body = try? JSONDecoder().decode(ErrorBody.self, from: data) else {
            return CommandFailure(1, "the control plane answered \(status)", hint: "See its log.")
        }
        let code: Int32 = status == 409 || status == 422 ? 2 : status == 503 ? 69 : 1
        return CommandFailure(code, body.error.message, hint: body.error.hint)
    }
}
