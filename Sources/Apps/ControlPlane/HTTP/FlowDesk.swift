// The seam between the HTTP layer and the running control plane: the pages and the API ask no more than this.

package import Core

/// What the HTTP layer asks of the running control plane.
package protocol FlowDesk: Sendable {
    /// Everything that the page shows, as of now; all numbers finite. Cheap enough to be asked once a second.
    func snapshot() async throws -> FlowSnapshot

    /// The last `last` ledger entries (1 … `HTTPLimits.ledgerPage`), newest first; with `before` only entries with a
    /// smaller number.
    func ledger(last: Int, before: Int?) async throws -> [LedgerEntry]

    /// What a deployment would do, without doing it. Throws what `deploy` would throw.
    func planDeploy(_ request: DeployRequest) async throws(ControlError) -> DeployPlan

    /// Starts a rollout and answers it as it begins. Throws `conflict` if one is running (who holds it, since when),
    /// `notFound` if the artifact is not there, `refused` if a rule forbids it.
    func deploy(_ request: DeployRequest) async throws(ControlError) -> RolloutView

    /// A rollout by its id; nil asks for the one that runs, or else the last one. Throws `notFound`.
    func rollout(_ id: String?) async throws(ControlError) -> RolloutView

    /// Sends a running rollout home. Throws `conflict` if it has already ended, `notFound` if there is none.
    func abort(rollout id: String, by actor: String, reason: String) async throws(ControlError) -> RolloutView

    /// Brings back an earlier release, nil for the last good one. Throws `conflict` while a rollout runs, `notFound` if
    /// there is no such release, `refused` if it could not work with the data as they are.
    func rollback(to release: String?, by actor: String, reason: String) async throws(ControlError) -> RolloutView
}

/// A wish to deploy a release.
package struct DeployRequest: Codable, Hashable, Sendable {
    /// Where the artifact is.
    package enum Artifact: Codable, Hashable, Sendable {
        /// A directory or archive on the control plane's machine, by its absolute path.
        case path(String)
        /// An image by digest, `registry/name@sha256:…`.
        case image(String)
    }

    /// The release's name, 1 … 40 characters of `a-z A-Z 0-9 . _ -`, beginning with a letter or digit.
    package var release: String
    /// Where the artifact is.
    package var artifact: Artifact
    /// Why, for the ledger; nil if not said.
    package var reason: String?
    /// Who asks, as the ledger will name them: `user:alice`, `api`.
    package var actor: String

    /// A wish to deploy a release.
    package init(release: String, artifact: Artifact, reason: String? = nil, actor: String) {
        self.release = release
        self.artifact = artifact
        self.reason = reason
        self.actor = actor
    }
}

/// What a deployment would do.
package struct DeployPlan: Codable, Hashable, Sendable {
    /// The release to be deployed.
    package var release: String
    /// The artifact's digest; nil if it is known only once it has been fetched.
    package var digest: String?
    /// The release that takes the traffic now; nil for the first deployment.
    package var from: String?
    /// What would happen, one sentence a step, in order.
    package var steps: [String]
    /// What the rollout promises, for example `at most 1% of harmless releases go home`.
    package var guarantees: [String]
    /// What somebody should look at before.
    package var warnings: [String]

    /// A plan.
    package init(
        release: String, digest: String? = nil, from: String?, steps: [String], guarantees: [String] = [],
        warnings: [String] = []
    ) {
        self.release = release
        self.digest = digest
        self.from = from
        self.steps = steps
        self.guarantees = guarantees
        self.warnings = warnings
    }
}
