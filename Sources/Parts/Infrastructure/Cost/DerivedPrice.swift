// Prices that are not in the book, from those of the same machine in another size or deployment.

internal import Core

/// The parts of a machine's meter: `rds.postgres.db.` `r6g` `large` `.multi.hour`.
struct MachineMeter: Hashable {
    let prefix: String
    let family: String
    let size: String
    let suffix: String

    /// From the meter of an instance of EC2, RDS, Aurora, ElastiCache, OpenSearch or MSK; nil for any other.
    init?(_ meter: Meter) {
        let parts = meter.key.split(separator: ".").map(String.init)
        guard let unit = parts.last, unit == "hour",
            let start = parts.firstIndex(where: { ["ec2", "db", "cache", "search", "kafka"].contains($0) }),
            parts.count > start + 3, Self.weight(parts[start + 2]) != nil
        else { return nil }
        prefix = parts[0...start].joined(separator: ".") + "."
        family = parts[start + 1]
        size = parts[start + 2]
        suffix = "." + parts[(start + 3)...].joined(separator: ".")
    }

    /// How many times `large` it is.
    var weight: Double { Self.weight(size) ?? 1 }

    /// The machine's class without its service: `r6g.large`.
    var machine: String { "\(family).\(size)" }

    private static func weight(_ size: String) -> Double? {
        switch size {
        case "nano": return 1 / 16
        case "micro": return 1 / 8
        case "small": return 1 / 4
        case "medium": return 1 / 2
        case "large": return 1
        case "xlarge": return 2
        default:
            guard size.hasSuffix("xlarge") else { return nil }
            return Double(size.dropLast("xlarge".count)).map { $0 * 2 }
        }
    }
}

/// A price computed from a related one.
struct DerivedPrice {
    /// Ten-billionths of a dollar per unit.
    var perUnit: Double
    /// How far it may be off, from the rounding of what it comes from.
    var error: Double
    /// The price that it comes from.
    var source: Price

    /// Half of a tenth of a cent: what AWS rounds hourly prices to, in ten-billionths of a dollar.
    private static let rounding = 5e6

    /// From the same class in another size, and Multi-AZ from one zone: prices within a family are proportional to the
    /// size, and Multi-AZ costs twice as much, both up to the rounding to a tenth of a cent (db.t4g in us-east-1: .016,
    /// .032, .065, .129; small Multi-AZ .065). Nil if the book has no price of the family.
    static func find(_ meter: Meter, book: PriceBook, region: String) -> DerivedPrice? {
        guard let wanted = MachineMeter(meter) else { return nil }
        if let same = nearest(wanted, book: book, region: region) { return same }
        guard wanted.suffix == ".multi.hour" else { return nil }
        let single = Meter(meter.key.replacing(".multi.hour", with: ".single.hour"))
        guard let one = MachineMeter(single), let found = nearest(one, book: book, region: region) else { return nil }
        return DerivedPrice(perUnit: found.perUnit * 2, error: found.error * 2, source: found.source)
    }

    private static func nearest(_ wanted: MachineMeter, book: PriceBook, region: String) -> DerivedPrice? {
        let known = book.meters(region: region).compactMap { meter in MachineMeter(meter).map { (meter, $0) } }
            .filter { $0.1.prefix == wanted.prefix && $0.1.family == wanted.family && $0.1.suffix == wanted.suffix }
            .sorted { (distance($0.1, wanted), $0.0.key) < (distance($1.1, wanted), $1.0.key) }
        guard let (meter, own) = known.first else { return nil }
        do throws(PriceError) {
            let price = try book.price(meter, region: region)
            let ratio = wanted.weight / own.weight
            return DerivedPrice(
                perUnit: Double(price.amount.tenBillionths) * ratio, error: rounding * max(1, ratio), source: price)
        } catch {
            // Two prices stand under it; the caller reports the meter that was asked for.
            return nil
        }
    }

    /// How many doublings lie between two sizes.
    private static func distance(_ left: MachineMeter, _ right: MachineMeter) -> Double {
        let ratio = left.weight / right.weight
        return max(ratio, 1 / ratio)
    }
}

/// What a machine costs at the least where no price of its family is known: enough to refuse with, never to pass by.
enum MachineFloor {
    /// Below the price per vCPU of every Linux machine from `large` on in us-east-1 (t4g.large: .0336; from memory of
    /// AWS's pages, as a bound and not as a price), in ten-billionths of a dollar an hour.
    private static let perProcessor = 3e8

    /// Ten-billionths of a dollar an hour; nil for what is no machine, or is smaller than `large`: credits make small
    /// ones cheap. Databases cost at least what the cheapest of the book's PostgreSQL classes costs for each vCPU.
    static func perHour(_ meter: Meter, book: PriceBook, region: String) -> Double? {
        guard let machine = MachineMeter(meter), machine.weight >= 1, let size = MachineSize(machine.machine) else {
            return nil
        }
        let isDatabase = machine.prefix.hasSuffix(".db.")
        let rate = isDatabase ? cheapestDatabase(book, region) ?? perProcessor : perProcessor
        return rate * size.processors * (machine.suffix == ".multi.hour" ? 2 : 1)
    }

    private static func cheapestDatabase(_ book: PriceBook, _ region: String) -> Double? {
        book.meters(region: region).compactMap { meter -> Double? in
            guard let machine = MachineMeter(meter), machine.prefix == "rds.postgres.db.", machine.weight >= 1,
                machine.suffix == ".single.hour", let size = MachineSize(machine.machine)
            else { return nil }
            do throws(PriceError) {
                return Double(try book.price(meter, region: region).amount.tenBillionths) / size.processors
            } catch {
                return nil
            }
        }.min()
    }
}
