// Which artifacts may be run again.

package import Core

/// Which artifacts must stay.
package enum NeededArtifacts {
    /// The digests of the releases that run, that are kept warm or being rolled out, and of those that the `recent`
    /// rollouts went to or came from.
    package static func of(_ state: StoredState, recent: [Rollout]) -> Set<Digest> {
        var names = Set(state.instances.map(\.release))
        names.formUnion([state.flow?.live, state.flow?.warm?.release].compactMap { $0 })
        for rollout in recent + [state.rollout].compactMap({ $0 }) {
            names.insert(rollout.to)
            if let from = rollout.from { names.insert(from) }
        }
        var digests: Set<Digest> = []
        for case .directory(let digest, _) in names.compactMap({ state.releases[$0] }).flatMap({
            [$0.artifact, $0.configuration].compactMap { $0 }
        }) {
            digests.insert(digest)
        }
        return digests
    }
}
