// The house rules that a machine can check. Each failure says file, rule, reason and remedy.

import Foundation
import Testing

@Suite struct HouseRuleTests {
    /// Calls that bring time or chance in from nowhere, and where they may stand.
    private static let banned: [(call: String, reason: String, allowed: [String])] = [
        ("Date()", "time comes in as WallClock", ["SystemSources.swift"]),
        ("UUID()", "ids come in as IDSource", []),
        (".random(", "chance comes in as a seeded generator", ["SystemSources.swift"]),
        ("Task.sleep", "waiting goes through a Clock", []),
        ("fatalError(", "only preconditionFailure, for programmer mistakes", []),
        ("@unchecked Sendable", "prove it to the compiler", []),
        ("nonisolated(unsafe)", "prove it to the compiler", []),
        ("try!", "an error is handled or passed on", []),
    ]

    @Test(arguments: SourceTree.sources) func `no banned call stands in the sources`(_ file: SourceFile) {
        for (number, line) in file.code.enumerated() {
            for rule in Self.banned where line.contains(rule.call) {
                let isAllowed = rule.allowed.contains { file.path.hasSuffix($0) }
                #expect(isAllowed, "\(file.path):\(number + 1): \(rule.call) is banned here: \(rule.reason)")
            }
        }
    }

    @Test(arguments: SourceTree.sources) func `every package declaration says what the caller gets`(_ file: SourceFile)
    {
        for (number, line) in file.lines.enumerated() {
            let text = line.trimmingCharacters(in: .whitespaces)
            guard text.hasPrefix("package "), !text.hasPrefix("package import"),
                !text.hasPrefix("package internal(set)")
            else {
                continue
            }
            guard !Self.isWitness(text) else { continue }
            var above = number - 1
            while above >= 0, file.lines[above].trimmingCharacters(in: .whitespaces).hasPrefix("@") { above -= 1 }
            let comment = above >= 0 ? file.lines[above].trimmingCharacters(in: .whitespaces) : ""
            #expect(
                comment.hasPrefix("///"),
                "\(file.path):\(number + 1): a package declaration without a doc comment; say what the caller gets: \(text)"
            )
        }
    }

    /// Members that only fulfil a protocol of the standard library.
    private static func isWitness(_ text: String) -> Bool {
        [
            "var description: String", "var debugDescription: String", "func encode(to", "init(from decoder",
            "func hash(into",
        ]
        .contains { text.contains($0) }
    }

    @Test(arguments: SourceTree.sources + SourceTree.examples) func `a file says its purpose first`(_ file: SourceFile)
    {
        #expect(
            file.lines.first?.hasPrefix("//") ?? false,
            "\(file.path): the first line is a comment that says what the file is for")
    }

    /// Sizes are a ratchet: 400 lines a file, 120 columns a line.
    @Test(arguments: SourceTree.sources + SourceTree.tests + SourceTree.examples)
    func `files and lines keep their size`(_ file: SourceFile) {
        #expect(file.lines.count <= 401, "\(file.path): \(file.lines.count) lines; split files at 400")
        for (number, line) in file.lines.enumerated() where line.count > 120 {
            // A text that is one long word (a path, a query) cannot be broken.
            #expect(
                line.contains("\"") || line.hasSuffix("\\"),
                "\(file.path):\(number + 1): \(line.count) columns; the limit is 120")
        }
    }

    @Test(arguments: SourceTree.sources + SourceTree.tests + SourceTree.examples)
    func `nothing is public, loose or left for later`(_ file: SourceFile) {
        guard !file.path.hasPrefix("Tests/TidyTests/") else { return }
        for (number, line) in file.code.enumerated() {
            #expect(!line.hasPrefix("public "), "\(file.path):\(number + 1): use package; there are no outside clients")
            #expect(!line.contains("@testable"), "\(file.path):\(number + 1): test through what callers see")
        }
        for (number, line) in file.lines.enumerated() {
            #expect(
                !line.contains("TODO") && !line.contains("FIXME"),
                "\(file.path):\(number + 1): nothing is left for later on main: do it or file it")
        }
    }

    @Test(arguments: SourceTree.sources) func `functions keep their size`(_ file: SourceFile) {
        for function in FunctionScanner.functions(in: file) {
            #expect(
                function.lines <= 70,
                "\(file.path):\(function.line): a function of \(function.lines) lines; aim at 20, split at 70")
        }
    }

    @Test func `every room has a README`() throws {
        for folder in ["Sources/Core", "Sources/Statistics"] + Self.rooms("Parts") + Self.rooms("Adapters") + [
            "Sources/Apps/ControlPlane"
        ] {
            guard folder != "Sources/Adapters/CSpawn" else { continue }
            let text = FileManager.default.contents(atPath: "\(SourceTree.root)/\(folder)/README.md") ?? Data()
            #expect(text.count > 300, "\(folder)/README.md: a room opens with a page that says what it is for")
        }
    }

    private static func rooms(_ part: String) -> [String] {
        let base = "\(SourceTree.root)/Sources/\(part)"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
        return names.sorted().map { "Sources/\(part)/\($0)" }
    }
}

/// Finds functions and their lengths by their indentation, which the formatter keeps.
enum FunctionScanner {
    static func functions(in file: SourceFile) -> [(line: Int, lines: Int)] {
        var found: [(line: Int, lines: Int)] = []
        for (number, line) in file.code.enumerated() where line.contains("func ") && !line.hasPrefix("//") {
            let indent = line.prefix { $0 == " " }.count
            let close = String(repeating: " ", count: indent) + "}"
            guard let end = file.lines[number...].firstIndex(where: { $0 == close }) else { continue }
            found.append((number + 1, end - number + 1))
        }
        return found
    }
}
