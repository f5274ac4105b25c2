// Between Swift's values and libpq's C strings.
import CPQ
import Foundation

extension Connection {
    /// Limits on the server's side, for the case that this process dies and leaves a statement behind.
    static var sessionOptions: String {
        let milliseconds = Int(Limits.statementTimeout / .milliseconds(1))
        return "-c statement_timeout=\(milliseconds) -c lock_timeout=\(milliseconds)"
            + " -c idle_in_transaction_session_timeout=\(2 * milliseconds)"
    }

    /// All values of a result, row by row; nil is SQL's NULL.
    static func rows(of result: OpaquePointer) -> [[String?]] {
        (0..<min(PQntuples(result), Int32(Limits.rows))).map { row in
            (0..<PQnfields(result)).map { column in
                PQgetisnull(result, row, column) == 1 ? nil : String(cString: PQgetvalue(result, row, column))
            }
        }
    }

    /// Why PostgreSQL refused a statement. Only its primary message: the detail may quote a donor's data.
    static func refusal(of result: OpaquePointer) -> DatabaseError {
        func field(_ code: Character) -> String? {
            PQresultErrorField(result, Int32(code.asciiValue ?? 0)).map { String(cString: $0) }
        }
        // The field codes PG_DIAG_SQLSTATE and PG_DIAG_MESSAGE_PRIMARY of libpq's documentation.
        let state = field("C") ?? "XX000"
        return DatabaseError(code: .refused(sqlState: state), message: field("M") ?? "PostgreSQL gave no reason")
    }
}

/// Calls `body` with a null-terminated list of C strings that live as long as the call.
func withCStrings<Value>(_ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value) -> Value {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    let pointers = copies.map { UnsafePointer<CChar>($0) } + [nil]
    return pointers.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { preconditionFailure("a list with a terminator has an address") }
        return body(base)
    }
}
