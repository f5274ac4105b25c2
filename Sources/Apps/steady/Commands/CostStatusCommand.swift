// `steady cost status`: what the flow really costs, and will.

import ArgumentParser

struct CostStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "status", abstract: "x")
}
