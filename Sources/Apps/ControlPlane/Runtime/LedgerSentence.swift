// A ledger entry's facts in one sentence for people.

package import Core
import Releases

/// Says what an entry means.
package enum LedgerSentence {
    /// One sentence; the facts themselves, shortened, for kinds that have none.
    package static func text(_ entry: LedgerEntry) -> String {
        do { return try sentence(entry) } catch { return shortened(entry.facts) }
    }

    private static func sentence(_ entry: LedgerEntry) throws -> String {
        switch entry.kind {
        case "rollout.started":
            let rollout = try entry.decodeFacts(RolloutFacts.Started.self).rollout
            let verb = rollout.kind == .return ? "return to" : "rollout of"
            return "\(verb) \(rollout.to)\(rollout.from.map { " from \($0)" } ?? ""): \(rollout.startedBy.reason)"
        case "rollout.share-intended":
            let facts = try entry.decodeFacts(RolloutFacts.Intent.self)
            return "to \(DeployPlanText.percent(facts.share)): \(facts.because)"
        case "rollout.share-confirmed":
            let facts = try entry.decodeFacts(RolloutFacts.ReadBack.self)
            return "the data plane has \(DeployPlanText.percent(facts.share))"
        case "rollout.judged":
            return try entry.decodeFacts(RolloutFacts.Judged.self).judgement.because
        case "rollout.promoting":
            return try entry.decodeFacts(RolloutFacts.Intent.self).because
        case "rollout.going-home":
            return try entry.decodeFacts(RolloutFacts.GoingHome.self).reason.because
        case "rollout.promoted", "rollout.home":
            let facts = try entry.decodeFacts(RolloutFacts.Finished.self)
            let end = facts.reason == nil ? "live" : "home, its traffic has ended"
            return "\(end) after \(Duration.seconds(facts.seconds).spoken); "
                + "\(facts.totals.canary.bad) of \(facts.totals.canary.units) users failed"
        case "rollout.home-unverified":
            return "going home takes longer than it may: look at the data plane"
        case "guard.sent-home":
            let facts = try entry.decodeFacts(GuardLoop.Facts.self)
            return "the control plane was silent for \(Duration.seconds(facts.silentSeconds).spoken): "
                + "all traffic is with \(facts.lastGood)"
        case "watch.ended":
            let facts = try entry.decodeFacts([String: String].self)
            return "the watch of \(facts["live"] ?? "") is over, \(facts["warm"] ?? "") is no longer kept warm"
        case "rollout.abort-asked":
            return try entry.decodeFacts([String: String].self)["reason"] ?? ""
        case "plan.reviewed":
            let facts = try entry.decodeFacts(PlanFactsShown.self)
            let counts = (facts.counts ?? [:]).filter { $0.key != "no-op" && $0.key != "read" }
                .sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
            return "\(facts.plan): \(facts.verdict ?? ""); \(counts.isEmpty ? "nothing changes" : counts)"
        case "plan.approved", "plan.applying", "plan.applied", "plan.failed":
            let facts = try entry.decodeFacts(PlanFactsShown.self)
            return "\(facts.plan), changes \(facts.changesDigest.prefix(12)) \(facts.detail ?? "")"
        case "release.created":
            let unit = try entry.decodeFacts(ReleaseUnit.self)
            return "release \(unit.name), digest \(try unit.digest.short)"
        case "instance.starting", "instance.started", "instance.stopping", "instance.killing", "instance.ended":
            let record = try entry.decodeFacts(InstanceRecord.self)
            return "\(record.serverName) at port \(record.port)\(record.handle.map { ", process \($0)" } ?? "")"
        default:
            return shortened(entry.facts)
        }
    }

    private static func shortened(_ facts: String) -> String {
        facts.count <= 160 ? facts : facts.prefix(157) + "…"
    }

    /// What is shown of entries about plans of the infrastructure.
    private struct PlanFactsShown: Decodable {
        var plan: String
        var changesDigest: String
        var verdict: String?
        var counts: [String: Int]?
        var detail: String?
    }
}
