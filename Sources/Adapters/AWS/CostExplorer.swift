// The bill, day by day, from Cost Explorer.

package import Core
package import Infrastructure

/// Reads costs from Cost Explorer, which answers in us-east-1 for the whole account.
package struct CostExplorer: Sendable {
    private let aws: AWSCommand

    /// A reader through `aws`, which must be set to us-east-1.
    package init(_ aws: AWSCommand) { self.aws = aws }

    /// The costs of the days from `start` to today, by service; of a tag, or of the account if nil. Throws `AWSError`
    /// or `ShellError`.
    package func costs(from start: CalendarDay, tag: AWSArguments.Tag?, now: WallTime) async throws -> ActualCost {
        var days: [ActualCost.Day] = []
        var page: String?
        for _ in 0..<AWSLimits.pages {
            let call = AWSArguments.costs(from: start, to: CalendarDay(of: now).adding(1), tag: tag, page: page)
            let answer = try Self.page(try await aws.json(call))
            days += answer.days
            page = answer.next
            if page == nil { return ActualCost(days: days, readAt: now) }
        }
        throw AWSError(
            .answer, message: "Cost Explorer gave more than \(AWSLimits.pages) pages",
            hint: "Ask for fewer days, or for one flow's tag.")
    }

    /// The start that a status needs: the first day of the month two months before.
    package static func start(_ now: WallTime) -> CalendarDay {
        CalendarDay(of: now).monthStart.previousMonthStart.previousMonthStart
    }

    /// One page of an answer. Throws `AWSError` if it is not understood whole: an amount that is left out would make
    /// the bill look smaller.
    package static func page(_ json: JSONValue) throws(AWSError) -> (days: [ActualCost.Day], next: String?) {
        guard let results = json["ResultsByTime"]?.array else { throw malformed("no ResultsByTime") }
        var days: [ActualCost.Day] = []
        for result in results {
            guard let text = result["TimePeriod"]?["Start"]?.string, let day = CalendarDay(text: text) else {
                throw malformed("a result without a day")
            }
            // Sums in ten-billionths: a service's tiny amounts must not be rounded away one by one.
            var sums: [String: Int64] = [:]
            for group in result["Groups"]?.array ?? [] {
                guard let name = group["Keys"]?[0]?.string, let cost = group["Metrics"]?["UnblendedCost"] else {
                    throw malformed("a group of \(day) without name or UnblendedCost")
                }
                let (sum, overflow) = (sums[name] ?? 0).addingReportingOverflow(try amount(cost, "\(name), \(day)"))
                guard !overflow else { throw malformed("an amount too large on \(day)") }
                sums[name] = sum
            }
            days.append(
                ActualCost.Day(
                    day: day, isEstimated: result["Estimated"]?.bool ?? true, services: sums.mapValues(Self.micros)))
        }
        return (days, json["NextPageToken"]?.string)
    }

    private static func amount(_ cost: JSONValue, _ what: String) throws(AWSError) -> Int64 {
        let unit = cost["Unit"]?.string ?? "none"
        guard unit == "USD" else {
            throw AWSError(
                .answer, message: "Cost Explorer gives \(what) in \(unit), not in USD",
                hint: "Steady compares with list prices and budgets in USD; state the budget for a USD account.")
        }
        guard let text = cost["Amount"]?.string, let value = tenBillionths(text) else {
            throw malformed("the amount of \(what) is no number: \(cost["Amount"]?.string ?? "none")")
        }
        return value
    }

    /// Ten-billionths of a dollar from a decimal, `12.5`, `-0.0000045`, `1.2E-7`; nil if none or above 99 million.
    /// Digits beyond the tenth decimal are cut off: Cost Explorer gives up to ten, and more only for averages.
    package static func tenBillionths(_ text: String) -> Int64? {
        let isNegative = text.hasPrefix("-")
        let body = isNegative ? text.dropFirst() : text[...]
        let halves = body.split(omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        guard halves.count <= 2, let mantissa = halves.first else { return nil }
        var shift = 10
        if halves.count == 2 {
            guard let exponent = Int(halves[1]), abs(exponent) < 30 else { return nil }
            shift += exponent
        }
        let parts = mantissa.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, !mantissa.isEmpty, mantissa != ".",
            parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }), mantissa.count < 60
        else { return nil }
        let whole = String(parts[0])
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        var digits = whole + fraction
        let place = whole.count + shift
        guard place > 0 else { return 0 }
        if digits.count < place { digits += String(repeating: "0", count: place - digits.count) }
        let significant = digits.prefix(place).drop { $0 == "0" }
        guard significant.count <= 18 else { return nil }
        let value = significant.isEmpty ? 0 : Int64(significant)
        return value.map { isNegative ? -$0 : $0 }
    }

    /// Millionths from ten-billionths, half away from zero.
    static func micros(_ tenBillionths: Int64) -> Int64 {
        let half: Int64 = tenBillionths < 0 ? -5_000 : 5_000
        return (tenBillionths + half) / 10_000
    }

    private static func malformed(_ what: String) -> AWSError {
        AWSError(
            .answer, message: "the answer of Cost Explorer is not understood: \(what)",
            hint: "Run `aws ce get-cost-and-usage` by hand, and report what it gives.")
    }
}
