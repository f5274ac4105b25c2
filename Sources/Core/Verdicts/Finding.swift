// What a rule found, and the report that every verdict in JSON has the shape of.

/// One rule's answer about one subject.
package struct Finding: Codable, Hashable, Sendable {
    /// The rule's stable name, for example `destroy-stateful`.
    package var rule: String
    /// The promise that the rule protects.
    package var promise: Promise
    /// The rule's answer.
    package var verdict: Verdict
    /// What it is about, for example `aws_db_instance.main`.
    package var subject: String
    /// What was found, in one sentence.
    package var summary: String
    /// What to do next.
    package var hint: String
    /// The ledger entries that it rests on, for example `L-000123`.
    package var evidence: [String]

    /// A finding; `evidence` is empty where nothing in the ledger is needed.
    package init(
        rule: String, promise: Promise, verdict: Verdict, subject: String, summary: String, hint: String,
        evidence: [String] = []
    ) {
        self.rule = rule
        self.promise = promise
        self.verdict = verdict
        self.subject = subject
        self.summary = summary
        self.hint = hint
        self.evidence = evidence
    }
}

/// The answer for one promise, with the reason and the ledger entries behind it.
package struct PromiseVerdict: Codable, Hashable, Sendable {
    /// The promise answered.
    package var promise: Promise
    /// The answer.
    package var verdict: Verdict
    /// The reason in one sentence.
    package var because: String
    /// The ledger entries that prove it.
    package var evidence: [String]

    /// The answer for one promise.
    package init(promise: Promise, verdict: Verdict, because: String, evidence: [String] = []) {
        self.promise = promise
        self.verdict = verdict
        self.because = because
        self.evidence = evidence
    }
}

/// The one shape that every verdict in JSON has.
package struct VerdictReport: Codable, Hashable, Sendable {
    /// All of it as one verdict.
    package var verdict: Verdict
    /// The promises concerned, in the order of `Promise.allCases`.
    package var promises: [PromiseVerdict]
    /// Everything found, in the order found.
    package var findings: [Finding]

    /// A report whose verdicts follow from its findings: a promise without a finding is not listed.
    package init(findings: [Finding]) {
        self.findings = findings
        self.promises = Promise.allCases.compactMap { promise in
            let own = findings.filter { $0.promise == promise }
            guard let worst = own.max(by: { $0.verdict.combined(with: $1.verdict) != $0.verdict }) else { return nil }
            return PromiseVerdict(
                promise: promise, verdict: own.map(\.verdict).combined(), because: worst.summary,
                evidence: own.flatMap(\.evidence))
        }
        self.verdict = findings.map(\.verdict).combined()
    }
}
