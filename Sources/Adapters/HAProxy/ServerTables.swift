// HAProxy's two tables of servers, read into values: `show servers state` and `show stat`.

package import Releases
package import Telemetry

/// Reads HAProxy's tables. Columns are found by their names, so that a newer HAProxy's further columns do no harm.
package enum ServerTables {
    /// The command that gives both tables of a backend.
    package static func command(backend: String) -> String { "show servers state \(backend);show stat \(backend) 4 -1" }

    /// All servers from the answer to `command`. Throws `HAProxyError` if a table or column is missing.
    package static func parse(_ answer: String) throws -> [ServerView] {
        let lines = answer.split(separator: "\n", omittingEmptySubsequences: true)
        let states = try table(lines, from: "# be_id", separator: " ")
        let statistics = try table(lines, from: "# pxname", separator: ",")
        var counters: [String: [String: Substring]] = [:]
        for row in statistics { counters[String(row["svname"] ?? "")] = row }
        return try states.map { try view($0, counters: counters[String($0["srv_name"] ?? "")] ?? [:]) }
    }

    /// The counters of HAProxy, its frontend and its backend, from `show info` and the two rows of `show stat`.
    package static func counters(_ answer: String) throws -> DataPlaneCounters {
        let lines = answer.split(separator: "\n", omittingEmptySubsequences: true)
        func info(_ name: String) -> Int? {
            lines.first { $0.hasPrefix("\(name): ") }.flatMap { Int($0.dropFirst(name.utf8.count + 2)) }
        }
        func row(_ name: String) throws -> [String: Substring]? {
            guard let start = lines.lastIndex(where: { $0.hasPrefix("# pxname") }) else { return nil }
            let rows =
                try table(lines, from: "# pxname", separator: ",")
                + table(lines[start...], from: "# pxname", separator: ",")
            return rows.first { $0["svname"] ?? "" == name }
        }
        guard let process = info("Pid"), let front = try row("FRONTEND"), let back = try row("BACKEND"),
            let requests = front["req_tot"].flatMap({ Int($0) }), let users = front["scur"].flatMap({ Int($0) }),
            let served = back["scur"].flatMap({ Int($0) })
        else { throw unreadable("there is no process id, or no frontend with the counters req_tot and scur") }
        return DataPlaneCounters(
            process: process, requests: requests, underWay: users + served, droppedLines: info("DroppedLogs"))
    }

    private static func table(
        _ lines: some RandomAccessCollection<Substring>, from start: String, separator: Character
    ) throws -> [[String: Substring]] {
        guard let header = lines.firstIndex(where: { $0.hasPrefix(start) }) else {
            throw unreadable("the table '\(start)' is missing")
        }
        let names = lines[header].dropFirst(2).split(separator: separator, omittingEmptySubsequences: false)
        var rows: [[String: Substring]] = []
        for line in lines[header...].dropFirst() {
            guard !line.hasPrefix("#") else { break }
            let fields = line.split(separator: separator, omittingEmptySubsequences: false)
            guard fields.count >= min(names.count, 20) else { continue }
            rows.append(Dictionary(zip(names.map(String.init), fields), uniquingKeysWith: { first, _ in first }))
        }
        return rows
    }

    private static func view(_ row: [String: Substring], counters: [String: Substring]) throws -> ServerView {
        func number(_ name: String) throws -> Int {
            guard let text = row[name], let value = Int(text) else { throw unreadable("column \(name) is missing") }
            return value
        }
        func counter(_ name: String) -> Int { counters[name].flatMap { Int($0) } ?? 0 }
        let admin = try number("srv_admin_state")
        // The last check that was completed, or, while it fails less often than it may, how often it still may: HAProxy
        // starts a server that was never checked with a credit of 1 (`rise`), and a passed check restores it in full.
        // The result of a check is no guide: it is unknown again whenever the next one is under way.
        let isPassed = try checkKind(counters).hasSuffix("OK") || number("srv_check_health") > HAProxyLimits.checkRises
        return ServerView(
            name: String(row["srv_name"] ?? ""), port: try number("srv_port"), weight: try number("srv_uweight"),
            mode: admin & maintenanceBits != 0 ? .maintenance : admin & drainBits != 0 ? .drain : .ready,
            isHealthy: try number("srv_op_state") == running && isPassed,
            check: checkText(counters),
            sessions: counter("scur"), total: counter("stot"), connectionErrors: counter("econ"))
    }

    /// `L7STS/503, Service Unavailable`: the kind of check, its status, and what it said.
    private static func checkText(_ counters: [String: Substring]) -> String {
        let kind = [checkKind(counters), counters["check_code"].map(String.init) ?? ""].filter { !$0.isEmpty }
        let said = counters["last_chk"].map { String($0) } ?? ""
        return [kind.joined(separator: "/"), said].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// `L7OK`, `L4CON`: of the last check completed; HAProxy marks one that is under way with a star.
    private static func checkKind(_ counters: [String: Substring]) -> String {
        let text = counters["check_status"] ?? ""
        return String(text.hasPrefix("* ") ? text.dropFirst(2) : text)
    }

    /// `SRV_ADMF_FMAINT`, `IMAINT`, `CMAINT`, `RMAINT`, `HMAINT` of HAProxy's `server-t.h`.
    private static let maintenanceBits = 0x01 | 0x02 | 0x04 | 0x20 | 0x40
    /// `SRV_ADMF_FDRAIN`, `IDRAIN`.
    private static let drainBits = 0x08 | 0x10
    /// `SRV_ST_RUNNING`.
    private static let running = 2

    private static func unreadable(_ what: String) -> HAProxyError {
        HAProxyError(
            .unreadable, message: "HAProxy's answer cannot be read: \(what)", hint: "Steady needs HAProxy 2.6 or newer."
        )
    }
}
