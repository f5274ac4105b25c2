// Attributes that must not become weaker: what "weaker" means for each, in one table row.

import Core

/// One attribute of some resource types that protects a promise.
struct Guarded: Sendable {
    /// What makes a new value weaker than the old one.
    enum Order: Sendable {
        /// This value protects, the other does not.
        case flag(safe: Bool)
        /// Less is weaker; `endless` is a number that means "without end".
        case number(endless: Double? = nil)
        /// More is weaker; `endless` is a number that means "without end".
        case ceiling(endless: Double? = nil)
        /// From the weakest to the strongest. What is not in the list is compared with nothing.
        case ranked([String])
        /// Being set protects, being empty does not.
        case present
        /// Being empty protects, being set does not.
        case empty
        /// A list or set that must not lose elements.
        case elements
        /// A list of blocks of which none may go, told apart by this member of theirs.
        case keys(String)
        /// A list or set that must not become shorter, whatever is in it.
        case count
        /// The size of a machine by its name: `db.r6g.large`.
        case size
        /// An image by digest protects, by tag it does not.
        case digest
        /// A TLS policy of load balancers, by what its name says.
        case listenerPolicy
        /// Anything but this word protects.
        case not(String)
        /// Whatever does not say "all at once" protects.
        case gradual
    }

    var rule: String
    var promise: Promise
    var types: Set<String>
    /// Where it is; blocks are lists, so `logging.0.enabled`.
    var path: AttributePath
    var order: Order
    /// What it is, for people.
    var what: String
    /// What AWS takes if it is not set; nil if a missing value says nothing.
    var missing: JSONValue?
    /// The verdict if it becomes weaker.
    var verdict: Verdict
    /// The verdict if a new resource comes without it; nil if that says nothing.
    var onCreate: Verdict?
    /// What to do.
    var hint: String

    init(
        _ rule: String, _ promise: Promise, _ types: Set<String>, _ path: AttributePath, _ order: Order, _ what: String,
        missing: JSONValue? = nil, verdict: Verdict = .refuse, onCreate: Verdict? = nil,
        hint: String = "Keep it as it is."
    ) {
        self.rule = rule
        self.promise = promise
        self.types = types
        self.path = path
        self.order = order
        self.what = what
        self.missing = missing
        self.verdict = verdict
        self.onCreate = onCreate
        self.hint = hint
    }

    /// What the row says of a change, if anything.
    func check(_ change: ResourceChange) -> Observation? {
        guard change.after.exists, !change.action.isQuiet, !isOnDemand(change) else { return nil }
        let after = change.after[path]
        guard change.before.exists else { return checkNew(change, after) }
        let before = change.before[path].value ?? missing
        guard let before, Self.protects(before, order) else { return nil }
        if after == .unknown {
            var unknown = Observation.unknown(
                rule, promise, at: change, path: path, what: "\(what) was \(shown(before, change))",
                needsOnlyAValue: needsOnlyAValue)
            // Of a new one AWS chooses what nobody writes, as it did for the old one.
            unknown.mattersOnlyIfWritten = change.action.replaces
            if verdict == .warn { unknown.verdict = .warn }
            return unknown
        }
        if change.after.hasUnknown(path) {
            switch order {
            case .elements, .keys: return nil
            default: break
            }
        }
        // Nothing set and no stated default: what AWS then takes is not known, as it was before.
        let now = after.value ?? missing ?? emptyValue
        guard let now, isWeaker(now, than: before) else { return nil }
        // An import knows only what AWS tells: what is absent there is not a default that was in force.
        if change.isImported, change.before[path] == .absent { return nil }
        var found = observation(
            change, verdict, "\(named) goes from \(shown(before, change)) to \(shown(now, change))")
        found.planned = isHidden(change) ? nil : now.string ?? now.number?.plain
        return found
    }

    /// What it is; of a switch also its name, for "on" may be the safe side or the other.
    private var named: String {
        guard case .flag = order, let last = path.steps.last?.description, !what.contains(last) else { return what }
        return "\(what): \(last)"
    }

    /// Where AWS takes as much as comes, numbers of capacity say nothing.
    private func isOnDemand(_ change: ResourceChange) -> Bool {
        // What is bought ahead; the limits that a table on demand has of its own count.
        rule == "capacity" && order.isNumber && path.steps.first != .key("on_demand_throughput")
            && (change.after["billing_mode"].value?.string == "PAY_PER_REQUEST"
                || change.after["stream_mode_details.0.stream_mode"].value?.string == "ON_DEMAND")
    }

    private func isHidden(_ change: ResourceChange) -> Bool {
        change.before.isSensitive(path) || change.after.isSensitive(path)
    }

    /// A value for people, unless it must not be shown.
    private func shown(_ value: JSONValue, _ change: ResourceChange) -> String {
        isHidden(change) ? "(sensitive)" : Self.spoken(value)
    }

