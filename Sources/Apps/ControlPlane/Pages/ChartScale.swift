// Where on a chart a value and a step lie.

import Foundation

/// From values to heights, 0 … 1.
struct ChartScale: Hashable, Sendable {
    /// The values that get a grid line, rising.
    let ticks: [Double]
    private let low: Double
    private let high: Double
    private let isLogarithmic: Bool

    /// A scale that covers all values and marks: from zero for rates and percentages, by powers of ten for latency.
    init(_ quantity: Chart.Quantity, values: [Double], marks: [Double]) {
        let finite = values.filter(\.isFinite)
        switch quantity {
        case .rate:
            self.init(from: finite.max() ?? 0, atLeast: 1)
        case .percent:
            self.init(from: finite.max() ?? 0, atLeast: 1)
        case .latency:
            self.init(powersOver: finite.filter { $0 > 0 } + marks.map { $0 * 1.2 })
        }
    }

    /// Linear from zero to a round number not below `highest`, with two to five steps.
    private init(from highest: Double, atLeast floor: Double) {
        let goal = max(highest, floor)
        var step = 1.0
        while step * 4 < goal { step *= 10 }
        while step / 10 * 4 >= goal { step /= 10 }
        for finer in [step / 5, step / 2, step] where finer * 4 >= goal {
            step = finer
            break
        }
        let count = max(1, (goal / step - 1e-9).rounded(.up))
        low = 0
        high = step * count
        isLogarithmic = false
        ticks = (0...Int(count)).map { Double($0) * step }
    }

    /// Whole powers of ten around the values, from at most 10 ms to at least 10 s.
    private init(powersOver values: [Double]) {
        var bottom = 10.0
        var top = 10_000.0
        while let least = values.min(), bottom > least, bottom > 0.1 { bottom /= 10 }
        while let most = values.max(), top < most, top < 1e7 { top *= 10 }
        low = bottom
        high = top
        isLogarithmic = true
        ticks = Array(sequence(first: bottom) { $0 * 10 <= top * 1.001 ? $0 * 10 : nil })
    }

    /// How high a value lies, 0 … 1; what lies outside is drawn at the edge.
    func position(_ value: Double) -> Double {
        guard isLogarithmic else { return min(1, max(0, value / high)) }
        let clamped = min(high, max(low, value))
        return log10(clamped / low) / log10(high / low)
    }

    /// Whether a value lies inside.
    func covers(_ value: Double) -> Bool { value >= low && value <= high }

    /// Whether a tick is the base line.
    func isBase(_ value: Double) -> Bool { value == low }
}

/// The rectangle that the lines are drawn in.
struct Plot: Hashable, Sendable {
    let width: Double
    let height: Double
    let steps: Int
    let left = 46.0
    let top = 8.0
    var right: Double { width - 4 }
    var bottom: Double { height - 22 }

    /// The middle of a step.
    func x(_ step: Int) -> Double { edge(step) + (right - left) / Double(max(1, steps)) / 2 }

    /// The beginning of a step.
    func edge(_ step: Int) -> Double { left + (right - left) * Double(step) / Double(max(1, steps)) }

    /// The height of a position, 0 … 1.
    func y(_ position: Double) -> Double { bottom - (bottom - top) * position }

    /// A line across.
    func horizontal(_ y: Double, class name: String) -> String {
        #"<line class="\#(name)" x1="\#(Self.text(left))" x2="\#(Self.text(right))" "#
            + #"y1="\#(Self.text(y))" y2="\#(Self.text(y))"/>"#
    }

    /// A text.
    func label(_ text: String, x: Double, y: Double, class name: String, anchor: String) -> String {
        #"<text class="\#(name)" x="\#(Self.text(x))" y="\#(Self.text(y))" text-anchor="\#(anchor)">"#
            + "\(Markup.escape(text))</text>"
    }

    /// A coordinate with one decimal at most.
    static func text(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
    }
}

/// A bar that shows a share, as SVG without any style attribute.
enum Bar {
    /// A bar filled to `fraction`, which is cut to 0 … 1. It is hidden from screen readers: the text beside it says it.
    static func svg(_ fraction: Double, class name: String, tick: Double? = nil) -> String {
        let share = fraction.isFinite ? min(1, max(0, fraction)) : 0
        let mark =
            tick.map { #"<rect class="bar-tick" x="\#(Plot.text($0 * 100))" y="0" width=".6" height="6"/>"# } ?? ""
        return #"<svg class="bar \#(name)" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">"#
            + #"<rect class="bar-track" width="100" height="6"/>"#
            + #"<rect class="bar-fill" width="\#(Plot.text(share * 100))" height="6"/>\#(mark)</svg>"#
    }
}
