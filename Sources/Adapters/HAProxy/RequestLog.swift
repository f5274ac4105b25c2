// Reads a line of HAProxy's request log without a general JSON decoder: this runs for every request.

internal import Core
package import Telemetry

/// Reads lines of the format `HAProxyLogFormat.directive`: members in any order, unknown ones skipped.
package struct RequestLogParser: RequestLineParser {
    /// A parser.
    package init() {}

    /// The request that a line tells of; throws `RequestLineFault` if it is no line of our format and version.
    package func parse(_ line: UnsafeRawBufferPointer) throws(RequestLineFault) -> RequestObservation {
        var scanner = LineScanner(line)
        var fields = Fields()
        try scanner.expect(UInt8(ascii: "{"))
        while true {
            let key = try scanner.string()
            try scanner.expect(UInt8(ascii: ":"))
            try fields.take(key.bytes, from: &scanner)
            guard try scanner.isMore() else { break }
        }
        try scanner.expectEnd()
        return try fields.observation(at: scanner.position)
    }

    /// The same for a line in an array.
    package func parse(_ line: [UInt8]) throws(RequestLineFault) -> RequestObservation {
        let result: Result<RequestObservation, RequestLineFault> = line.withUnsafeBytes { bytes in
            do throws(RequestLineFault) {
                return .success(try parse(bytes))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}

/// The members of one line as they are found.
private struct Fields {
    private var version = 0
    private var time: Int?
    private var process: Int?
    private var number: Int?
    private var status: Int?
    private var total: Int?
    private var response = -1
    private var termination: String?
    private var server: String?
    private var retries = 0
    private var redispatched = false
    private var bytes = 0
    private var session: String?
    private var method: String?
    private var path: String?

    mutating func take(_ key: UnsafeRawBufferPointer, from scanner: inout LineScanner) throws(RequestLineFault) {
        if key.is("t") {
            time = try scanner.integer()
        } else if key.is("n") {
            number = try scanner.integer()
        } else if key.is("v") {
            version = try scanner.integer()
        } else if key.is("ta") {
            total = try scanner.integer()
        } else if key.is("tr") {
            response = try scanner.integer()
        } else if key.is("pid") {
            process = try scanner.integer()
        } else if key.is("end") {
            termination = try scanner.string().text
        } else if key.is("path") {
            path = try scanner.string().pathText
        } else if key.is("bytes") {
            bytes = try scanner.integer()
        } else if key.is("status") {
            status = try scanner.integer()
        } else if key.is("server") {
            server = try scanner.string().text
        } else if key.is("method") {
            method = try scanner.string().text
        } else if key.is("session") {
            session = try scanner.string().text
        } else if key.is("retries") {
            let text = try scanner.string().bytes
            redispatched = text.first == UInt8(ascii: "+")
            retries = Int(LineScanner.number(text) ?? 0)
        } else {
            try scanner.skipValue()
        }
    }

    func observation(at position: Int) throws(RequestLineFault) -> RequestObservation {
        guard version == HAProxyLogFormat.version else {
            throw RequestLineFault("a line of format \(version), expected \(HAProxyLogFormat.version)", at: position)
        }
        guard let time, let status, let total, let termination, let server, let method else {
            throw RequestLineFault("a member is missing", at: position)
        }
        // A time outside 1970 … 2286 is none.
        guard time > 0, time < 10_000_000_000_000, total >= -1, total < 10_000_000_000 else {
            throw RequestLineFault("a time that cannot be", at: position)
        }
        guard termination.utf8.count == 4 || termination.utf8.count == 2 else {
            throw RequestLineFault("a termination state of \(termination.utf8.count) characters", at: position)
        }
        var sequence: RequestObservation.Sequence?
        if let process, let number, number >= 0 { sequence = .init(process: process, number: number) }
        // HAProxy writes "-" for what does not exist and "<NOSRV>", "<BADREQ>" for no server, no request.
        let isReal = { (text: String) in text != "-" && !text.isEmpty && text.utf8.first != UInt8(ascii: "<") }
        return RequestObservation(
            time: WallTime(milliseconds: Int64(time)), method: isReal(method) ? method : nil,
            path: path.flatMap { isReal($0) ? $0 : nil }, status: (100..<1000).contains(status) ? status : nil,
            total: .milliseconds(max(0, total)), response: response >= 0 ? .milliseconds(response) : nil,
            server: isReal(server) ? server : nil, termination: termination,
            session: session.flatMap { isReal($0) ? $0 : nil }, bytes: max(0, bytes), retries: max(0, retries),
            redispatched: redispatched, sequence: sequence)
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the bytes are these.
    fileprivate func `is`(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for index in 0..<count where self[index] != text.utf8Start[index] { return false }
        return true
    }
}
