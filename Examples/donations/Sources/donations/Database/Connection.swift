// One connection to PostgreSQL over libpq. Every call has a deadline on this side: a server that is stopped, or a
// network that swallows packets, never answers, and its own timeouts never fire.
import CPQ
import Foundation

/// A connection, used by one thread at a time. Its calls block; `Database` keeps them away from the event loops.
final class Connection {
    /// When the current work must be done.
    var deadline: ContinuousClock.Instant
    private let handle: OpaquePointer

    /// Connects. `url` is a libpq connection string; `application` is the name that PostgreSQL's own views show.
    init(url: String, application: String, deadline: ContinuousClock.Instant) throws(DatabaseError) {
        let parameters = [
            ("dbname", url), ("application_name", application), ("client_encoding", "UTF8"), ("gssencmode", "disable"),
            ("options", Self.sessionOptions),
        ]
        let started = withCStrings(parameters.map(\.0)) { keys in
            withCStrings(parameters.map(\.1)) { values in PQconnectStartParams(keys, values, 1) }
        }
        guard let started else {
            throw DatabaseError(code: .unavailable, message: "libpq is out of memory")
        }
        handle = started
        self.deadline = deadline
        // Notices ("relation exists already") would go to stderr in the middle of the log.
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        try finishConnecting(by: min(deadline, .now + Limits.connectTimeout))
    }

    deinit {
        PQfinish(handle)
    }

    /// Whether the connection can serve the next request: open and outside any transaction.
    var isUsable: Bool { PQstatus(handle) == CONNECTION_OK && PQtransactionStatus(handle) == PQTRANS_IDLE }

    /// Whether an idle connection has something to read. PostgreSQL says nothing unasked, so that means that it went
    /// away.
    var wasClosedByServer: Bool {
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, 0) != 0
    }

    /// Runs one statement and returns its rows as text. `values` are the parameters $1, $2 …: they never become part of
    /// the SQL, so no value can change what the statement does.
    @discardableResult
    func query(_ sql: StaticString, _ values: [String] = []) throws(DatabaseError) -> [[String?]] {
        guard !values.contains(where: { $0.utf8.contains(0) }) else {
            throw DatabaseError(code: .refused(sqlState: "22021"), message: "a value holds a NUL byte")
        }
        let sent = withCStrings(values) { pointers in
            PQsendQueryParams(handle, sql.description, Int32(values.count), nil, pointers, nil, nil, 0)
        }
        guard sent == 1 else { throw failure(.connectionLost) }
        var rows: [[String?]] = []
        var refusal: DatabaseError?
        while let result = try nextResult() {
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_TUPLES_OK: rows = Self.rows(of: result)
            case PGRES_COMMAND_OK: break
            default: refusal = Self.refusal(of: result)
            }
        }
        if PQstatus(handle) == CONNECTION_BAD { throw failure(.connectionLost) }
        if let refusal { throw refusal }
        return rows
    }

    /// Runs `body` in a transaction: all of it is stored, or nothing.
    func transaction(_ body: (Connection) throws -> Void) throws {
        try query("BEGIN")
        try body(self)
        // If the body throws, the connection is left inside its transaction, is thus no longer usable, and is closed:
        // PostgreSQL rolls back.
        try query("COMMIT")
    }

    private func finishConnecting(by limit: ContinuousClock.Instant) throws(DatabaseError) {
        var state = PGRES_POLLING_WRITING
        while state != PGRES_POLLING_OK {
            guard state != PGRES_POLLING_FAILED else { throw failure(.unavailable) }
            try wait(for: state == PGRES_POLLING_READING ? POLLIN : POLLOUT, until: limit)
            state = PQconnectPoll(handle)
        }
    }

    private func nextResult() throws(DatabaseError) -> OpaquePointer? {
        while PQisBusy(handle) == 1 {
            try wait(for: POLLIN, until: deadline)
            guard PQconsumeInput(handle) == 1 else { throw failure(.connectionLost) }
        }
        return PQgetResult(handle)
    }

    private func wait(for event: Int32, until limit: ContinuousClock.Instant) throws(DatabaseError) {
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(event), revents: 0)
        while true {
            let left = ContinuousClock.now.duration(to: limit)
            let ready = poll(&descriptor, 1, Int32(clamping: max(0, Int(left / .milliseconds(1)))))
            if ready > 0 { return }
            if ready < 0 && errno == EINTR { continue }
            throw DatabaseError(code: .timeout, message: "PostgreSQL did not answer in time")
        }
    }

    private func failure(_ code: DatabaseError.Code) -> DatabaseError {
        let text = String(cString: PQerrorMessage(handle)).trimmingCharacters(in: .whitespacesAndNewlines)
        return DatabaseError(code: code, message: text.isEmpty ? "the connection is broken" : text)
    }
}
