// The four answers that Steady gives, and the one lawful way to combine them.

/// One of the four answers to "does this keep the promise?".
///
/// Missing data is never a pass and never a failure: it is `cannotProve`.
package enum Verdict: String, Codable, CaseIterable, Hashable, Sendable {
    /// The promise is kept, and there is evidence for it.
    case pass
    /// Kept, but somebody should look.
    case warn
    /// There is not enough evidence to say; the finding names what would prove it.
    case cannotProve = "cannot-prove"
    /// The promise is broken.
    case refuse

    /// The verdict of two verdicts together: the more serious one, `refuse` > `cannotProve` > `warn` > `pass`.
    ///
    /// Associative, commutative, idempotent, with `pass` as identity: the order in which findings come never matters.
    package func combined(with other: Verdict) -> Verdict {
        severity >= other.severity ? self : other
    }

    /// The exit code of a command that ends with this verdict: 0 pass or warn, 2 refuse, 3 cannot prove.
    package var exitCode: Int32 {
        switch self {
        case .pass, .warn: 0
        case .refuse: 2
        case .cannotProve: 3
        }
    }

    private var severity: Int {
        switch self {
        case .pass: 0
        case .warn: 1
        case .cannotProve: 2
        case .refuse: 3
        }
    }
}

extension Sequence where Element == Verdict {
    /// All verdicts as one; `pass` for none. Whoever needs evidence for a pass checks that there was any.
    package func combined() -> Verdict {
        reduce(.pass) { $0.combined(with: $1) }
    }
}
