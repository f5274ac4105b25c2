// HCL as `terraform fmt` writes it, for the few shapes that generated files use.

internal import Foundation

/// Writes pieces of HCL.
enum HCL {
    /// A text between quotes, with everything escaped that HCL would read as its own.
    static func string(_ text: String) -> String {
        var result = "\""
        for character in text {
            switch character {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default: result.append(character)
            }
        }
        return result.replacing("${", with: "$${").replacing("%{", with: "%%{") + "\""
    }

    /// A list of texts on one line.
    static func list(_ texts: [String]) -> String { "[" + texts.map(string).joined(separator: ", ") + "]" }

    /// Puts the equals signs of neighbouring lines below each other, as `terraform fmt` does. Lines that open a bracket
    /// stand alone: leave a blank line before and after them.
    static func aligned(_ text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var start = 0
        while start < lines.count {
            guard let first = key(lines[start]) else {
                start += 1
                continue
            }
            var end = start
            var widest = 0
            while end < lines.count, let key = key(lines[end]), key.indent == first.indent {
                widest = max(widest, key.name.count)
                end += 1
            }
            for index in start..<end {
                guard let key = key(lines[index]) else { continue }
                let space = String(repeating: " ", count: widest - key.name.count)
                lines[index] = String(repeating: " ", count: key.indent) + key.name + space + " = " + key.value
            }
            start = end
        }
        return lines.joined(separator: "\n")
    }

    /// The parts of `  name = value`; nil for anything else, and for a value that goes on in the next line.
    private static func key(_ line: String) -> (indent: Int, name: String, value: String)? {
        let indent = line.prefix { $0 == " " }.count
        let rest = line.dropFirst(indent)
        guard !rest.hasPrefix("#"), let equals = rest.range(of: " = ") else { return nil }
        let name = rest[..<equals.lowerBound].reversed().drop { $0 == " " }.reversed()
        let isName = !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || "_-\"".contains($0) }
        let value = rest[equals.upperBound...]
        guard isName, isBalanced(value) else { return nil }
        return (indent, String(name), String(value))
    }

    private static func isBalanced(_ text: Substring) -> Bool {
        var depth = 0
        var isQuoted = false
        var isEscaped = false
        for character in text {
            if isEscaped {
                isEscaped = false
                continue
            }
            if character == "\\" { isEscaped = true }
            if character == "\"" { isQuoted.toggle() }
            if isQuoted { continue }
            if "{[(".contains(character) { depth += 1 }
            if "}])".contains(character) { depth -= 1 }
        }
        return depth == 0 && !text.hasPrefix("<<")
    }
}
