// Reads recorded counts line by line: `run,second,arm,requests,bad,slow`, columns in any order.

import Foundation

/// One row of a recording.
struct RecordingRow: Hashable, Sendable {
    var run: String
    var second: Int
    var isCanary: Bool
    var counts: ArmCounts
    var line: Int
}

/// Turns bytes into rows; keeps no more than one unfinished line.
struct RecordingReader: Sendable {
    static let columns = ["run", "second", "arm", "requests", "bad", "slow"]
    static let headerHint = "Begin the file with the line run,second,arm,requests,bad,slow."

    private(set) var line = 0
    private var unfinished: [UInt8] = []
    /// For each of the six columns its position in a line; nil before the header.
    private var positions: [Int]?
    private var width = 0
    private var lastRun: (bytes: [UInt8], name: String) = ([], "")

    /// Takes more bytes and hands each complete row to `body`.
    mutating func read(
        _ bytes: some Sequence<UInt8>, _ body: (RecordingRow) throws(RecordingError) -> Void
    ) throws(RecordingError) {
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                try endLine(body)
            } else {
                unfinished.append(byte)
                if unfinished.count > ReplayLimits.lineBytes { throw tooLong }
            }
        }
    }

    /// Takes what stands after the last line end.
    mutating func finish(_ body: (RecordingRow) throws(RecordingError) -> Void) throws(RecordingError) {
        if !unfinished.isEmpty { try endLine(body) }
        guard positions != nil else {
            throw RecordingError(.empty, line: line, "The recording is empty.", hint: Self.headerHint)
        }
    }

    private var tooLong: RecordingError {
        RecordingError(
            .lineTooLong, line: line + 1, "Line \(line + 1) is longer than \(ReplayLimits.lineBytes) bytes.",
            hint: "Check that the file is text with one row a line.")
    }

    private mutating func endLine(_ body: (RecordingRow) throws(RecordingError) -> Void) throws(RecordingError) {
        line += 1
        if line == 1 { try checkStart() }
        if unfinished.last == UInt8(ascii: "\r") { unfinished.removeLast() }
        defer { unfinished.removeAll(keepingCapacity: true) }
        if unfinished.allSatisfy({ $0 == UInt8(ascii: " ") }) { return }
        guard let positions else { return try readHeader() }
        if let row = try parse(positions) { try body(row) }
    }

    private mutating func checkStart() throws(RecordingError) {
        if unfinished.starts(with: [0x1F, 0x8B]) {
            throw RecordingError(
                .compressed, line: 1, "The recording is compressed (gzip).", hint: "Unpack it first: gunzip FILE.csv.gz"
            )
        }
        if unfinished.starts(with: [0xFF, 0xFE]) || unfinished.starts(with: [0xFE, 0xFF]) || unfinished.contains(0) {
            throw RecordingError(.notText, line: 1, "The recording is not UTF-8 text.", hint: "Save it as UTF-8.")
        }
        if unfinished.starts(with: [0xEF, 0xBB, 0xBF]) { unfinished.removeFirst(3) }
    }

    private mutating func readHeader() throws(RecordingError) {
        let names = fields.map { text($0).lowercased() }
        guard names.contains("run"), names.contains("arm") else {
            throw RecordingError(
                .headerMissing, line: line, "Line \(line) is not a header: '\(excerpt)'.", hint: Self.headerHint)
        }
        var found: [Int] = []
        for column in Self.columns {
            guard let position = names.firstIndex(of: column) else {
                throw RecordingError(
                    .columnMissing, line: line, "The header has no column '\(column)'.", hint: Self.headerHint)
            }
            found.append(position)
        }
        positions = found
        width = names.count
    }

    private mutating func parse(_ positions: [Int]) throws(RecordingError) -> RecordingRow? {
        let fields = fields
        guard fields.count == width else {
            throw RecordingError(
                .fieldCount, line: line, "Line \(line) has \(fields.count) fields, the header \(width): '\(excerpt)'.",
                hint: "Write one value for each column; a name must not contain a comma.")
        }
        let arm = fields[positions[2]]
        let isCanary = matches(arm, "canary")
        guard isCanary || matches(arm, "control") else {
            // Files put together with cat repeat the header.
            if matches(arm, "arm") { return nil }
            throw RecordingError(
                .unknownArm, line: line, "Line \(line) names the arm '\(text(arm))'.",
                hint: "The arm is control or canary.")
        }
        let second = try number(fields[positions[1]], "second", limit: ReplayLimits.second)
        let counts = ArmCounts(
            units: try number(fields[positions[3]], "requests", limit: ReplayLimits.units),
            bad: try number(fields[positions[4]], "bad", limit: ReplayLimits.units),
            slow: try number(fields[positions[5]], "slow", limit: ReplayLimits.units))
        return RecordingRow(
            run: try runName(fields[positions[0]]), second: second, isCanary: isCanary, counts: counts, line: line)
    }

    private mutating func runName(_ field: Range<Int>) throws(RecordingError) -> String {
        if unfinished[field] == lastRun.bytes[...] { return lastRun.name }
        guard !field.isEmpty, field.count <= ReplayLimits.nameBytes else {
            throw RecordingError(
                .runName, line: line, "Line \(line) has a run name of \(field.count) bytes.",
                hint: "Give each run a name of 1 to \(ReplayLimits.nameBytes) bytes.")
        }
        lastRun = (Array(unfinished[field]), text(field))
        return lastRun.name
    }

    private func number(_ field: Range<Int>, _ column: String, limit: Int) throws(RecordingError) -> Int {
        var value = 0
        var isNumber = !field.isEmpty
        for byte in unfinished[field] {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), value <= limit else {
                isNumber = false
                break
            }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        guard isNumber, value <= limit else {
            throw RecordingError(
                .notANumber, line: line,
                "Line \(line), column '\(column)': '\(text(field))' is not a whole number up to \(limit).",
                hint: "Write counts and seconds as whole numbers, without sign, point or unit.")
        }
        return value
    }
}

extension RecordingReader {
    /// The fields of the line, without spaces and quotes around them.
    private var fields: [Range<Int>] {
        var found: [Range<Int>] = []
        var start = 0
        for index in unfinished.indices where unfinished[index] == UInt8(ascii: ",") {
            found.append(trimmed(start..<index))
            start = index + 1
        }
        found.append(trimmed(start..<unfinished.count))
        return found
    }

    private func trimmed(_ field: Range<Int>) -> Range<Int> {
        var (low, high) = (field.lowerBound, field.upperBound)
        while low < high, isBlank(unfinished[low]) { low += 1 }
        while high > low, isBlank(unfinished[high - 1]) { high -= 1 }
        let quote = UInt8(ascii: "\"")
        if high - low >= 2, unfinished[low] == quote, unfinished[high - 1] == quote { return low + 1..<high - 1 }
        return low..<high
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    private func matches(_ field: Range<Int>, _ word: String) -> Bool {
        field.count == word.utf8.count && zip(unfinished[field], word.utf8).allSatisfy { $0 | 0x20 == $1 }
    }

    private func text(_ field: Range<Int>) -> String {
        String(decoding: unfinished[field].prefix(ReplayLimits.nameBytes), as: UTF8.self)
    }

    private var excerpt: String { String(decoding: unfinished.prefix(80), as: UTF8.self) }
}
