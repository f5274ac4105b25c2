// A line chart as SVG text: a pure function of its data. Gaps are drawn as gaps; it is readable without sight.

import Core

/// One line of a chart.
package struct ChartLine: Hashable, Sendable {
    /// What kind of line it is; the style sheet gives each kind its colour and stroke.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// All traffic.
        case total
        /// All traffic, behind the lines of releases.
        case backdrop
        /// The release that takes the traffic.
        case live
        /// The release under judgement.
        case canary
        /// The median.
        case p50
        /// The 95th percentile.
        case p95
        /// The 99th percentile.
        case p99
    }

    /// Its name, for people.
    package var name: String
    /// What kind of line it is.
    package var kind: Kind
    /// One value a step; nil where there are no data.
    package var values: [Double?]

    /// A line.
    package init(name: String, kind: Kind, values: [Double?]) {
        self.name = name
        self.kind = kind
        self.values = values
    }
}

/// A line across the chart at a value that matters.
package struct ChartMark: Hashable, Sendable {
    /// Where.
    package var value: Double
    /// What it is, for people.
    package var label: String
    /// Whether the label stands below the line instead of above it.
    package var below: Bool

    /// A mark.
    package init(value: Double, label: String, below: Bool = false) {
        self.value = value
        self.label = label
        self.below = below
    }
}

