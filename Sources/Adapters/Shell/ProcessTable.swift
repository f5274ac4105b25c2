// What the kernel says about processes: /proc.

internal import Foundation
internal import Glibc

/// Reads `/proc` (proc(5)).
package enum ProcessTable {
    /// A process's state letter, parent's group and start time.
    struct Stat {
        var state: Character
        var group: Int32
        var startTicks: UInt64
    }

    /// The start time in clock ticks since boot; nil if there is no such process.
    package static func startTicks(_ pid: Int32) -> UInt64? { stat(pid)?.startTicks }

    /// The process that leads its group and was started with this variable in its environment (`/proc/PID/environ`).
    package static func leader(withVariable name: String, value: String) -> ProcessIdentity? {
        let wanted = Data("\(name)=\(value)".utf8)
        for pid in pids() {
            guard let found = stat(pid), found.group == pid, found.state != "Z",
                let environment = FileManager.default.contents(atPath: "/proc/\(pid)/environ"),
                environment.split(separator: 0).contains(where: { $0.elementsEqual(wanted) })
            else { continue }
            return ProcessIdentity(pid: pid, startTicks: found.startTicks)
        }
        return nil
    }

    /// Resident memory of a process in bytes; nil if there is no such process.
    package static func residentBytes(_ pid: Int32) -> Int? {
        guard let text = read("/proc/\(pid)/statm") else { return nil }
        let fields = text.split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Processor time used so far, user and system, in seconds; nil if there is no such process.
    package static func processorSeconds(_ pid: Int32) -> Double? {
        guard let fields = fields(pid), fields.count > 12, let user = Double(fields[11]),
            let system = Double(fields[12])
        else { return nil }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Whether a process of this group is alive (zombies do not count).
    static func groupExists(_ group: Int32) -> Bool {
        pids().contains { pid in
            guard let found = stat(pid) else { return false }
            return found.group == group && found.state != "Z" && found.state != "X"
        }
    }

    private static func pids() -> [Int32] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int32($0) }
    }

    static func stat(_ pid: Int32) -> Stat? {
        guard let fields = fields(pid), fields.count > 19, let state = fields[0].first, let group = Int32(fields[2]),
            let ticks = UInt64(fields[19])
        else { return nil }
        return Stat(state: state, group: group, startTicks: ticks)
    }

    /// The fields of `/proc/PID/stat` behind the command's name, which may itself hold spaces and brackets.
    private static func fields(_ pid: Int32) -> [Substring]? {
        guard let text = read("/proc/\(pid)/stat"), let end = text.lastIndex(of: ")") else { return nil }
        return text[text.index(after: end)...].split(separator: " ")
    }

    private static func read(_ path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return String(decoding: data, as: UTF8.self)
    }
}
