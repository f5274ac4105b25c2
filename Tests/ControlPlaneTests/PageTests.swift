// The page: its parts as golden files, and what must hold for any text in it.

import ControlPlane
import Core
import Foundation
import Testing

struct PageTests {
    let pages: PageRenderer

    init() throws {
        pages = try PageRenderer.bundled()
    }

    @Test(arguments: ["rolling-out", "calm", "empty"])
    func `the parts of the page are as agreed`(name: String) throws {
        let snapshots = ["rolling-out": Samples.rollingOut, "calm": Samples.calm, "empty": Samples.empty]
        let parts = pages.fragments(try #require(snapshots[name]))
        try Golden.check(parts.map { "<!-- \($0.id) -->\n\($0.html)\n" }.joined(), "page-\(name).html")
    }

    @Test func `equal snapshots give equal pages`() {
        #expect(pages.page(Samples.rollingOut, formToken: "f") == pages.page(Samples.rollingOut, formToken: "f"))
    }

    @Test func `no text from outside becomes markup`() {
        let evil = #"<script>alert(1)</script>"'&<img src=x onerror=y>"#
        let html = pages.page(Self.everywhere(evil), formToken: "f")
        #expect(!html.contains("<script>alert"))
        #expect(!html.contains("<img"))
        #expect(!html.contains(#"onerror=y>"#))
        #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;&lt;img src=x"))
    }

    @Test(arguments: ["\u{301}", "\u{200d}", "\u{fe0f}", "\u{20dd}", "\u{0903}"])
    func `a combining mark does not carry a quotation mark past the escaping`(mark: Character) throws {
        // As one grapheme cluster with the mark, the quotation mark is in no table of characters to escape.
        let html = pages.page(Self.everywhere("\"\(mark) autofocus onfocus=alert(1) x=\"\(mark)"), formToken: "f")
        for scalar in try Self.scalarsOutsideTags(html) where scalar == "\"" {
            Issue.record("a quotation mark of the text stands unescaped in the page")
        }
        #expect(!html.contains("\"\(mark)"))
    }

    @Test func `the page has no inline script, style or handler, so that its own policy lets it work`() {
        for snapshot in [Samples.rollingOut, Samples.calm, Samples.empty] {
            let html = pages.page(snapshot, formToken: "f")
            for word in [" style=", "<style", "javascript:", " onclick=", " onload="] { #expect(!html.contains(word)) }
            #expect(html.components(separatedBy: "<script").count == 2)
        }
    }

    @Test func `long texts are cut, many rows are cut, and a log is cut from the front`() {
        var snapshot = Samples.calm
        snapshot.flow = String(repeating: "x", count: 100_000)
        snapshot.warnings = (0..<5000).map { "warning \($0)" }
        snapshot.rollout?.logTail = (0..<100_000).map { "line \($0)" }
        let html = pages.page(snapshot, formToken: nil)
        #expect(html.utf8.count < 200_000)
        #expect(html.contains("line 99999") && !html.contains("line 99959\n"))
    }

    @Test func `without a session there is no form to send`() {
        let html = pages.page(Samples.rollingOut, formToken: nil)
        #expect(!html.contains("<form"))
        #expect(pages.page(Samples.rollingOut, formToken: "f").contains("action=\"/logout\""))
    }

    @Test func `while a rollout runs nothing else can be rolled back, afterwards it can`() {
        #expect(!pages.page(Samples.rollingOut, formToken: "f").contains("id=\"rollback\""))
        let calm = pages.page(Samples.calm, formToken: "f")
        #expect(calm.contains("href=\"/rollback?to=v1\"") && !calm.contains("id=\"abort\""))
    }

    @Test(arguments: [
        (["good", "good"], "Good"), (["good", "unknown"], "Unknown"), (["unknown", "bad"], "Bad"), ([], "Unknown"),
    ])
    func `the worst objective decides the state`(states: [String], word: String) {
        var snapshot = Samples.rollingOut
        snapshot.objectives = states.compactMap { ObjectiveView.State(rawValue: $0) }.map {
            var objective = Samples.rollingOut.objectives[0]
            objective.state = $0
            return objective
        }
        #expect(pages.fragments(snapshot)[1].html.contains("data-title=\"\(word) · donations\""))
    }

    @Test func `numbers that are no numbers break neither the page nor the charts`() {
        var snapshot = Samples.rollingOut
        snapshot.now.requestsPerSecond = .nan
        snapshot.objectives[0].percent = .infinity
        snapshot.rollout?.evidence[0].progress = .nan
        snapshot.rollout?.sharePercent = -.infinity
        snapshot.series[0].p95 = [.nan, .infinity, -1, 0, 1e300]
        snapshot.series[0].requestsPerSecond = [.nan, 1e300, nil]
        let html = pages.page(snapshot, formToken: nil)
        #expect(!html.contains("nan") && !html.contains("inf\""))
    }

    /// A snapshot with a text in every place where one can come from outside.
    private static func everywhere(_ text: String) -> FlowSnapshot {
        var snapshot = Samples.rollingOut
        snapshot.flow = text
        snapshot.environment = text
        snapshot.live = text
        snapshot.warnings = [text]
        snapshot.gaps[0].reason = text
        snapshot.objectives[0].name = text
        snapshot.objectives[0].target = text
        snapshot.objectives[0].window = text
        snapshot.objectives[0].because = text
        snapshot.objectives[0].budget?.emptyIn = text
        snapshot.series[1].release = text
        snapshot.series[2].release = text
        snapshot.releases[0].name = text
        snapshot.releases[0].digest = text
        snapshot.releases[0].instances[0].name = text
        snapshot.rollout = RolloutView(
            id: text, release: text, from: text, phase: text, sharePercent: 5, startedBy: text, startedAt: Samples.time,
            elapsedSeconds: 1, decision: .continue, because: text,
            evidence: [EvidenceView(test: text, meaning: text, toward: .promote, odds: text, progress: 0.5)],
            stillNeeded: text, counts: [ArmView(arm: text, release: text, units: 1, bad: 0, slow: 0)], logTail: [text])
        snapshot.ledger = [
            LedgerLine(id: text, time: Samples.time, kind: text, actor: text, subject: text, summary: text)
        ]
        return snapshot
    }

    /// The characters of a page that stand between tags: a tag ends at the first `>` outside quotation marks.
    private static func scalarsOutsideTags(_ html: String) throws -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var inTag = false
        var inQuotes = false
        for scalar in html.unicodeScalars {
            if inTag {
                if scalar == "\"" { inQuotes.toggle() }
                if scalar == ">", !inQuotes { inTag = false }
            } else if scalar == "<" {
                inTag = true
            } else {
                result.append(scalar)
            }
        }
        #expect(!inTag && !inQuotes)
        return result
    }
}
