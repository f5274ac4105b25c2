// What the templates see: texts ready to be shown. Every text from outside is a `Shown`; a `String` is one of ours or
// SVG that was made by `Chart` and `Bar`.

import Core

/// The head of every page.
struct HeadModel: Sendable {
    var title: Shown
    var style: String
    var script: String
    var icon: String
}

/// The page of the flow, its parts rendered already.
struct PageModel: Sendable {
    var head: HeadModel
    var version: String
    var formToken: String?
    var clock: String
    var status: String
    var notices: String
    var running: String
    var objectives: String
    var charts: String
    var releases: String
    var finished: String
    var ledger: String
}

/// The state at a glance.
struct StatusModel: Sendable {
    struct Metric: Sendable {
        var label: String
        var value: String
        var unit: String
        var note: String
    }

    var flow: Shown
    var environment: Shown
    var live: Shown
    var title: Shown
    var word: String
    var tone: String
    var isGood: Bool
    var isBad: Bool
    var reason: Shown
    var metrics: [Metric]

    init(_ snapshot: FlowSnapshot) {
        let worst = Self.worst(snapshot.objectives)
        let state = worst?.state ?? .unknown
        flow = Shown(snapshot.flow)
        environment = Shown(snapshot.environment)
        live = Shown(snapshot.live ?? "")
        tone = state.rawValue
        word = Self.word(state)
        isGood = state == .good
        isBad = state == .bad
        title = Shown("\(word) · \(snapshot.flow)")
        reason = Shown(worst?.because ?? "There is no objective to judge it by.")
        metrics = Self.metrics(snapshot)
    }

    static func word(_ state: ObjectiveView.State) -> String {
        switch state {
        case .good: "Good"
        case .bad: "Bad"
        case .unknown: "Unknown"
        }
    }

    /// The objective that decides the state: a broken one before an unknown one before a kept one; of two alike the one
    /// with less budget.
    static func worst(_ objectives: [ObjectiveView]) -> ObjectiveView? {
        func rank(_ objective: ObjectiveView) -> (Int, Double) {
            let order: Int =
                switch objective.state {
                case .bad: 0
                case .unknown: 1
                case .good: 2
                }
            return (order, objective.budget?.leftPercent ?? 100)
        }
        return objectives.min { rank($0) < rank($1) }
    }

    private static func metrics(_ snapshot: FlowSnapshot) -> [Metric] {
        let latency = snapshot.now.latencyMilliseconds
        return [
            Metric(
                label: "Requests", value: Figures.number(snapshot.now.requestsPerSecond), unit: "/s", note: "now"),
            Metric(label: "Errors", value: Figures.number(snapshot.now.errorPercent), unit: "%", note: "now"),
            latencyMetric("p50", latency.p50, snapshot.window.p50),
            latencyMetric("p95", latency.p95, snapshot.window.p95),
            latencyMetric("p99", latency.p99, snapshot.window.p99),
        ]
    }

    private static func latencyMetric(_ label: String, _ now: Double?, _ window: Double?) -> Metric {
        let parts = Figures.milliseconds(now).split(separator: " ", maxSplits: 1)
        return Metric(
            label: label, value: String(parts[0]), unit: parts.count > 1 ? String(parts[1]) : "",
            note: "window " + Figures.milliseconds(window))
    }
}

/// Warnings and gaps in the data.
struct NoticesModel: Sendable {
    struct Gap: Sendable {
        var from: String
        var to: String
        var isOpen: Bool
        var reason: Shown
        var lost: String
    }

    var warnings: [Shown]
    var gaps: [Gap]
    var hasAny: Bool

    init(_ snapshot: FlowSnapshot) {
        warnings = snapshot.warnings.prefix(HTTPLimits.shownRows).map { Shown($0) }
        gaps = snapshot.gaps.suffix(HTTPLimits.shownRows).reversed().map { gap in
            Gap(
                from: Figures.clock(gap.from), to: gap.to.map(Figures.clock) ?? "", isOpen: gap.to == nil,
                reason: Shown(gap.reason),
                lost: gap.lost.map { "\(Figures.count($0)) requests not counted" } ?? "number of requests unknown")
        }
        hasAny = !warnings.isEmpty || !gaps.isEmpty
    }
}

