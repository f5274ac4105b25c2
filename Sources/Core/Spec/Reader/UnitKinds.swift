// Values with units: each says what to write when the unit is missing or another one.

extension ValueKind where Value == Duration {
    /// A duration within bounds.
    static func duration(_ range: ClosedRange<Duration>, example: String) -> ValueKind {
        ValueKind(noun: "a duration", example: example) { text in
            Duration(text: text).map { .success($0) } ?? .failure(durationFault(text, example: example))
        }.within(range) { $0.text }
    }

    private static func durationFault(_ text: String, example: String) -> ValueFault {
        let number = String(text.prefix { $0.isNumber || $0 == "." })
        let unit = text.dropFirst(number.count).trimmingSpaces()
        guard number.isPlainDecimal else {
            return ValueFault(problem: "is not a duration", hint: "write a number with a unit, for example \(example)")
        }
        let synonyms = [
            "sec": "s", "secs": "s", "second": "s", "seconds": "s", "min": "m", "mins": "m", "minute": "m",
            "minutes": "m", "hour": "h", "hours": "h", "hr": "h", "day": "d", "days": "d", "week": "w", "weeks": "w",
            "msec": "ms", "millis": "ms", "milliseconds": "ms",
        ]
        let units = "units are ms, s, m, h, d, w"
        if unit.isEmpty {
            let usual = example.drop { $0.isNumber || $0 == "." }
            return ValueFault(code: "wrong-unit", problem: "has no unit", hint: "write \(number)\(usual); \(units)")
        }
        let lower = unit.lowercased()
        if let right = synonyms[lower] ?? (Duration(text: "1" + lower) == nil ? nil : lower) {
            return ValueFault(
                code: "wrong-unit", problem: "has an unknown unit", hint: "write \(number)\(right); \(units)")
        }
        if lower.hasPrefix("mo") || lower.hasPrefix("y") {
            return ValueFault(
                code: "wrong-unit", problem: "has a unit without a fixed length", hint: "write days, for example 30d")
        }
        return ValueFault(
            code: "wrong-unit", problem: "is not one number with one unit",
            hint: "write \(sum(text)?.text ?? example); \(units)")
    }

    /// What `1h30m` or `1h 30m` amounts to; nil for anything else.
    private static func sum(_ text: String) -> Duration? {
        var rest = text[...]
        var total = Duration.zero
        while !rest.isEmpty {
            let number = rest.prefix { !$0.isLetter }
            let unit = rest.dropFirst(number.count).prefix { $0.isLetter }
            guard let part = Duration(text: number.trimmingSpaces() + unit), total < .seconds(1_000_000_000) else {
                return nil
            }
            total += part
            rest = rest.dropFirst(number.count + unit.count)
        }
        return total
    }
}

extension ValueKind where Value == Percent {
    /// A share within bounds, both included.
    static func percent(_ range: ClosedRange<Percent>, example: String) -> ValueKind {
        ValueKind(noun: "a percentage", example: example) { text in
            if let value = Percent(text: text) { return .success(value) }
            guard text.isPlainDecimal, let number = Double(text) else {
                let isTooLarge = text.hasSuffix("%") && text.dropLast().trimmingSpaces().isPlainDecimal
                return .failure(
                    ValueFault(
                        code: isTooLarge ? "out-of-range" : "bad-value",
                        problem: isTooLarge ? "is more than everything" : "is not a percentage",
                        hint: "write a percentage such as \(example)"))
            }
            let share = number <= 1 ? " (or \(Percent(fraction: number)) if you meant a share of 1)" : ""
            return .failure(
                ValueFault(code: "wrong-unit", problem: "has no unit", hint: "write \(text)%\(share)"))
        }.within(range) { $0.description }
    }
}

extension ValueKind where Value == Money {
    /// An amount above nothing.
    static var money: ValueKind {
        ValueKind(noun: "an amount of money", example: "1500 USD") { text in
            guard let value = Money(text: text) else {
                let number = String(text.filter { ($0.isASCII && $0.isNumber) || $0 == "." })
                let code = String(text.uppercased().filter { ("A"..."Z").contains($0) })
                let currency = code.count == 3 ? code : text.contains("€") ? "EUR" : "USD"
                let hint = number.isPlainDecimal ? "write \(number) \(currency)" : "write an amount such as 1500 USD"
                return .failure(
                    ValueFault(code: "wrong-unit", problem: "is not a number with a currency", hint: hint))
            }
            return value.micros > 0
                ? .success(value)
                : .failure(
                    ValueFault(code: "out-of-range", problem: "is nothing", hint: "write an amount such as 1500 USD"))
        }
    }
}

extension ValueKind where Value == Rate {
    /// A rate above nothing, at most a million a second.
    static var rate: ValueKind {
        ValueKind(noun: "a rate", example: "40/s") { text in
            if let value = Rate(text: text) {
                let isPossible = value.perSecond > 0 && value.perSecond <= 1e6
                return isPossible
                    ? .success(value)
                    : .failure(
                        ValueFault(
                            code: "out-of-range", problem: "is out of range",
                            hint: "write a rate above 0/s and at most 1000000/s, for example 40/s"))
            }
            let number = String(text.prefix { $0.isNumber || $0 == "." })
            guard number.isPlainDecimal else {
                return .failure(ValueFault(problem: "is not a rate", hint: "write events per time, for example 40/s"))
            }
            let unit = text.dropFirst(number.count).trimmingSpaces().lowercased().drop { !$0.isLetter }.first
            let right = unit.flatMap { Rate.Per(rawValue: String($0)) } ?? .second
            return .failure(
                ValueFault(
                    code: "wrong-unit", problem: "has no known unit",
                    hint: "write \(number)/\(right.rawValue); units are /s, /m, /h, /d"))
        }
    }
}

extension ValueKind where Value == Double {
    /// A factor such as `10x`, 1 … 1000.
    static var factor: ValueKind {
        ValueKind(noun: "a factor", example: "10x") { text in
            let number = text.hasSuffix("x") ? String(text.dropLast()) : text
            guard number.isPlainDecimal, let value = Double(number) else {
                return .failure(ValueFault(problem: "is not a factor", hint: "write a factor such as 10x"))
            }
            guard text.hasSuffix("x") else {
                return .failure(ValueFault(code: "wrong-unit", problem: "has no unit", hint: "write \(number)x"))
            }
            return .success(value)
        }.within(1...1000) { "\(Int($0))x" }
    }

    /// A percentile, 1 … 99.9.
    static var percentile: ValueKind {
        ValueKind(noun: "a percentile", example: "95") { text in
            if text.isPlainDecimal, let value = Double(text) { return .success(value) }
            let number = text.filter { ($0.isASCII && $0.isNumber) || $0 == "." }
            return .failure(
                ValueFault(
                    problem: "is not a percentile",
                    hint: "write a bare number: \(number.isPlainDecimal ? number : "95")"))
        }.within(1...99.9) { $0 == $0.rounded() ? "\(Int($0))" : "\($0)" }
    }
}
