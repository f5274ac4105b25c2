// The review: every change through every rule, then what only the whole plan can tell.

package import Core
internal import Foundation

/// Reviews one plan. Changes come one by one and are not kept, save the few that rules compare with each other.
package final class Reviewer {
    /// What a review is made with.
    package struct Settings: Sendable {
        /// The flow; nil if there is no specification.
        package var spec: FlowSpec?
        /// When it is made.
        package var now: WallTime
        /// What earlier work proved.
        package var evidence: ReviewEvidence
        /// Leave to break rules.
        package var exceptions: [ExceptionSpec]
        /// From which age on a plan is refused.
        package var maximumAge: Duration
        /// The prices that its cost is estimated with; nil if it is not.
        package var prices: PriceBook?

        /// Settings.
        package init(
            spec: FlowSpec?, now: WallTime, evidence: ReviewEvidence = .init(), exceptions: [ExceptionSpec] = [],
            maximumAge: Duration = Limits.planAge, prices: PriceBook? = nil
        ) {
            self.prices = prices
            self.spec = spec
            self.now = now
            self.evidence = evidence
            self.exceptions = exceptions
            self.maximumAge = maximumAge
        }
    }

    private let settings: Settings
    private let scope: FlowScope
    private var observations: [Observation] = []
    private var outside: [String: String] = [:]
    private var changed: [String: String] = [:]
    private var access = AccessRules()
    private var cost: ReviewCost?
    private var alarms: [ResourceChange] = []
    private var drifts: [ResourceChange] = []
    /// What the plan sets protective attributes to, where it changes them, and whole resources of the types whose
    /// rules look at more than one: what was changed outside comes last in plans.
    private var mended: [String: [AttributePath: Attribute]] = [:]
    private var remade: [String: Snapshot] = [:]
    /// Names and ids of what is destroyed, outside the flow and in it, and what each untagged destroyed thing names.
    private var goneOutside: Set<String> = []
    private var goneInside: Set<String> = []
    private var untagged: [String: Set<String>] = [:]
    /// Whether anything with tags, changed or not, belongs to the flow, and whether anything does not.
    private var sawInside = false
    private var sawOutside = false
    /// The same for services by their names, and what autoscaling works for.
    private var sawService: [String: (inside: Bool, outside: Bool)] = [:]
    private var scaledBy: [String: String] = [:]
    /// Settings of buckets that have no tags of their own, and whose buckets they are.
    private var companions: [String: String] = [:]
    private var bucketsInside: Set<String> = []
    private var bucketsOutside: Set<String> = []
    /// The same by module instance.
    private var sawInModule: [String: (inside: Bool, outside: Bool)] = [:]

    private init(_ settings: Settings) {
        self.settings = settings
        scope = FlowScope(spec: settings.spec)
        cost = settings.prices.map { ReviewCost(book: $0, spec: settings.spec, now: settings.now) }
    }

    /// Reviews a plan that comes in pieces of bytes. Throws `PlanError` if it is none.
    package static func review(_ next: @escaping () throws -> [UInt8], settings: Settings) throws -> ReviewReport {
        let reviewer = Reviewer(settings)
        let facts = try PlanReader.read(next) { reviewer.take($0) }
        return reviewer.finish(facts)
    }

    // MARK: While it is read

    private func take(_ item: PlanReader.Item) {
        switch item {
        case .drift(let change):
            guard !change.isData else { return }
            drifts.append(change)
        case .change(let change): take(change)
        }
    }

    private func take(_ change: ResourceChange) {
        guard change.deposed == nil else {
            if scope.reasonOutside(change) == nil { observations += DestroyRules.check(change) }
            return
        }
        access.take(change)
        cost?.take(change)
        if AlarmRules.alarms.contains(change.type) { alarms.append(change) }
        if change.action == .update { noteMended(change) }
        guard !change.isData else { return }
        noteSide(change)
        guard !change.action.isQuiet else { return }
        if change.action == .delete { noteGone(change) } else { noteCompanion(change) }
        if let reason = scope.reasonOutside(change) {
            outside[change.address] = reason
        } else {
            changed[change.address] = change.configurationAddress
            if let leaving = scope.leaving(change) { observations.append(leaving) }
        }
        observations += RuleSet.check(change)
    }

    private func noteMended(_ change: ResourceChange) {
        if DriftRules.whole(change.type) {
            remade[change.address] = change.after
            return
        }
        for row in RuleSet.guarded(change.type) where change.before[row.path] != change.after[row.path] {
            mended[change.address, default: [:]][row.path] = change.after[row.path]
        }
    }

    /// What has no tags of its own belongs to whatever it names: a bucket's policy to its bucket.
    private func noteGone(_ change: ResourceChange) {
        let values = change.before.values.object
        if let scaled = Self.scaled(change) {
            untagged[change.address] = [scaled]
            return
        }
        if values?["tags"] == nil, values?["tags_all"] == nil {
            untagged[change.address] = Set(
                (values?.members ?? []).compactMap { $0.value.string }.filter { $0.count > 2 })
            return
        }
        let names = ["id", "arn", "name", "bucket"].compactMap { values?[$0]?.string }
        if scope.reasonOutside(change) == nil { goneInside.formUnion(names) } else { goneOutside.formUnion(names) }
    }

    /// A bucket's setting is where its bucket is.
    private func noteCompanion(_ change: ResourceChange) {
        let snapshot = change.before.exists ? change.before : change.after
        guard let values = snapshot.values.object, values["tags"] == nil, values["tags_all"] == nil,
            let bucket = values["bucket"]?.string
        else { return }
        companions[change.address] = bucket
    }

    /// The name of the service that autoscaling works for, by its path `service/cluster/name`. Its own tags, if it has
    /// any, are those that all resources have by default.
    private static func scaled(_ change: ResourceChange) -> String? {
        guard change.type.hasPrefix("aws_appautoscaling_") else { return nil }
        return change.before["resource_id"].value?.string?.split(separator: "/").last.map(String.init)
    }

    private func noteSide(_ change: ResourceChange) {
        if let service = Self.scaled(change) {
            scaledBy[change.address] = service
            return
        }
        let values = (change.before.exists ? change.before : change.after).values.object
        guard let tags = values?["tags_all"] ?? values?["tags"], !tags.isNull, Attribute.known(tags).isSet else {
            return
        }
        let isInside = scope.reasonOutside(change) == nil
        if change.type == "aws_ecs_service", let name = values?["name"]?.string {
            let seen = sawService[name] ?? (false, false)
            sawService[name] = (seen.inside || isInside, seen.outside || !isInside)
        }
        if change.type == "aws_s3_bucket", let name = values?["bucket"]?.string {
            if isInside { bucketsInside.insert(name) } else { bucketsOutside.insert(name) }
        }
        if isInside { sawInside = true } else { sawOutside = true }
        let module = Self.module(change)
        let seen = sawInModule[module] ?? (false, false)
        sawInModule[module] = (seen.inside || isInside, seen.outside || !isInside)
    }

    /// The instance of a module that a resource stands in; empty for the root.
    private static func module(_ change: ResourceChange) -> String {
        change.address.components(separatedBy: "\(change.type).\(change.name)").first ?? ""
    }

    /// Whether whatever has tags in the module instance of an address is outside.
    private func isModuleOutside(_ address: String) -> Bool {
        sawInModule.contains { module, seen in
            !module.isEmpty && address.hasPrefix(module) && seen.outside && !seen.inside
                && !address.dropFirst(module.count).hasPrefix("module.")
        }
    }

    private func putChildrenOutside() {
        for (address, bucket) in companions where outside[address] == nil && bucketsOutside.contains(bucket) {
            guard !bucketsInside.contains(bucket) else { continue }
            outside[address] = "it belongs to a bucket outside the flow"
            changed[address] = nil
        }
        for (address, name) in scaledBy where outside[address] == nil {
            guard let seen = sawService[name], seen.outside, !seen.inside else { continue }
            outside[address] = "it scales a service outside the flow"
            changed[address] = nil
        }
        // A stack in which whatever has tags is outside is outside as a whole.
        let isAllOutside = sawOutside && !sawInside
        for (address, names) in untagged
        where outside[address] == nil
            && (isAllOutside || isModuleOutside(address)
                || !names.isDisjoint(with: goneOutside) && names.isDisjoint(with: goneInside))
        {
            outside[address] = "it belongs to something outside the flow that goes as well"
            changed[address] = nil
        }
    }

    // MARK: Once all of it was read

    private func finish(_ facts: PlanFacts) -> ReviewReport {
        putChildrenOutside()
        observations += AlarmRules.removed(alarms) + access.judge(facts.graph) + SecretRules.check(facts)
        observations += PlanRules.check(facts, now: settings.now, maximumAge: settings.maximumAge)
        for drift in drifts where scope.reasonOutside(drift) == nil {
            observations += DriftRules.check(drift) { [mended, remade] path in
                remade[drift.address].map { $0.json(path) } ?? mended[drift.address]?[path]
            } access: { change in
                var access = AccessRules()
                access.take(change)
                return access.judge(facts.graph)
            }
        }
        let priced = cost?.judge(graph: facts.graph)
        observations += priced?.observations ?? []
        let kept = observations.filter { $0.concernsEverybody || outside[$0.address] == nil }
            .compactMap { resolved($0, facts.graph) }.map { asLiteral(asMeant($0, facts.graph), facts.graph) }.map(
                withEvidence)
        let (findings, exceptions) = applyExceptions(kept)
        return ReviewReport(
            report: VerdictReport(findings: findings.sorted(by: Self.isWorse)), changesDigest: facts.changesDigest.hex,
            planDigest: facts.fileDigest.hex,
            counts: Dictionary(uniqueKeysWithValues: facts.counts.map { ($0.key.rawValue, $0.value) }),
            blast: blast(facts.graph), exceptions: exceptions, cost: priced?.cost,
            terraformVersion: facts.terraformVersion,
            formatVersion: facts.formatVersion)
    }

    /// A new resource without a safety is worth a warning; where the configuration says so itself it needs a reason.
    private func asMeant(_ observation: Observation, _ graph: ReferenceGraph) -> Observation {
        guard observation.isNewWithout, case .key(let attribute)? = observation.path?.steps.first,
            graph.sets(attribute, in: ResourceChange.withoutKeys(observation.address)) == true
        else { return observation }
        var observation = observation
        observation.verdict = .cannotProve
        observation.hint += " If it is meant, say why in an exception."
        return observation
    }

    /// A secret that is masked in the plan is no secret if the code has it.
    private func asLiteral(_ observation: Observation, _ graph: ReferenceGraph) -> Observation {
        guard observation.rule == "secret-in-clear", observation.verdict == .warn,
            case .key(let attribute)? = observation.path?.steps.first,
            graph.isLiteral(attribute, in: ResourceChange.withoutKeys(observation.address))
        else { return observation }
        var observation = observation
        observation.verdict = .refuse
        observation.summary = "\(attribute) is written in the configuration itself"
        return observation
    }

    /// What an unknown attribute comes from; nil if the observation falls away with that.
    private func resolved(_ observation: Observation, _ graph: ReferenceGraph) -> Observation? {
        guard observation.isUnknown, let path = observation.path, case .key(let attribute)? = path.steps.first else {
            return observation
        }
        let block = ResourceChange.withoutKeys(observation.address)
        if observation.mattersOnlyIfWritten, graph.sets(attribute, in: block) == false { return nil }
        // Set by an expression that plans do not follow (a local, a loop): it will have a value, and more is not asked.
        let sources = graph.resources(behind: block, attribute: attribute).sorted()
        if observation.needsOnlyAValue, sources.isEmpty, graph.sets(attribute, in: block) == true { return nil }
        guard !sources.isEmpty else { return observation }
        // What a resource without a counterpart in the cloud gives can be anything, nothing as well.
        let isGiven = sources.contains { source in
            !["terraform_data.", "null_resource."].contains { source.contains($0) }
        }
        if observation.needsOnlyAValue, isGiven { return nil }
        var observation = observation
        observation.hint =
            "It comes from \(sources.prefix(3).joined(separator: ", ")): apply that first (terraform apply -target=\(sources[0])) and plan again, or write the value."
        return observation
    }

    /// Capacity is judged by the last load report.
    private func withEvidence(_ observation: Observation) -> Observation {
        guard observation.rule == "capacity", !observation.isUnknown else { return observation }
        return CapacityEvidence(settings.evidence.load, now: settings.now).judge(observation)
    }

    private func applyExceptions(_ observations: [Observation]) -> ([Finding], [ReviewReport.UsedException]) {
        var used: Set<ExceptionSpec> = []
        var findings: [Finding] = []
        for observation in observations {
            let matching = settings.exceptions.filter {
                $0.rule == observation.rule && $0.resource == observation.address
            }
            let valid = matching.first { $0.isValid(at: settings.now) }
            if valid != nil, let drill = staleDrill(observation) {
                findings.append(finding(observation, verdict: observation.verdict, hint: drill))
                continue
            }
            if let valid, observation.verdict != .warn {
                used.insert(valid)
                findings.append(
                    finding(
                        observation, verdict: .warn,
                        hint: "Excepted until \(valid.expires) by \(valid.owner): \(valid.reason)"))
            } else if let expired = matching.first {
                findings.append(
                    finding(
                        observation, verdict: observation.verdict,
                        hint: "\(observation.hint) (The exception of \(expired.owner) ended on \(expired.expires).)"))
            } else {
                findings.append(finding(observation, verdict: observation.verdict, hint: observation.hint))
            }
        }
        let states = settings.exceptions.map { exception in
            ReviewReport.UsedException(
                exception: exception,
                state: used.contains(exception) ? "used" : exception.isValid(at: settings.now) ? "unused" : "expired")
        }
        return (findings, states)
    }

    /// What was destroyed on purpose must be able to come back: no exception while the last restore drill failed or is
    /// too old. nil if it is neither, or if there never was one.
    private func staleDrill(_ observation: Observation) -> String? {
        guard ["destroy-stateful", "replace-stateful"].contains(observation.rule), let drill = settings.evidence.drill,
            !drill.isPassed || !drill.evidence.isFresh(at: settings.now)
        else { return nil }
        let state = drill.isPassed ? "is too old" : "failed"
        return
            "The exception does not count while the last restore drill (\(drill.evidence.entry)) \(state): prove first "
            + "that data can be brought back."
    }

    private func finding(_ observation: Observation, verdict: Verdict, hint: String) -> Finding {
        Finding(
            rule: observation.rule, promise: observation.promise, verdict: verdict, subject: observation.address,
            summary: observation.summary,
            hint: hint, evidence: observation.evidence)
    }

    /// Worst first; then in the order of the promises, then by address.
    private static func isWorse(_ left: Finding, _ right: Finding) -> Bool {
        let order: [Verdict: Int] = [.refuse: 0, .cannotProve: 1, .warn: 2, .pass: 3]
        let promises = Promise.allCases
        let keys = [left, right].map { finding in
            (
                order[finding.verdict] ?? 9, promises.firstIndex(of: finding.promise) ?? 99, finding.subject,
                finding.rule, finding.summary
            )
        }
        return keys[0] < keys[1]
    }

    private func blast(_ graph: ReferenceGraph) -> ReviewReport.BlastRadius {
        ReviewReport.BlastRadius(
            touchesFlow: !changed.isEmpty, changed: changed.keys.sorted(),
            dependents: graph.dependents(of: Set(changed.values)).subtracting(changed.values).sorted(), outside: outside
        )
    }
}
