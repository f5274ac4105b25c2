// Commands run to their end: what they leave, and every way in which they do not end well.

import Foundation
import Glibc
import Shell
import Testing

@Suite(.timeLimit(.minutes(1))) struct CommandRunnerTests {
    private func run(
        _ command: [String], environment: [String: String]? = nil, in folder: String? = nil,
        timeout: Duration = .seconds(30), limit: Int = 10_000
    ) async throws -> CommandResult {
        try await SystemCommandRunner().run(
            command, environment: environment, workingDirectory: folder, timeout: timeout, outputLimit: limit)
    }

    private func failure(
        _ command: [String], timeout: Duration = .seconds(30), limit: Int = 10_000
    ) async -> ShellError? {
        do { _ = try await run(command, timeout: timeout, limit: limit) } catch { return error as? ShellError }
        return nil
    }

    @Test func `output, errors and exit code come back; a failure is a result`() async throws {
        let result = try await run(["/bin/sh", "-c", "echo out; echo err >&2; exit 7"])
        #expect(result == CommandResult(exitCode: 7, standardOutput: "out\n", standardError: "err\n"))
    }

    @Test func `arguments are handed over as they are, no shell between`() async throws {
        let result = try await run(["printf", "%s|", "a b", "$HOME", ";", "*", ""])
        #expect(result.standardOutput == "a b|$HOME|;|*||")
    }

    @Test(arguments: [(SIGTERM, 143), (SIGKILL, 137), (SIGSEGV, 139)] as [(Int32, Int32)])
    func `a death by signal is 128 and its number`(signal: Int32, code: Int32) async throws {
        #expect(try await run(["/bin/sh", "-c", "kill -\(signal) $$"]).exitCode == code)
    }

    @Test func `an environment that is given replaces ours, and the folder is the one named`() async throws {
        let result = try await run(
            ["/bin/sh", "-c", "echo $A-$HOME-$PWD"], environment: ["A": "1", "PATH": "/usr/bin:/bin"], in: "/usr")
        #expect(result.standardOutput == "1--/usr\n")
    }

    @Test func `bytes that are no text are replaced, not refused`() async throws {
        #expect(try await run(["printf", "a\\377b"]).standardOutput == "a\u{FFFD}b")
    }

    @Test func `a missing program is named`() async {
        let error = await failure(["steady-no-such-program"])
        #expect(error?.code == .programMissing && error?.message.contains("steady-no-such-program") == true)
        #expect(await failure(["/usr/bin/steady-no-such-program"])?.code == .programMissing)
    }

    @Test func `a command that takes too long is stopped, with all that it said of itself in the error`() async throws {
        try await ShellLab.with { lab in
            let error = await failure(
                ["/bin/sh", "-c", "echo $$ > \(lab.folder)/pid; exec sleep 600"], timeout: .milliseconds(500))
            #expect(error?.code == .timedOut && error?.hint.contains("sleep 600") == true)
            let text = try String(contentsOfFile: lab.folder + "/pid", encoding: .utf8)
            let pid = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
            #expect(ProcessTable.startTicks(pid) == nil)
        }
    }

    @Test func `a command that ignores SIGTERM is stopped all the same`() async {
        let error = await failure(
            ["/bin/sh", "-c", "trap '' TERM; while true; do sleep 600; done"], timeout: .milliseconds(200))
        #expect(error?.code == .timedOut)
    }

    @Test func `a command that says too much is stopped`() async {
        let error = await failure(["yes"], limit: 1000)
        #expect(error?.code == .tooMuchOutput && error?.message.contains("1000") == true)
    }

    @Test func `output right at the limit is let through`() async throws {
        #expect(try await run(["printf", "0123456789"], limit: 10).standardOutput.count == 10)
    }
}
