// `steady up`: the whole flow on this machine, until it is told to stop.

import ArgumentParser
import ControlPlane
import Core
import Foundation

struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Run the flow on this machine: guard, HAProxy, instances, control plane.",
        discussion:
            "Ctrl-C ends all of it in order. Killed, it leaves the flow running; the next `steady up` takes it over.")

    @OptionGroup var flow: FlowOptions
    @OptionGroup var server: ServeOptions

    func run() async throws {
        let up = FlowUp(specification: flow.specification, folder: flow.folder, server: server)
        try await Interruption.ends { try await up.run { event in Console.error(event) } }
    }
}
