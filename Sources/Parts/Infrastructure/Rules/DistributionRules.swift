// The CDN: who may come, and how it comes to its origins.

import Core

/// Rules about CloudFront distributions that look at more than one attribute.
enum DistributionRules {
    static func check(_ change: ResourceChange) -> [Observation] {
        guard change.before.exists else { return [] }
        var found: [Observation] = []
        let old = origins(change.before)
        let new = origins(change.after)
        for (id, origin) in old.sorted(by: { $0.key < $1.key }) {
            guard let next = new[id] else { continue }
            for key in ["origin_access_control_id", "s3_origin_config"] where set(origin[key]) && !set(next[key]) {
                if key == "s3_origin_config",
                    set(next["origin_access_control_id"]) || unknownOrigin(change, id, "origin_access_control_id")
                {
                    continue
                }
                if unknownOrigin(change, id, key) { continue }
                found.append(
                    Observation(
                        "tls-weaker", .secrets, .refuse, at: change.address, path: "origin",
                        "the origin '\(id)' no longer asks who comes (\(key))",
                        hint: "Without it the bucket must be public to be read. Keep the origin access control."))
            }
            let policies = ["http-only", "match-viewer", "https-only"]
            if let was = policies.firstIndex(
                of: origin["custom_origin_config"]?[0]?["origin_protocol_policy"]?.string ?? ""),
                let now = policies.firstIndex(
                    of: next["custom_origin_config"]?[0]?["origin_protocol_policy"]?.string ?? ""), now < was
            {
                found.append(
                    Observation(
                        "tls-weaker", .secrets, .refuse, at: change.address, path: "origin",
                        "the way to the origin '\(id)' may be without TLS",
                        hint: "Keep https-only."))
            }
        }
        return found + origins(change, old, new) + behaviours(change) + groups(change)
    }

    /// Old protocols on the way to an origin.
    private static func origins(_ change: ResourceChange, _ old: [String: JSONValue], _ new: [String: JSONValue])
        -> [Observation]
    {
        func protocols(_ origin: JSONValue?) -> Set<String> {
            Set((origin?["custom_origin_config"]?[0]?["origin_ssl_protocols"]?.array ?? []).compactMap(\.string))
        }
        return old.sorted { $0.key < $1.key }.compactMap { id, origin in
            let added = protocols(new[id]).subtracting(protocols(origin)).intersection(["SSLv3", "TLSv1", "TLSv1.1"])
            guard !protocols(origin).isEmpty, !added.isEmpty else { return nil }
            return Observation(
                "tls-weaker", .secrets, .refuse, at: change.address, path: "origin",
                "the origin '\(id)' may be asked by \(added.sorted().joined(separator: ", "))", hint: "Keep TLSv1.2.")
        }
    }

    /// The answers of an origin after which the next one is asked.
    private static func groups(_ change: ResourceChange) -> [Observation] {
        func codes(_ snapshot: Snapshot) -> [String: Set<JSONValue>] {
            Dictionary(
                (snapshot["origin_group"].value?.array ?? []).map {
                    (
                        $0["origin_id"]?.string ?? "",
                        Set($0["failover_criteria"]?[0]?["status_codes"]?.array ?? [])
                    )
                }, uniquingKeysWith: { first, _ in first })
        }
        let new = codes(change.after)
        return codes(change.before).sorted { $0.key < $1.key }.compactMap { id, old in
            guard let now = new[id], !old.isSubset(of: now) else { return nil }
            return Observation(
                "failover", .failureModes, .refuse, at: change.address, path: "origin_group",
                "the group '\(id)' asks the next origin after fewer kinds of answers", hint: "Keep all of them.")
        }
    }

    private static func behaviours(_ change: ResourceChange) -> [Observation] {
        var found: [Observation] = []
        let viewer = ["allow-all", "redirect-to-https", "https-only"]
        let behaviours = Dictionary(
            (change.before["ordered_cache_behavior"].value?.array ?? []).map { ($0["path_pattern"]?.string ?? "", $0) },
            uniquingKeysWith: { first, _ in first })
        for next in change.after["ordered_cache_behavior"].value?.array ?? [] {
            if let pattern = next["path_pattern"]?.string, set(behaviours[pattern]?["trusted_key_groups"]),
                !set(next["trusted_key_groups"])
            {
                found.append(
                    Observation(
                        "exposed", .secrets, .refuse, at: change.address, path: "ordered_cache_behavior",
                        "\(pattern) is given to everybody, and only to signed requests before",
                        hint: "Keep the key groups."))
            }
            guard let pattern = next["path_pattern"]?.string,
                let was = behaviours[pattern]?["viewer_protocol_policy"]?.string.flatMap(viewer.firstIndex),
                let now = next["viewer_protocol_policy"]?.string.flatMap(viewer.firstIndex), now == 0, was > 0
            else { continue }
            found.append(
                Observation(
                    "tls-weaker", .secrets, .refuse, at: change.address, path: "ordered_cache_behavior",
                    "viewers of \(pattern) may come without TLS",
                    hint: "Keep redirect-to-https."))
        }
        return found
    }

    private static func origins(_ snapshot: Snapshot) -> [String: JSONValue] {
        Dictionary(
            (snapshot["origin"].value?.array ?? []).map { ($0["origin_id"]?.string ?? "", $0) },
            uniquingKeysWith: { first, _ in first })
    }

    private static func set(_ value: JSONValue?) -> Bool {
        value.map { Attribute.known($0).isSet && !$0.isNull } ?? false
    }

    private static func unknownOrigin(_ change: ResourceChange, _ id: String, _ key: String) -> Bool {
        let origins = change.after["origin"].value?.array ?? []
        guard let index = origins.firstIndex(where: { $0["origin_id"]?.string == id }) else { return false }
        return change.after.hasUnknown(AttributePath([.key("origin"), .index(index), .key(key)]))
    }
}
