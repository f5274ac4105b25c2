// What `steady design` says, as a reader sees it: one golden file a case.

import Core
import Infrastructure
import Testing

@Suite struct DesignGoldenTests {
    /// A case: the file's name, and the spec.
    struct Case: CustomTestStringConvertible {
        var name: String
        var changes: [String: String] = [:]
        var isBare = false
        /// Whether all details and the JSON are kept, too: they are long, and the same code writes those of all cases.
        var hasDetails = false

        var testDescription: String { name }

        func reading() throws -> SpecReading {
            isBare
                ? FlowSpecReader.read(DesignFixtures.bare, file: "steady.yaml") : try DesignFixtures.donations(changes)
        }
    }

    static let cases = [
        Case(name: "budget-100", changes: ["monthly: 1500 USD": "monthly: 100 USD"]),
        Case(name: "budget-400", changes: ["monthly: 1500 USD": "monthly: 400 USD"]),
        Case(name: "budget-1500", hasDetails: true),
        Case(name: "budget-10000", changes: ["monthly: 1500 USD": "monthly: 10000 USD"]),
        Case(name: "impossible-rto", changes: ["rto: 1h": "rto: 1s"]),
        Case(name: "half-the-keys", isBare: true, hasDetails: true),
    ]

    private func report(_ item: Case) throws -> DesignReport {
        let reading = try item.reading()
        let spec = try #require(reading.spec, "\(reading.diagnostics)")
        return Design.make(spec: spec, prices: TablePrices(), defaults: reading.defaults)
    }

    @Test(arguments: cases) func `the text is what it was`(_ item: Case) throws {
        let text = DesignText.text(try report(item), details: item.hasDetails)
        #expect(text == (try DesignFixtures.golden("design/\(item.name).txt", text)))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }

    @Test(arguments: cases) func `the JSON is what it was, and reads back`(_ item: Case) throws {
        let report = try report(item)
        let json = try CanonicalJSON.pretty(report) + "\n"
        if item.hasDetails { #expect(json == (try DesignFixtures.golden("design/\(item.name).json", json))) }
        #expect(try CanonicalJSON.decode(DesignReport.self, from: json) == report)
    }

    @Test(arguments: cases) func `the decision record is what it was`(_ item: Case) throws {
        let text = DesignDecision.markdown(try report(item), number: 11)
        #expect(text == (try DesignFixtures.golden("design/\(item.name).md", text)))
    }

    /// Cases of which each draws another tier.
    @Test(arguments: [cases[0], cases[1], cases[2]]) func `the drawing is what it was`(_ item: Case) throws {
        let svg = DesignDiagram.svg(try report(item))
        #expect(svg == (try DesignFixtures.golden("design/\(item.name).svg", svg)))
    }
}
