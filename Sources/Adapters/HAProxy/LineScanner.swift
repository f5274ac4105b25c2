// The few pieces of JSON that a log line consists of: strings, integers, and whatever else may be skipped.

internal import Telemetry

/// Walks over one line. Never reads beyond it, whatever it holds.
struct LineScanner {
    /// A string of the line as it stands there, still escaped.
    struct RawString {
        /// The bytes between the quotation marks.
        var bytes: UnsafeRawBufferPointer
        /// Whether there is a backslash among them.
        var isEscaped: Bool

        /// The string; bytes that are no UTF-8 become U+FFFD.
        var text: String { String(decoding: isEscaped ? unescaped : Array(bytes), as: UTF8.self) }

        /// A path: bytes that are no UTF-8 are percent-encoded, so that no two paths become one.
        var pathText: String {
            if !isEscaped { return Self.path(bytes) }
            // The usual case by far: HAProxy escapes the slashes.
            return unescaped.withUnsafeBytes(Self.path)
        }

        private static func path(_ bytes: UnsafeRawBufferPointer) -> String {
            if let text = String(validating: bytes, as: UTF8.self) { return text }
            let digits = Array("0123456789ABCDEF".utf8)
            var text: [UInt8] = []
            for byte in bytes {
                if byte < 0x80 {
                    text.append(byte)
                } else {
                    text += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                }
            }
            return String(decoding: text, as: UTF8.self)
        }

        /// Without escapes. `\u00HH` is the byte HH, since HAProxy's `json(ascii)` escapes byte by byte.
        private var unescaped: [UInt8] {
            var result: [UInt8] = []
            result.reserveCapacity(bytes.count)
            var index = 0
            while index < bytes.count {
                guard bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count else {
                    result.append(bytes[index])
                    index += 1
                    continue
                }
                let mark = bytes[index + 1]
                index += 2
                switch mark {
                case UInt8(ascii: "n"): result.append(0x0A)
                case UInt8(ascii: "t"): result.append(0x09)
                case UInt8(ascii: "r"): result.append(0x0D)
                case UInt8(ascii: "b"): result.append(0x08)
                case UInt8(ascii: "f"): result.append(0x0C)
                case UInt8(ascii: "u"):
                    let value = Self.hexadecimal(bytes, at: index)
                    index = min(index + 4, bytes.count)
                    Self.append(value, to: &result)
                default: result.append(mark)
                }
            }
            return result
        }

        private static func append(_ value: UInt32?, to result: inout [UInt8]) {
            guard let value else { return result.append(UInt8(ascii: "?")) }
            if value < 0x100 { return result.append(UInt8(value)) }
            result += Array(String(Unicode.Scalar(value).map(Character.init) ?? "\u{FFFD}").utf8)
        }

        private static func hexadecimal(_ bytes: UnsafeRawBufferPointer, at start: Int) -> UInt32? {
            guard start + 4 <= bytes.count else { return nil }
            var value: UInt32 = 0
            for index in start..<(start + 4) {
                guard let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue else { return nil }
                value = value << 4 | UInt32(digit)
            }
            return value
        }
    }

    /// The next byte to be read, counted from the start of the line.
    private(set) var position = 0
    private let bytes: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Steps over one byte; throws if there is another.
    mutating func expect(_ byte: UInt8) throws(RequestLineFault) {
        skipSpace()
        guard position < bytes.count, bytes[position] == byte else {
            throw RequestLineFault("expected \"\(Character(Unicode.Scalar(byte)))\"", at: position)
        }
        position += 1
    }

    /// Whether a comma follows, and not the end of the object.
    mutating func isMore() throws(RequestLineFault) -> Bool {
        skipSpace()
        guard position < bytes.count else { throw RequestLineFault("the line is cut short", at: position) }
        defer { position += 1 }
        switch bytes[position] {
        case UInt8(ascii: ","): return true
        case UInt8(ascii: "}"): return false
        default: throw RequestLineFault("expected \",\" or \"}\"", at: position)
        }
    }

    /// Throws unless only white space is left.
    mutating func expectEnd() throws(RequestLineFault) {
        skipSpace()
        guard position == bytes.count else { throw RequestLineFault("something behind the object", at: position) }
    }

    /// The string here.
    mutating func string() throws(RequestLineFault) -> RawString {
        try expect(UInt8(ascii: "\""))
        let start = position
        var isEscaped = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                defer { position += 1 }
                return RawString(bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<position]), isEscaped: isEscaped)
            }
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                position += 1
            }
            position += 1
        }
        position = bytes.count
        throw RequestLineFault("a string without end", at: start)
    }

    /// The integer here.
    mutating func integer() throws(RequestLineFault) -> Int {
        skipSpace()
        let start = position
        while position < bytes.count, isBare(bytes[position]) { position += 1 }
        guard let value = Self.number(UnsafeRawBufferPointer(rebasing: bytes[start..<position])) else {
            throw RequestLineFault("expected an integer", at: start)
        }
        return value
    }

    /// Steps over a string or a bare value; throws at objects and arrays, which our format does not have.
    mutating func skipValue() throws(RequestLineFault) {
        skipSpace()
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
            _ = try string()
            return
        }
        let start = position
        while position < bytes.count, isBare(bytes[position]) { position += 1 }
        guard position > start else { throw RequestLineFault("expected a value", at: position) }
    }

    /// An integer with an optional sign, of up to 18 digits; nil for anything else.
    static func number(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var index = 0
        var isNegative = false
        if let first = bytes.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            isNegative = first == UInt8(ascii: "-")
            index = 1
        }
        guard index < bytes.count, bytes.count - index <= 18 else { return nil }
        var value = 0
        while index < bytes.count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value * 10 + Int(digit)
            index += 1
        }
        return isNegative ? -value : value
    }

    private func isBare(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private mutating func skipSpace() {
        while position < bytes.count, bytes[position] == 0x20 || (bytes[position] >= 0x09 && bytes[position] <= 0x0D) {
            position += 1
        }
    }
}
