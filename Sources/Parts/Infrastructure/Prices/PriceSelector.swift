// Which product of AWS's price list a meter's price comes from.

/// What a product must have to be a meter's. All of it is compared exactly: a looser question matches four products
/// of Fargate, the first at $0.00.
package struct PriceSelector: Hashable, Sendable {
    /// The meter.
    package var meter: Meter
    /// The offer's code, `AmazonECS`: one price list.
    package var offer: String
    /// The usage type, with its region's prefix where it has one.
    package var usageType: String
    /// Attributes with their values; `productFamily` stands beside the attributes in the list and is looked up there.
    package var attributes: [String: String]

    /// A selector.
    package init(meter: Meter, offer: String, usageType: String, attributes: [String: String] = [:]) {
        self.meter = meter
        self.offer = offer
        self.usageType = usageType
        self.attributes = attributes
    }

    /// An instance of RDS. Us-east-1 has usage types without a prefix; `engine` is as Terraform writes it.
    /// Nil for an engine that this does not know.
    package static func database(_ engine: String, _ instance: String, isMultiZone: Bool, prefix: String = "")
        -> PriceSelector?
    {
        let names = ["postgres": "PostgreSQL", "mysql": "MySQL", "mariadb": "MariaDB"]
        guard let name = names[engine] else { return nil }
        return PriceSelector(
            meter: .database(engine, instance, isMultiZone: isMultiZone), offer: "AmazonRDS",
            usageType: "\(prefix)\(isMultiZone ? "Multi-AZUsage" : "InstanceUsage"):\(instance)",
            attributes: [
                "databaseEngine": name, "deploymentOption": isMultiZone ? "Multi-AZ" : "Single-AZ",
                "productFamily": "Database Instance",
            ])
    }
}

extension PriceBook {
    /// Selectors for all meters of a region whose usage type is known, in the order of their meters, and for every
    /// class of RDS in the book in PostgreSQL and MySQL, in one zone and in several: what an update asks AWS's
    /// list for.
    package func selectors(region: String) -> [PriceSelector] {
        var found: [PriceSelector] = []
        var seen: Set<PriceSelector> = []
        for price in all where price.region == region && !price.usageType.isEmpty && !price.offer.isEmpty {
            var attributes = price.attributes
            attributes["reading"] = nil
            let selector = PriceSelector(
                meter: price.meter, offer: price.offer, usageType: price.usageType, attributes: attributes)
            if seen.insert(selector).inserted { found.append(selector) }
        }
        let meters = Set(found.map(\.meter))
        return found + databases(region: region).filter { !meters.contains($0.meter) }
    }

    private func databases(region: String) -> [PriceSelector] {
        let classes = all.filter { $0.region == region }.compactMap { price -> String? in
            let words = price.meter.key.split(separator: ".")
            guard words.count == 7, words[0] == "rds", words[2] == "db" else { return nil }
            return words[2...4].joined(separator: ".")
        }
        // Other regions have usage types with a prefix; which one is not in the book.
        guard region == "us-east-1" else { return [] }
        return Set(classes).sorted().flatMap { instance in
            ["mysql", "postgres"].flatMap { engine in
                [false, true].compactMap { PriceSelector.database(engine, instance, isMultiZone: $0) }
            }
        }
    }
}
