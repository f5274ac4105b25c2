// The whole release as one unit: what runs, with which configuration, secrets and schema.

package import Core

/// What a release runs.
package enum Artifact: Codable, Hashable, Sendable {
    /// A directory in the artifact store, named by the digest of its content.
    case directory(digest: Digest, path: String)
    /// A container image by digest, `registry/name@sha256:…`.
    case image(String)
}

/// Everything that one release consists of. It never changes once stored: going back restores all of it.
package struct ReleaseUnit: Codable, Hashable, Sendable {
    /// Its name, for example `v2`.
    package var name: String
    /// What runs.
    package var artifact: Artifact
    /// The snapshot of the configuration folder in the artifact store; nil if the service has none.
    package var configuration: Artifact?
    /// The version of each secret, never its value.
    package var secretVersions: [String: String]
    /// How it is run: the service as the specification said when the release was made.
    package var service: ServiceSpec

    /// A release.
    package init(
        name: String, artifact: Artifact, configuration: Artifact?, secretVersions: [String: String],
        service: ServiceSpec
    ) {
        self.name = name
        self.artifact = artifact
        self.configuration = configuration
        self.secretVersions = secretVersions
        self.service = service
    }

    /// The digest of all that it consists of, its name excepted: two releases with equal digests are the same.
    package var digest: Digest {
        get throws {
            var anonymous = self
            anonymous.name = ""
            return Digest(ofText: try CanonicalJSON.text(anonymous))
        }
    }

    /// Why `name` cannot be a release's name; nil if it can: letters, digits, `-`, `_`, `.`, at most 40, beginning
    /// with a letter or digit, without `..`.
    package static func fault(inName name: String) -> String? {
        guard !name.isEmpty, name.utf8.count <= Limits.releaseName else {
            return "a release's name has 1 to \(Limits.releaseName) characters"
        }
        let allowed = name.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || [45, 46, 95].contains(byte)
        }
        guard allowed, let first = name.first, first.isLetter || first.isNumber, !name.contains("..") else {
            return "a release's name consists of letters, digits, '-', '_' and '.', and begins with a letter or digit"
        }
        return nil
    }
}
