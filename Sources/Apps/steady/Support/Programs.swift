// Where programs are: our own, and those that must be installed.

import Foundation

enum Programs {
    /// The path of a program: what `STEADY_NAME` says (`STEADY_HAPROXY`), else where it is found. Throws with exit code
    /// 69, naming the package, if it is not installed.
    static func find(_ name: String, package: String) throws -> String {
        let variable = "STEADY_\(name.uppercased())"
        if let chosen = ProcessInfo.processInfo.environment[variable] {
            guard FileManager.default.isExecutableFile(atPath: chosen) else {
                throw CommandFailure(
                    69, "\(chosen), which \(variable) names, is no program", hint: "Correct or unset \(variable).")
            }
            return chosen
        }
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let folders = path.split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/local/sbin"]
        for folder in folders where FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)") {
            return "\(folder)/\(name)"
        }
        throw CommandFailure(
            69, "\(name) is not installed", hint: "Run scripts/bootstrap, or `apt-get install \(package)`.")
    }

    /// The path of this very executable.
    static func own() throws -> String {
        do { return try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") } catch {
            throw CommandFailure(1, "the path of this program is not known: \(error)", hint: "Is /proc mounted?")
        }
    }
}
