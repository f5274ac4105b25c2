// Takes the references out of a plan's configuration, module by module.

/// Reads the `configuration` of a plan.
struct ConfigurationReader {
    var graph = ReferenceGraph()
    var sensitiveVariables: Set<String> = []
    var constants: [PlanFacts.Variable] = []

    /// Reads the object under the key `configuration`.
    mutating func read(_ reader: inout JSONReader) throws {
        guard try reader.enterObject() else { return try reader.skip() }
        while let key = try reader.nextKey() {
            switch key {
            case "root_module": try module(&reader, prefix: "")
            case "provider_config": try providers(&reader)
            default: try reader.skip()
            }
        }
    }

    private mutating func providers(_ reader: inout JSONReader) throws {
        guard try reader.enterObject() else { return try reader.skip() }
        while let name = try reader.nextKey() {
            let value = try reader.value()
            for member in value["expressions"]?.object?.members ?? [] {
                guard let constant = member.value["constant_value"] else { continue }
                constants.append(.init(name: "provider.\(name).\(member.key)", value: constant, isSensitive: false))
            }
        }
    }

    private mutating func module(_ reader: inout JSONReader, prefix: String) throws {
        guard try reader.enterObject() else { return try reader.skip() }
        while let key = try reader.nextKey() {
            switch key {
            case "resources":
                guard try reader.enterArray() else {
                    try reader.skip()
                    continue
                }
                while try reader.nextElement() { resource(try reader.value(), prefix: prefix) }
            case "module_calls": try calls(&reader, prefix: prefix)
            case "outputs":
                for member in try reader.value().object?.members ?? [] {
                    add("\(prefix)output.\(member.key)", "", member.value["expression"], prefix: prefix)
                }
            case "variables":
                for member in try reader.value().object?.members ?? [] {
                    let isSensitive = member.value["sensitive"]?.bool == true
                    if prefix.isEmpty, isSensitive { sensitiveVariables.insert(member.key) }
                    // A default is written in the code, masked or not. Those of the root that are not masked stand
                    // among the plan's variables, too.
                    if !prefix.isEmpty || isSensitive, let value = member.value["default"], !value.isNull {
                        constants.append(.init(name: "\(prefix)var.\(member.key)", value: value, isSensitive: false))
                    }
                }
            default: try reader.skip()
            }
        }
    }

    private mutating func calls(_ reader: inout JSONReader, prefix: String) throws {
        guard try reader.enterObject() else { return try reader.skip() }
        while let name = try reader.nextKey() {
            guard try reader.enterObject() else {
                try reader.skip()
                continue
            }
            let inner = "\(prefix)module.\(name)."
            while let key = try reader.nextKey() {
                switch key {
                case "module": try module(&reader, prefix: inner)
                case "expressions":
                    for member in try reader.value().object?.members ?? [] {
                        add("\(inner)var.\(member.key)", "", member.value, prefix: prefix)
                    }
                default: try reader.skip()
                }
            }
        }
    }

    private mutating func resource(_ value: JSONValue, prefix: String) {
        guard let own = value["address"]?.string else { return }
        let address = prefix + own
        graph.note(address, sets: "")
        for member in value["expressions"]?.object?.members ?? [] {
            graph.note(address, sets: member.key, isLiteral: member.value["constant_value"] != nil)
            add(address, member.key, member.value, prefix: prefix)
        }
        for key in ["count_expression", "for_each_expression"] { add(address, "", value[key], prefix: prefix) }
        for target in value["depends_on"]?.array ?? [] {
            if let target = target.string { add(address, "", to: target, prefix: prefix) }
        }
    }

    /// Adds all `references` at any depth of an expression.
    private mutating func add(_ address: String, _ attribute: String, _ expression: JSONValue?, prefix: String) {
        switch expression {
        case .array(let elements):
            for element in elements { add(address, attribute, element, prefix: prefix) }
        case .object(let object):
            if case .array(let references)? = object["references"] {
                for case .string(let target) in references { add(address, attribute, to: target, prefix: prefix) }
                return
            }
            for member in object.members { add(address, attribute, member.value, prefix: prefix) }
        default: break
        }
    }

    private mutating func add(_ address: String, _ attribute: String, to target: String, prefix: String) {
        guard let block = Self.block(target) else { return }
        graph.add(address, attribute: attribute, refersTo: prefix + block)
    }

    /// The block that a reference is to: `aws_x.y.arn` → `aws_x.y`, `module.a.b` → `module.a.output.b`.
    static func block(_ reference: String) -> String? {
        let parts = ResourceChange.withoutKeys(reference).split(separator: ".").map(String.init)
        guard let first = parts.first else { return nil }
        switch first {
        case "module": return parts.count >= 3 ? "module.\(parts[1]).output.\(parts[2])" : nil
        case "data": return parts.count >= 3 ? parts[0...2].joined(separator: ".") : nil
        case "each", "count", "path", "self", "terraform", "local": return nil
        default: return parts.count >= 2 ? "\(parts[0]).\(parts[1])" : nil
        }
    }
}
