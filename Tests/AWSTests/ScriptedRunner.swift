// A runner that answers from a list, and a clock that waits for nobody.

import AWS
import Foundation
import Infrastructure
import Shell
import Synchronization

/// Gives its answers one after the other and keeps what was asked.
final class ScriptedRunner: CommandRunner {
    struct Call: Sendable {
        var command: [String]
        var environment: [String: String]?
    }

    private let state: Mutex<(answers: [CommandResult], calls: [Call])>

    init(_ answers: [CommandResult]) { state = Mutex((answers, [])) }

    var calls: [Call] { state.withLock { $0.calls } }

    func run(
        _ command: [String], environment: [String: String]?, workingDirectory: String?, timeout: Duration,
        outputLimit: Int
    ) async throws -> CommandResult {
        try state.withLock { state in
            state.calls.append(Call(command: command, environment: environment))
            guard !state.answers.isEmpty else {
                throw ShellError(.programMissing, message: "aws is not installed", hint: "Install it.")
            }
            return state.answers.removeFirst()
        }
    }
}

extension CommandResult {
    static func said(_ json: String) -> CommandResult {
        CommandResult(exitCode: 0, standardOutput: json, standardError: "")
    }

    static func failed(_ text: String, _ code: Int32 = 254) -> CommandResult {
        CommandResult(exitCode: code, standardOutput: "", standardError: "\n\(text)\n")
    }
}

/// A clock whose sleeps are over at once, and are kept.
final class ImpatientClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let state = Mutex<(now: Duration, slept: [Duration])>((.zero, []))

    var now: Instant { Instant(offset: state.withLock { $0.now }) }
    var minimumResolution: Duration { .zero }
    var slept: [Duration] { state.withLock { $0.slept } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        state.withLock { state in
            state.slept.append(deadline.offset - state.now)
            state.now = deadline.offset
        }
    }
}

func json(_ text: String) throws -> JSONValue {
    var reader = JSONReader(Array(text.utf8))
    return try reader.value()
}
