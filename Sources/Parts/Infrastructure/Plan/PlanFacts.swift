// What a plan says beside its changes.

package import Core

/// All of a plan but its resource changes, which are handed out one by one while it is read.
package struct PlanFacts: Hashable, Sendable {
    /// The version of the plan's JSON format, `1.2`; empty in files of Terraform 0.12 and before.
    package var formatVersion = ""
    /// The Terraform that made the plan; empty if it does not say.
    package var terraformVersion = ""
    /// When the plan was made; nil if it does not say.
    package var timestamp: WallTime?
    /// Whether Terraform says that applying it reaches the configuration; nil in old files.
    package var isComplete: Bool?
    /// Whether planning failed part of the way; nil in old files.
    package var isErrored: Bool?
    /// Whether Terraform would apply it; nil in old files.
    package var isApplyable: Bool?
    /// Changes by what is done, no-ops included.
    package var counts: [PlannedAction: Int] = [:]
    /// Changes put off to a later plan, each with the reason.
    package var deferred: [Deferred] = []
    /// The outputs that change.
    package var outputs: [OutputChange] = []
    /// The variables as given.
    package var variables: [Variable] = []
    /// Checks that did not pass.
    package var checks: [Check] = []
    /// What refers to what.
    package var graph = ReferenceGraph()
    /// Constants in the configurations of providers, for example a key written down.
    package var providerConstants: [Variable] = []
    /// SHA-256 over the changes in the order of their addresses: the same for a plan made again that does the same.
    package var changesDigest: Digest = .zero
    /// SHA-256 of the whole text.
    package var fileDigest: Digest = .zero
    /// Bytes of the text.
    package var bytes = 0

    /// No facts yet.
    package init() {}

    /// A change put off to a later plan.
    package struct Deferred: Hashable, Sendable {
        /// The resource's address.
        package var address: String
        /// Why, in Terraform's words: `resource_config_unknown`.
        package var reason: String
    }

    /// A change of an output of the root module.
    package struct OutputChange: Hashable, Sendable {
        /// Its name.
        package var name: String
        /// What happens to it.
        package var action: PlannedAction
        /// Its value before and after.
        package var before: Snapshot
        /// Its value after.
        package var after: Snapshot
    }

    /// A named value.
    package struct Variable: Hashable, Sendable {
        /// Its name.
        package var name: String
        /// Its value.
        package var value: JSONValue
        /// Whether it is declared sensitive.
        package var isSensitive: Bool
    }

    /// A `check`, precondition or postcondition that did not pass.
    package struct Check: Hashable, Sendable {
        /// What it belongs to.
        package var address: String
        /// `fail`, `error` or `unknown`.
        package var status: String
        /// What its author wrote about it.
        package var problems: [String]
    }
}
