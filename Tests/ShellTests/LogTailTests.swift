// The end of a log, whatever its size.

import Foundation
import Shell
import Testing

@Suite struct LogTailTests {
    private func tail(_ content: String, lines: Int) async throws -> [String] {
        var tail: [String] = []
        try await ShellLab.with { lab in
            try content.write(toFile: lab.log, atomically: false, encoding: .utf8)
            tail = LogTail.read(lab.log, lines: lines)
        }
        return tail
    }

    @Test func `the last lines come oldest first, the last one also without its end`() async throws {
        #expect(try await tail("a\nb\n\nc\nd", lines: 3) == ["b", "c", "d"])
        #expect(try await tail("a\n", lines: 3) == ["a"])
        #expect(try await tail("", lines: 3).isEmpty)
    }

    @Test func `a missing log has no lines`() {
        #expect(LogTail.read("/no/such/log", lines: 3).isEmpty)
    }

    @Test func `of a huge log only the end is read`() async throws {
        let content = String(repeating: "x", count: 3 * Limits.logTail) + "\nlast\n"
        let lines = try await tail(content, lines: 10)
        #expect(lines.count == 2 && lines.last == "last" && lines[0].utf8.count < Limits.logTail)
    }
}
