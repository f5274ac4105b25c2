// What a report asks the store, and the rules that turn counts into a state.

internal import Core
internal import Telemetry

/// The store's answers at one moment.
struct Facts<Store: TelemetryStore> {
    let lastCount: WallTime?
    let gaps: [TelemetryGap]
    let latencyWindow: Int
    let longestWindow: Int
    private let store: Store
    private let end: Int
    private let first: Int?

    init(store: Store, objectives: [Objective], now: WallTime) throws(TelemetryError) {
        self.store = store
        end = now.second
        let windows = objectives.map { Int($0.window.inSeconds) }
        longestWindow = max(windows.max() ?? 0, ServiceLevelLimits.nowSeconds)
        latencyWindow =
            objectives.first { if case .latency = $0.kind { true } else { false } }
            .map { Int($0.window.inSeconds) } ?? longestWindow
        first = try store.firstSecond()
        lastCount = try store.lastFlush()?.time
        var gaps = try store.gaps(from: WallTime(second: end - longestWindow), to: WallTime(second: end))
        if let lastCount, end - lastCount.second > ServiceLevelLimits.quietSeconds {
            gaps.append(TelemetryGap(from: lastCount.second, to: end, lostLines: nil, reason: .controlPlaneDown))
        }
        self.gaps = gaps
    }

    func sum(over seconds: Int) throws(TelemetryError) -> TelemetrySum {
        try store.sum(from: WallTime(second: end - seconds), to: WallTime(second: end), of: TelemetrySelection(.flow))
    }

    func counts(over seconds: Int) throws(TelemetryError) -> RequestCounts {
        try store.counts(
            from: WallTime(second: end - seconds), to: WallTime(second: end), of: TelemetrySelection(.flow))
    }

    /// The gaps of the last `seconds` seconds; time before the first count is no gap, the flow was not there yet.
    func account(over seconds: Int) -> GapAccount {
        GapAccount(gaps, within: begin(of: seconds)..<end)
    }

    func status(of objective: Objective) throws(TelemetryError) -> ObjectiveStatus {
        let window = Int(objective.window.inSeconds)
        let counts = try counts(over: window)
        let spent = objective.spent(in: counts)
        var burn: [BurnRate] = []
        for window in ServiceLevelLimits.burnWindows { burn.append(try burnRate(of: objective, over: window)) }
        let missing = account(over: window).missing(beside: counts.requests)
        let (state, because) = judge(objective, spent: spent, valid: counts.requests, missing: missing)
        var below: Int64?
        if case .latency(let limit, _) = objective.kind { below = limit.wholeMilliseconds }
        return ObjectiveStatus(
            name: objective.name, target: objective.target, belowMilliseconds: below, windowSeconds: window,
            from: begin(of: window), to: end, good: counts.requests - spent, valid: counts.requests,
            ratio: counts.requests == 0 ? nil : Double(counts.requests - spent) / Double(counts.requests),
            state: state, because: because,
            budget: budget(of: objective, spent: spent, valid: counts.requests, burn: burn), burn: burn)
    }

    private func begin(of seconds: Int) -> Int { min(end, max(end - seconds, first ?? end)) }

    private func burnRate(of objective: Objective, over window: Duration) throws(TelemetryError) -> BurnRate {
        let counts = try counts(over: Int(window.inSeconds))
        let spent = objective.spent(in: counts)
        let share = counts.requests == 0 ? nil : Double(spent) / Double(counts.requests)
        return BurnRate(
            window: window.text, valid: counts.requests, spent: spent, rate: share.map { $0 / objective.allowedShare })
    }

    /// Time to empty = the part left * the window / the burn rate: at burn rate 1 a whole budget lasts a window.
    private func budget(of objective: Objective, spent: Int, valid: Int, burn: [BurnRate]) -> ErrorBudget {
        let allowed = Double(valid) * objective.allowedShare
        let left = allowed - Double(spent)
        let part = valid == 0 ? nil : left / allowed
        let isOld = first.map { $0 <= end - 3600 } ?? false
        let basis = isOld ? "1h" : "5m"
        let rate = burn.first { $0.window == basis }?.rate ?? 0
        var empty: Int?
        if let part, part <= 0 {
            empty = 0
        } else if let part, rate > 0 {
            empty = Int(min(part * objective.window.inSeconds / rate, 1e12))
        }
        return ErrorBudget(
            allowed: allowed, spent: spent, left: left, leftPercent: part.map { $0 * 100 }, emptyInSeconds: empty,
            rateOver: basis)
    }

    private func judge(
        _ objective: Objective, spent: Int, valid: Int, missing: MissingCounts
    ) -> (ObjectiveState, String) {
        let window = objective.window.text
        guard let lastCount else { return (.unknown, "nothing was ever counted") }
        let what = objective.kind == .availability ? "failed" : "were slow"
        let facts = "\(spent) of \(valid) requests \(what), \(objective.target) must not"
        // Broken for sure: even if everything missing was good.
        let whole = missing.share < 1 ? Double(valid) / (1 - missing.share) : .infinity
        if whole < 1e15, objective.isBroken(spent: spent, of: Int(whole.rounded(.up))) { return (.bad, facts) }
        guard end - lastCount.second <= ServiceLevelLimits.staleSeconds else {
            return (.unknown, "nothing was counted since \(lastCount): is the control plane running?")
        }
        guard valid > 0 else { return (.unknown, "no request of the flow in the last \(window)") }
        guard missing.share < ServiceLevelLimits.gapShare else {
            return (.unknown, "counts are missing for \(Self.percent(missing.share)) of the last \(window)")
        }
        if objective.isBroken(spent: spent, of: valid) { return (.bad, facts) }
        if Double(valid) * objective.allowedShare < 1 {
            return (.good, facts + "; so few requests that a single one would break it")
        }
        return (.good, facts)
    }

    private static func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }
}
