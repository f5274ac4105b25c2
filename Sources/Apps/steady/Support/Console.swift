// What a command prints: results on standard output, everything else on standard error.

import Core
import Foundation

enum Console {
    /// Ends the program with 1 if nobody takes it: a full disk, a closed pipe.
    static func out(_ text: String) {
        do { try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8)) } catch {
            Self.error("steady: the result cannot be written to standard output: \(error.localizedDescription)")
            exit(1)
        }
    }

    static func error(_ text: String) {
        // Where else could one say that nobody listens?
        try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
    }

    static func json(_ value: some Encodable) throws {
        out(try CanonicalJSON.pretty(value))
    }

    /// Whether standard error is a terminal: only then is progress shown that overwrites itself.
    static var isTerminal: Bool { isatty(2) != 0 }

    /// Whether colours may be used on standard output.
    static var isColoured: Bool {
        isatty(1) != 0 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
            && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// Asks a yes-or-no question; without a terminal the answer is no.
    static func confirm(_ question: String) -> Bool {
        guard isatty(0) != 0 else { return false }
        FileHandle.standardError.write(Data("\(question) [y/N] ".utf8))
        return ["y", "yes"].contains((readLine() ?? "").lowercased())
    }
}
