// Who is let in by the network.

import Core

/// Rules about security groups and network ACLs.
enum NetworkRules {
    static func check(_ change: ResourceChange) -> [Observation] {
        guard !change.action.isQuiet else { return [] }
        if change.type == "aws_network_acl_rule" { return acl(change) }
        guard change.after.exists else { return [] }
        switch change.type {
        case "aws_security_group", "aws_default_security_group": return group(change)
        case "aws_security_group_rule": return rule(change)
        case "aws_vpc_security_group_ingress_rule": return ingress(change)
        case "aws_network_acl", "aws_default_network_acl": return lists(change)
        case "aws_route", "aws_route_table": return gateway(change)
        case "aws_eks_cluster": return cluster(change)
        case "aws_lb", "aws_alb": return facing(change)
        default: return []
        }
    }

    /// Whether a range is (a large part of) everybody: shorter than any private or provider's range.
    private static func isWorld(_ range: String) -> Bool {
        guard let slash = range.lastIndex(of: "/"), let length = Int(range[range.index(after: slash)...]) else {
            return false
        }
        return length < (range.contains(":") ? 16 : 8)
    }

    /// Open port ranges of a list of rules, those for users' own ports left out.
    private static func openings(_ rules: [JSONValue]) -> Set<ClosedRange<Int>> {
        Set(
            rules.compactMap { rule in
                let ranges = (rule["cidr_blocks"]?.array ?? []) + (rule["ipv6_cidr_blocks"]?.array ?? [])
                guard ranges.contains(where: { isWorld($0.string ?? "") }) else { return nil }
                return opening(rule["protocol"]?.string, rule["from_port"]?.number, rule["to_port"]?.number)
            })
    }

    /// A number of a plan as a port; whatever is none counts as `missing`.
    private static func port(_ value: Double?, _ missing: Int) -> Int {
        guard let value, (0...65_535).contains(value) else { return missing }
        return Int(value)
    }

    private static func opening(_ name: String?, _ from: Double?, _ to: Double?) -> ClosedRange<Int>? {
        guard let name, name != "-1", name != "all" else { return 0...65_535 }
        guard !["icmp", "icmpv6", "1", "58"].contains(name) else { return nil }
        let from = port(from, 0)
        let to = port(to, 65_535)
        guard !(from == to && (from == 80 || from == 443)) else { return nil }
        return from <= to ? from...to : to...from
    }

