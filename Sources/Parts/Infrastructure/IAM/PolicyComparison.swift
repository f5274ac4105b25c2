// Whether a policy allows more than the one before.

/// The answer of a comparison.
package enum AccessChange: Hashable, Sendable {
    /// All that it allows was allowed before.
    case subset
    /// It allows more: each text names what is new.
    case wider([String])
    /// The two cannot be compared: each text says why.
    case cannotDecide([String])
}

/// Compares two policies statement by statement, in AWS's grammar of wildcards.
package struct PolicyComparison {
    /// Asked for only when a wildcard must be expanded: most plans have none, and the table is large.
    private let table: @Sendable () -> ActionTable

    /// A comparison with a table that expands wildcards.
    package init(table: @escaping @Sendable () -> ActionTable = { .standard }) { self.table = table }

    /// Whether `after` is within `before`. `subset` is certain. `wider` names what no statement of before allows.
    package func compare(before: Policy, after: Policy) -> AccessChange {
        var wider: [String] = []
        var open: [String] = []
        for statement in after.statements where !statement.isDeny {
            for piece in pieces(statement) {
                let answer = isAllowed(piece, by: before, unlessDeniedBy: after)
                switch answer {
                case .yes: continue
                case .no(let why): wider.append(why)
                case .maybe(let why): open.append(why)
                }
            }
        }
        for denial in before.statements where denial.isDeny {
            let isKept = pieces(denial).allSatisfy { piece in
                after.statements.contains { $0.isDeny && denies($0, piece) }
            }
            guard !isKept, allowsSomething(of: denial, after) else { continue }
            wider.append(
                "no longer denied: \(text(denial.actions, not: denial.isNotAction)) on \(text(denial.resources, not: denial.isNotResource))"
            )
        }
        if !wider.isEmpty { return .wider(Self.unique(wider)) }
        return open.isEmpty ? .subset : .cannotDecide(Self.unique(open))
    }

    private static func unique(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }

    // MARK: One piece

    /// One action pattern on one resource pattern by one principal.
    private struct Piece {
        var action: String
        var isNotAction: [String]?
        var resource: String
        var isNotResource: [String]?
        var principal: String?
        var conditions: [Policy.Condition]
        var isNotPrincipal: Bool
    }

    private enum Answer {
        case yes
        case no(String)
        case maybe(String)
    }

    private func pieces(_ statement: Policy.Statement) -> [Piece] {
        let actions = statement.isNotAction ? ["*"] : statement.actions
        let resources = statement.isNotResource || statement.resources.isEmpty ? ["*"] : statement.resources
        let principals: [String?] = statement.principals.isEmpty ? [nil] : statement.principals
        return actions.flatMap { action in
            resources.flatMap { resource in
                principals.map { principal in
                    Piece(
                        action: action, isNotAction: statement.isNotAction ? statement.actions : nil,
                        resource: resource,
                        isNotResource: statement.isNotResource ? statement.resources : nil, principal: principal,
                        conditions: statement.conditions, isNotPrincipal: statement.isNotPrincipal)
                }
            }
        }
    }

    private func isAllowed(_ piece: Piece, by before: Policy, unlessDeniedBy after: Policy) -> Answer {
        if after.statements.contains(where: { $0.isDeny && covers($0, piece, conditions: { $0.isEmpty }) }) {
            return .yes
        }
        let allowing = before.statements.filter { !$0.isDeny }
        if allowing.contains(where: { covers($0, piece) }) { return .yes }
        // Piece by piece: `s3:Get*` may be allowed by several statements together.
        if piece.isNotAction == nil, piece.action.contains("*") || piece.action.contains("?") {
            let expanded = table().expand(piece.action)
            let missing = expanded.filter { name in
                var one = piece
                one.action = name
                return !allowing.contains { covers($0, one) }
            }
            if !expanded.isEmpty, missing.isEmpty { return .yes }
            if !expanded.isEmpty { return verdict(piece, allowing, missing: missing, of: expanded.count) }
        }
        return verdict(piece, allowing, missing: [], of: 0)
    }

    /// Wider, or not comparable because only the conditions differ in a way that is not understood.
    private func verdict(_ piece: Piece, _ allowing: [Policy.Statement], missing: [String], of total: Int) -> Answer {
        let what = describe(piece, missing: missing, of: total)
        let near = allowing.filter { covers($0, piece, conditions: { _ in true }) }
        guard !near.isEmpty, !piece.conditions.isEmpty else {
            if near.contains(where: { $0.isNotPrincipal }) || piece.isNotPrincipal {
                return .maybe("\(what): NotPrincipal cannot be compared")
            }
            return .no(what)
        }
        // The conditions are others than before. One that is gone, or has more values, is wider; else nobody knows.
        let isPlainlyWider = near.allSatisfy { statement in
            statement.conditions.contains { was in
                let same = piece.conditions.filter { $0.key == was.key }
                return same.isEmpty
                    || same.contains {
                        $0.comparison == was.comparison && !$0.isWithin(was) || $0.isPatternInstead(of: was)
                    }
            }
        }
        return isPlainlyWider
            ? .no("\(what), under other conditions") : .maybe("\(what): its conditions are others than before")
    }

    // MARK: Containment

    private func covers(_ statement: Policy.Statement, _ piece: Piece, conditions accepts: ([Policy.Condition]) -> Bool)
        -> Bool
    {
        coversActions(statement, piece) && coversResources(statement, piece) && coversPrincipal(statement, piece)
            && accepts(statement.conditions)
    }

    private func covers(_ statement: Policy.Statement, _ piece: Piece) -> Bool {
        covers(statement, piece) { were in
            // Each condition of before must still hold, as narrow or narrower.
            were.allSatisfy { was in piece.conditions.contains { $0.isWithin(was) } }
        }
    }

    private func coversActions(_ statement: Policy.Statement, _ piece: Piece) -> Bool {
        if let excluded = piece.isNotAction {
            if statement.isNotAction {
                return statement.actions.allSatisfy { was in
                    excluded.contains { Glob($0, ignoringCase: true).covers(Glob(was, ignoringCase: true)) }
                }
            }
            return statement.actions.contains("*")
        }
        let action = Glob(piece.action, ignoringCase: true)
        if statement.isNotAction {
            return !statement.actions.contains { Glob($0, ignoringCase: true).overlaps(action) }
        }
        return statement.actions.contains { Glob($0, ignoringCase: true).covers(action) }
    }

    private func coversResources(_ statement: Policy.Statement, _ piece: Piece) -> Bool {
        if statement.resources.isEmpty { return true }
        if let excluded = piece.isNotResource {
            if statement.isNotResource {
                return statement.resources.allSatisfy { was in excluded.contains { Glob($0).covers(Glob(was)) } }
            }
            return statement.resources.contains("*")
        }
        let resource = Glob(piece.resource)
        if statement.isNotResource { return !statement.resources.contains { Glob($0).overlaps(resource) } }
        return statement.resources.contains { Glob($0).covers(resource) }
    }

    private func coversPrincipal(_ statement: Policy.Statement, _ piece: Piece) -> Bool {
        guard let principal = piece.principal else { return true }
        guard !statement.isNotPrincipal, !piece.isNotPrincipal else {
            return statement.isNotPrincipal == piece.isNotPrincipal && statement.principals.contains(principal)
        }
        return statement.principals.contains {
            $0 == "*" || $0 == principal || (piece.action.lowercased().hasPrefix("sts:") && isRoot($0, of: principal))
        }
    }

    /// Whether one is the root of the account of the other. Who trusts an account to take a role trusts its roles; to
    /// name a role in the policy of a key gives that role more than the account's own policies do.
    private func isRoot(_ root: String, of principal: String) -> Bool {
        guard root.hasSuffix(":root"), root.hasPrefix("AWS:"), principal.hasPrefix("AWS:") else { return false }
        return principal.hasPrefix(root.dropLast("root".count))
    }

    /// Whether a denial holds for a piece of another one, at least as often.
    private func denies(_ statement: Policy.Statement, _ piece: Piece) -> Bool {
        covers(statement, piece) { conditions in
            conditions.allSatisfy { now in piece.conditions.contains { now == $0 || $0.isWithin(now) } }
        }
    }

    private func allowsSomething(of denial: Policy.Statement, _ policy: Policy) -> Bool {
        // A denial in a policy that allows nothing of it still guards against other policies.
        guard policy.statements.contains(where: { !$0.isDeny }) else { return true }
        return policy.statements.contains { statement in
            guard !statement.isDeny else { return false }
            if denial.isNotAction || statement.isNotAction || denial.isNotResource || statement.isNotResource {
                return true
            }
            return statement.actions.contains { left in
                denial.actions.contains { Glob(left, ignoringCase: true).overlaps(Glob($0, ignoringCase: true)) }
            }
        }
    }

    // MARK: Words

    private func describe(_ piece: Piece, missing: [String], of total: Int) -> String {
        var what = text(piece.isNotAction ?? [piece.action], not: piece.isNotAction != nil)
        if !missing.isEmpty, missing.count < total {
            what +=
                " (\(missing.count) of \(total) actions, for example \(missing.sorted().prefix(3).joined(separator: ", ")))"
        }
        what += " on \(text(piece.isNotResource ?? [piece.resource], not: piece.isNotResource != nil))"
        if let principal = piece.principal { what += " for \(principal == "*" ? "everybody" : principal)" }
        return what
    }

    private func text(_ patterns: [String], not: Bool) -> String {
        let list =
            patterns.isEmpty
            ? "*"
            : patterns.prefix(4).joined(separator: ", ") + (patterns.count > 4 ? " and \(patterns.count - 4) more" : "")
        return not ? "all but \(list)" : list
    }
}

