// What this machine chose once: kept, so that a restart changes nothing for users.

import Core
import Foundation
import Hosts

/// Choices of this machine that outlive restarts.
package struct LocalSettings: Codable, Hashable, Sendable {
    /// Where users reach the flow, `host:port`.
    package var listen: String
    /// The key of the cookies that keep a session with its release.
    package var cookieKey: String

    /// The settings of a state folder, made and stored if there are none. An address in the specification wins over one
    /// chosen before. Throws `ControlError` or `HostError` if no port is free or the file cannot be written.
    package static func loadOrCreate(in folder: StateFolder, listen: String?) throws -> LocalSettings {
        var settings: LocalSettings
        if let text = WholeFile.read(folder.settingsFile) {
            do {
                settings = try CanonicalJSON.decode(from: text)
            } catch {
                throw ControlError(
                    .unavailable, "\(folder.settingsFile) cannot be read: \(error)",
                    hint: "Move it away; a new one is made, and users keep the address if the specification names it")
            }
        } else {
            let port = try PortFinder.free(notIn: [], from: folder.firstPort)
            let key = SystemIDs.randomBytes(16).map { String($0, radix: 16) }.joined()
            settings = LocalSettings(listen: "127.0.0.1:\(port)", cookieKey: key)
        }
        let before = settings
        if let listen { settings.listen = listen }
        if settings != before || WholeFile.read(folder.settingsFile) == nil {
            try WholeFile.write(try CanonicalJSON.pretty(settings) + "\n", to: folder.settingsFile)
        }
        return settings
    }

    /// The port of `listen`; nil if it has none.
    package var port: Int? { listen.split(separator: ":").last.flatMap { Int($0) } }
}

extension StateFolder {
    /// Where looking for free ports begins: another place for each folder, so that two flows do not race for one port.
    package var firstPort: Int {
        path.utf8.reduce(5381) { ($0 &* 33 &+ Int($1)) & 0xFFFF } % HostLimits.ports.count
    }
}
