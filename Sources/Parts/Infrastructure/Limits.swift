// The limits of this part.

/// Named limits of `Infrastructure`.
package enum Limits {
    /// How deep lists and objects of a plan may nest. Real plans nest about 30 deep (WAF statements).
    package static let jsonDepth = 256
    /// Bytes of one text in a plan: user data and policies stay far below.
    package static let jsonText = 64 << 20
    /// Characters of one number in a plan.
    package static let jsonNumber = 400
    /// Bytes of a plan that are held at once.
    package static let planChunk = 1 << 20
    /// From which age on a plan is refused, unless a shorter one is asked for: as old as a drill may be. `steady apply`
    /// asks for one day.
    package static let planAge: Duration = .seconds(90 * 86_400)
    /// Findings shown before `--all` is asked for: about one screen.
    package static let shownFindings = 12
    /// Findings in a comment on a pull request.
    package static let markdownFindings = 100
    /// How long a load report or a drill proves something, unless its entry says otherwise.
    package static let evidenceAge: Duration = .seconds(90 * 86_400)
    /// How long an approval of changes counts.
    package static let approvalAge: Duration = .seconds(86_400)
    /// From which age on a plan may not be applied.
    package static let applyAge: Duration = .seconds(86_400)
}