extension Policy.Condition {
    /// Whether this one holds only where `other` does: the same operator and key, and no value more.
    func isWithin(_ other: Policy.Condition) -> Bool {
        guard key == other.key else { return false }
        let bare = comparison.replacingSuffix("IfExists", with: "")
        let was = other.comparison.replacingSuffix("IfExists", with: "")
        // `IfExists` holds where the key is missing: it may be given up, not gained.
        guard bare == was, other.comparison.hasSuffix("IfExists") || !comparison.hasSuffix("IfExists") else {
            return bare == "StringEquals" && was == "StringLike" && valuesWithin(other.values)
                || bare == "ArnEquals" && was == "ArnLike" && valuesWithin(other.values)
                || bare == "StringEquals" && was == "StringEqualsIgnoreCase" && isWithinIgnoringCase(other.values)
        }
        if bare.hasSuffix("StringEqualsIgnoreCase") { return isWithinIgnoringCase(other.values) }
        if bare.contains("Not") { return values.isSuperset(of: other.values) }
        if bare.contains("Like") || bare.contains("Arn") { return valuesWithin(other.values) }
        if bare == "Null" || bare == "Bool" { return values == other.values }
        if let isLess = Self.bounds[bare] {
            guard let own = isLess ? values.max(by: Self.isBefore) : values.min(by: Self.isBefore),
                let limit = isLess ? other.values.max(by: Self.isBefore) : other.values.min(by: Self.isBefore)
            else { return false }
            return own == limit || Self.isBefore(own, limit) == isLess
        }
        if bare == "IpAddress" {
            return values.allSatisfy { value in
                other.values.contains { $0 == value || (AddressRange($0)?.contains(AddressRange(value)) ?? false) }
            }
        }
        return values.isSubset(of: other.values)
    }

