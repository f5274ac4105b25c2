// How answers are put together.
import Foundation
import HTTPTypes
import Hummingbird

/// Why a request is refused, as the client reads it.
struct Refusal: Error {
    let status: HTTPResponse.Status
    /// A stable name for programs.
    let code: String
    /// One sentence for people.
    let message: String
    /// What is wrong with which field.
    var faults: [Fault] = []
    /// What is behind it, for the log alone.
    var cause: String?
}

extension Response {
    /// A JSON answer.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try encoder.encode(value))))
    }

    /// A page.
    static func page(_ html: HTML, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html.text)))
    }
}

extension Request {
    /// Whether a browser asks.
    var wantsPage: Bool { headers[.accept]?.contains("text/html") == true }

    /// The body, refused with 413 beyond the limit, decoded from JSON or from a form; anything else is refused.
    func decoded<Value: Decodable>(_ type: Value.Type) async throws -> (value: Value, bytes: ByteBuffer) {
        let bytes = try await body.collect(upTo: Limits.bodyBytes)
        let kind = headers[.contentType]?.split(separator: ";").first.map { $0.lowercased() } ?? ""
        do {
            switch kind.trimmingCharacters(in: .whitespaces) {
            case "application/json":
                return (try JSONDecoder().decode(type, from: Data(bytes.readableBytesView)), bytes)
            case "application/x-www-form-urlencoded":
                return (try URLEncodedFormDecoder().decode(type, from: String(buffer: bytes)), bytes)
            default:
                throw Refusal(
                    status: .unsupportedMediaType, code: "media-type",
                    message: "Send application/json or application/x-www-form-urlencoded.")
            }
        } catch let error as DecodingError {
            throw Refusal(
                status: .badRequest, code: "unreadable", message: "The body cannot be read: \(Settings.reason(error)).")
        }
    }
}
