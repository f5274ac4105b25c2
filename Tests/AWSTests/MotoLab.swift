// A moto_server of our own on a free loopback port, and the real aws program before it.

import AWS
import Foundation
import FoundationNetworking
import Infrastructure
import Shell
import Testing

/// A running stand-in for AWS.
final class MotoLab: Sendable {
    /// The real programs; nil if one is missing, which is said loudly once.
    static let isInstalled: Bool = {
        let missing = ["aws", "moto_server"].filter { find($0) == nil }
        guard !missing.isEmpty else { return true }
        FileHandle.standardError.write(
            Data("NOT TESTED: \(missing.joined(separator: ", ")) is not there: run scripts/bootstrap\n".utf8))
        return false
    }()

    /// Credentials and region for the child processes only: nothing of this machine's configuration is read.
    static let environment: [String: String] = {
        var all = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("AWS_") }
        all["AWS_ACCESS_KEY_ID"] = "testing"
        all["AWS_SECRET_ACCESS_KEY"] = "testing"
        all["AWS_CONFIG_FILE"] = "/dev/null"
        all["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null"
        all["AWS_EC2_METADATA_DISABLED"] = "true"
        // moto cannot read the compressed requests that put-metric-data sends.
        all["AWS_DISABLE_REQUEST_COMPRESSION"] = "true"
        all["PYTHONUNBUFFERED"] = "1"
        return all
    }()

    let endpoint: String
    private let server: Server

    /// Calls `body` with a fresh server and ends that server afterwards.
    static func with(_ body: (MotoLab) async throws -> Void) async throws {
        let lab = try MotoLab()
        defer { lab.server.end() }
        try await body(lab)
    }

    private init() throws {
        server = try Server(program: try #require(Self.find("moto_server")), environment: Self.environment)
        endpoint = server.endpoint
    }

    /// `aws` as the app would make it.
    func aws() -> AWSCommand {
        AWSCommand(
            runner: SystemCommandRunner(), region: "us-east-1", endpoint: endpoint, environment: Self.environment,
            clock: ContinuousClock())
    }

    /// Runs aws to put something there.
    @discardableResult
    func put(_ arguments: [String]) async throws -> JSONValue? {
        let result = try await SystemCommandRunner().run(
            AWSCommand.line(
                program: "aws", AWSCall(arguments, action: "-"), region: "us-east-1", endpoint: endpoint),
            environment: AWSCommand.quiet(Self.environment), workingDirectory: nil, timeout: .seconds(60),
            outputLimit: 1 << 20)
        try #require(result.exitCode == 0, "\(result.standardError)")
        return result.standardOutput.isEmpty ? nil : try json(result.standardOutput)
    }

    /// What `ce get-cost-and-usage` will answer, page by page (moto's own interface).
    func seedCosts(_ pages: [String]) async throws {
        let address = try #require(URL(string: "\(endpoint)/moto-api/static/ce/cost-and-usage-results"))
        var request = URLRequest(url: address)
        request.httpMethod = "POST"
        request.httpBody = Data("{\"results\": [\(pages.joined(separator: ","))]}".utf8)
        let (_, response) = try await URLSession.shared.data(for: request)
        try #require((response as? HTTPURLResponse)?.statusCode == 201)
    }

    private static func find(_ program: String) -> String? {
        // scripts/bootstrap puts them into .venv; others may have them anywhere.
        let own = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../.venv/bin")
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return ([own.standardizedFileURL.path] + path).map { "\($0)/\(program)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}

/// The process, started and ended by us alone. It says on standard error where it listens.
private struct Server: Sendable {
    let endpoint: String
    private let identity: ProcessIdentity
    private let log: String
    /// Held open: a server that cannot write its log ends.
    private let reader: FileHandle

    init(program: String, environment: [String: String]) throws {
        log = NSTemporaryDirectory() + "/steady-moto-\(UUID().uuidString)"
        // A pipe with a name: reading waits for the line without asking again and again.
        try #require(mkfifo(log, 0o600) == 0)
        let descriptor = open(log, O_RDWR)
        try #require(descriptor >= 0)
        reader = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        identity = try DetachedProcess.start(
            command: [program, "-H", "127.0.0.1", "-p", "0"], environment: environment, workingDirectory: nil,
            logPath: log)
        var said = ""
        while !said.contains("Press CTRL+C") {
            let data = reader.availableData
            said += String(decoding: data, as: UTF8.self)
        }
        let line = said.split(whereSeparator: \.isNewline).first { $0.contains("Running on ") }
        endpoint = String(try #require(line?.components(separatedBy: "Running on ").last))
    }

    func end() {
        DetachedProcess.stop(identity, force: true)
        do { try FileManager.default.removeItem(atPath: log) } catch { Issue.record(error) }
    }
}
