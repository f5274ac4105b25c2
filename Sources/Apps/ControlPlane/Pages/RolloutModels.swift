// The rollout and the question before it is ended, as the templates see them.

import Core

/// A rollout, running or ended.
struct RolloutModel: Sendable {
    struct Evidence: Sendable {
        var meaning: Shown
        var odds: Shown
        var bar: String
        var done: String
    }

    struct Arm: Sendable {
        var arm: Shown
        var release: Shown
        var units: String
        var bad: String
        var badShare: String
        var slow: String
        var slowShare: String
    }

    var id: Shown
    var release: Shown
    var from: Shown
    var phase: Shown
    var share: String
    var shareBar: String
    var startedBy: Shown
    var startedAt: String
    var elapsed: String
    var isRunning: Bool
    var verdict: String
    var verdictTone: String
    var because: Shown
    var stillNeeded: Shown
    var forward: [Evidence]
    var home: [Evidence]
    var hasEvidence: Bool
    var arms: [Arm]
    var hasHarm: Bool
    var harm: String
    var harmBar: String
    var logTail: Shown
    var specChanged: Bool
    var abortPath: String

    init(_ rollout: RolloutView, at time: WallTime) {
        id = Shown(rollout.id)
        release = Shown(rollout.release, limit: 63)
        from = Shown(rollout.from ?? "", limit: 63)
        phase = Shown(rollout.phase)
        share = Figures.percent(rollout.sharePercent)
        shareBar = Bar.svg(rollout.sharePercent / 100, class: "canary")
        startedBy = Shown(rollout.startedBy)
        startedAt = Figures.clock(rollout.startedAt)
        elapsed = Duration.seconds(rollout.elapsedSeconds).spoken
        isRunning = rollout.isRunning
        (verdict, verdictTone) = Self.verdict(rollout)
        because = Shown(rollout.because)
        stillNeeded = Shown(rollout.stillNeeded ?? "")
        forward = rollout.evidence.filter { $0.toward == .promote }.map(Self.evidence)
        home = rollout.evidence.filter { $0.toward == .rollback }.map(Self.evidence)
        hasEvidence = !rollout.evidence.isEmpty
        arms = rollout.counts.map(Self.arm)
        hasHarm = rollout.harm != nil
        harm = rollout.harm.map { "\(Figures.count($0.spent)) of \(Figures.count($0.limit))" } ?? ""
        harmBar = rollout.harm.map { Bar.svg(Double($0.spent) / Double(max(1, $0.limit)), class: "bad") } ?? ""
        logTail = Shown(
            (rollout.logTail ?? []).suffix(HTTPLimits.shownLogLines)
                .map { String($0.prefix(HTTPLimits.shownCharacters)) }.joined(separator: "\n"),
            limit: HTTPLimits.shownLogLines * (HTTPLimits.shownCharacters + 1))
        specChanged = rollout.specChanged
        abortPath = Paths.abort(rollout.id)
    }

    private static func verdict(_ rollout: RolloutView) -> (String, String) {
        switch rollout.outcome {
        case .promoted: return ("Promoted", "good")
        case .rolledBack: return ("Rolled back", "bad")
        case .aborted: return ("Aborted", "unknown")
        case nil: break
        }
        switch rollout.decision {
        case .continue: return ("Gathering evidence", "neutral")
        case .promote: return ("Promoting", "good")
        case .rollback: return ("Going home", "bad")
        case .cannotProve: return ("Cannot prove", "unknown")
        }
    }

    private static func evidence(_ view: EvidenceView) -> Evidence {
        let done = min(1, max(0, view.progress.isFinite ? view.progress : 0))
        return Evidence(
            meaning: Shown(view.meaning), odds: Shown(view.odds), bar: Bar.svg(done, class: view.toward.rawValue),
            done: "\(Int((done * 100).rounded(.down)))%")
    }

    private static func arm(_ view: ArmView) -> Arm {
        func share(_ part: Int) -> String {
            view.units > 0 ? Figures.percent(Double(part) / Double(view.units) * 100) : "–"
        }
        return Arm(
            arm: Shown(view.arm), release: Shown(view.release, limit: 63), units: Figures.count(view.units),
            bad: Figures.count(view.bad), badShare: share(view.bad), slow: Figures.count(view.slow),
            slowShare: share(view.slow))
    }
}

/// The question before a rollout is ended or a release is brought back.
struct ConfirmModel: Sendable {
    var head: HeadModel
    var title: Shown
    var text: Shown
    var action: String
    var to: Shown
    var button: String
    var formToken: String?

    init(_ question: Confirmation, head: HeadModel, formToken: String?) {
        self.head = head
        self.formToken = formToken
        switch question {
        case .abort(let rollout):
            title = Shown("Abort the rollout of \(rollout.release)?")
            text = Shown(
                "All traffic goes to \(rollout.from ?? "the release before") at once. Requests that \(rollout.release) "
                    + "has begun are finished.")
            action = Paths.abort(rollout.id)
            to = Shown("")
            button = "Abort the rollout"
        case .rollback(let target, let live):
            title = Shown("Roll back to \(target ?? "the last good release")?")
            text = Shown(
                "All traffic goes from \(live ?? "the live release") to \(target ?? "the last good release") at once.")
            action = "/rollback"
            to = Shown(target ?? "")
            button = "Roll back"
        }
    }
}

/// Paths with parts from outside.
enum Paths {
    /// Where a rollout is aborted, for GET (the question) and POST (the deed).
    static func abort(_ id: String) -> String {
        let safe = id.utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            let plain = character.isASCII && (character.isLetter || character.isNumber || "-_.".contains(character))
            return plain ? String(character) : "%" + [byte].hexDigits
        }
        return "/rollouts/\(safe.joined())/abort"
    }
}
