// Reads what reviews of infrastructure need to know: what is outside the flow, and exceptions.

internal import Yams

extension FlowSpecReader {
    static func readReview(_ map: MapReader) -> ReviewSpec {
        let outside = map.texts("outside", example: "module.preview.*")
        map.tookDefault("outside", "none", because: "whatever nobody puts outside belongs to the flow")
        map.tookDefault("exceptions", "none", because: "no rule is broken on purpose")
        return ReviewSpec(outside: outside ?? [], exceptions: readExceptions(map))
    }

    private static func readExceptions(_ map: MapReader) -> [ExceptionSpec] {
        let hint =
            "write exceptions: [{ rule: capacity, resource: aws_ecs_service.shop, reason: \"…\", owner: NAME, "
            + "expires: 2027-01-31 }]"
        return (map.list("exceptions", hint: hint) ?? []).enumerated().compactMap { index, node in
            let place = Place(node) ?? map.place(of: "exceptions")
            guard node.mapping != nil else {
                map.notes.error(
                    "wrong-type", "review.exceptions", at: place, "review.exceptions[\(index)] is not a mapping",
                    hint: hint)
                return nil
            }
            let own = MapReader(
                node, path: "review.exceptions[\(index)]", place: place, known: SpecKeys.known["review.exceptions[]"],
                notes: map.notes)
            let rule = own.require("rule", .text.renamed("a rule", example: "capacity"), why: "the rule that is broken")
            let resource = own.require(
                "resource", .text.renamed("an address", example: "aws_ecs_service.shop"), why: "the one resource")
            let reason = own.require("reason", .reason, why: "why that is right")
            let owner = own.require("owner", .text.renamed("a name", example: "platform"), why: "who answers for it")
            let expires = own.require("expires", .date, why: "the last day on which it counts")
            guard let rule, let resource, let reason, let owner, let expires else { return nil }
            return ExceptionSpec(rule: rule, resource: resource, reason: reason, owner: owner, expires: expires)
        }
    }
}

extension ValueKind where Value == String {
    /// A reason that says something: at least 20 characters.
    static var reason: ValueKind {
        .text.renamed("a reason", example: "\"moved to the new bucket on 3 May, copied and compared\"").checked {
            text in
            text.count >= 20
                ? nil
                : ValueFault(
                    code: "out-of-range", problem: "is too short for a reason",
                    hint: "say in at least 20 characters why it is right")
        }
    }

    /// A day: `2027-01-31`.
    static var date: ValueKind {
        .text.renamed("a day", example: "2027-01-31").checked { text in
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            let numbers = parts.compactMap { Int($0) }
            let isDate =
                text.count == 10 && parts.map(\.count) == [4, 2, 2] && numbers.count == 3
                && text.utf8.allSatisfy { (48...57).contains($0) || $0 == 45 } && (2000...2999).contains(numbers[0])
                && (1...12).contains(numbers[1]) && (1...days(inMonth: numbers[1], of: numbers[0])).contains(numbers[2])
            return isDate
                ? nil : ValueFault(problem: "is not a day of the calendar", hint: "write year-month-day: 2027-01-31")
        }
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