    /// What is open now and was not before, in words.
    private static func news(_ new: Set<ClosedRange<Int>>, since old: Set<ClosedRange<Int>>) -> [String] {
        new.filter { range in !old.contains { $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound } }
            .sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }.map(words)
    }

    private static func words(_ range: ClosedRange<Int>) -> String {
        if range == 0...65_535 { return "every port" }
        return range.count == 1 ? "port \(range.lowerBound)" : "ports \(range.lowerBound) to \(range.upperBound)"
    }

    private static func group(_ change: ResourceChange) -> [Observation] {
        if change.after["ingress"] == .unknown, change.before.exists {
            // With rules as resources of their own nobody writes it here.
            var unknown = Observation.unknown(
                "open-to-world", .secrets, at: change, path: "ingress", what: "who is let in")
            unknown.mattersOnlyIfWritten = true
            return [unknown]
        }
        let old = openings(change.before["ingress"].value?.array ?? [])
        let new = openings(change.after["ingress"].value?.array ?? [])
        return news(new, since: old).map { finding(change, "ingress", $0) }
    }

    private static func rule(_ change: ResourceChange) -> [Observation] {
        guard change.after["type"].value?.string == "ingress" else { return [] }
        let old = change.before["type"].value?.string == "ingress" ? openings([change.before.values]) : []
        return news(openings([change.after.values]), since: old).map { finding(change, "cidr_blocks", $0) }
    }

    private static func ingress(_ change: ResourceChange) -> [Observation] {
        func opened(_ snapshot: Snapshot) -> ClosedRange<Int>? {
            guard
                isWorld(snapshot["cidr_ipv4"].value?.string ?? "")
                    || isWorld(snapshot["cidr_ipv6"].value?.string ?? "")
            else { return nil }
            return opening(
                snapshot["ip_protocol"].value?.string, snapshot["from_port"].value?.number,
                snapshot["to_port"].value?.number)
        }
        for path in ["cidr_ipv4", "cidr_ipv6"] as [AttributePath] where change.after[path] == .unknown {
            let isWritten = !change.after["referenced_security_group_id"].isSet && !change.after["prefix_list_id"].isSet
            guard isWritten,
                let what = opening(
                    change.after["ip_protocol"].value?.string, change.after["from_port"].value?.number,
                    change.after["to_port"].value?.number)
            else { continue }
            var unknown = Observation.unknown(
                "open-to-world", .secrets, at: change, path: path, what: "who is let in at \(words(what))")
            unknown.mattersOnlyIfWritten = true
            return [unknown]
        }
        guard let new = opened(change.after) else { return [] }
        return news([new], since: Set([opened(change.before)].compactMap { $0 }))
            .map { finding(change, "cidr_ipv4", $0) }
    }

    // MARK: Network ACLs, ways out, endpoints

    private static func acl(_ change: ResourceChange) -> [Observation] {
        func denies(_ snapshot: Snapshot) -> Bool { snapshot["rule_action"].value?.string?.lowercased() == "deny" }
        func isInward(_ snapshot: Snapshot) -> Bool { snapshot["egress"].value?.bool != true }
        if change.before.exists, denies(change.before), isInward(change.before), !denies(change.after) {
            return [kept(change, "rule_action")]
        }
        guard change.after.exists, isInward(change.after), !denies(change.after),
            isWorld(
                change.after["cidr_block"].value?.string ?? change.after["ipv6_cidr_block"].value?.string ?? ""),
            let new = opening(
                change.after["protocol"].value?.string, change.after["from_port"].value?.number,
                change.after["to_port"].value?.number), !(1024...65_535).contains(new.lowerBound),
            !isNewTable(change)
        else { return [] }
        let was = change.before["cidr_block"].value?.string ?? ""
        guard !isWorld(was) || denies(change.before) else { return [] }
        return [finding(change, "cidr_block", words(new))]
    }

    /// Whether the rule belongs to a list made by the same plan: then it is a network that nothing stands in yet.
    private static func isNewTable(_ change: ResourceChange) -> Bool { change.after["network_acl_id"] == .unknown }

    private static func kept(_ change: ResourceChange, _ path: AttributePath) -> Observation {
        Observation(
            "open-to-world", .secrets, .refuse, at: change.address, path: path,
            "what a network rule kept out is let in", hint: "Keep the rule, or say in an exception why it may go.")
    }

    /// Rules written in the list itself.
    private static func lists(_ change: ResourceChange) -> [Observation] {
        guard change.before.exists, !change.after.hasUnknown("ingress") else { return [] }
        func rules(_ snapshot: Snapshot, _ action: String) -> [JSONValue] {
            (snapshot["ingress"].value?.array ?? []).filter { $0["action"]?.string?.lowercased() == action }
        }
        func opened(_ snapshot: Snapshot) -> Set<ClosedRange<Int>> {
            Set(
                rules(snapshot, "allow").filter {
                    isWorld($0["cidr_block"]?.string ?? "") || isWorld($0["ipv6_cidr_block"]?.string ?? "")
                }.compactMap { opening($0["protocol"]?.string, $0["from_port"]?.number, $0["to_port"]?.number) }
                    .filter { !(1024...65_535).contains($0.lowerBound) })
        }
        var found = news(opened(change.after), since: opened(change.before)).map { finding(change, "ingress", $0) }
        let kept = Set(rules(change.after, "deny").map { $0["cidr_block"]?.string ?? "" })
        if rules(change.before, "deny").contains(where: { !kept.contains($0["cidr_block"]?.string ?? "") }) {
            found.append(self.kept(change, "ingress"))
        }
        return found
    }

    /// A network that was private gets a way to and from the internet.
    private static func gateway(_ change: ResourceChange) -> [Observation] {
        func isPublic(_ route: JSONValue?) -> Bool {
            isWorld(route?["destination_cidr_block"]?.string ?? route?["cidr_block"]?.string ?? "")
                && route?["gateway_id"]?.string?.hasPrefix("igw-") ?? false
        }
        let isOpened: Bool
        if change.type == "aws_route" {
            isOpened =
                isPublic(change.after.values) && !isPublic(change.before.values)
                && change.after["route_table_id"].value != nil
        } else {
            func routes(_ snapshot: Snapshot) -> [JSONValue] { snapshot["route"].value?.array ?? [] }
            isOpened =
                change.before.exists && routes(change.after).contains { isPublic($0) }
                && !routes(change.before).contains { isPublic($0) }
        }
        guard isOpened else { return [] }
        return [
            Observation(
                "exposed", .secrets, .cannotProve, at: change.address, path: "gateway_id",
                "a network without one gets a way to the internet, and from it",
                hint:
                    "Show that nothing with data stands in its subnets; what must call out does so through a NAT gateway."
            )
        ]
    }

    private static func cluster(_ change: ResourceChange) -> [Observation] {
        func isOpen(_ snapshot: Snapshot) -> Bool {
            (snapshot["vpc_config.0.public_access_cidrs"].value?.array ?? []).contains { isWorld($0.string ?? "") }
        }
        guard change.before.exists, !isOpen(change.before), isOpen(change.after) else { return [] }
        return [finding(change, "vpc_config", "the cluster's endpoint")]
    }

    private static func facing(_ change: ResourceChange) -> [Observation] {
        guard change.before["internal"].value?.bool == true, change.after["internal"].value?.bool == false else {
            return []
        }
        return [
            Observation(
                "exposed", .secrets, .refuse, at: change.address, path: "internal",
                "the load balancer gets public addresses",
                hint: "Make a second one for the public, with a firewall in front.")
        ]
    }

    private static func finding(_ change: ResourceChange, _ path: AttributePath, _ what: String) -> Observation {
        var finding = Observation(
            "open-to-world", .secrets, .refuse, at: change.address, path: path, "everybody is let in at \(what)",
            hint: "Let in the security group or the addresses that need it; users come in through the load balancer.")
        finding.concernsEverybody = true
        return finding
    }
}
