// The laws of combining verdicts, over all combinations; findings and reports.

import Core
import Testing

struct VerdictTests {
    @Test func `combining is associative, commutative, idempotent, and pass changes nothing`() {
        for a in Verdict.allCases {
            #expect(a.combined(with: a) == a)
            #expect(a.combined(with: .pass) == a && Verdict.pass.combined(with: a) == a)
            for b in Verdict.allCases {
                #expect(a.combined(with: b) == b.combined(with: a))
                for c in Verdict.allCases {
                    #expect(a.combined(with: b).combined(with: c) == a.combined(with: b.combined(with: c)))
                }
            }
        }
    }

    @Test func `the more serious verdict wins: refuse, cannot prove, warn, pass`() {
        let order: [Verdict] = [.pass, .warn, .cannotProve, .refuse]
        for (index, mild) in order.enumerated() {
            for serious in order[index...] { #expect(mild.combined(with: serious) == serious) }
        }
    }

    @Test func `many verdicts combine in any order, none is a pass`() {
        #expect([Verdict]().combined() == .pass)
        #expect([Verdict.warn, .refuse, .cannotProve].combined() == .refuse)
        #expect([Verdict.cannotProve, .pass, .warn].combined() == .cannotProve)
    }

    @Test func `exit codes are those of the command line`() {
        #expect(Verdict.allCases.map(\.exitCode) == [0, 0, 3, 2])
        #expect(Verdict.allCases.map(\.rawValue) == ["pass", "warn", "cannot-prove", "refuse"])
    }

    @Test func `there are ten promises`() {
        #expect(
            Promise.allCases.map(\.rawValue) == [
                "slo", "latency", "immutable", "rollback", "observed", "cost", "decided", "secrets", "recovery",
                "failure-modes",
            ])
    }

    @Test func `evidence proves from its observation up to, not including, its end`() {
        let evidence = Evidence(
            entry: "L-000001", observed: WallTime(second: 100), validUntil: WallTime(second: 200))
        #expect(!evidence.isFresh(at: WallTime(milliseconds: 99_999)))
        #expect(evidence.isFresh(at: WallTime(second: 100)))
        #expect(evidence.isFresh(at: WallTime(milliseconds: 199_999)))
        #expect(!evidence.isFresh(at: WallTime(second: 200)))
        let decision = Evidence(entry: "L-000002", observed: WallTime(second: 100), validUntil: nil)
        #expect(decision.isFresh(at: WallTime(second: 1_000_000_000)))
    }

    @Test func `a report says per promise what its worst finding says`() throws {
        let report = VerdictReport(findings: [
            Self.finding("a", .slo, .pass, evidence: ["L-000001"]), Self.finding("b", .recovery, .refuse),
            Self.finding("c", .slo, .cannotProve, evidence: ["L-000002"]), Self.finding("d", .slo, .warn),
        ])
        #expect(report.verdict == .refuse)
        #expect(report.promises.map(\.promise) == [.slo, .recovery])
        let slo = try #require(report.promises.first)
        #expect(slo.verdict == .cannotProve && slo.because == "summary of c")
        #expect(slo.evidence == ["L-000001", "L-000002"])
        #expect(VerdictReport(findings: []).verdict == .pass)
    }

    @Test func `a report is JSON in the one shape`() throws {
        let report = VerdictReport(findings: [Self.finding("a", .failureModes, .cannotProve)])
        #expect(
            try CanonicalJSON.text(report)
                == #"{"findings":[{"evidence":[],"hint":"hint","promise":"failure-modes","rule":"a","#
                + #""subject":"x","summary":"summary of a","verdict":"cannot-prove"}],"promises":[{"because":"#
                + #""summary of a","evidence":[],"promise":"failure-modes","verdict":"cannot-prove"}],"#
                + #""verdict":"cannot-prove"}"#)
    }

    private static func finding(
        _ rule: String, _ promise: Promise, _ verdict: Verdict, evidence: [String] = []
    ) -> Finding {
        Finding(
            rule: rule, promise: promise, verdict: verdict, subject: "x", summary: "summary of \(rule)", hint: "hint",
            evidence: evidence)
    }
}
