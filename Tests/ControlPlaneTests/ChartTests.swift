// The charts as SVG text, and the numbers beside them.

import ControlPlane
import Core
import Foundation
import Testing

struct ChartTests {
    private func chart(
        _ quantity: Chart.Quantity, _ values: [Double?], marks: [ChartMark] = [], name: String = "all"
    ) -> Chart {
        Chart(
            id: "c", title: "Requests", quantity: quantity,
            lines: [ChartLine(name: name, kind: .total, values: values)], marks: marks, stepSeconds: 5)
    }

    @Test(arguments: ["rate", "percent", "latency", "empty"])
    func `a chart is drawn as agreed`(name: String) throws {
        let shape: [Double?] = [20, 21, 22, nil, nil, 24, nil, 23, 22, 21]
        let charts = [
            "rate": chart(.rate, shape), "percent": chart(.percent, shape.map { $0.map { $0 / 100 } }),
            "latency": chart(
                .latency, shape.map { $0.map { $0 * 40 } },
                marks: [
                    ChartMark(value: 6000, label: "warn 6 s", below: true), ChartMark(value: 8000, label: "limit 8 s"),
                ]), "empty": chart(.rate, Array(repeating: nil, count: 10)),
        ]
        try Golden.check(try #require(charts[name]).svg() + "\n", "chart-\(name).svg")
    }

    @Test func `a gap lifts the pen, a lonely value is a dot, and nothing is drawn as zero`() throws {
        let svg = chart(.rate, [1, 2, nil, nil, 3, nil, 4, 5]).svg()
        let path = try #require(svg.firstMatch(of: /path class="[^"]*" d="([^"]+)"/)).1
        #expect(path.filter { $0 == "M" }.count == 3)
        #expect(path.filter { $0 == "L" }.count == 2)
        #expect(path.contains("h0"))
        #expect(svg.components(separatedBy: "class=\"gap\"").count == 2)
    }

    @Test func `no data draws no line, and says so in words`() {
        let chart = chart(.rate, [nil, nil, nil])
        #expect(!chart.svg().contains("<path"))
        #expect(chart.words == "Last 15 s. all: no data.")
        #expect(!self.chart(.rate, []).svg().contains("<path"))
    }

    @Test func `the description tells the latest, the extremes and what is missing`() {
        #expect(
            chart(.latency, [40, nil, 84, 1240]).words
                == "Last 20 s. all: now 1.24 s, lowest 40 ms, highest 1.24 s, no data for 5 s.")
        #expect(chart(.percent, [0, 0.5, nil]).words.contains("now 0.5%"))
        #expect(chart(.rate, [3, nil, nil, nil]).words.contains("now –"))
    }

    @Test func `a name in a chart is escaped`() {
        let svg = chart(.rate, [1], name: "<script>\"\u{301}").svg()
        #expect(svg.contains("&lt;script&gt;&quot;\u{301}") && !svg.contains("<script"))
    }

    @Test(arguments: [0.0, 0.2, 1, 3, 9.99, 10, 41, 99, 101, 4321, 1e6])
    func `a linear axis begins at zero, covers the data and has few round steps`(highest: Double) throws {
        let svg = chart(.rate, [0, highest]).svg()
        let labels = svg.matches(of: /text-anchor="end">([0-9.,]+)</).compactMap {
            Double($0.1.filter { $0 != "," })
        }
        #expect(labels.first == 0)
        #expect(try #require(labels.last) >= highest)
        #expect((2...6).contains(labels.count))
    }

    @Test(arguments: [
        (0.0, "0"), (0.0213, "0.021"), (0.05, "0.05"), (0.999, "1"), (1.234, "1.23"), (21.42, "21.4"), (99.96, "100"),
        (1240, "1,240"), (-3.5, "−3.5"), (1e300, "1e+300"),
    ])
    func `a number has no more digits than it means`(value: Double, text: String) {
        #expect(Figures.number(value) == text)
    }

    @Test(arguments: [
        (100.0, "100%"), (99.9999, "99.999%"), (99.98099, "99.98%"), (99.9509, "99.95%"), (99.95, "99.95%"), (0, "0%"),
    ])
    func `a share is rounded down, so that no failure disappears`(value: Double, text: String) {
        #expect(Figures.share(value) == text)
    }

    @Test(arguments: [
        (0.4, "0.4 ms"), (9.96, "10 ms"), (84, "84 ms"), (999.4, "999 ms"), (999.6, "1 s"), (1240, "1.24 s"),
        (12_340, "12.3 s"),
    ])
    func `a latency has the unit that fits`(value: Double, text: String) {
        #expect(Figures.milliseconds(value) == text)
    }

    @Test func `what is not known is a dash, and counts are grouped`() {
        #expect(Figures.number(nil) == "–" && Figures.percent(.nan) == "–" && Figures.share(nil) == "–")
        #expect(Figures.milliseconds(.infinity) == "–")
        #expect(Figures.count(0) == "0" && Figures.count(1000) == "1,000" && Figures.count(-1_234_567) == "−1,234,567")
        #expect(Figures.count(.min) == "−9,223,372,036,854,775,808")
    }
}
