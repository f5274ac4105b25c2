// Options that several commands share.

import ArgumentParser
import ControlPlane
import Core
import Foundation
import SQLiteStore

struct FlowOptions: ParsableArguments {
    @Option(name: [.customShort("f"), .customLong("file")], help: "The flow's specification.")
    var file = "steady.yaml"

    @Option(help: "The state folder (default: .steady beside the specification).")
    var state: String?

    /// The specification's absolute path.
    var specification: String { URL(fileURLWithPath: file).standardizedFileURL.path }

    var folder: StateFolder {
        StateFolder(
            path: state ?? URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent(".steady").path
        )
    }

    /// The flow's name. A specification that has just been broken must not hide what runs: then the state knows it.
    func name(in store: SQLiteReleaseStore) throws -> String {
        do { return try LoadedSpecification.load(specification).spec.flow } catch {
            guard let only = try store.flows().first else { throw error }
            return only
        }
    }

    /// The state file for reading; a clear error if there is none.
    func database() throws -> StateDatabase {
        try StateDatabase(path: folder.stateFile, clock: SystemWallClock(), create: false)
    }
}

struct OutputOptions: ParsableArguments {
    @Flag(help: "Print JSON of a stable shape (docs/formats/).")
    var json = false
}

struct ActorOptions: ParsableArguments {
    @Option(help: "Why, for the ledger.")
    var reason: String?

    @Flag(name: [.customShort("y"), .customLong("yes")], help: "Do not ask.")
    var yes = false

    /// Who this is; the ledger names them `user:NAME`.
    var by: String { Self.name }

    /// Whoever runs this program: STEADY_ACTOR, else who is logged in.
    static var name: String {
        let environment = ProcessInfo.processInfo.environment
        return environment["STEADY_ACTOR"] ?? environment["SUDO_USER"] ?? environment["USER"] ?? NSUserName()
    }

    func confirm(_ question: String) throws {
        guard yes || Console.confirm(question) else {
            throw CommandFailure(1, "nothing was done: it was not confirmed", hint: "Answer y, or add --yes.")
        }
    }
}
