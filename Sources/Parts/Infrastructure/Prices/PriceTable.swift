// The text in which prices are kept: the built-in book, an updated one, and a user's own have the same format.

internal import Core
internal import Foundation

/// Reads and writes tables of prices.
///
/// A line is a comment (`#`), a setting (`@region us-east-1`, `@source A who said so`), a free tier
/// (`free | meter | quantity unit | date source`) or a price:
/// `meter | price | tier | offer | usage type | date source | key=value; key=value`. A price is dollars per unit,
/// `.0004/1000` if per thousand; a tier is `0-` or `0-10240` or `10240-`; `-` stands for unknown, and `?` before a
/// usage type says that it was written from memory. `@attributes key=value; …` gives the rows below it attributes.
package enum PriceTable {
    /// What a table holds.
    package struct Content: Hashable, Sendable {
        /// Its prices, in the order written.
        package var prices: [Price] = []
        /// Its free tiers.
        package var freeTiers: [FreeTier] = []
    }

    /// Reads a table. Throws `malformed` with the line, or with the meter whose tiers have gaps.
    package static func read(_ text: String, layer: Price.Layer) throws(PriceError) -> Content {
        var content = Content()
        var region = ""
        var sources: [Character: String] = [:]
        var common: [String: String] = [:]
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.isEmpty || line.hasPrefix("#") { continue }
            if line.hasPrefix("@attributes") {
                common = try pairs(String(line.dropFirst(11)), index + 1)
            } else if line.hasPrefix("@region ") {
                region = String(line.dropFirst(8)).trimmingCharacters(in: .whitespaces)
            } else if line.hasPrefix("@source "), let letter = line.dropFirst(8).first {
                sources[letter] = String(line.dropFirst(9)).trimmingCharacters(in: .whitespaces)
            } else {
                let fields = line.split(separator: "|", omittingEmptySubsequences: false)
                    .map { $0.trimmingCharacters(in: .whitespaces) }
                if fields[0] == "free" {
                    content.freeTiers.append(try freeTier(fields, index + 1))
                } else {
                    var price = try price(fields, index + 1, region: region, sources, layer)
                    price.attributes.merge(common) { own, _ in own }
                    content.prices.append(price)
                }
            }
        }
        try checkTiers(content.prices)
        return content
    }

    /// Writes prices as a table that `read` reads back.
    package static func text(_ prices: [Price], region: String) -> String {
        var lines = ["@region \(region)"]
        var sources: [Character: String] = [:]
        for price in prices {
            let texts = price.source.count == 1 ? [price.origin] : price.origin.components(separatedBy: " · ")
            // A letter may stand for another text from here on: each file of AWS's list is a source of its own.
            for (letter, text) in zip(price.source, texts) where sources[letter] != text {
                sources[letter] = text
                lines.append("@source \(letter) \(text)")
            }
            lines.append(row(price))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// One price as a row.
    static func row(_ price: Price) -> String {
        var more = price.attributes
        more["sku"] = price.sku
        more["version"] = price.version
        more["published"] = price.published?.day
        let pairs = more.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        let tier = "\(price.from.plain)-\(price.to.map(\.plain) ?? "")"
        return [
            price.meter.key, price.amount.description, tier, dash(price.offer),
            (price.isUsageTypeVerified || price.usageType.isEmpty ? "" : "?") + dash(price.usageType),
            "\(price.asOf?.day ?? "-") \(price.source)", pairs,
        ].joined(separator: " | ")
    }

    // MARK: Rows

    private static func price(
        _ fields: [String], _ line: Int, region: String, _ sources: [Character: String], _ layer: Price.Layer
    ) throws(PriceError) -> Price {
        guard fields.count == 6 || fields.count == 7 else {
            throw fault(line, "a price needs six fields, or seven, and has \(fields.count)")
        }
        guard !region.isEmpty else { throw fault(line, "no @region stands above it") }
        guard let amount = UnitPrice(text: fields[1]) else { throw fault(line, "'\(fields[1])' is no price") }
        let bounds = fields[2].split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2, let from = Double(bounds[0]), bounds[1].isEmpty || Double(bounds[1]) != nil else {
            throw fault(line, "'\(fields[2])' is no tier")
        }
        let dated = try date(fields[5], line)
        guard layer != .builtIn || dated.source.allSatisfy({ sources[$0] != nil }) else {
            throw fault(line, "no @source explains '\(dated.source)'")
        }
        let origin = dated.source.compactMap { sources[$0] }.joined(separator: " · ")
        var attributes = try pairs(fields.count == 7 ? fields[6] : "", line)
        let isFromMemory = fields[4].hasPrefix("?")
        let sku = attributes.removeValue(forKey: "sku")
        let version = attributes.removeValue(forKey: "version")
        let published = attributes.removeValue(forKey: "published").flatMap { WallTime(day: $0) }
        return Price(
            meter: Meter(fields[0]), amount: amount, region: region, from: from, to: Double(bounds[1]),
            offer: undash(fields[3]), usageType: undash(isFromMemory ? String(fields[4].dropFirst()) : fields[4]),
            isUsageTypeVerified: !isFromMemory && fields[4] != "-", attributes: attributes, sku: sku,
            version: version, published: published, asOf: dated.day, source: dated.source, origin: origin,
            layer: layer)
    }

    private static func freeTier(_ fields: [String], _ line: Int) throws(PriceError) -> FreeTier {
        guard fields.count == 4 else { throw fault(line, "a free tier needs four fields") }
        let amount = fields[2].split(separator: " ")
        guard amount.count == 2, let quantity = Double(amount[0]), quantity > 0 else {
            throw fault(line, "'\(fields[2])' is no quantity with its unit")
        }
        let dated = try date(fields[3], line)
        return FreeTier(
            meter: Meter(fields[1]), quantity: quantity, unit: String(amount[1]), asOf: dated.day,
            source: dated.source)
    }

    private static func date(_ field: String, _ line: Int) throws(PriceError) -> (day: WallTime?, source: String) {
        let parts = field.split(separator: " ")
        guard let first = parts.first, parts.count <= 2 else { throw fault(line, "'\(field)' is no date and source") }
        let source = parts.count == 2 ? String(parts[1]) : ""
        if first == "-" { return (nil, source) }
        guard let day = WallTime(day: String(first)) else { throw fault(line, "'\(first)' is no date") }
        return (day, source)
    }

    private static func pairs(_ field: String, _ line: Int) throws(PriceError) -> [String: String] {
        var found: [String: String] = [:]
        for pair in field.split(separator: ";") {
            let parts = pair.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.count == 2 else { throw fault(line, "'\(pair)' is no key=value") }
            found[parts[0]] = parts[1]
        }
        return found
    }

    /// The tiers of every product begin at 0 and have neither gaps nor overlaps.
    private static func checkTiers(_ prices: [Price]) throws(PriceError) {
        let groups = Dictionary(grouping: prices) { "\($0.region) \($0.meter) \($0.product)" }
        for group in groups.values {
            let sorted = group.sorted { $0.from < $1.from }
            var end: Double? = 0
            for price in sorted {
                guard price.from == end else {
                    throw PriceError(
                        .malformed, message: "the tiers of \(price.meter) do not follow each other from 0 on",
                        hint: "Give each range once: 0-100, 100-200, 200-.", candidates: sorted.map(\.summary))
                }
                end = price.to ?? .infinity
            }
        }
    }

    private static func fault(_ line: Int, _ what: String) -> PriceError {
        PriceError(
            .malformed, message: "line \(line): \(what)",
            hint: "A price is: meter | price | tier | offer | usage type | date source | key=value; key=value")
    }

    private static func dash(_ text: String) -> String { text.isEmpty ? "-" : text }
    private static func undash(_ text: String) -> String { text == "-" ? "" : text }
}
