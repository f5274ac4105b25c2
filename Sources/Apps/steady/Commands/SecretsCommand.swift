// `steady secrets set`: put a secret's value on this host, as a new version.

import ArgumentParser
import ControlPlane
import Core
import Foundation
import Hosts

struct SecretsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets", abstract: "The flow's secrets on this host.", subcommands: [SecretsSet.self])
}

struct SecretsSet: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Store a new version of a secret; its value comes on standard input.",
        discussion: "Releases deployed from now on use it; running ones keep the version they were deployed with.")

    @Argument(help: "The secret's name, as in the specification.")
    var name: String

    @OptionGroup var flow: FlowOptions

    func run() throws {
        try checkName()
        guard isatty(0) == 0 else {
            throw CommandFailure(
                64, "the value comes on standard input", hint: "printf %s VALUE | steady secrets set \(name)")
        }
        let data = FileHandle.standardInput.readDataToEndOfFile()
        var value = String(decoding: data, as: UTF8.self)
        if value.hasSuffix("\n") { value.removeLast() }
        try flow.folder.create()
        let version = try SecretFiles(root: flow.folder.secrets).set(name, to: value)
        Console.out("\(name): version \(version)")
    }

    /// A name with a slip of the pen would be stored and never read.
    private func checkName() throws {
        guard let loaded = try? LoadedSpecification.load(flow.specification) else { return }
        let known = loaded.spec.secrets.map(\.name)
        guard !known.contains(name) else { return }
        throw CommandFailure(
            1, "\(flow.file) has no secret '\(name)'",
            hint: known.isEmpty ? "Add it under secrets first." : "It has: \(known.sorted().joined(separator: ", ")).")
    }
}