    /// Whether it takes a pattern where the other took exact values.
    func isPatternInstead(of other: Policy.Condition) -> Bool {
        [("StringEquals", "StringLike"), ("ArnEquals", "ArnLike")].contains { exact, like in
            other.comparison.hasSuffix(exact) && comparison.hasSuffix(like)
        } && values.contains { $0.contains("*") || $0.contains("?") }
    }

    /// Operators with one bound, and whether it is an upper one.
    private static let bounds: [String: Bool] = [
        "NumericLessThan": true, "NumericLessThanEquals": true, "NumericGreaterThan": false,
        "NumericGreaterThanEquals": false, "DateLessThan": true, "DateLessThanEquals": true, "DateGreaterThan": false,
        "DateGreaterThanEquals": false,
    ]

    /// Numbers by value; dates in one notation by their text.
    private static func isBefore(_ left: String, _ right: String) -> Bool {
        if let left = Double(left), let right = Double(right) { return left < right }
        return left < right
    }

    private func isWithinIgnoringCase(_ others: Set<String>) -> Bool {
        Set(values.map { $0.lowercased() }).isSubset(of: others.map { $0.lowercased() })
    }

    private func valuesWithin(_ others: Set<String>) -> Bool {
        values.allSatisfy { value in others.contains { Glob($0).covers(Glob(value)) } }
    }
}

/// A range of IPv4 addresses, `10.0.0.0/8`.
struct AddressRange {
    private let first: UInt32
    private let length: UInt32

    /// nil for anything else; a single address is a range of one.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let bytes = parts[0].split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        let length = parts.count == 2 ? UInt32(parts[1]) : 32
        guard parts.count <= 2, bytes.count == 4, !bytes.contains(nil), let length, length <= 32 else { return nil }
        let address = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1 ?? 0) }
        first = length == 0 ? 0 : address & ~UInt32(0) << (32 - length)
        self.length = length
    }

    /// Whether all of another range lies in this one.
    func contains(_ other: AddressRange?) -> Bool {
        guard let other, other.length >= length else { return false }
        return length == 0 || other.first & ~UInt32(0) << (32 - length) == first
    }
}
