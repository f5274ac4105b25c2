// A review as JUnit XML, which every CI shows.

internal import Core

/// Writes a review as JUnit XML: a test case for each promise of the catalogue's rules, failed by what refuses.
package enum ReviewJUnit {
    /// The document.
    package static func xml(_ review: ReviewReport) -> String {
        let cases = Promise.allCases.map { promise in
            testCase(promise, review.report.findings.filter { $0.promise == promise })
        }
        let failed = review.report.promises.filter { $0.verdict == .refuse }.count
        let open = review.report.promises.filter { $0.verdict == .cannotProve }.count
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites><testsuite name="steady review" tests="\(cases.count)" failures="\(failed)" errors="\(open)" skipped="0">
            \(cases.joined(separator: "\n"))
            </testsuite></testsuites>
            """
    }

    private static func testCase(_ promise: Promise, _ findings: [Finding]) -> String {
        let name = "<testcase classname=\"steady.review\" name=\"\(promise.rawValue)\""
        let refused = findings.filter { $0.verdict == .refuse }
        let open = findings.filter { $0.verdict == .cannotProve }
        let rest = findings.filter { $0.verdict == .warn }
        guard !refused.isEmpty || !open.isEmpty else {
            return rest.isEmpty ? "\(name)/>" : "\(name)><system-out>\(escape(text(rest)))</system-out></testcase>"
        }
        var inner = ""
        if let first = refused.first {
            inner += "<failure type=\"refuse\" message=\"\(escape(first.summary))\">\(escape(text(refused)))</failure>"
        }
        if let first = open.first {
            inner += "<error type=\"cannot-prove\" message=\"\(escape(first.summary))\">\(escape(text(open)))</error>"
        }
        return "\(name)>\(inner)</testcase>"
    }

    private static func text(_ findings: [Finding]) -> String {
        findings.map { "\($0.subject): \($0.summary) [\($0.rule)]\n    \($0.hint)" }.joined(separator: "\n")
    }

    private static func escape(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            // XML 1.0 has no way to write other control characters.
            case _ where scalar.value < 0x20 && !["\n", "\t", "\r"].contains(scalar): result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
