// From text to a tree of nodes, whatever the text: limits first, then Yams, whose errors become diagnostics.

internal import Yams

/// A YAML text as a tree.
///
/// Yams stops at the first duplicate key. So that all faults come at once, the first of the two is renamed to private
/// characters of the same length, which keeps every place as it is, and the text is parsed again; `renamed` leads back.
struct YAMLSource {
    /// The tree; nil for an empty file or after an error.
    var root: Node?
    /// Private names and the keys that they stand for.
    var renamed: [String: String] = [:]
    /// What kept the text from being read.
    var diagnostics: [Diagnostic] = []

    /// Reads a text; `file` is named in diagnostics.
    init(_ written: String, file: String) {
        // As editors on Windows save it: a mark at the beginning, two characters at the end of each line.
        var scalars = written.unicodeScalars
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        let text = String(scalars).replacing("\r\n", with: "\n")
        if let fault = Self.limitFault(text, file: file) {
            diagnostics = [fault]
            return
        }
        var current = Array(text.unicodeScalars)
        while true {
            do {
                root = try Parser(yaml: String(String.UnicodeScalarView(current)), encoding: .utf8).singleRoot()
                return
            } catch let error as YamlError {
                if renameDuplicate(error, in: &current) { continue }
                diagnostics = [SyntaxFault(error, lines: text.linesOfText).diagnostic(file: file)]
            } catch {
                let summary = "the YAML library failed: \(error)"
                diagnostics = [
                    Diagnostic(.error, code: "syntax", file: file, summary: summary, hint: "report this as a defect")
                ]
            }
            return
        }
    }

    private mutating func renameDuplicate(_ error: YamlError, in text: inout [Unicode.Scalar]) -> Bool {
        guard case .duplicatedKeysInMapping(let keys, let context) = error,
            renamed.count < SpecLimits.duplicates, let key = keys.first, !key.isEmpty,
            let start = Self.offset(line: context.mark.line, column: context.mark.column, in: text)
        else { return false }
        let letters = Array(key.unicodeScalars)
        let isQuoted = text.indices.contains(start) && (text[start] == "\"" || text[start] == "'")
        let from = isQuoted ? start + 1 : start
        guard from + letters.count <= text.count, Array(text[from..<from + letters.count]) == letters else {
            return false
        }
        let name = privateName(length: letters.count)
        text.replaceSubrange(from..<from + letters.count, with: name)
        renamed[String(String.UnicodeScalarView(name))] = key
        return true
    }

    /// A name that no person writes: one of the private-use characters from U+E000 on, repeated.
    private func privateName(length: Int) -> [Unicode.Scalar] {
        let scalar = Unicode.Scalar(UInt32(0xE000 + renamed.count)) ?? "\u{E000}"
        return [Unicode.Scalar](repeating: scalar, count: length)
    }

    private static func offset(line: Int, column: Int, in text: [Unicode.Scalar]) -> Int? {
        var current = 1
        var index = text.first == "\u{FEFF}" ? 1 : 0
        while current < line {
            guard index < text.count else { return nil }
            let scalar = text[index]
            index += 1
            if scalar == "\r", index < text.count, text[index] == "\n" { index += 1 }
            if ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar) { current += 1 }
        }
        return index + column - 1
    }
}

extension YAMLSource {
    /// What exceeds a limit, found without the YAML library; an estimate that never comes out too low.
    private static func limitFault(_ text: String, file: String) -> Diagnostic? {
        let size = text.utf8.count
        guard size <= SpecLimits.bytes else {
            return Diagnostic(
                .error, code: "too-large", file: file,
                summary: "the file has \(size) bytes, the limit is \(SpecLimits.bytes)",
                hint: "a specification is a few kilobytes: is this the right file?")
        }
        var shape = YAMLShape()
        for (number, line) in text.linesOfText.enumerated() {
            guard let excess = shape.take(line) else { continue }
            switch excess {
            case .depth:
                return Diagnostic(
                    .error, code: "too-deep", file: file, line: number + 1, column: 1,
                    summary: "the text nests deeper than a specification can",
                    hint: "no key lies more than four levels down: close the brackets, or remove this part")
            case .aliases:
                return Diagnostic(
                    .error, code: "too-many-aliases", file: file, line: number + 1, column: 1,
                    summary: "more than \(SpecLimits.aliases) aliases (*name)",
                    hint: "write the values out; a text that begins with * belongs between quotes")
            }
        }
        return nil
    }
}

/// Follows how deep a YAML text may nest and how many aliases it may hold, line by line, without understanding it.
private struct YAMLShape {
    enum Excess { case depth, aliases }

    private var brackets = 0
    private var aliases = 0
    private var indents: [Int] = []

    mutating func take(_ line: some StringProtocol) -> Excess? {
        takeIndent(line)
        var before: Character = " "
        for character in line {
            if character == "[" || character == "{" {
                brackets += 1
                if brackets > SpecLimits.brackets { return .depth }
            } else if character == "]" || character == "}" {
                brackets = max(0, brackets - 1)
            } else if before == "*", !character.isWhitespace {
                aliases += 1
            }
            before = character == "*" && !" \t[{,:-".contains(before) ? "x" : character
        }
        if indents.count > SpecLimits.indents { return .depth }
        return aliases > SpecLimits.aliases ? .aliases : nil
    }

    /// Keeps the columns at which an open mapping or list may have begun: the indentation, and after each `- `.
    private mutating func takeIndent(_ line: some StringProtocol) {
        var column = 0
        var isFirst = true
        for character in line {
            defer { column += 1 }
            if character == " " || character == "\t" { continue }
            if isFirst {
                indents.removeAll { $0 >= column }
                isFirst = false
            }
            indents.append(column)
            guard "-?:".contains(character), indents.count <= SpecLimits.indents else { return }
        }
    }
}

extension String {
    /// The lines as YAML counts them, without their ends.
    var linesOfText: [Substring] {
        split(omittingEmptySubsequences: false) {
            $0 == "\n" || $0 == "\r\n" || $0 == "\r" || $0 == "\u{85}" || $0 == "\u{2028}" || $0 == "\u{2029}"
        }
    }
}
