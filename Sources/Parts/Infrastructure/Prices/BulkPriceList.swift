// Reads AWS's bulk price list, which has hundreds of megabytes, and takes from it exactly the products asked for.

package import Core

/// Prices picked from one file `offers/v1.0/aws/<Offer>/<version>/<region>/index.json`.
package struct BulkPriceList: Sendable {
    /// The offer's code.
    package private(set) var offer = ""
    /// The offer's version, `20260911123456`.
    package private(set) var version = ""
    /// When AWS published it; nil if the file does not say.
    package private(set) var published: WallTime?
    /// One price per tier and meter, in the order of the selectors.
    package private(set) var prices: [Price] = []
    /// The selectors that did not match exactly one product, each with its candidates.
    package private(set) var faults: [PriceError] = []

    private struct Product {
        var sku: String
        var family: String
        var attributes: [String: String]
        var terms: [JSONValue] = []

        func value(_ key: String) -> String? { key == "productFamily" ? family : attributes[key] }
    }

    /// What is asked of the file.
    private struct Question {
        var selectors: [PriceSelector]
        var region: String
        var origin: String
        var now: WallTime
    }

    private var products: [String: Product] = [:]
    /// The products that have a selector's usage type but not its attributes, and those that nearly have it.
    private var near: [PriceSelector: [String]] = [:]

    /// Reads a file in pieces (an empty piece ends it). Selectors of other offers are not looked at. `origin` is the
    /// file's address and `now` the day of reading, on which the prices hold. Throws `malformed` if the file is no
    /// price list, or what `next` throws; a selector that matches no product or several is a fault in the result.
    package static func read(
        _ next: @escaping () throws -> [UInt8], selectors: [PriceSelector], region: String, origin: String,
        now: WallTime
    ) throws -> BulkPriceList {
        var list = BulkPriceList()
        var json = JSONReader(refill: next)
        let question = Question(selectors: selectors, region: region, origin: origin, now: now)
        do {
            try list.top(&json, question)
            try json.end()
        } catch let fault as JSONFault {
            throw malformed("\(origin): \(fault)")
        }
        list.pick(question)
        list.products = [:]
        list.near = [:]
        return list
    }

    // MARK: The file

    private mutating func top(_ json: inout JSONReader, _ question: Question) throws {
        guard try json.enterObject() else { throw Self.malformed("\(question.origin) is no object") }
        var hasProducts = false
        var hasTerms = false
        while let key = try json.nextKey() {
            switch key {
            case "formatVersion":
                let format = try json.value().string ?? ""
                guard format == "v1.0" else { throw Self.malformed("format '\(format)' is not v1.0") }
            case "offerCode": offer = try json.value().string ?? ""
            case "version": version = try json.value().string ?? ""
            case "publicationDate":
                published = try json.value().string.flatMap { WallTime(day: String($0.prefix(10))) }
            case "products":
                hasProducts = true
                try readProducts(&json, question)
            case "terms":
                guard hasProducts else { throw Self.malformed("terms stand before products") }
                hasTerms = true
                try readTerms(&json)
            default: try json.skip()
            }
        }
        guard hasProducts, hasTerms, !offer.isEmpty else {
            throw Self.malformed("\(question.origin) has no offerCode, products or terms")
        }
    }

    private mutating func readProducts(_ json: inout JSONReader, _ question: Question) throws {
        let own = question.selectors.filter { $0.offer == offer }
        let byUsage = Dictionary(grouping: own) { Self.withoutPrefix($0.usageType) }
        guard try json.enterObject() else { throw Self.malformed("products is no object") }
        while let sku = try json.nextKey() {
            let value = try json.value()
            var attributes: [String: String] = [:]
            for member in value["attributes"]?.object?.members ?? [] {
                attributes[member.key] = member.value.string
            }
            let product = Product(
                sku: sku, family: value["productFamily"]?.string ?? "", attributes: attributes)
            let usage = attributes["usagetype"] ?? ""
            for selector in byUsage[Self.withoutPrefix(usage)] ?? [] {
                if Self.matches(product, selector, region: question.region) {
                    products[sku] = product
                } else if near[selector, default: []].count < PriceError.mostCandidates {
                    near[selector, default: []].append(Self.describe(product, selector))
                }
            }
        }
    }

    /// Keeps the on-demand terms of the products that match, and passes over all others.
    private mutating func readTerms(_ json: inout JSONReader) throws {
        guard try json.enterObject() else { throw Self.malformed("terms is no object") }
        while let kind = try json.nextKey() {
            guard kind == "OnDemand", try json.enterObject() else {
                try json.skip()
                continue
            }
            while let sku = try json.nextKey() {
                guard products[sku] != nil else {
                    try json.skip()
                    continue
                }
                products[sku]?.terms += try json.value().object?.members.map(\.value) ?? []
            }
        }
    }

    // MARK: Picking

    private mutating func pick(_ question: Question) {
        for selector in question.selectors where selector.offer == offer {
            do throws(PriceError) {
                prices += try tiers(selector, question)
            } catch {
                faults.append(error)
            }
        }
    }

    private func tiers(_ selector: PriceSelector, _ question: Question) throws(PriceError) -> [Price] {
        let found = products.values.filter { Self.matches($0, selector, region: question.region) }
            .sorted { $0.sku < $1.sku }
        guard let product = found.first, found.count == 1 else {
            let candidates = found.isEmpty ? (near[selector] ?? []).sorted() : found.map { Self.describe($0, selector) }
            throw PriceError(
                found.isEmpty ? .none : .ambiguous,
                message: "\(selector.meter): \(found.count) products of \(offer) have the usage type "
                    + "\(selector.usageType) and what else is asked for in \(question.region)",
                hint: "A price needs exactly one. Correct the selector; until then the earlier price stays.",
                candidates: candidates)
        }
        guard product.terms.count == 1, let term = product.terms.first else {
            throw PriceError(
                product.terms.isEmpty ? .none : .ambiguous,
                message: "\(selector.meter): the product \(product.sku) has \(product.terms.count) on-demand terms",
                hint: "Read the file's terms for it; one must hold today.")
        }
        let dimensions = (term["priceDimensions"]?.object?.members ?? []).map(\.value)
        var prices: [Price] = []
        for dimension in dimensions { prices.append(try price(dimension, product, selector, question)) }
        prices.sort { $0.from < $1.from }
        guard prices.first?.from == 0, zip(prices, prices.dropFirst()).allSatisfy({ $0.to == $1.from }) else {
            throw PriceError(
                .malformed, message: "\(selector.meter): the ranges of \(product.sku) do not follow each other from 0",
                hint: "Look at its priceDimensions.", candidates: prices.map(\.summary))
        }
        return prices
    }

    private func price(
        _ dimension: JSONValue, _ product: Product, _ selector: PriceSelector, _ question: Question
    ) throws(PriceError) -> Price {
        let unit = dimension["unit"]?.string ?? ""
        let text = dimension["pricePerUnit"]?["USD"]?.string ?? ""
        let end = dimension["endRange"]?.string ?? "Inf"
        guard Self.units[selector.meter.unit]?.contains(unit.lowercased()) == true else {
            throw PriceError(
                .malformed, message: "\(selector.meter): \(product.sku) is sold per '\(unit)'",
                hint: "If that is the meter's unit, teach it to BulkPriceList; if not, the selector is wrong.")
        }
        guard let amount = UnitPrice(text: text), let from = Double(dimension["beginRange"]?.string ?? "0"),
            end == "Inf" || Double(end) != nil
        else {
            throw PriceError(
                .malformed, message: "\(selector.meter): \(product.sku) has the price '\(text)' USD up to '\(end)'",
                hint: "A price in US dollars of at most ten decimals is needed.")
        }
        return Price(
            meter: selector.meter, amount: amount, region: question.region, from: from,
            to: end == "Inf" ? nil : Double(end), offer: offer, usageType: selector.usageType,
            isUsageTypeVerified: true, attributes: selector.attributes, sku: product.sku, version: version,
            published: published, asOf: question.now, source: "L", origin: question.origin, layer: .updated)
    }

    // MARK: Comparing

    private static func matches(_ product: Product, _ selector: PriceSelector, region: String) -> Bool {
        // Global services have no region code, or an empty one.
        let code = product.attributes["regionCode"] ?? ""
        return product.attributes["usagetype"] == selector.usageType && (code.isEmpty || code == region)
            && selector.attributes.allSatisfy { product.value($0.key) == $0.value }
    }

    /// `USE1-Fargate-GB-Hours` → `Fargate-GB-Hours`, `us-east-1-KMS-Keys` → `KMS-Keys`: what faults are named by.
    private static func withoutPrefix(_ usage: String) -> String {
        if usage.hasPrefix("us-east-1-") { return String(usage.dropFirst(10)) }
        guard let dash = usage.firstIndex(of: "-") else { return usage }
        let prefix = usage[..<dash]
        let isRegion =
            prefix.count >= 2 && prefix.count <= 6
            && prefix.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber) } || prefix == "Global"
        return isRegion ? String(usage[usage.index(after: dash)...]) : usage
    }

    private static func describe(_ product: Product, _ selector: PriceSelector) -> String {
        let own = selector.attributes.keys.sorted().map { "\($0)=\(product.value($0) ?? "-")" }
        let region = "region=\(product.attributes["regionCode"] ?? "-")"
        return ([product.sku, product.attributes["usagetype"] ?? "-"] + own + [region]).joined(separator: " ")
    }

    /// AWS's words for our units, in lower case.
    private static let units: [String: Set<String>] = [
        "hour": ["hrs", "hours", "hour"], "vcpu-hour": ["hours", "hrs", "vcpu-hours", "vcpu-hour"],
        "gb-hour": ["hours", "hrs", "gb-hours", "gb-hour"], "lcu-hour": ["lcu-hrs", "lcu-hours"],
        "acu-hour": ["acu-hr", "acu-hrs", "acu-hours"], "gb": ["gb"], "gb-month": ["gb-mo", "gb-month"],
        "request": ["requests", "request", "api requests", "api calls", "ios", "notifications"],
        "month": ["month", "mo", "months", "secrets", "keys", "alarms", "metrics", "hostedzone", "rule", "web acl"],
        "path": ["url", "paths", "requests"], "iops-month": ["iops-mo"],
    ]

    private static func malformed(_ what: String) -> PriceError {
        PriceError(
            .malformed, message: "this is no price list of AWS: \(what)",
            hint: "Fetch offers/v1.0/aws/<Offer>/current/<region>/index.json again.")
    }
}
