// The sources as text, for the house rules.

import Foundation
import Testing

/// One Swift file.
struct SourceFile: Sendable, CustomTestStringConvertible {
    /// Its path from the repository's root.
    let path: String
    /// Its lines, from line 1 at index 0.
    let lines: [String]

    var testDescription: String { path }

    /// Its lines without comments and with texts emptied, so that rules about code see code only.
    var code: [String] {
        var inText = false
        return lines.map { line in
            if inText || line.contains("\"\"\"") {
                let marks = line.components(separatedBy: "\"\"\"").count - 1
                if marks % 2 == 1 { inText.toggle() }
                return ""
            }
            return Self.withoutTextsAndComments(line)
        }
    }

    private static func withoutTextsAndComments(_ line: String) -> String {
        var result = ""
        var isText = false
        var previous: Character = " "
        for character in line {
            if character == "\"", previous != "\\" {
                isText.toggle()
                result.append(character)
            } else if !isText {
                if character == "/", previous == "/" {
                    result.removeLast()
                    return result
                }
                result.append(character)
            }
            previous = character
        }
        return result
    }
}

/// Finds the repository and its files.
enum SourceTree {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// All Swift files below a folder, sorted by path.
    static func files(below folder: String) -> [SourceFile] {
        let base = "\(root)/\(folder)"
        guard let walker = FileManager.default.enumerator(atPath: base) else { return [] }
        var files: [SourceFile] = []
        while let name = walker.nextObject() as? String {
            guard name.hasSuffix(".swift"), !name.contains(".build"),
                let data = FileManager.default.contents(atPath: "\(base)/\(name)")
            else { continue }
            let text = String(decoding: data, as: UTF8.self)
            files.append(
                SourceFile(
                    path: "\(folder)/\(name)",
                    lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)))
        }
        return files.sorted { $0.path < $1.path }
    }

    static let sources = files(below: "Sources")
    static let tests = files(below: "Tests")
    static let examples = files(below: "Examples")
}
