// One running copy of a release.

package import Core

/// What is stored of an instance.
package struct InstanceRecord: Codable, Hashable, Sendable {
    /// Its id, also in its environment as `STEADY_INSTANCE`, so that it is found again after a crash.
    package var id: String
    /// The release that it runs.
    package var release: String
    /// Which of the release's instances it is, from 1.
    package var index: Int
    /// The loopback port that it listens on.
    package var port: Int
    /// What the host knows it by (a process id with start time, a container id); nil until it was started.
    package var handle: String?
    /// Where its output goes.
    package var logPath: String
    /// When it was ordered.
    package var started: WallTime
    /// How many instances with this index died before it, in a row.
    package var restarts: Int
    /// When SIGTERM was sent; nil while it is wanted.
    package var stopping: WallTime?
    /// When it was found gone; nil while it may be running.
    package var ended: WallTime?

    /// A record.
    package init(
        id: String, release: String, index: Int, port: Int, handle: String? = nil, logPath: String, started: WallTime,
        restarts: Int = 0
    ) {
        self.id = id
        self.release = release
        self.index = index
        self.port = port
        self.handle = handle
        self.logPath = logPath
        self.started = started
        self.restarts = restarts
    }

    /// Its name in the data plane: `RELEASE.INDEX`.
    package var serverName: String { "\(release).\(index)" }
}

/// What the host sees of an instance now.
package struct InstanceView: Hashable, Sendable {
    /// What is stored.
    package var record: InstanceRecord
    /// Whether its process or container is alive.
    package var isAlive: Bool

    /// A view.
    package init(record: InstanceRecord, isAlive: Bool) {
        self.record = record
        self.isAlive = isAlive
    }
}
