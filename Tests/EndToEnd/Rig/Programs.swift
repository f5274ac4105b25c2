// Where the built programs are, and which tools this machine has.

import Foundation
import Glibc
import Testing

/// The programs under test and the tools that tests use.
enum Programs {
    /// The repository, from where this file stands: Tests/EndToEnd/Rig/Programs.swift.
    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .path
    /// The built command line; STEADY_BINARY names another one.
    static let steady =
        ProcessInfo.processInfo.environment["STEADY_BINARY"] ?? "\(repository)/.build/debug/steady"
    /// The built example, beside it.
    static let donations = URL(fileURLWithPath: steady).deletingLastPathComponent().appendingPathComponent("donations")
        .path
    /// The example's folder.
    static let example = "\(repository)/Examples/donations"

    /// Whether this user may mount file systems.
    static let isRoot = geteuid() == 0

    /// Fails with what to do if a program was not built.
    static func requireBuilt(_ path: String) throws {
        try #require(
            FileManager.default.isExecutableFile(atPath: path),
            "\(path) is not there: run `swift build` first, or name the built program in STEADY_BINARY")
    }

    /// The path of a program on PATH or in a folder of system programs; nil if it is not installed.
    static func find(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return (path.split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin"]).map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Says on standard error why a test is skipped: a skipped test is easily overlooked.
    static func sayIfMissing(_ isThere: Bool, _ what: String) -> Bool {
        if !isThere { FileHandle.standardError.write(Data("SKIPPED: \(what)\n".utf8)) }
        return isThere
    }
}
