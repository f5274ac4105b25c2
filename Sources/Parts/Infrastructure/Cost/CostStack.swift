// The resources that exist at one time, and which of them belong together.

internal import Core
internal import Foundation

/// One resource as it is or will be.
struct CostResource: Hashable {
    let address: String
    let type: String
    let name: String
    let snapshot: Snapshot
    /// The address without instance keys.
    let block: String
    /// The module path with instance keys; empty for the root module.
    let module: String
    /// The instance key at the end, `["a"]`; empty if there is none.
    let key: String

    init(address: String, type: String, name: String, snapshot: Snapshot) {
        self.address = address
        self.type = type
        self.name = name
        self.snapshot = snapshot
        block = ResourceChange.withoutKeys(address)
        let parts = address.components(separatedBy: "\(type).\(name)")
        module = parts.count > 1 ? parts.dropLast().joined(separator: "\(type).\(name)") : ""
        key = parts.count > 1 ? parts[parts.count - 1] : ""
    }

    func text(_ path: AttributePath) -> String? { snapshot[path].value?.string }
    func number(_ path: AttributePath) -> Double? { snapshot[path].value?.number }
    func flag(_ path: AttributePath) -> Bool { snapshot[path].value?.bool ?? false }
    func isUnknown(_ path: AttributePath) -> Bool { snapshot[path].isUnknown }
}

/// The resources of one side of a plan, before or after.
struct CostStack {
    let resources: [CostResource]
    let graph: ReferenceGraph
    let usage: UsageModel
    let region: String
    let now: WallTime
    private let byType: [String: [CostResource]]

    init(_ resources: [CostResource], graph: ReferenceGraph, usage: UsageModel, region: String, now: WallTime) {
        self.resources = resources
        self.graph = graph
        self.usage = usage
        self.region = region
        self.now = now
        byType = Dictionary(grouping: resources, by: \.type)
    }

    func all(_ type: String) -> [CostResource] { byType[type] ?? [] }

    /// The share of the flow's traffic for one of the resources like this one: all carry the same.
    func share(_ type: String, where isLike: (CostResource) -> Bool = { _ in true }) -> Double {
        1 / Double(max(1, all(type).filter(isLike).count))
    }

    /// The resource of `type` that an attribute refers to, by the configuration's references; if those say nothing,
    /// the only one of its type in the same module. Nil if that leaves more than one.
    func resource(_ type: String, behind attribute: String, of resource: CostResource) -> CostResource? {
        let candidates = all(type)
        let blocks = graph.resources(behind: resource.block, attribute: attribute)
        let referred = candidates.filter { blocks.contains($0.block) }
        let pools = [
            referred, referred.filter { $0.module == resource.module },
            referred.filter { $0.module == resource.module && $0.key == resource.key },
        ]
        if let pool = pools.first(where: { $0.count == 1 }) { return pool[0] }
        guard referred.isEmpty else { return nil }
        let near = candidates.filter { $0.module == resource.module }
        return near.count == 1 ? near[0] : nil
    }

    /// How many subnets an attribute names: its own elements, or the instances of the blocks that it refers to; nil if
    /// neither says.
    func subnets(_ attribute: AttributePath, of resource: CostResource) -> Double? {
        if let count = resource.snapshot.count(attribute) { return Double(count) }
        let blocks = graph.resources(behind: resource.block, attribute: attribute.steps.first?.description ?? "")
        let found = all("aws_subnet").filter { blocks.contains($0.block) }
        return found.isEmpty ? nil : Double(found.count)
    }
}

/// What a resource uses in a month, and what of it cannot be priced.
struct Metering {
    var uses: [MeterUse] = []
    var gaps: [String] = []
    /// The region that it stands in, if that is not the one whose prices are used.
    var region: String?
    let resource: String

    init(_ resource: String) { self.resource = resource }

    mutating func add(_ meter: Meter, _ quantity: Quantity, _ note: String) {
        uses.append(MeterUse(resource: resource, meter: meter, quantity: quantity, note: note))
    }

    mutating func add(_ meter: Meter, _ quantity: Double, _ note: String) { add(meter, Quantity(quantity), note) }

    mutating func gap(_ what: String) { gaps.append(what) }
}