/// The objectives with their budgets.
struct ObjectivesModel: Sendable {
    struct Row: Sendable {
        var name: Shown
        var target: Shown
        var window: Shown
        var percent: String
        var counts: String
        var word: String
        var tone: String
        var isGood: Bool
        var isBad: Bool
        var because: Shown
        var bar: String
        var left: String
        var leftRequests: String
        var emptyIn: Shown
        var hasBudget: Bool
    }

    var rows: [Row]

    init(_ snapshot: FlowSnapshot) {
        rows = snapshot.objectives.map(Self.row)
    }

    private static func row(_ objective: ObjectiveView) -> Row {
        let budget = objective.budget
        let left = budget?.leftPercent ?? 0
        return Row(
            name: Shown(objective.name.prefix(1).uppercased() + objective.name.dropFirst()),
            target: Shown(objective.target), window: Shown(objective.window),
            percent: Figures.share(objective.percent),
            counts: "\(Figures.count(objective.good)) of \(Figures.count(objective.valid)) requests",
            word: StatusModel.word(objective.state), tone: objective.state.rawValue,
            isGood: objective.state == .good, isBad: objective.state == .bad, because: Shown(objective.because),
            bar: Bar.svg(left / 100, class: left <= 0 ? "bad" : left < 20 ? "low" : "good"),
            left: Figures.percent(left) + (left < 0 ? " (overspent)" : ""),
            leftRequests: budget.map { Figures.count($0.leftRequests) } ?? "–",
            emptyIn: Shown(budget.map { $0.emptyIn ?? "unknown" } ?? ""), hasBudget: budget != nil)
    }
}

/// The releases and their instances.
struct ReleasesModel: Sendable {
    struct Instance: Sendable {
        var name: Shown
        var place: String
        var health: String
    }

    struct Row: Sendable {
        var name: Shown
        var digest: Shown
        var role: String
        var weight: String
        var bar: String
        var instances: [Instance]
    }

    var rows: [Row]
    var rollbackTarget: Shown
    var canRollback: Bool

    init(_ snapshot: FlowSnapshot) {
        rows = snapshot.releases.prefix(HTTPLimits.shownRows).map(Self.row)
        let warm = snapshot.releases.first { $0.role == .warm && $0.name != snapshot.live }?.name
        rollbackTarget = Shown(warm ?? "")
        canRollback = warm != nil && snapshot.rollout?.isRunning != true
    }

    private static func row(_ release: ReleaseView) -> Row {
        Row(
            name: Shown(release.name, limit: 63), digest: Shown(String(release.digest.prefix(19))),
            role: release.role.rawValue, weight: Figures.percent(release.weightPercent),
            bar: Bar.svg(release.weightPercent / 100, class: release.role.rawValue),
            instances: release.instances.prefix(HTTPLimits.shownRows).map { instance in
                let port = instance.port.map { "port \($0)" }
                let pid = instance.pid.map { "pid \($0)" }
                return Instance(
                    name: Shown(instance.name, limit: 63),
                    place: [port, pid].compactMap { $0 }.joined(separator: ", "), health: instance.health.rawValue)
            })
    }
}

/// The last ledger entries.
struct LedgerModel: Sendable {
    struct Row: Sendable {
        var id: Shown
        var date: String
        var clock: String
        var stamp: String
        var kind: Shown
        var actor: Shown
        var subject: Shown
        var summary: Shown
    }

    var rows: [Row]

    init(_ snapshot: FlowSnapshot) {
        rows = snapshot.ledger.prefix(HTTPLimits.ledgerLines).map { line in
            Row(
                id: Shown(line.id), date: Figures.date(line.time), clock: Figures.clock(line.time),
                stamp: line.time.description, kind: Shown(line.kind), actor: Shown(line.actor),
                subject: Shown(line.subject), summary: Shown(line.summary))
        }
    }
}

/// The page that says how to log in.
struct LoginModel: Sendable {
    var head: HeadModel
    var failed: Bool
}

/// The page of an error.
struct ErrorModel: Sendable {
    var head: HeadModel
    var status: Int
    var message: Shown
    var hint: Shown
    var requestID: Shown
}
