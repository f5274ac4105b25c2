// Splits a command like a shell would at spaces and quotes, without running one.

/// A command as its words.
struct CommandWords: Hashable, Sendable {
    /// The program and its arguments.
    var words: [String] = []
    /// The first thing outside quotes that only a shell would act on; nil if there is none.
    var shellSign: String?

    /// Splits `text` at white space; '…' keeps everything, "…" all but \" and \\, a backslash the next character.
    /// nil if a quote is never closed or a backslash ends the text.
    init?(_ text: String) {
        var word: String?
        var quote: Character?
        var characters = text.makeIterator()
        while let character = characters.next() {
            if character == "\\", quote != "'" {
                guard let next = characters.next() else { return nil }
                let isPlain = quote == "\"" && next != "\"" && next != "\\"
                word = (word ?? "") + (isPlain ? "\\" : "") + String(next)
            } else if let open = quote {
                if character == open { quote = nil } else { word?.append(character) }
            } else if character == "\"" || character == "'" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let word { words.append(word) }
                word = nil
            } else {
                if shellSign == nil, "|&;<>`$()".contains(character) { shellSign = String(character) }
                word = (word ?? "") + String(character)
            }
        }
        guard quote == nil else { return nil }
        if let word { words.append(word) }
    }
}

extension ValueKind where Value == CommandWords {
    /// A command with its arguments.
    static var command: ValueKind {
        ValueKind(noun: "a command", example: "\"./donations\"") { text in
            ValueKind<String>.text.read(text).flatMap { text in
                guard let command = CommandWords(text) else {
                    return .failure(
                        ValueFault(
                            problem: "has a quote that is never closed, or ends in a backslash",
                            hint: "close the quote, or put the whole command between the other kind of quotes"))
                }
                return command.words.first.map(\.isEmpty) ?? true
                    ? .failure(ValueFault(code: "no-value", problem: "names no command", hint: "write \"./donations\""))
                    : .success(command)
            }
        }
    }
}
