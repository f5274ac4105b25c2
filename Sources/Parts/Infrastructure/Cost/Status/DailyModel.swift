// The daily cost as a level, a week's shape and a damped trend.

internal import Foundation

/// A model of the daily cost, in millionths of a dollar.
///
/// With `z` the cost of a settled day without its one-off items, divided by the factor of its weekday:
/// `z(t) = level + slope · (t − centre) + noise`, over the last 28 days, or over the days since the last jump.
/// The slope is the least-squares one times `max(0, 1 − (standard error / slope)²)`: the positive-part shrinkage of
/// James and Stein (1961), which keeps a clear trend and drops what noise alone would show.
struct DailyModel {
    /// Days looked at for level and slope.
    static let window = 28
    /// Fewer settled days than this give no forecast.
    static let leastDays = 4

    var factors: [Double]
    var centre: Double
    var level: Double
    var slope: Double
    /// Standard deviation of `z` around the line.
    var noise: Double
    /// Correlation of a day's noise with the next day's, 0 … 0.7.
    var correlation: Double
    /// The standard error of the slope, as far as the slope is used.
    var slopeError: Double
    var count: Int
    /// The first day after a jump, if there was one in the window.
    var jump: CalendarDay?

    /// A model of these settled days (day and cost), in order; at least `leastDays`.
    init(_ days: [(day: CalendarDay, cost: Double)]) {
        let shape = Self.weekFactors(days)
        var recent = days.suffix(Self.window).map {
            (time: Double($0.day.number), value: $0.cost / shape[$0.day.weekday])
        }
        let start = Self.jump(recent)
        jump = start.map { CalendarDay(number: Int(recent[$0].time)) }
        recent = Array(recent[(start ?? 0)...])
        factors = shape
        count = recent.count
        let times = recent.map(\.time)
        let values = recent.map(\.value)
        let (middle, mean) = (RobustFigures.mean(times), RobustFigures.mean(values))
        centre = middle
        level = mean
        let raw = Self.slope(times, values)
        let residuals = zip(times, values).map { $1 - mean - raw * ($0 - middle) }
        let freedom = Double(max(1, recent.count - 2))
        let variance = residuals.map { $0 * $0 }.reduce(0, +) / freedom
        // No bill is steadier than one percent.
        noise = max(variance.squareRoot(), 0.01 * abs(level))
        correlation = Self.correlation(residuals)
        let inflation = (1 + correlation) / (1 - correlation)
        let spread = max(1, RobustFigures.squares(times))
        let error = noise * (inflation / spread).squareRoot()
        // A trend needs two weeks: from less it is one weekend.
        let isLong = count >= 14
        let kept = isLong && raw != 0 ? max(0, 1 - (error / raw) * (error / raw)) : 0
        slope = raw * kept
        // What was dropped may still be there: at least a third of the error stays. The share is tuned by simulation.
        slopeError =
            isLong
            ? error * max(1.0 / 3, kept.squareRoot()) : 0.02 * abs(level) * (inflation / Double(count)).squareRoot()
    }

    /// The expected cost of a day; never below nothing.
    func cost(_ day: CalendarDay) -> Double {
        max(0, (level + slope * (Double(day.number) - centre)) * factors[day.weekday])
    }

    /// The standard deviation of the sum of these days: their noise, the error of the level and that of the slope.
    func deviation(_ days: [CalendarDay]) -> Double {
        let inflation = (1 + correlation) / (1 - correlation)
        let weights = days.map { factors[$0.weekday] }
        let own = noise * noise * weights.map { $0 * $0 }.reduce(0, +) * inflation
        let total = weights.reduce(0, +)
        let levelPart = total * total * noise * noise * inflation / Double(max(1, count))
        let reach = zip(days, weights).map { (Double($0.number) - centre) * $1 }.reduce(0, +)
        return (own + levelPart + reach * reach * slopeError * slopeError).squareRoot()
    }

    /// The 90 % quantile of Student's t, which leaves 80 % between both sides: Cornish and Fisher's expansion around
    /// 1.28155 (Abramowitz and Stegun 26.7.5).
    var quantile: Double {
        let freedom = Double(max(1, count - 2))
        let z = 1.281_551_6
        let first = (pow(z, 3) + z) / 4
        let second = (5 * pow(z, 5) + 16 * pow(z, 3) + 3 * z) / 96
        return z + first / freedom + second / (freedom * freedom)
    }

    // MARK: Parts

    /// The factor of each weekday: the mean of cost over the mean of the seven days around, drawn towards 1 as if one
    /// more week without a shape had been seen; all 1 with less than two weeks.
    private static func weekFactors(_ days: [(day: CalendarDay, cost: Double)]) -> [Double] {
        guard days.count >= 14 else { return Array(repeating: 1, count: 7) }
        let byNumber = Dictionary(days.map { ($0.day.number, $0.cost) }, uniquingKeysWith: { first, _ in first })
        var ratios = Array(repeating: [Double](), count: 7)
        for (day, cost) in days {
            let around = (-3...3).compactMap { byNumber[day.number + $0] }
            let mean = RobustFigures.mean(around)
            if around.count == 7, mean > 0 { ratios[day.weekday].append(cost / mean) }
        }
        let raw = ratios.map { own in
            // The median, so that a single dear Sunday makes no shape.
            let middle = own.isEmpty ? 1 : RobustFigures.median(own)
            return (middle * Double(own.count) + 0.5) / (Double(own.count) + 0.5)
        }
        let mean = RobustFigures.mean(raw)
        return raw.map { max(0.05, $0 / mean) }
    }

    private static func slope(_ times: [Double], _ values: [Double]) -> Double {
        let middle = (RobustFigures.mean(times), RobustFigures.mean(values))
        let below = RobustFigures.squares(times)
        guard below > 0 else { return 0 }
        return zip(times, values).map { ($0 - middle.0) * ($1 - middle.1) }.reduce(0, +) / below
    }

    private static func correlation(_ residuals: [Double]) -> Double {
        let all = residuals.map { $0 * $0 }.reduce(0, +)
        guard residuals.count >= 14, all > 0 else { return 0.2 }
        let lagged = zip(residuals, residuals.dropFirst()).map { $0 * $1 }.reduce(0, +)
        // The plain estimate is too low by about (1 + 4ρ)/n (Marriott and Pope 1954).
        let plain = lagged / all
        return min(0.7, max(0, plain + (1 + 4 * plain) / Double(residuals.count)))
    }

    /// Where the level jumped: the split into two levels that explains the days clearly better than one line does, and
    /// by at least four times the noise that is left. Each side has at least two days.
    private static func jump(_ days: [(time: Double, value: Double)]) -> Int? {
        guard days.count >= 7 else { return nil }
        let times = days.map(\.time)
        let values = days.map(\.value)
        let slope = slope(times, values)
        let line = RobustFigures.squares(zip(times, values).map { $1 - slope * $0 })
        var best: (place: Int, rest: Double)?
        for place in 2...(values.count - 2) {
            let rest =
                RobustFigures.squares(Array(values[..<place])) + RobustFigures.squares(Array(values[place...]))
            if rest < best?.rest ?? .infinity { best = (place, rest) }
        }
        guard let best, best.rest < 0.6 * line else { return nil }
        let before = RobustFigures.mean(Array(values[..<best.place]))
        let after = RobustFigures.mean(Array(values[best.place...]))
        let noise = max((best.rest / Double(values.count - 2)).squareRoot(), 0.01 * abs(before))
        return abs(after - before) > 4 * noise && abs(after - before) > 0.15 * abs(before) ? best.place : nil
    }
}
