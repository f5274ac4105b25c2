// What refers to what in a configuration: the ground for "what does this change touch?".

/// The references between the blocks of a configuration, by addresses without instance keys. References through
/// `locals` are not in it: plans do not carry them.
package struct ReferenceGraph: Hashable, Sendable {
    /// For each block, which blocks it refers to, by attribute (`""` for the block as a whole).
    private var references: [String: [String: Set<String>]] = [:]
    private var written: [String: Set<String>] = [:]
    private var literals: [String: Set<String>] = [:]

    /// An empty graph.
    package init() {}

    /// Notes that `attribute` of `address` refers to `target`.
    mutating func add(_ address: String, attribute: String, refersTo target: String) {
        references[address, default: [:]][attribute, default: []].insert(target)
    }

    /// Notes that the configuration of `address` sets `attribute`.
    mutating func note(_ address: String, sets attribute: String, isLiteral: Bool = false) {
        written[address, default: []].insert(attribute)
        if isLiteral { literals[address, default: []].insert(attribute) }
    }

    /// Whether the configuration of a block writes the attribute's value itself, for all who read the code.
    package func isLiteral(_ attribute: String, in address: String) -> Bool {
        literals[address]?.contains(attribute) ?? false
    }

    /// Whether a block sets an attribute by itself; nil if the plan does not show the block.
    package func sets(_ attribute: String, in address: String) -> Bool? {
        written[address]?.contains(attribute)
    }

    /// The resources that an attribute of a block refers to, through variables and outputs of modules as well.
    package func resources(behind address: String, attribute: String) -> Set<String> {
        guard let first = references[address]?[attribute] else { return [] }
        return closure(of: first) { references[$0]?.values.reduce(into: Set()) { $0.formUnion($1) } ?? [] }
            .filter(Self.isResource)
    }

    /// The data sources with policies that an attribute of a block takes its value from, the nearest ones.
    func documents(behind address: String, attribute: String) -> Set<String> {
        guard let first = references[address]?[attribute] else { return [] }
        func isDocument(_ address: String) -> Bool { address.contains("data.aws_iam_policy_document.") }
        return closure(
            of: first, through: { references[$0]?.values.reduce(into: Set()) { $0.formUnion($1) } ?? [] },
            passing: { !Self.isResource($0) && !isDocument($0) }
        ).filter(isDocument)
    }

    /// All resources that depend on one of `addresses`, directly or not, without those themselves.
    package func dependents(of addresses: Set<String>) -> Set<String> {
        var reversed: [String: Set<String>] = [:]
        for (address, attributes) in references {
            for targets in attributes.values {
                for target in targets { reversed[target, default: []].insert(address) }
            }
        }
        return closure(of: addresses, through: { reversed[$0] ?? [] }, passing: { _ in true })
            .subtracting(addresses).filter(Self.isResource)
    }

    /// Goes on through variables, outputs and calls of modules only, and stops at resources.
    private func closure(of first: Set<String>, next: (String) -> Set<String>) -> Set<String> {
        closure(of: first, through: next, passing: { !Self.isResource($0) })
    }

    private func closure(
        of first: Set<String>, through next: (String) -> Set<String>, passing: (String) -> Bool
    ) -> Set<String> {
        var seen = first
        var open = Array(first)
        while let address = open.popLast() {
            guard passing(address) else { continue }
            for target in next(address) where seen.insert(target).inserted { open.append(target) }
        }
        return seen
    }

    /// Whether an address is a managed resource: `aws_x.y`, `module.a.aws_x.y`, and no variable, output or data source.
    static func isResource(_ address: String) -> Bool {
        let parts = address.split(separator: ".")
        guard parts.count >= 2 else { return false }
        let kind = parts[parts.count - 2]
        return !["var", "local", "output", "module", "data", "each", "path", "self", "count", "terraform"].contains(
            kind)
            && !(parts.count >= 3 && parts[parts.count - 3] == "data")
    }
}
