// Reads JSON of any size piece by piece: only what is asked for is held in memory.

/// A pull reader. The caller walks objects and lists with `nextKey` and `nextElement`, takes the values it wants with
/// `value` and passes over the rest with `skip`. Bytes come from `refill`, which gives an empty array at the end.
package struct JSONReader: ~Copyable {
    private let refill: () throws -> [UInt8]
    private var bytes: [UInt8] = []
    private var index = 0
    private var consumed = 0
    private var depth = 0
    /// Whether the list or object at each depth has had a first element.
    private var hasFirst: [Bool] = []
    private var isAtEnd = false

    /// A reader of the bytes that `refill` gives, in pieces of any size.
    package init(refill: @escaping () throws -> [UInt8]) {
        self.refill = refill
    }

    /// A reader of bytes in memory.
    package init(_ bytes: some Sequence<UInt8>) {
        var rest: [UInt8]? = Array(bytes)
        refill = {
            defer { rest = nil }
            return rest ?? []
        }
    }

    /// How many bytes have been read.
    package var offset: Int { consumed + index }

    // MARK: Walking

    /// Enters an object, or returns false if the next value is none; then nothing was read.
    package mutating func enterObject() throws -> Bool { try enter(UInt8(ascii: "{")) }

    /// Enters a list, or returns false if the next value is none; then nothing was read.
    package mutating func enterArray() throws -> Bool { try enter(UInt8(ascii: "[")) }

    /// The name of the object's next member, whose value must be read or skipped next; nil at the object's end.
    package mutating func nextKey() throws -> String? {
        guard try next(closing: UInt8(ascii: "}")) else { return nil }
        guard try peek() == UInt8(ascii: "\"") else { throw unexpected("a name in quotes must stand here") }
        let key = try text()
        guard try peek() == UInt8(ascii: ":") else { throw unexpected("a colon must stand here") }
        index += 1
        return key
    }

    /// Whether the list has another element, which must be read or skipped next.
    package mutating func nextElement() throws -> Bool { try next(closing: UInt8(ascii: "]")) }

    /// Checks that nothing but white space follows.
    package mutating func end() throws {
        while true {
            if index == bytes.count, try !fill() { return }
            guard Self.isSpace(bytes[index]) else { throw unexpected("nothing more may follow") }
            index += 1
        }
    }

    // MARK: Values

    /// The next value as a whole.
    package mutating func value() throws -> JSONValue {
        switch try peek() {
        case UInt8(ascii: "{"):
            _ = try enterObject()
            var object = JSONObject()
            while let key = try nextKey() { object.append(key, try value()) }
            object.removeRepeated()
            return .object(object)
        case UInt8(ascii: "["):
            _ = try enterArray()
            var elements: [JSONValue] = []
            while try nextElement() { elements.append(try value()) }
            return .array(elements)
        case UInt8(ascii: "\""): return .string(try text())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    /// Passes over the next value.
    package mutating func skip() throws {
        switch try peek() {
        case UInt8(ascii: "{"):
            _ = try enterObject()
            while try next(closing: UInt8(ascii: "}")) {
                guard try peek() == UInt8(ascii: "\"") else { throw unexpected("a name in quotes must stand here") }
                try skipText()
                guard try peek() == UInt8(ascii: ":") else { throw unexpected("a colon must stand here") }
                index += 1
                try skip()
            }
        case UInt8(ascii: "["):
            _ = try enterArray()
            while try nextElement() { try skip() }
        case UInt8(ascii: "\""): try skipText()
        default: _ = try value()
        }
    }

    // MARK: Pieces

    private mutating func enter(_ opening: UInt8) throws -> Bool {
        guard try peek() == opening else { return false }
        guard depth < Limits.jsonDepth else {
            throw JSONFault(code: .tooDeep, offset: offset, message: "nested more than \(Limits.jsonDepth) deep")
        }
        index += 1
        depth += 1
        hasFirst.append(false)
        return true
    }

    private mutating func next(closing: UInt8) throws -> Bool {
        var byte = try peek()
        if byte == closing {
            index += 1
            depth -= 1
            hasFirst.removeLast()
            return false
        }
        if hasFirst[depth - 1] {
            guard byte == UInt8(ascii: ",") else { throw unexpected("a comma or the end must stand here") }
            index += 1
            byte = try peek()
            guard byte != closing else { throw unexpected("something must follow a comma") }
        }
        hasFirst[depth - 1] = true
        return true
    }

    /// The next byte that is no white space; it is not taken.
    private mutating func peek() throws -> UInt8 {
        while true {
            while index < bytes.count {
                let byte = bytes[index]
                if !Self.isSpace(byte) { return byte }
                index += 1
            }
            guard try fill() else { throw truncated() }
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// Gets more bytes once all have been read; false at the end.
    private mutating func fill() throws -> Bool {
        guard !isAtEnd else { return false }
        consumed += bytes.count
        index = 0
        bytes = try refill()
        isAtEnd = bytes.isEmpty
        return !isAtEnd
    }

    private mutating func word(_ text: String, _ value: JSONValue) throws -> JSONValue {
        for expected in text.utf8 {
            if index == bytes.count, try !fill() { throw truncated() }
            guard bytes[index] == expected else { throw unexpected("'\(text)' was begun and not ended") }
            index += 1
        }
        return value
    }

    private mutating func number() throws -> String {
        var digits: [UInt8] = []
        scan: while true {
            if index == bytes.count, try !fill() { break }
            switch bytes[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
                UInt8(ascii: "e"), UInt8(ascii: "E"):
                digits.append(bytes[index])
                index += 1
            default: break scan
            }
            guard digits.count <= Limits.jsonNumber else { throw tooLong("a number") }
        }
        let text = String(decoding: digits, as: UTF8.self)
        guard Double(text) != nil, digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: ".") else {
            throw unexpected("a value must stand here")
        }
        return text
    }

    /// A text in quotes. The usual case, all of it in the bytes at hand and nothing escaped, is read at once.
    private mutating func text() throws -> String {
        index += 1
        let start = index
        let plain = bytes.withUnsafeBufferPointer { buffer -> (text: String, end: Int)? in
            var end = start
            while end < buffer.count {
                let byte = buffer[end]
                if byte == UInt8(ascii: "\"") {
                    return (String(decoding: buffer[start..<end], as: UTF8.self), end)
                }
                if byte == UInt8(ascii: "\\") || byte < 0x20 { return nil }
                end += 1
            }
            return nil
        }
        if let plain {
            index = plain.end + 1
            return plain.text
        }
        return try slowText()
    }

    private mutating func slowText() throws -> String {
        var collected: [UInt8] = []
        while true {
            if index == bytes.count, try !fill() { throw truncated() }
            takePlainRun(into: &collected)
            guard index < bytes.count else { continue }
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: collected, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &collected)
            case 0..<0x20: throw unexpected("a control character must be escaped in a text")
            default: collected.append(byte)
            }
            guard collected.count <= Limits.jsonText else { throw tooLong("a text") }
        }
    }

    /// Takes all that is neither a quote nor an escape nor a control character, as far as the bytes at hand go.
    private mutating func takePlainRun(into collected: inout [UInt8]) {
        let start = index
        let end = bytes.withUnsafeBufferPointer { buffer in
            var end = start
            while end < buffer.count, buffer[end] != UInt8(ascii: "\""), buffer[end] != UInt8(ascii: "\\"),
                buffer[end] >= 0x20
            {
                end += 1
            }
            return end
        }
        collected.append(contentsOf: bytes[start..<end])
        index = end
    }

    private mutating func escape(into collected: inout [UInt8]) throws {
        if index == bytes.count, try !fill() { throw truncated() }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "n"): collected.append(0x0A)
        case UInt8(ascii: "t"): collected.append(0x09)
        case UInt8(ascii: "r"): collected.append(0x0D)
        case UInt8(ascii: "b"): collected.append(0x08)
        case UInt8(ascii: "f"): collected.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): collected.append(byte)
        case UInt8(ascii: "u"): try unicode(into: &collected)
        default: throw unexpected("there is no such escape")
        }
    }

    /// `\uXXXX`, in pairs for characters above U+FFFF; half a pair alone becomes U+FFFD.
    private mutating func unicode(into collected: inout [UInt8]) throws {
        var scalar = UInt32(try fourDigits())
        if (0xD800..<0xDC00).contains(scalar), try take(UInt8(ascii: "\\")) {
            guard try take(UInt8(ascii: "u")) else {
                collected.append(contentsOf: "\u{FFFD}".utf8)
                return try escape(into: &collected)
            }
            let low = UInt32(try fourDigits())
            scalar = (0xDC00..<0xE000).contains(low) ? 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00) : 0xFFFD
        }
        collected.append(contentsOf: String(Character(Unicode.Scalar(scalar) ?? "\u{FFFD}")).utf8)
    }

    private mutating func take(_ byte: UInt8) throws -> Bool {
        if index == bytes.count, try !fill() { throw truncated() }
        guard bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func fourDigits() throws -> UInt16 {
        var text: [UInt8] = []
        for _ in 0..<4 {
            if index == bytes.count, try !fill() { throw truncated() }
            text.append(bytes[index])
            index += 1
        }
        guard text.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt16(String(decoding: text, as: UTF8.self), radix: 16)
        else { throw unexpected("four hexadecimal digits must stand behind \\u") }
        return value
    }

    private mutating func skipText() throws {
        index += 1
        while true {
            if index == bytes.count, try !fill() { throw truncated() }
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\"") { return }
            guard byte == UInt8(ascii: "\\") else { continue }
            if index == bytes.count, try !fill() { throw truncated() }
            index += 1
        }
    }

    // MARK: Faults

    private func unexpected(_ what: String) -> JSONFault {
        let found = index < bytes.count ? ", and not '\(Character(Unicode.Scalar(bytes[index])))'" : ""
        return JSONFault(code: .unexpected, offset: offset, message: what + found)
    }

    private func truncated() -> JSONFault {
        JSONFault(code: .truncated, offset: offset, message: "the text ends before its value does")
    }

    private func tooLong(_ what: String) -> JSONFault {
        JSONFault(code: .tooLong, offset: offset, message: "\(what) is too long")
    }
}

extension JSONValue {
    /// Reads a whole text; nil if it is no JSON.
    package init?(text: String) {
        var reader = JSONReader(text.utf8)
        do {
            self = try reader.value()
            try reader.end()
        } catch {
            return nil
        }
    }
}
