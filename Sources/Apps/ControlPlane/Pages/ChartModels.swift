// Which charts there are: all traffic in calm times, one line a release while a rollout runs.

import Core

/// The charts with their legends.
struct ChartsModel: Sendable {
    struct Key: Sendable {
        var name: Shown
        var kind: String
        var latest: String
    }

    struct Panel: Sendable {
        var caption: Shown
        var tone: String
        var keys: [Key]
        var svg: String
    }

    struct Card: Sendable {
        var title: String
        var unit: String
        var panels: [Panel]
    }

    var cards: [Card]
    var hasData: Bool

    private static let tall = 150.0
    // Two panels with their captions take the height of one.
    private static let short = 104.0
    private static let tallBesideTwo = 268.0

    init(_ snapshot: FlowSnapshot) {
        let releases = snapshot.rollout?.isRunning == true ? snapshot.series.filter { $0.release != nil } : []
        let total = snapshot.series.first { $0.release == nil }
        let height = releases.count > 1 ? Self.tallBesideTwo : Self.tall
        cards = [
            Card(
                title: "Requests", unit: "per second",
                panels: [
                    Self.panel(
                        "requests", "Requests per second", .rate, height, snapshot, total, releases,
                        \.requestsPerSecond)
                ]),
            Card(
                title: "Errors", unit: "percent of valid requests",
                panels: [
                    Self.panel(
                        "errors", "Failed requests in percent", .percent, height, snapshot, total, releases,
                        \.errorPercent)
                ]),
            Card(
                title: "Latency", unit: "logarithmic",
                panels: Self.latency(snapshot, releases.isEmpty ? [total].compactMap { $0 } : releases)),
        ]
        hasData = total != nil
    }

    private static func panel(
        _ id: String, _ title: String, _ quantity: Chart.Quantity, _ height: Double, _ snapshot: FlowSnapshot,
        _ total: SeriesView?, _ releases: [SeriesView], _ values: KeyPath<SeriesView, [Double?]>
    ) -> Panel {
        var lines: [ChartLine] = []
        if let total {
            lines.append(
                ChartLine(
                    name: "all", kind: releases.isEmpty ? .total : .backdrop, values: total[keyPath: values]))
        }
        for series in releases {
            lines.append(
                ChartLine(
                    name: series.release ?? "", kind: kind(of: series, snapshot), values: series[keyPath: values]))
        }
        return panel(
            Chart(
                id: "chart-\(id)", title: title, quantity: quantity, lines: lines,
                stepSeconds: total?.stepSeconds ?? 1, height: height), caption: "", tone: .live)
    }

    private static func latency(_ snapshot: FlowSnapshot, _ all: [SeriesView]) -> [Panel] {
        // More than two releases never run at once; a third would not fit and would be a fault elsewhere.
        all.prefix(2).enumerated().map { index, series in
            let name = series.release ?? "all traffic"
            let limits = snapshot.limits
            return panel(
                Chart(
                    id: "chart-latency-\(index)", title: "Latency of \(name)", quantity: .latency,
                    lines: [
                        ChartLine(name: "p50", kind: .p50, values: series.p50),
                        ChartLine(name: "p95", kind: .p95, values: series.p95),
                        ChartLine(name: "p99", kind: .p99, values: series.p99),
                    ],
                    marks: [
                        ChartMark(
                            value: limits.warnMilliseconds,
                            label: "warn \(Figures.milliseconds(limits.warnMilliseconds))", below: true),
                        ChartMark(
                            value: limits.slowMilliseconds,
                            label: "limit \(Figures.milliseconds(limits.slowMilliseconds))"),
                    ], stepSeconds: series.stepSeconds, height: all.count > 1 ? short : tall),
                caption: all.count > 1 ? name : "", tone: kind(of: series, snapshot))
        }
    }

    private static func panel(_ chart: Chart, caption: String, tone: ChartLine.Kind) -> Panel {
        Panel(
            caption: Shown(caption, limit: 40), tone: tone.rawValue,
            keys: chart.lines.map {
                Key(name: Shown($0.name, limit: 24), kind: $0.kind.rawValue, latest: chart.latest($0))
            }, svg: chart.svg())
    }

    private static func kind(of series: SeriesView, _ snapshot: FlowSnapshot) -> ChartLine.Kind {
        series.release != nil && series.release == snapshot.rollout?.release ? .canary : .live
    }
}
