// What a rule saw in one change: a finding that may still need the rest of the plan to be decided.

package import Core

/// What a rule says of one change.
package struct Observation: Hashable, Sendable {
    /// The rule's stable name.
    package var rule: String
    /// The promise that it protects.
    package var promise: Promise
    /// Its answer.
    package var verdict: Verdict
    /// The resource's address.
    package var address: String
    /// The attribute that the answer rests on; nil if it rests on the change as a whole.
    package var path: AttributePath?
    /// Whether the attribute is known only after apply.
    package var isUnknown = false
    /// Whether an unknown attribute is fine as long as the configuration sets it from another resource: then it will be
    /// set to something, and more is not asked.
    package var needsOnlyAValue = false
    /// Whether an unknown attribute matters only if the configuration sets it: else AWS chooses it, as for any new one.
    package var mattersOnlyIfWritten = false
    /// Whether a new resource came without a safety: whoever wrote that down in the configuration meant it.
    package var isNewWithout = false
    /// What was found.
    package var summary: String
    /// What to do.
    package var hint: String
    /// The value that is planned, for rules that compare it with a measured one.
    package var planned: String?
    /// Ledger entries that it rests on.
    package var evidence: [String] = []
    /// Whether it stands even for what does not belong to the flow.
    package var concernsEverybody = false

    /// An observation.
    package init(
        _ rule: String, _ promise: Promise, _ verdict: Verdict, at address: String, path: AttributePath? = nil,
        _ summary: String, hint: String
    ) {
        self.rule = rule
        self.promise = promise
        self.verdict = verdict
        self.address = address
        self.path = path
        self.summary = summary
        self.hint = hint
    }

    /// The same for an attribute that is known only after apply.
    static func unknown(
        _ rule: String, _ promise: Promise, at change: ResourceChange, path: AttributePath, what: String,
        needsOnlyAValue: Bool = false
    ) -> Observation {
        var observation = Observation(
            rule, promise, .cannotProve, at: change.address, path: path,
            "\(what): \(path) is known only after apply",
            hint: "Write the value, or apply first what it depends on and plan again.")
        observation.isUnknown = true
        observation.needsOnlyAValue = needsOnlyAValue
        return observation
    }
}
