// The command line: one file per command, each parses, calls and prints.

import ArgumentParser
import Foundation

@main
struct Steady: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "steady", abstract: "Keeps one business-critical web flow up.",
        discussion: """
            A flow is described once, in steady.yaml. Exit codes: 0 pass or warn, 1 a command failed, 2 refused, \
            3 cannot be proven, 64 wrong usage, 69 a needed program or service is not there.
            """,
        version: "0.1.0",
        subcommands: [
            CheckCommand.self, UpCommand.self, ServeCommand.self, GuardCommand.self, DeployCommand.self,
            RolloutCommand.self, JudgeCommand.self, SLOCommand.self, LedgerCommand.self, SecretsCommand.self,
            TokenCommand.self, ReviewCommand.self, ApplyCommand.self, CostCommand.self,
            PricesCommand.self, DesignCommand.self, GenerateCommand.self, DemoCommand.self,
        ])

    static func main() async {
        // Whatever is written holds counts, tokens or secrets: for the owner alone.
        umask(0o077)
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            Exit.end(with: error)
        }
    }
}
