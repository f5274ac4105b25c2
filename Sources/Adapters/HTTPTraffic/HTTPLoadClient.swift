// Sends the requests of a load run over HTTP.

internal import AsyncHTTPClient
internal import Core
internal import Glibc
package import LoadTesting
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// A client for one server. Answers of any status are answers; redirects are not followed, nothing is tried twice.
package struct HTTPLoadClient: LoadClient {
    private let base: String
    private let client: HTTPClient

    /// A client for the server at `base`: scheme, host and port, for example `http://127.0.0.1:8080`. Call `shutDown()`
    /// when the run is over.
    package init(base: String) {
        self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.httpVersion = .http1Only
        configuration.decompression = .disabled
        configuration.timeout.connect = .milliseconds(Limits.connectMilliseconds)
        configuration.connectionPool.idleTimeout = .milliseconds(Limits.idleMilliseconds)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = Limits.connections
        // A refused connection is a result, not something to hide.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Closes all connections.
    package func shutDown() async throws {
        try await client.shutdown()
    }

    /// See `LoadClient`.
    package func send(_ request: LoadRequest) async -> LoadOutcome {
        var message = HTTPClientRequest(url: base + request.path)
        message.method = HTTPMethod(rawValue: request.method)
        for header in request.headers { message.headers.add(name: header.name, value: header.value) }
        if let body = request.body { message.body = .bytes(ByteBuffer(string: body)) }
        do {
            let response = try await client.execute(message, timeout: .milliseconds(request.timeout.wholeMilliseconds))
            return .answer(
                LoadAnswer(
                    status: Int(response.status.code), setCookies: response.headers["Set-Cookie"],
                    body: try await Self.beginning(of: response.body)))
        } catch {
            return .failure(Self.kind(of: error), String("\(error)".prefix(Limits.errorText)))
        }
    }

    /// Reads the whole body, because the answer is complete only then, and keeps what a journey may look at.
    private static func beginning(of body: HTTPClientResponse.Body) async throws -> String {
        var kept = ByteBuffer()
        var read = 0
        for try await var part in body {
            read += part.readableBytes
            guard read <= Limits.readBytes else { throw TooLong() }
            let room = LoadTesting.Limits.answerBytes - kept.readableBytes
            if room > 0, var slice = part.readSlice(length: min(room, part.readableBytes)) { kept.writeBuffer(&slice) }
        }
        return String(buffer: kept)
    }

    private struct TooLong: Error, CustomStringConvertible {
        var description: String { "the answer is longer than \(Limits.readBytes) bytes" }
    }

    private static func kind(of error: any Error) -> FailureKind {
        switch error {
        case let error as HTTPClientError:
            switch error {
            case .deadlineExceeded, .readTimeout, .writeTimeout: .timeout
            case .connectTimeout, .getConnectionFromPoolTimeout: .connect
            default: .broken
            }
        case is NIOConnectionError: .connect
        case let error as IOError where error.errnoCode == ECONNREFUSED: .connect
        default: .broken
        }
    }
}