/// A line chart.
package struct Chart: Hashable, Sendable {
    /// What the numbers are; decides scale and labels.
    package enum Quantity: Hashable, Sendable {
        /// Per second, from zero.
        case rate
        /// Percent, from zero.
        case percent
        /// Milliseconds, on a logarithmic scale.
        case latency
    }

    /// The width of the drawing in its own units; the page scales it.
    package static let width = 380.0

    /// Its element id, unique in the page.
    package var id: String
    /// Its title, for people.
    package var title: String
    /// What the numbers are.
    package var quantity: Quantity
    /// The lines, drawn in this order.
    package var lines: [ChartLine]
    /// Values that matter.
    package var marks: [ChartMark]
    /// The length of a step in seconds.
    package var stepSeconds: Int
    /// The height of the drawing in its own units.
    package var height: Double

    /// A chart.
    package init(
        id: String, title: String, quantity: Quantity, lines: [ChartLine], marks: [ChartMark] = [], stepSeconds: Int,
        height: Double = 150
    ) {
        self.id = id
        self.title = title
        self.quantity = quantity
        self.lines = lines
        self.marks = marks
        self.stepSeconds = stepSeconds
        self.height = height
    }

    /// The chart as an SVG element, with a title and a description that says in words what it shows.
    package func svg() -> String {
        let plot = Plot(width: Self.width, height: height, steps: lines.map(\.values.count).max() ?? 0)
        let scale = ChartScale(quantity, values: lines.flatMap(\.values).compactMap { $0 }, marks: marks.map(\.value))
        let labelled = #"aria-labelledby="\#(id)-title \#(id)-desc""#
        var parts = [
            #"<svg class="chart" viewBox="0 0 \#(Plot.text(plot.width)) \#(Plot.text(plot.height))" role="img" "#
                + #"\#(labelled)><title id="\#(id)-title">\#(Markup.escape(title))</title>"#
                + #"<desc id="\#(id)-desc">\#(Markup.escape(words))</desc>"#
        ]
        parts += gaps(plot)
        parts += scale.ticks.map { gridLine($0, scale, plot) }
        parts += timeAxis(plot)
        parts += marks.filter { scale.covers($0.value) }.map { markLine($0, scale, plot) }
        parts += lines.compactMap { path($0, scale, plot) }
        return parts.joined() + "</svg>"
    }

    /// What the chart shows, in words.
    package var words: String {
        let span = "Last " + Duration.seconds(stepSeconds * (lines.map(\.values.count).max() ?? 0)).spoken
        return ([span + "."] + lines.map { "\($0.name): \(summary(of: $0))." }).joined(separator: " ")
    }

    /// The latest value of a line, for the legend: `21.4/s`; `–` if there is none in the last three steps.
    package func latest(_ line: ChartLine) -> String {
        format(line.values.suffix(3).reversed().lazy.compactMap { $0 }.first)
    }

    private func summary(of line: ChartLine) -> String {
        let known = line.values.compactMap { $0 }
        guard let lowest = known.min(), let highest = known.max() else { return "no data" }
        let missing = line.values.count - known.count
        let gap = missing == 0 ? "" : ", no data for " + Duration.seconds(missing * stepSeconds).spoken
        return "now \(latest(line)), lowest \(format(lowest)), highest \(format(highest))\(gap)"
    }

    private func format(_ value: Double?) -> String {
        guard let value else { return "–" }
        switch quantity {
        case .rate: return Figures.number(value) + "/s"
        case .percent: return Figures.percent(value)
        case .latency: return Figures.milliseconds(value)
        }
    }

    /// Shades the steps in which the first line has no data, from two steps on.
    private func gaps(_ plot: Plot) -> [String] {
        guard let values = lines.first?.values else { return [] }
        var result: [String] = []
        var begin: Int?
        for index in 0...values.count {
            let isMissing = index < values.count && values[index] == nil
            if isMissing {
                begin = begin ?? index
            } else if let first = begin {
                if index - first >= 2 { result.append(gap(from: first, to: index, plot)) }
                begin = nil
            }
        }
        return result
    }

    private func gap(from first: Int, to end: Int, _ plot: Plot) -> String {
        let left = plot.edge(first)
        let width = plot.edge(end) - left
        let label =
            width < 52
            ? ""
            : plot.label(
                "no data", x: left + width / 2, y: (plot.top + plot.bottom) / 2 + 4, class: "gap-label",
                anchor: "middle")
        return #"<rect class="gap" x="\#(Plot.text(left))" y="\#(Plot.text(plot.top))" width="\#(Plot.text(width))" "#
            + #"height="\#(Plot.text(plot.bottom - plot.top))"/>"# + label
    }

    private func gridLine(_ value: Double, _ scale: ChartScale, _ plot: Plot) -> String {
        let y = plot.y(scale.position(value))
        return plot.horizontal(y, class: scale.isBase(value) ? "base" : "grid")
            + plot.label(axisLabel(value), x: plot.left - 6, y: y + 3.5, class: "tick", anchor: "end")
    }

    private func axisLabel(_ value: Double) -> String {
        switch quantity {
        case .rate: Figures.number(value)
        case .percent: Figures.percent(value)
        case .latency: value >= 1000 ? "\(Int(value / 1000)) s" : "\(Figures.number(value)) ms"
        }
    }

    private func timeAxis(_ plot: Plot) -> [String] {
        guard plot.steps > 0 else { return [] }
        let seconds = stepSeconds * plot.steps
        let y = plot.height - 5
        let half = Duration.seconds(seconds / 2).spoken
        return [
            plot.label("−" + Duration.seconds(seconds).spoken, x: plot.left, y: y, class: "tick", anchor: "start"),
            plot.label("−" + half, x: (plot.left + plot.right) / 2, y: y, class: "tick", anchor: "middle"),
            plot.label("now", x: plot.right, y: y, class: "tick", anchor: "end"),
        ]
    }

    private func markLine(_ mark: ChartMark, _ scale: ChartScale, _ plot: Plot) -> String {
        let y = plot.y(scale.position(mark.value))
        return plot.horizontal(y, class: "mark")
            + plot.label(
                mark.label, x: plot.left + 4, y: mark.below ? y + 11 : y - 4, class: "mark-label", anchor: "start")
    }

    /// The line as one path that lifts the pen at every gap; a lonely value becomes a dot (a line of no length with
    /// round ends).
    private func path(_ line: ChartLine, _ scale: ChartScale, _ plot: Plot) -> String? {
        var commands: [String] = []
        var previous = false
        for (index, value) in line.values.enumerated() {
            guard let value, value.isFinite else {
                previous = false
                continue
            }
            let point = "\(Plot.text(plot.x(index))) \(Plot.text(plot.y(scale.position(value))))"
            let alone = !previous && (index + 1 >= line.values.count || line.values[index + 1] == nil)
            commands.append((previous ? "L" : "M") + point + (alone ? "h0" : ""))
            previous = true
        }
        guard !commands.isEmpty else { return nil }
        return #"<path class="line \#(line.kind.rawValue)" d="\#(commands.joined())"/>"#
    }
}
