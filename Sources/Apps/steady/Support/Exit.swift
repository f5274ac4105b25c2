// How a command ends: which exit code, and what stands on standard error.

import ArgumentParser
import ControlPlane
import Core
import Foundation
import HAProxy
import Hosts
import Infrastructure
import PostgreSQL
import Releases
import SQLiteStore
import Shell
import Telemetry
import Terraform

/// What went wrong, for a person and for a script.
struct CommandFailure: Error {
    /// 1, 2, 3 or 69.
    var code: Int32
    var message: String
    var hint: String

    init(_ code: Int32 = 1, _ message: String, hint: String) {
        self.code = code
        self.message = message
        self.hint = hint
    }
}

enum Exit {
    /// Prints the error and ends with its code; help and version end with 0, wrong usage with 64.
    static func end(with error: any Error) -> Never {
        guard let failure = failure(of: error) else { Steady.exit(withError: error) }
        Console.error("steady: \(failure.message)\n        \(failure.hint)")
        exit(failure.code)
    }

    /// Ends with the exit code of a verdict.
    static func verdict(_ verdict: Verdict) throws {
        guard verdict.exitCode == 0 else { throw ExitCode(verdict.exitCode) }
    }

    private static func failure(of error: any Error) -> CommandFailure? {
        switch error {
        case let error as CommandFailure: return error
        case let error as ControlError:
            let code: Int32 =
                error.code == .refused || error.code == .conflict ? 2 : error.code == .unavailable ? 69 : 1
            return CommandFailure(code, error.message, hint: error.hint)
        case let error as SQLiteStoreError: return CommandFailure(1, error.message, hint: error.hint)
        case let error as ShellError:
            return CommandFailure(error.code == .programMissing ? 69 : 1, error.message, hint: error.hint)
        case let error as HAProxyError: return CommandFailure(69, error.message, hint: error.hint)
        case let error as HostError: return CommandFailure(1, error.message, hint: error.hint)
        case let error as PostgreSQLError:
            return CommandFailure(error.isMissingProgram ? 69 : 1, error.message, hint: error.hint)
        case let error as ReleaseError: return CommandFailure(1, error.message, hint: error.hint)
        case let error as RecordingError:
            return CommandFailure(1, error.message, hint: error.hint)
        case let error as PlanError: return CommandFailure(1, error.message, hint: error.hint)
        case let error as GenerationError:
            return CommandFailure(error.code == .unsupportedTier ? 2 : 1, error.message, hint: error.hint)
        case let error as PriceError: return CommandFailure(1, error.message, hint: error.hint)
        case let error as TerraformError: return CommandFailure(1, error.message, hint: error.hint)
        case let error as TelemetryError: return CommandFailure(1, "\(error)", hint: "See docs/operating.md")
        default: return nil
        }
    }
}
