// One sentence for people, with the counts and the odds.

import Foundation
import Statistics

/// Says why the judge decided as it did.
struct JudgeSentence {
    let judge: Judge
    let decision: JudgeDecision

    var text: String {
        switch decision {
        case .rollback: judge.final == .harmBudget ? budget : harm
        case .promote: proof
        case .advance(let stage):
            "\(canaryBad): \(odds(judge.gates[stage - 1].logE)) that fewer than "
                + "\(percent(judge.policy.gates[stage - 1])) are bad (limit \(odds(judge.policy.gateThreshold)))"
        case .continue: wait
        case .cannotProve(let failing): trouble(failing)
        }
    }

    private var totals: Judge.Totals { judge.totals }
    private var canaryBad: String { "\(count(totals.canary.bad)) of \(units(totals.canary.units, "canary")) bad" }

    /// The strongest of the four tests, by its weight in the mean.
    private var harm: String {
        let evidence = judge.evidence
        let parts = [evidence.badRatio, evidence.badLimit, evidence.slowRatio, evidence.slowLimit]
        var strongest = 0
        for index in parts.indices
        where parts[index] + log(Harm.weights[index]) > parts[strongest] + log(Harm.weights[strongest]) {
            strongest = index
        }
        let isSlow = strongest >= 2
        let word = isSlow ? "slow" : "bad"
        let limit = percent(isSlow ? judge.policy.limitSlow : judge.policy.limitBad)
        let against =
            strongest % 2 == 0
            ? "'no worse than control' (ratio test)"
            : totals.control.units > 0
                ? "'at most \(limit) \(word), or like control' (absolute limit)"
                : "'at most \(limit) \(word)' (absolute limit, no control to compare)"
        let hits = isSlow ? totals.canary.slow : totals.canary.bad
        let controlHits = isSlow ? totals.control.slow : totals.control.bad
        return "\(count(hits)) of \(units(totals.canary.units, "canary")) \(word), \(count(controlHits)) of "
            + "\(count(totals.control.units)) in control: \(odds(parts[strongest])) against \(against), "
            + "\(odds(evidence.combined)) over all tests (limit \(odds(judge.policy.rollbackThreshold)))"
    }

    private var budget: String {
        "\(canaryBad): the harm budget of \(count(judge.policy.harm ?? 0)) bad units is spent"
    }

    private var proof: String {
        "\(canaryBad), \(count(totals.canary.slow)) slow: \(odds(judge.gates.last?.logE ?? 0)) that fewer than "
            + "\(percent(judge.policy.limitBad)) are bad, \(odds(judge.slowGate.logE)) that fewer than "
            + "\(percent(judge.policy.limitSlow)) are slow (limit \(odds(judge.policy.proofThreshold)))"
    }

    private var wait: String {
        let head = "\(canaryBad), \(count(totals.control.bad)) of \(count(totals.control.units)) in control"
        guard let more = judge.stillNeeded else { return "\(head): neither harm nor proof is in sight" }
        if more == 0 { return "\(head): proven so far, waits for \(count(judge.policy.soak)) s of canary traffic" }
        return "\(head): no proof yet, needs \(count(more)) more good units"
    }

    private func trouble(_ failing: JudgeGuard) -> String {
        switch failing {
        case .sampleRatio:
            "\(count(totals.canary.units)) canary and \(count(totals.control.units)) control units do not fit the "
                + "configured share: the arms are not what they claim to be"
        case .silentCanary: "the canary is silent: \(canaryBad) so far, and nothing for longer than chance explains"
        case .silentControl:
            "the control is silent after \(count(totals.control.units)) units: nothing to compare \(canaryBad) with"
        case .silentFlow: "no traffic in either arm for longer than chance explains, \(canaryBad) until then"
        case .missingRows:
            "rows of an arm are missing: what was not counted proves nothing (\(canaryBad) where counted)"
        case .impossibleCounts:
            "the counts contradict themselves (more bad than all, or two rows for one second): this source proves nothing"
        case .sharedTrouble:
            "\(canaryBad), \(count(totals.control.bad)) of \(count(totals.control.units)) in control (slow: "
                + "\(count(totals.canary.slow)) and \(count(totals.control.slow))): control is in the same trouble, "
                + "so it is neither this release's fault nor a proof"
        case .timeLimit:
            "the time limit of \(count(judge.policy.limit)) s is over with \(canaryBad): neither harm nor proof"
        }
    }
}

extension JudgeSentence {
    /// 1234567 as 1,234,567.
    func count(_ value: Int) -> String {
        var digits = String(abs(value))
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }

    func units(_ value: Int, _ arm: String) -> String { "\(count(value)) \(arm) unit\(value == 1 ? "" : "s")" }

    /// ln E as "14,000 : 1", two significant digits; odds below even as "1 : 5".
    func odds(_ logE: Double) -> String {
        if logE > log(1e9) { return "more than 1,000,000,000 : 1" }
        if logE < -log(1e9) { return "less than 1 : 1,000,000,000" }
        if logE < 0 { return "1 : \(count(rounded(exp(-logE))))" }
        return "\(count(rounded(exp(logE)))) : 1"
    }

    func percent(_ rate: Double) -> String {
        let hundred = (rate * 100_000).rounded() / 1_000
        return hundred == hundred.rounded() ? "\(Int(hundred)) %" : "\(hundred) %"
    }

    private func rounded(_ value: Double) -> Int {
        var scale = 1.0
        while value / scale >= 1_000 { scale *= 10 }
        return Int((value / scale).rounded() * scale)
    }
}
