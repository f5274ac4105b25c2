// What each identity may do by all its policies together, before a plan and after it.

/// The policies of every identity of a plan: its inline ones, those of the role itself, and managed ones that are
/// attached to it.
struct IdentityHoldings {
    /// One side of a plan.
    enum Side {
        case before
        case after

        func snapshot(_ change: ResourceChange) -> Snapshot { self == .before ? change.before : change.after }
    }

    private var held: [Side: [String: [Policy]]] = [.before: [:], .after: [:]]
    private var holders: [Side: [String: Set<String>]] = [.before: [:], .after: [:]]
    private let read: (ResourceChange, AttributePath, Side) -> Policy?

    /// The holdings of all `changes` about access. `read` gives the policy at an attribute on one side.
    init(
        _ changes: [ResourceChange], graph: ReferenceGraph,
        read: @escaping (ResourceChange, AttributePath, Side) -> Policy?
    ) {
        self.read = read
        let managed = changes.filter { $0.type == "aws_iam_policy" }
        for side in [Side.before, .after] {
            let byName = Dictionary(
                managed.compactMap { change in side.snapshot(change)["arn"].value?.string.map { ($0, change) } },
                uniquingKeysWith: { first, _ in first })
            for change in changes where side.snapshot(change).exists {
                if PolicyPlaces.attachments.contains(change.type) {
                    let policy =
                        side.snapshot(change)["policy_arn"].value?.string.flatMap { byName[$0] }
                        ?? Self.referred(change, managed, graph, side)
                    if let policy { attach(policy, to: Self.names(change, side), side) }
                } else {
                    take(change, byName, side)
                }
            }
        }
    }

    /// All that an identity has on one side.
    func policies(of holder: String, _ side: Side) -> [Policy] { held[side]?[holder] ?? [] }

    /// Who has a managed policy on one side, by the policy's address.
    func holders(of address: String, _ side: Side) -> Set<String> { holders[side]?[address] ?? [] }

    private mutating func take(_ change: ResourceChange, _ managed: [String: ResourceChange], _ side: Side) {
        let snapshot = side.snapshot(change)
        if let path = PolicyPlaces.identity[change.type], let holder = PolicyPlaces.holder(change, snapshot) {
            if let policy = read(change, path, side) { held[side]?[holder, default: []].append(policy) }
        } else if change.type == "aws_iam_role", let name = snapshot["name"].value?.string {
            held[side]?["role/\(name)", default: []] += AccessJudge.inlinePolicies(snapshot)
            for case .string(let arn) in snapshot["managed_policy_arns"].value?.array ?? [] {
                if let policy = managed[arn] { attach(policy, to: ["role/\(name)"], side) }
            }
        }
    }

    private mutating func attach(_ policy: ResourceChange, to names: Set<String>, _ side: Side) {
        for name in names where holders[side]?[policy.address]?.contains(name) != true {
            holders[side]?[policy.address, default: []].insert(name)
            if let text = read(policy, "policy", side) { held[side]?[name, default: []].append(text) }
        }
    }

    /// The policy of this plan that an attachment's unknown ARN will be: of the same module instance.
    private static func referred(
        _ change: ResourceChange, _ managed: [ResourceChange], _ graph: ReferenceGraph, _ side: Side
    ) -> ResourceChange? {
        guard side.snapshot(change)["policy_arn"] == .unknown else { return nil }
        let blocks = graph.resources(behind: change.configurationAddress, attribute: "policy_arn")
        let found = managed.filter { blocks.contains($0.configurationAddress) }
        return found.count == 1 ? found[0] : nil
    }

    /// Everybody that an attachment names.
    private static func names(_ change: ResourceChange, _ side: Side) -> Set<String> {
        let snapshot = side.snapshot(change)
        var names: Set<String> = []
        for kind in ["role", "user", "group"] {
            if let name = snapshot[AttributePath([.key(kind)])].value?.string { names.insert("\(kind)/\(name)") }
            for case .string(let name) in snapshot[AttributePath([.key("\(kind)s")])].value?.array ?? [] {
                names.insert("\(kind)/\(name)")
            }
        }
        return names
    }
}
