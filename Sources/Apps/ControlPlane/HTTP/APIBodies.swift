// The JSON bodies of requests that change something, read strictly: a misspelt key is an error, never a surprise.

import Core
import Foundation
import Releases

/// A body whose keys are all known.
protocol StrictBody: Decodable {
    /// The keys that it may have.
    static var keys: [String] { get }
}

extension StrictBody {
    /// The body read from JSON; an empty body counts as `{}`. Throws `badRequest` with the key concerned.
    static func read(_ data: Data) throws(ControlError) -> Self {
        let data = data.isEmpty ? Data("{}".utf8) : data
        do {
            let found = try JSONDecoder().decode(KeyList.self, from: data).keys
            if let unknown = found.first(where: { !keys.contains($0) }) {
                throw ControlError(
                    .badRequest, "unknown key \"\(unknown.prefix(40))\"",
                    hint: "Known keys: \(keys.joined(separator: ", "))")
            }
            return try JSONDecoder().decode(Self.self, from: data)
        } catch let error as ControlError {
            throw error
        } catch {
            throw ControlError(
                .badRequest, "the body has the wrong shape: \(describe(error))",
                hint: "A JSON object with: \(keys.joined(separator: ", "))")
        }
    }

    private static func describe(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "\"\(key.stringValue)\" is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            context.codingPath.last.map { "\"\($0.stringValue)\" has the wrong type" } ?? "not an object"
        default: "not valid JSON"
        }
    }
}

/// Only the keys of a JSON object.
private struct KeyList: Decodable {
    struct AnyKey: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    var keys: [String]

    init(from decoder: any Decoder) throws {
        keys = try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue).sorted()
    }
}

/// The body of `POST /api/v1/deployments`.
struct DeployBody: StrictBody {
    static let keys = ["release", "path", "image", "reason", "by", "plan"]

    var release: String
    var path: String?
    var image: String?
    var reason: String?
    var by: String?
    var plan: Bool?

    /// The request, once everything in it makes sense.
    func request() throws(ControlError) -> DeployRequest {
        if let fault = ReleaseUnit.fault(inName: release) {
            throw ControlError(
                .badRequest, "\"release\" is no release name: \(release.prefix(60).debugDescription)",
                hint: "Choose another one: \(fault)")
        }
        return DeployRequest(
            release: release, artifact: try artifact(), reason: try Reason.checked(reason), actor: try Actor.named(by))
    }

    private func artifact() throws(ControlError) -> DeployRequest.Artifact {
        switch (path, image) {
        case (let path?, nil) where path.hasPrefix("/") && !path.contains("\0"): return .path(path)
        case (nil, let image?) where Self.isPinned(image): return .image(image)
        case (_?, nil):
            throw ControlError(.badRequest, "\"path\" is not absolute", hint: "Give the path from the root: /…")
        case (nil, _?):
            throw ControlError(
                .badRequest, "\"image\" does not name a digest", hint: "Write it as registry/name@sha256:… (64 digits)")
        default:
            throw ControlError(
                .badRequest, "the artifact is not clear", hint: "Give either \"path\" or \"image\", not both")
        }
    }

    private static func isPinned(_ image: String) -> Bool {
        let parts = image.components(separatedBy: "@sha256:")
        return parts.count == 2 && !parts[0].isEmpty && Digest(hex: parts[1]) != nil
            && image.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    }
}

/// The body of `POST /api/v1/rollouts/{id}/abort`.
struct AbortBody: StrictBody {
    static let keys = ["reason", "by"]

    var reason: String?
    var by: String?
}

/// The body of `POST /api/v1/rollback`.
struct RollbackBody: StrictBody {
    static let keys = ["to", "reason", "by"]

    var to: String?
    var reason: String?
    var by: String?
}

/// Why somebody does something.
enum Reason {
    /// The reason as it was given, nil if none was. Throws `badRequest` if it is too long.
    static func checked(_ text: String?) throws(ControlError) -> String? {
        let reason = text?.trimmingSpaces()
        guard let reason, !reason.isEmpty else { return nil }
        guard reason.count <= HTTPLimits.reasonCharacters else {
            throw ControlError(
                .badRequest, "the reason is longer than \(HTTPLimits.reasonCharacters) characters", hint: "Shorten it")
        }
        return reason
    }
}

/// Who does something, as the ledger names them. There is one token, so a name is a claim, not a proof.
enum Actor {
    /// A program that gave no name.
    static let program = "api"
    /// Somebody in front of the page.
    static let page = "page"

    /// `user:NAME`, or `api` without a name. Throws `badRequest` for a name with other characters than `a-z A-Z 0-9`
    /// and `. _ - @ +`, or more than 64 of them.
    static func named(_ name: String?) throws(ControlError) -> String {
        guard let name else { return program }
        let allowed = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@+")
        guard (1...64).contains(name.unicodeScalars.count), name.unicodeScalars.allSatisfy(allowed.contains) else {
            throw ControlError(
                .badRequest, "\"by\" is no name", hint: "1 to 64 letters, digits and . _ - @ +, for example alice")
        }
        return "user:\(name)"
    }
}
