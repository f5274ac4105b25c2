// What the service is told from outside: environment, configuration folder, release file.
import Foundation

/// How this instance runs.
struct Settings: Sendable {
    /// The port to listen on, all on loopback or behind a load balancer.
    let port: Int
    /// The address to listen on.
    let host: String
    /// A libpq connection string. It holds a password and is never logged.
    let databaseURL: String
    /// The key that the payment provider signs with; nil if its notices are not signed.
    let paymentKey: String?
    /// The release as its artifact names itself.
    let release: Release
    /// The release unit as Steady names it; empty outside Steady.
    let unit: String
    /// What the form shows and accepts.
    let app: AppConfig

    /// Reads everything; throws all that is wrong at once.
    static func read(environment: [String: String]) throws(SettingsError) -> Settings {
        var faults: [String] = []
        func attempt<Value>(_ body: () throws(SettingsError) -> Value) -> Value? {
            do throws(SettingsError) { return try body() } catch {
                faults += error.faults
                return nil
            }
        }
        let port = Int(environment["PORT"] ?? "8080").flatMap { (1...65_535).contains($0) ? $0 : nil }
        if port == nil { faults.append("PORT is '\(environment["PORT"] ?? "")': give a number from 1 to 65535") }
        let url = environment["DATABASE_URL"] ?? ""
        if url.isEmpty {
            faults.append("DATABASE_URL is not set: give it as postgresql://user:password@host:port/database")
        }
        let folder = environment["STEADY_CONFIG"] ?? "config"
        let app = attempt { () throws(SettingsError) in try AppConfig.read(folder: folder) }
        let release = attempt { () throws(SettingsError) in try Release.read(path: "release.json") }
        guard let port, let app, let release, faults.isEmpty else { throw SettingsError(faults: faults) }
        return Settings(
            port: port, host: environment["HOST"] ?? "127.0.0.1", databaseURL: url,
            paymentKey: environment["PAYMENT_KEY"].flatMap { $0.isEmpty ? nil : $0 }, release: release,
            unit: environment["STEADY_RELEASE"] ?? "", app: app)
    }
}

/// All that is wrong with what the service was told.
struct SettingsError: Error {
    let faults: [String]

    init(faults: [String]) { self.faults = faults }

    init(_ fault: String) { faults = [fault] }
}

/// Reads and decodes a small JSON file; the fault names the file and what is wrong with it.
func decodeFile<Value: Decodable>(_ type: Value.Type, path: String) throws(SettingsError) -> Value {
    let data: Data
    do {
        data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
        throw SettingsError("\(path) cannot be read: is it there, and may this user read it?")
    }
    guard data.count <= Limits.fileBytes else {
        throw SettingsError("\(path) is larger than \(Limits.fileBytes) bytes")
    }
    do {
        return try JSONDecoder().decode(type, from: data)
    } catch {
        throw SettingsError("\(path) is not as expected: \(Settings.reason(error))")
    }
}

extension Settings {
    /// Where a JSON text is wrong, in one line.
    static func reason(_ error: any Error) -> String {
        switch error as? DecodingError {
        case .keyNotFound(let key, _): "'\(key.stringValue)' is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            context.codingPath.isEmpty
                ? "an object was expected"
                : "'\(context.codingPath.map(\.stringValue).joined(separator: "."))' has another type"
        case .dataCorrupted, nil: "it is not well-formed"
        @unknown default: "it is not well-formed"
        }
    }
}
