// A review as SARIF 2.1.0 (OASIS), which code hosts show beside the code.

internal import Core

/// Writes a review as SARIF.
package enum ReviewSARIF {
    /// The log as JSON. `plan` is the file that was reviewed.
    package static func json(_ review: ReviewReport, plan: String) -> JSONValue {
        let used = Set(review.report.findings.map(\.rule))
        let rules = RuleCatalogue.all.filter { used.contains($0.name) }
        let driver = object([
            ("name", .string("steady")), ("informationUri", .string("https://github.com/steady-sre/steady")),
            (
                "rules",
                .array(
                    rules.map { rule in
                        object([
                            ("id", .string(rule.name)), ("shortDescription", object([("text", .string(rule.firesOn))])),
                            ("properties", object([("promise", .string(rule.promise.rawValue))])),
                        ])
                    })
            ),
        ])
        return object([
            ("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")), ("version", .string("2.1.0")),
            (
                "runs",
                .array([
                    object([
                        ("tool", object([("driver", driver)])),
                        ("results", .array(review.report.findings.map { result($0, rules, plan) })),
                        (
                            "properties",
                            object([
                                ("verdict", .string(review.verdict.rawValue)),
                                ("changesDigest", .string(review.changesDigest)),
                            ])
                        ),
                    ])
                ])
            ),
        ])
    }

    private static func result(_ finding: Finding, _ rules: [Rule], _ plan: String) -> JSONValue {
        let place = object([
            (
                "physicalLocation",
                object([
                    ("artifactLocation", object([("uri", .string(plan))])),
                    ("region", object([("startLine", .number("1"))])),
                ])
            ),
            (
                "logicalLocations",
                .array([object([("fullyQualifiedName", .string(finding.subject)), ("kind", .string("resource"))])])
            ),
        ])
        return object([
            ("ruleId", .string(finding.rule)),
            ("ruleIndex", .number(String(rules.firstIndex { $0.name == finding.rule } ?? -1))),
            ("level", .string(level(finding.verdict))),
            ("message", object([("text", .string("\(finding.subject): \(finding.summary). \(finding.hint)"))])),
            ("locations", .array([place])),
            (
                "properties",
                object([("promise", .string(finding.promise.rawValue)), ("verdict", .string(finding.verdict.rawValue))])
            ),
        ])
    }

    private static func level(_ verdict: Verdict) -> String {
        switch verdict {
        case .refuse, .cannotProve: "error"
        case .warn: "warning"
        case .pass: "none"
        }
    }

    private static func object(_ pairs: [(String, JSONValue)]) -> JSONValue { .object(JSONObject(pairs)) }
}
