// What the edge, storage, keys and secrets use.

internal import Core

/// Meters of the edge, and of what is stored.
enum EdgeMeters {
    static func distribution(_ distribution: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        let usage = stack.usage
        let share = stack.share(distribution.type)
        let europe = usage[.europeShare]
        for (part, area) in [(1 - europe, "us"), (europe, "eu")] where part > 0 {
            metering.add(
                Meter("cloudfront.out.\(area).gb"), usage.responseGB * share * part,
                "all responses to viewers (\(area.uppercased()))")
            metering.add(
                Meter("cloudfront.https.\(area).request"), usage.requests * share * part,
                "all requests, by HTTPS (\(area.uppercased()))")
        }
        let upload = usage.requests * (1 - usage[.cacheHitShare]) * usage[.requestBytes] / 1e9
        metering.add("cloudfront.origin.gb", upload * share, "requests passed on to the origin")
    }

    static func firewall(_ firewall: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        metering.add("waf.acl.month", 1, "one web ACL")
        if let rules = rules(firewall) {
            metering.add("waf.rule.month", Double(rules.count), "\(rules.count) rules")
            let usage = stack.usage.requests * stack.share(firewall.type)
            let text = rules.map(\.canonicalText).joined()
            if text.contains("AWSManagedRulesBotControlRuleSet") {
                metering.add("waf.bot-control.month", 1, "Bot Control")
                metering.add("waf.bot-control.request", usage, "all requests through Bot Control")
            }
            for dear in ["AWSManagedRulesATPRuleSet", "AWSManagedRulesACFPRuleSet", "AWSManagedRulesAntiDDoSRuleSet"]
            where text.contains(dear) { metering.gap("no price for \(dear)") }
        } else {
            metering.gap("its rules are known only after apply")
        }
        metering.add("waf.request", stack.usage.requests * stack.share(firewall.type), "all requests")
    }

    private static func rules(_ firewall: CostResource) -> [JSONValue]? {
        if firewall.snapshot["rule_json"].isSet { return firewall.snapshot.json("rule_json").value?.array }
        guard !firewall.isUnknown("rule") else { return nil }
        return firewall.snapshot["rule"].value?.array ?? []
    }

    static func bucket(_ bucket: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        metering.add("s3.standard.gb-month", stack.usage[.bucketGB], "assumed (bucket-gb); other classes cost less")
        metering.add("s3.put.request", stack.usage[.bucketPuts], "assumed (bucket-puts)")
        metering.add("s3.get.request", stack.usage[.bucketGets], "assumed (bucket-gets)")
    }

    static func repository(_ repository: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        metering.add("ecr.gb-month", stack.usage[.imageGB], "assumed (image-gb)")
    }

    static func secret(_ secret: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        let copies = secret.snapshot.count("replica").map(Double.init)
        metering.add(
            "secrets.month", Quantity(low: 1, expected: 1 + (copies ?? 0), high: 1 + (copies ?? 1)),
            copies == 0 ? "one secret" : "one secret and its replicas, which cost as much")
        metering.add("secrets.request", stack.usage[.secretCalls], "assumed (secret-calls)")
    }

    static func key(_ key: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        metering.add("kms.key.month", 1, "one key; AWS may bill its first rotations as further keys")
        metering.add("kms.request", stack.usage[.keyCalls], "assumed (key-calls)")
    }
}
