// How much of a window is missing.

internal import Core
internal import Telemetry

/// Adds up gaps within a window.
struct GapAccount {
    /// The seconds of the window in which there could have been counts.
    let seconds: Range<Int>
    private(set) var unknownSeconds = 0
    private(set) var lostRequests = 0

    /// The account of `gaps`, as far as they lie within `seconds`.
    init(_ gaps: [TelemetryGap], within seconds: Range<Int>) {
        self.seconds = seconds
        var end = seconds.lowerBound
        for gap in gaps.sorted(by: { ($0.from, $0.to) < ($1.from, $1.to) }) {
            let from = max(gap.from, seconds.lowerBound)
            let to = min(gap.to, seconds.upperBound)
            guard from < to else { continue }
            if let lost = gap.lostLines {
                // As much of it as lies within.
                lostRequests += Int((Double(lost) * Double(to - from) / Double(gap.to - gap.from)).rounded(.up))
            } else if to > end {
                unknownSeconds += to - max(from, end)
                end = to
            }
        }
    }

    /// What is missing beside `valid` requests counted.
    func missing(beside valid: Int) -> MissingCounts {
        let time = seconds.isEmpty ? 0 : Double(unknownSeconds) / Double(seconds.count)
        let all = valid + lostRequests
        let lost = all == 0 ? 0 : Double(lostRequests) / Double(all)
        return MissingCounts(unknownSeconds: unknownSeconds, lostRequests: lostRequests, share: max(time, lost))
    }
}
