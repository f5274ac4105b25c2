// What Yams says about a broken text, in words that help whoever wrote it.

internal import Yams

/// A syntax error with its place and a remedy.
struct SyntaxFault {
    private var code = "syntax"
    private var place = Place.start
    private var summary: String
    private var hint: String

    /// The fault behind an error of Yams; `lines` are the text's lines.
    init(_ error: YamlError, lines: [Substring]) {
        summary = "the text is not YAML"
        hint = "compare with docs/formats/steady-yaml.md"
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
            describe(context: context, problem: problem, mark: mark, lines: lines)
        case .composer(_, let problem, let mark, _):
            place = Place(line: mark.line, column: mark.column)
            summary = problem.contains("another document") ? "another document begins here" : problem
            hint =
                problem.contains("another document")
                ? "keep one specification in a file: remove the line --- and what follows"
                : "write the value out instead of using an alias"
        case .reader(let problem, let offset, _, let yaml):
            place = offset.map { Self.place(offset: $0, in: yaml) } ?? .start
            summary = "a character that a text file cannot hold: \(problem)"
            hint = "save the file as plain UTF-8 text"
        case .duplicatedKeysInMapping(let keys, let context):
            code = "duplicate-key"
            place = Place(line: context.mark.line, column: context.mark.column)
            summary = "a key is written twice: " + keys.prefix(3).map(\.quoted).joined(separator: ", ")
            hint = "keep one of them"
        default:
            summary = "the YAML library failed: \(String(describing: error).prefix(200))"
        }
    }

    /// As a diagnostic of `file`.
    func diagnostic(file: String) -> Diagnostic {
        Diagnostic(
            .error, code: code, file: file, line: place.line, column: place.column, summary: summary.onOneLine,
            hint: hint)
    }

    private mutating func describe(context: YamlError.Context?, problem: String, mark: Mark, lines: [Substring]) {
        place = Place(line: mark.line, column: mark.column)
        let line = mark.line <= lines.count ? String(lines[mark.line - 1]) : ""
        let began = context.map { " (\($0.text) that begins in line \($0.mark.line))" } ?? ""
        summary = problem + began.replacing("while ", with: "")
        if line.prefix(while: { $0 == " " || $0 == "\t" }).contains("\t") {
            code = "tab"
            summary = "a tab in the indentation"
            hint = "YAML indents by spaces: replace the tab by two spaces"
        } else if let context, context.text.contains("quoted scalar") {
            place = Place(line: context.mark.line, column: context.mark.column)
            summary = "a quoted text that never ends"
            hint = "close the quote that opens here"
        } else if let context, context.text.contains("flow ") {
            describeBrackets(context, line: line)
        } else if problem.contains("mapping values are not allowed") {
            hint =
                "indent keys of one mapping alike, write a space after each colon, put a text that contains \": \" "
                + "between quotes"
        } else if problem.contains("cannot start any token") {
            summary = "no text can begin with this character unless it stands between quotes"
            hint = "put the text between quotes; indent by spaces, not by tabs"
        } else if let context, problem.contains("could not find expected ':'") {
            place = Place(line: context.mark.line, column: context.mark.column)
            summary = "a text where a key should be"
            hint = "write a key as NAME: VALUE, with a colon and a space"
        } else if problem.contains("nesting") {
            code = "too-deep"
            hint = "no key lies more than four levels down: close the brackets"
        } else if problem.contains("alias") || problem.contains("anchor") {
            hint = "put a text that begins with * or & between quotes"
        } else {
            hint = "indent keys of one mapping alike, list entries with \"- \"; put unusual texts between quotes"
        }
    }

    private mutating func describeBrackets(_ context: YamlError.Context, line: String) {
        let isList = context.text.contains("sequence")
        let opened = context.mark.line == place.line ? "" : " that opens in line \(context.mark.line)"
        summary = "something does not fit into the \(isList ? "list […]" : "mapping {…}")\(opened)"
        let before = line.prefix(place.column)
        if isList, before.last == "{" || before.last == "}" || line.contains("/{") {
            hint = "put a text with { } between quotes: \"GET /donations/{id}\", or write one entry per line: - GET …"
        } else {
            hint = "close it with \(isList ? "]" : "}"), put a comma between its entries, quotes around unusual texts"
        }
    }

    private static func place(offset: Int, in text: String) -> Place {
        let lines = String(text.prefix(offset)).linesOfText
        return Place(line: max(1, lines.count), column: (lines.last?.unicodeScalars.count ?? 0) + 1)
    }
}
