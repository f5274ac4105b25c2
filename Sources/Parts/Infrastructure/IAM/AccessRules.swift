// Rules about who may do what: before and after, over all policies of an identity together.

import Core

/// Collects what a plan says of access, and judges it once all of it was seen.
struct AccessRules {
    private let comparison: PolicyComparison
    private let sensitive: SensitiveAccess
    private var changes: [ResourceChange] = []
    private var documents = PolicyDocuments()
    /// Ids and ARNs of what is destroyed.
    private var gone: Set<String> = []

    init(table: @escaping @Sendable () -> ActionTable = { .standard }) {
        comparison = PolicyComparison(table: table)
        sensitive = SensitiveAccess(table: table)
    }

    /// Takes a change if it is about access; what does not change is kept too, for it may hold what moves.
    mutating func take(_ change: ResourceChange) {
        if change.action == .delete, PolicyPlaces.owners.contains(change.type) {
            for key in ["id", "arn", "bucket", "url", "name"] as [AttributePath] {
                if let name = change.before[key].value?.string { gone.insert(name) }
            }
        }
        documents.take(change)
        guard PolicyPlaces.all.contains(change.type), !change.isData else { return }
        if change.action.isQuiet, !PolicyPlaces.isHeld(change.type) { return }
        changes.append(change)
    }

    /// What is to say, once all changes were taken.
    func judge(_ graph: ReferenceGraph) -> [Observation] {
        AccessJudge(changes, documents, graph, gone: gone, comparison, sensitive).judge()
    }
}