    private func checkNew(_ change: ResourceChange, _ after: Attribute) -> Observation? {
        guard let onCreate, !isCopy(change) else { return nil }
        if after == .unknown {
            guard !needsOnlyAValue else { return nil }
            var unknown = Observation.unknown(
                rule, promise, at: change, path: path, what: "\(what) of a new resource")
            unknown.mattersOnlyIfWritten = true
            return unknown
        }
        guard let now = after.value ?? missing ?? emptyValue, isWeakWhenNew(now) else { return nil }
        // A value that the ranking does not know is neither weak nor strong.
        if case .ranked(let ranks) = order, let text = now.string, !ranks.contains(text) { return nil }
        var found = observation(
            change, onCreate,
            "new, and weak in \(what): \(path) is \(isHidden(change) ? "(sensitive)" : Self.spoken(after.value))")
        found.isNewWithout = onCreate == .warn
        return found
    }

    /// A replica is protected by what it copies: it has no final snapshot, and seldom a standby.
    private func isCopy(_ change: ResourceChange) -> Bool {
        ["protection-removed", "zone-loss"].contains(rule)
            && (["replicate_source_db", "replication_source_identifier"] as [AttributePath]).contains {
                change.after[$0].isSet
            }
    }

    private func observation(_ change: ResourceChange, _ verdict: Verdict, _ summary: String) -> Observation {
        Observation(rule, promise, verdict, at: change.address, path: path, summary, hint: hint)
    }

    private var needsOnlyAValue: Bool {
        if case .present = order { true } else { false }
    }

    /// What a missing value is for orders to which emptiness is an answer.
    private var emptyValue: JSONValue? {
        switch order {
        case .present, .empty, .elements, .keys, .count: .string("")
        default: nil
        }
    }

    /// Whether a value protects at all.
    private static func protects(_ value: JSONValue, _ order: Order) -> Bool {
        switch order {
        case .flag(let safe): value.bool == safe
        case .number(let endless): value.number.map { $0 > 0 || $0 == endless } ?? false
        case .ceiling: value.number != nil
        case .ranked(let ranks): value.string.flatMap { ranks.firstIndex(of: $0) }.map { $0 > 0 } ?? false
        case .present, .elements, .keys, .count: Attribute.known(value).isSet
        case .size: value.string.map { MachineSize($0) != nil } ?? false
        case .digest: value.string?.contains("@sha256:") ?? false
        case .listenerPolicy: value.string.map { ListenerPolicy($0) != nil } ?? false
        case .not(let word): value.string.map { !$0.isEmpty && $0 != word } ?? false
        case .gradual: value.string.map { !$0.contains("AllAtOnce") } ?? false
        case .empty: !Attribute.known(value).isSet
        }
    }

    private func isWeakWhenNew(_ value: JSONValue) -> Bool {
        if case .listenerPolicy = order { return value.string.flatMap { ListenerPolicy($0) }?.isOutdated ?? false }
        return !Self.protects(value, order)
    }

    private func isWeaker(_ now: JSONValue, than before: JSONValue) -> Bool {
        switch order {
        case .flag(let safe): return now.bool == !safe
        case .number(let endless):
            guard let old = before.number, let new = now.number, new != endless else { return false }
            return old == endless || new < old
        case .ceiling(let endless):
            guard let old = before.number, let new = now.number, old != endless else { return false }
            return new == endless || new > old
        case .ranked(let ranks):
            guard let text = now.string, let old = before.string.flatMap({ ranks.firstIndex(of: $0) }) else {
                return false
            }
            guard let new = ranks.firstIndex(of: text) else { return false }
            return new < old
        case .present: return !Attribute.known(now).isSet
        case .empty: return Attribute.known(now).isSet
        case .keys(let key):
            return !Set((before.array ?? []).compactMap { $0[key]?.canonicalText })
                .isSubset(of: (now.array ?? []).compactMap { $0[key]?.canonicalText })
        case .elements: return !Set(before.array ?? []).isSubset(of: Set(now.array ?? []))
        case .listenerPolicy:
            guard let old = before.string.flatMap({ ListenerPolicy($0) }),
                let new = now.string.flatMap({ ListenerPolicy($0) })
            else { return false }
            return new < old
        case .digest, .gradual, .not: return !Self.protects(now, order)
        case .count: return (now.array?.count ?? 0) < (before.array?.count ?? 0)
        case .size:
            guard let old = before.string.flatMap({ MachineSize($0) }), let text = now.string else { return false }
            return MachineSize(text).map { $0.isLess(than: old) } ?? false
        }
    }

    /// A value for people, short.
    static func spoken(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null: "not set"
        case .string(""): "empty"
        case .string(let text): "'\(text.prefix(80))'"
        case .bool(let flag): flag ? "true" : "false"
        case .number(let digits): digits
        case .array(let elements) where elements.isEmpty: "empty"
        case .array(let elements): "[" + elements.prefix(6).map { spoken($0) }.joined(separator: ", ") + "]"
        case .object: "set"
        }
    }
}

extension Guarded.Order {
    /// Whether it is about numbers of which more is stronger.
    var isNumber: Bool {
        if case .number = self { true } else { false }
    }
}
