// The report for people: what `steady slo status` prints.

internal import Core
internal import Foundation
internal import Telemetry

extension ServiceLevelReport {
    /// The report as text of several lines, ending with a line break; no colours, no line beyond 120 columns unless a
    /// flow's name is long.
    package var text: String {
        var lines = ["\(flow): \(state.rawValue), \(time)", ""]
        for objective in objectives { lines += Self.lines(objective) + [""] }
        let perSecond = Double(lastMinute.requests) / Double(ServiceLevelLimits.nowSeconds)
        lines.append(
            "traffic       \(lastMinute.requests) requests in the last minute (\(Self.number(perSecond))/s), "
                + "\(lastMinute.bad) failed, \(lastMinute.slow) slow")
        lines.append("latency now   \(Self.quantiles(latencyNow))")
        lines.append("over window   \(Self.quantiles(latencyOverWindow))")
        if missing.unknownSeconds > 0 || missing.lostRequests > 0 {
            let unknown = Duration.seconds(missing.unknownSeconds).spoken
            lines.append("missing       \(missing.lostRequests) requests lost; \(unknown) in which nobody counted")
            lines += gaps.map { "              \(Self.line($0))" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lines(_ status: ObjectiveStatus) -> [String] {
        let window = Duration.seconds(status.windowSeconds).text
        let limit = status.belowMilliseconds.map { " below \(Duration.milliseconds($0).text)" } ?? ""
        let ratio = status.ratio.map { number($0 * 100, digits: 4) + " %" } ?? "no data"
        let budget = status.budget
        let empty =
            switch budget.emptyInSeconds {
            case nil: "nothing fails at the rate of the last \(budget.rateOver)"
            case 0?: "empty"
            case let seconds?: "empty in \(Duration.seconds(seconds).spoken) at the rate of the last \(budget.rateOver)"
            }
        let part = budget.leftPercent.map {
            "\(number($0)) % left: \(number(budget.left)) of \(number(budget.allowed)) requests; \(empty)"
        }
        let burn = status.burn.map { "\($0.window) \($0.rate.map { number($0) } ?? "no data")" }
        return [
            "\(status.name): \(status.state.rawValue), \(ratio) of \(status.target)\(limit) over \(window)",
            "  because     \(status.because)",
            "  budget      \(part ?? "unknown")",
            "  burn rate   \(burn.joined(separator: ", "))",
        ]
    }

    private static func quantiles(_ latency: LatencyQuantiles) -> String {
        guard let p50 = latency.p50, let p95 = latency.p95, let p99 = latency.p99 else { return "no data" }
        let spoken = [p50, p95, p99].map { Duration.microseconds(Int64($0 * 1000)).spoken }
        return "p50 \(spoken[0]), p95 \(spoken[1]), p99 \(spoken[2]) of \(latency.samples) requests"
    }

    private static func line(_ gap: TelemetryGap) -> String {
        let span = Duration.seconds(gap.to - gap.from).spoken
        let lost = gap.lostLines.map { "\($0) requests" } ?? "unknown number"
        return "\(WallTime(second: gap.from)) for \(span): \(lost), \(gap.reason.rawValue)"
    }

    private static func number(_ value: Double, digits: Int = 1) -> String {
        String(format: "%.\(digits)f", value)
    }
}
