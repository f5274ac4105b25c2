// The limits of artifacts and instances on a host.

/// Named limits of this adapter.
package enum HostLimits {
    /// Files in one artifact.
    package static let artifactFiles = 100_000
    /// Bytes of one artifact.
    package static let artifactBytes = 8 << 30
    /// Bytes read at once while hashing and copying.
    package static let chunk = 1 << 20
    /// Bytes of one secret.
    package static let secretBytes = 64 << 10
    /// How long an artifact that nothing refers to is kept: longer than any deployment takes from storing it to its
    /// place in the state.
    package static let artifactGrace: Duration = .seconds(3600)
    /// How long unpacking an archive may take.
    package static let unpack: Duration = .seconds(300)
    /// How long a call of podman may take.
    package static let podman: Duration = .seconds(60)
    /// Ports for instances: below Linux's ephemeral range (32768 to 60999, ip(7)), so that no outgoing connection takes
    /// one meanwhile.
    package static let ports = 20_000..<32_000
}
