// Keeps HAProxy's file naming the servers of the last good release, so that a restarted HAProxy serves at once.

import Core
import HAProxy
import Logging
import Releases
import Synchronization

/// Writes HAProxy's configuration whenever what it says changes.
final class ProxyFile: Sendable {
    private let path: String
    private let template: HAProxyConfiguration
    private let logger: Logger
    private let written = Mutex("")

    init(path: String, template: HAProxyConfiguration, logger: Logger) {
        self.path = path
        self.template = template
        self.logger = logger
    }

    /// Writes the file if the last good release's servers changed. A failure is logged and tried again next time.
    func update(_ state: StoredState) {
        let live = state.flow?.live
        var configuration = template
        configuration.servers = state.instances
            .filter { $0.release == live && $0.handle != nil && $0.stopping == nil }
            .sorted { $0.index < $1.index }
            .map { HAProxyConfiguration.Server(name: $0.serverName, port: $0.port) }
        let text = configuration.text
        written.withLock { before in
            guard text != before else { return }
            do {
                try WholeFile.write(text, to: path)
                before = text
            } catch {
                logger.error("\(error)")
            }
        }
    }
}
