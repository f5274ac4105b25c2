// A saved plan, shown as JSON by the program that made it.

internal import Foundation
package import Shell

/// What went wrong with the `terraform` program.
package struct TerraformError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What failed.
    package var message: String
    /// What to do.
    package var hint: String

    /// For people.
    package var description: String { "\(message)\n\(hint)" }
}

/// A file that `terraform plan -out` wrote.
package struct SavedPlan: Sendable {
    private let path: String
    private let folder: String
    private let program: String
    private let runner: any CommandRunner

    /// The plan at `path`, shown in `folder`, which holds its configuration.
    package init(path: String, folder: String, program: String, runner: any CommandRunner) {
        self.path = path
        self.folder = folder
        self.program = program
        self.runner = runner
    }

    /// Its JSON. Throws `TerraformError` with what terraform says, or `ShellError`.
    package func json() async throws -> [UInt8] {
        let result = try await runner.run(
            TerraformCommands.show(program: program, plan: path), environment: nil, workingDirectory: folder,
            timeout: TerraformLimits.show, outputLimit: TerraformLimits.planBytes)
        guard result.exitCode == 0 else {
            let said = result.standardError.split(separator: "\n").prefix(6).joined(separator: " ")
            throw TerraformError(
                message: "terraform cannot show \(path): \(said)",
                hint:
                    "Run it in the folder of its configuration, initialised with the same providers, or give the JSON.")
        }
        return Array(result.standardOutput.utf8)
    }

    /// Applies exactly this plan; terraform's output goes to our standard error as it comes. Gives its exit code.
    package func apply(with runner: SystemCommandRunner) async throws -> Int32 {
        try await runner.runShown(TerraformCommands.apply(program: program, plan: path), workingDirectory: folder)
    }

    /// Whether a file begins like a saved plan, which is a zip archive.
    package static func isOne(_ beginning: [UInt8]) -> Bool { beginning.starts(with: [0x50, 0x4B, 0x03, 0x04]) }
}
