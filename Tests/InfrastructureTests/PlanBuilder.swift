// Small plans for tests, as Terraform writes them.

import Core
import Infrastructure

/// One change of a plan, as JSON.
func change(
    _ address: String, _ actions: [String], before: String = "null", after: String = "null", unknown: String = "{}",
    sensitive: String = "{}", extra: String = ""
) -> String {
    let bare = ResourceChange.withoutKeys(address).split(separator: ".")
    let type = bare[bare.count - 2]
    let list = actions.map { "\"\($0)\"" }.joined(separator: ",")
    return """
        {"address":\(quoted(address)),"mode":"managed","type":"\(type)","name":"\(bare[bare.count - 1])"\(extra),
         "change":{"actions":[\(list)],"before":\(before),"after":\(after),"after_unknown":\(unknown),
                   "before_sensitive":{},"after_sensitive":\(sensitive)}}
        """
}

/// An update from one set of attributes to another.
func update(_ address: String, _ before: String, _ after: String, unknown: String = "{}") -> String {
    change(address, ["update"], before: before, after: after, unknown: unknown)
}

/// A text in JSON's quotes.
func quoted(_ text: String) -> String { JSONValue.string(text).canonicalText }

/// A whole plan.
func plan(_ changes: [String], other: String = "") -> String {
    """
    {"format_version":"1.2","terraform_version":"1.11.4","resource_changes":[\(changes.joined(separator: ","))]\(other)}
    """
}

/// The moment of these tests.
let today = WallTime(second: 1_795_000_000)

/// Reviews a plan's text, given in small pieces.
func review(
    _ text: String, spec: FlowSpec? = nil, evidence: ReviewEvidence = .init(), exceptions: [ExceptionSpec] = [],
    maximumAge: Duration = .seconds(90 * 86_400), prices: PriceBook? = nil
) throws -> ReviewReport {
    var rest = Array(text.utf8)[...]
    return try Reviewer.review(
        {
            defer { rest = rest.dropFirst(100) }
            return Array(rest.prefix(100))
        },
        settings: .init(
            spec: spec, now: today, evidence: evidence, exceptions: exceptions, maximumAge: maximumAge, prices: prices))
}

/// `rule verdict` of each finding that is no warning.
func serious(_ report: ReviewReport) -> [String] {
    report.report.findings.filter { $0.verdict != .warn }.map { "\($0.rule) \($0.verdict.rawValue)" }
}
