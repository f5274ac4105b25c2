// `steady serve`: the control plane alone. `steady guard`: the dead man's switch alone. `steady token`: the login link.

import ArgumentParser
import ControlPlane
import Foundation
import Logging

struct ServeOptions: ParsableArguments {
    @Option(help: "The address that the API and the page listen on; loopback unless told otherwise.")
    var host = "127.0.0.1"

    @Option(help: "Their port (default: a free one, kept across restarts of `steady up`).")
    var port = 0

    @Option(
        name: .customLong("name"),
        help: "A further Host name that is allowed, for example behind a proxy. May be repeated.")
    var names: [String] = []

    @Flag(name: .customLong("access-log"), help: "Let HAProxy write its own log to logs/haproxy.log as well.")
    var accessLog = false

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port takes 0 to 65535.") }
        guard !host.isEmpty else { throw ValidationError("--host takes an address or a name.") }
    }

    /// The same options for a process that this one starts.
    var arguments: [String] {
        ["--host", host, "--port", String(port)] + names.flatMap { ["--name", $0] }
            + (accessLog ? ["--access-log"] : [])
    }
}

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the control plane alone; HAProxy and the guard run elsewhere.")

    @OptionGroup var flow: FlowOptions
    @OptionGroup var server: ServeOptions

    func run() async throws {
        let options = ControlPlaneApp.Options(
            specification: flow.specification, state: flow.folder,
            server: ServerSettings(host: server.host, port: server.port, otherNames: server.names),
            logsToOutput: server.accessLog)
        let app = ControlPlaneApp(
            options: options, environment: ProcessInfo.processInfo.environment, logger: Loggers.make("control-plane"))
        try await app.run { link, isNew in
            if isNew { Console.error("The page: \(link)") }
        }
    }
}

struct GuardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guard", abstract: "Send traffic home if the control plane is silent longer than its lease.")

    @OptionGroup var flow: FlowOptions

    func run() async throws {
        guard FileManager.default.fileExists(atPath: flow.folder.run) else {
            throw CommandFailure(
                1, "\(flow.folder.path) is no state folder of a flow",
                hint: "Name it with --state; `steady up` makes it.")
        }
        await GuardLoop(folder: flow.folder, logger: Loggers.make("guard")).run()
    }
}

struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Print the link that logs a browser in.")

    @OptionGroup var flow: FlowOptions

    func run() throws {
        guard let address = try ControlAddress.read(in: flow.folder), address.isAlive,
            let token = try TokenFile(path: flow.folder.tokenFile).load()
        else {
            throw CommandFailure(
                69, "no control plane runs for \(flow.folder.path)", hint: "Start it with `steady up`.")
        }
        Console.out(ControlServer.loginLink(host: address.host, port: address.port, token: token))
    }
}

enum Loggers {
    /// Log lines go to standard error; STEADY_LOG sets the level (`debug`, `info`, `warning`, `error`).
    static func make(_ label: String) -> Logger {
        var logger = Logger(label: label) { StreamLogHandler.standardError(label: $0) }
        logger.logLevel =
            ProcessInfo.processInfo.environment["STEADY_LOG"].flatMap { Logger.Level(rawValue: $0) } ?? .notice
        return logger
    }
}
