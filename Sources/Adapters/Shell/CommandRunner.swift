// Runs a command to its end. The only place that does, together with DetachedProcess.

internal import Foundation
internal import Subprocess
internal import SystemPackage

/// What a finished command left.
package struct CommandResult: Hashable, Sendable {
    /// Its exit code; 128 + the signal's number if a signal ended it.
    package var exitCode: Int32
    /// What it wrote to standard output, as UTF-8 with invalid bytes replaced.
    package var standardOutput: String
    /// What it wrote to standard error, likewise.
    package var standardError: String

    /// A result.
    package init(exitCode: Int32, standardOutput: String, standardError: String) {
        self.exitCode = exitCode
        self.standardOutput = standardOutput
        self.standardError = standardError
    }
}

/// Runs commands to their end.
package protocol CommandRunner: Sendable {
    /// Runs `command` (program and arguments, no shell) and gives what it left. `environment` replaces the inherited
    /// one if given. Throws `ShellError` if it cannot start, is not done within `timeout` (it is then stopped), or
    /// writes more than `outputLimit` bytes.
    func run(
        _ command: [String], environment: [String: String]?, workingDirectory: String?, timeout: Duration,
        outputLimit: Int
    ) async throws -> CommandResult
}

/// Runs commands as child processes.
package struct SystemCommandRunner: CommandRunner {
    /// A runner.
    package init() {}

    /// See `CommandRunner`.
    package func run(
        _ command: [String], environment: [String: String]?, workingDirectory: String?, timeout: Duration,
        outputLimit: Int
    ) async throws -> CommandResult {
        guard let program = command.first else {
            preconditionFailure("a command needs a program")
        }
        return try await withThrowingTaskGroup(of: CommandResult?.self) { group in
            group.addTask {
                try await Self.collect(
                    program, Array(command.dropFirst()), environment: environment, workingDirectory: workingDirectory,
                    outputLimit: outputLimit)
            }
            group.addTask {
                try await ContinuousClock().sleep(for: timeout)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let result = first else {
                throw ShellError(
                    .timedOut, message: "\(program) did not end within \(timeout.components.seconds) s and was stopped",
                    hint: "Command: \(command.joined(separator: " "))")
            }
            return result
        }
    }

    /// Runs `command` to its end with its output, both kinds, on our standard error, for people to see as it comes;
    /// gives its exit code. Cancelled, it is asked to end and waited for. Throws `ShellError` if it cannot start.
    package func runShown(_ command: [String], workingDirectory: String?) async throws -> Int32 {
        guard let program = command.first else { preconditionFailure("a command needs a program") }
        var options = PlatformOptions()
        // Interrupted half-way, a program such as terraform has much to put in order.
        options.teardownSequence = [.send(signal: .interrupt, allowedDurationToNextStep: .seconds(120))]
        do {
            let result = try await Subprocess.run(
                program.contains("/") ? .path(FilePath(program)) : .name(program),
                arguments: Arguments(Array(command.dropFirst())), environment: .inherit,
                workingDirectory: workingDirectory.map { FilePath($0) }, platformOptions: options, input: .none,
                output: .fileDescriptor(.standardError, closeAfterSpawningProcess: false),
                error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false))
            return Self.exitCode(result.terminationStatus)
        } catch let error as SubprocessError {
            throw Self.shellError(error, program: program, limit: 0)
        }
    }

    private static func collect(
        _ program: String, _ arguments: [String], environment: [String: String]?, workingDirectory: String?,
        outputLimit: Int
    ) async throws -> CommandResult {
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(2))]
        do {
            let result = try await Subprocess.run(
                program.contains("/") ? .path(FilePath(program)) : .name(program), arguments: Arguments(arguments),
                environment: environment.map { values in
                    .custom(Dictionary(uniqueKeysWithValues: values.map { (Environment.Key(stringLiteral: $0), $1) }))
                } ?? .inherit, workingDirectory: workingDirectory.map { FilePath($0) }, platformOptions: options,
                input: .none, output: .bytes(limit: outputLimit), error: .bytes(limit: outputLimit))
            return CommandResult(
                exitCode: exitCode(result.terminationStatus),
                standardOutput: String(decoding: result.standardOutput, as: UTF8.self),
                standardError: String(decoding: result.standardError, as: UTF8.self))
        } catch let error as SubprocessError {
            throw shellError(error, program: program, limit: outputLimit)
        }
    }

    private static func exitCode(_ status: TerminationStatus) -> Int32 {
        switch status {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }

    private static func shellError(_ error: SubprocessError, program: String, limit: Int) -> ShellError {
        switch error.code {
        case .executableNotFound:
            ShellError(
                .programMissing, message: "\(program) is not installed",
                hint: "Run scripts/bootstrap, or install the package that has it.")
        case .outputLimitExceeded:
            ShellError(
                .tooMuchOutput, message: "\(program) wrote more than \(limit) bytes and was stopped",
                hint: "Run it by hand to see what it says.")
        default:
            ShellError(.notStarted, message: "\(program) could not be run: \(error)", hint: "Check the program.")
        }
    }
}
