// The release that this instance belongs to, and the faults that it was built with. A real service has no such file:
// the faults are what makes v3 to v6 of the example worth sending home.
import Foundation

/// `release.json` beside the program.
struct Release: Decodable, Sendable {
    /// For example `v3`.
    let version: String
    /// What is wrong with it.
    let faults: BuiltInFaults

    /// Reads `release.json`; a program that was started outside an artifact has none and is called `dev`.
    static func read(path: String) throws(SettingsError) -> Release {
        guard FileManager.default.fileExists(atPath: path) else {
            return Release(version: "dev", faults: BuiltInFaults())
        }
        let release = try decodeFile(Release.self, path: path)
        let shares = [release.faults.failDonations ?? 0, release.faults.slowDonations?.share ?? 0]
        guard shares.allSatisfy((0...1).contains) else { throw SettingsError("\(path): a share must be from 0 to 1") }
        return release
    }
}

/// The ways in which a release of the example can be bad.
struct BuiltInFaults: Decodable, Sendable {
    /// A share of donations that are slow.
    struct Slow: Decodable, Sendable {
        /// From 0 to 1.
        let share: Double
        let seconds: Double
    }

    /// The share of donations that fail, from 0 to 1.
    var failDonations: Double?
    /// The share of donations that take long.
    var slowDonations: Slow?
    /// Every request fails, but the instance says that it is healthy.
    var failEverything: Bool?
    /// The instance never says that it is healthy.
    var neverHealthy: Bool?
    /// The process ends like a crash so many seconds after its start.
    var crashAfter: Double?
    /// The process ignores SIGTERM.
    var hangOnShutdown: Bool?
    /// A left-over process keeps the port for so many seconds.
    var leakPort: UInt32?
}
