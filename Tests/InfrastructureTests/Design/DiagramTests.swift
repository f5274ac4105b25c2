// Drawings that can be read: nothing lies upon anything else, and nothing is left out.

import Core
import Foundation
import Infrastructure
import Testing

@Suite struct DiagramTests {
    /// Targets that lead to each tier.
    static let targets: [(String, DesignTier)] = [
        ("99.9%", .singleZone), ("99.95%", .multiZone), ("99.96%", .standbyRegion), ("99.97%", .activeRegions),
    ]

    private func report(_ target: String) throws -> DesignReport {
        let reading = try DesignFixtures.donations(["target: 99.95%": "target: \(target)"])
        return Design.make(spec: try #require(reading.spec), prices: TablePrices())
    }

    private struct Box { var x: Int, y: Int, width: Int, height: Int }

    private func boxes(_ svg: String) throws -> [Box] {
        let pattern = try Regex(
            #"<rect class="box" x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)""#,
            as: (Substring, Substring, Substring, Substring, Substring).self)
        return try svg.matches(of: pattern).map { match in
            Box(
                x: try #require(Int(match.1)), y: try #require(Int(match.2)), width: try #require(Int(match.3)),
                height: try #require(Int(match.4)))
        }
    }

    @Test(arguments: targets) func `no box lies upon another or outside`(_ target: String, _ tier: DesignTier) throws {
        let report = try report(target)
        #expect(report.choice.tier == tier)
        let svg = DesignDiagram.svg(report)
        let boxes = try boxes(svg)
        let size = try #require(svg.firstMatch(of: /viewBox="0 0 (\d+) (\d+)"/))
        #expect(boxes.count >= 8)
        for (index, box) in boxes.enumerated() {
            #expect(box.x >= 0 && box.x + box.width <= Int(size.1) ?? 0 && box.y + box.height <= Int(size.2) ?? 0)
            for other in boxes.dropFirst(index + 1) {
                let apart =
                    box.x + box.width <= other.x || other.x + other.width <= box.x || box.y + box.height <= other.y
                    || other.y + other.height <= box.y
                #expect(apart)
            }
        }
    }

    @Test(arguments: targets) func `texts fit into their boxes`(_ target: String, _ tier: DesignTier) throws {
        let svg = DesignDiagram.svg(try report(target))
        // 168 pixels hold about 28 characters of 12 pixels.
        for match in svg.matches(of: /class="detail"[^>]*>([^<]*)</) { #expect(match.1.count <= 28) }
        for match in svg.matches(of: /class="what"[^>]*>([^<]*)</) { #expect(match.1.count <= 22) }
    }

    @Test(arguments: targets) func `the Mermaid source draws the same boxes`(_ target: String, _ tier: DesignTier)
        throws
    {
        let report = try report(target)
        let mermaid = DesignDiagram.mermaid(report)
        let count = mermaid.split(separator: "\n").filter { $0.contains("<br/>") }.count
        #expect(count == (try boxes(DesignDiagram.svg(report)).count))
        #expect(mermaid.hasPrefix("flowchart TD\n"))
    }

    @Test func `the drawing is for light and dark ground, and needs nothing from outside`() throws {
        let svg = DesignDiagram.svg(try report("99.95%"))
        #expect(svg.contains("prefers-color-scheme: dark"))
        #expect(!svg.contains("<script") && !svg.contains("href=") && !svg.contains("@import"))
    }
}
