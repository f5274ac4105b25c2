// Which actions AWS's services have: what wildcards expand to.

internal import Synchronization

/// The table of actions.
package struct ActionTable: Sendable {
    /// What an action does.
    package enum Level: Character, Sendable {
        /// Changes something.
        case write = "W"
        /// Reads something.
        case read = "R"
        /// Lists something.
        case list = "L"
        /// Changes tags.
        case tagging = "T"
        /// Changes who may do what.
        case permissions = "P"
    }

    /// Every action, `s3:GetObject`, by its text in lower case.
    private let actions: [String: (name: String, level: Level)]
    private let byService: [String: [String]]

    /// The table that this program carries.
    package static let standard = ActionTable(lines: IAMActionData.lines)

    init(lines: String) {
        var actions: [String: (name: String, level: Level)] = [:]
        var byService: [String: [String]] = [:]
        for line in lines.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count > 2, let letter = words[1].first, let level = Level(rawValue: letter) else { continue }
            for word in words.dropFirst(2) {
                let name = "\(words[0]):\(word)"
                actions[name.lowercased()] = (name, level)
                byService[words[0].lowercased(), default: []].append(name)
            }
        }
        self.actions = actions
        self.byService = byService
    }

    /// How many actions it knows.
    package var count: Int { actions.count }

    /// The level of an action; nil if it is not known.
    package func level(_ action: String) -> Level? { actions[action.lowercased()]?.level }

    /// The actions that a pattern such as `s3:Get*` stands for; empty if the table has none.
    package func expand(_ pattern: String) -> [String] {
        let glob = Glob(pattern, ignoringCase: true)
        guard let colon = pattern.firstIndex(of: ":") else {
            return pattern == "*" ? actions.values.map(\.name) : []
        }
        let service = pattern[..<colon].lowercased()
        let candidates =
            service.contains("*") || service.contains("?") ? actions.values.map(\.name) : byService[service] ?? []
        return candidates.filter { glob.matches($0, ignoringCase: true) }
    }
}
