// Medians and their like: figures that one odd day does not move.

/// Robust figures of small samples.
enum RobustFigures {
    /// The middle value; 0 for none.
    static func median(_ values: [Double]) -> Double { quantile(values, 0.5) }

    /// A quantile by linear interpolation between order statistics (Hyndman and Fan 1996, type 7); 0 for none.
    static func quantile(_ values: [Double], _ share: Double) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        let place = share * Double(sorted.count - 1)
        let low = Int(place.rounded(.down))
        let high = min(low + 1, sorted.count - 1)
        return sorted[low] + (place - Double(low)) * (sorted[high] - sorted[low])
    }

    /// The median distance from the median times 1.4826: the standard deviation if the values are normal.
    static func spread(_ values: [Double]) -> Double {
        let middle = median(values)
        return 1.4826 * median(values.map { abs($0 - middle) })
    }

    static func mean(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }

    static func squares(_ values: [Double]) -> Double {
        let middle = mean(values)
        return values.map { ($0 - middle) * ($0 - middle) }.reduce(0, +)
    }
}
