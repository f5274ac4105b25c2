// What a donor asks for, and what becomes of it. Nothing reaches the database that did not pass through here.

/// What a client sent, before anybody looked at it: from the form or as JSON.
struct DonationRequest: Decodable, Sendable {
    var amount: String?
    var currency: String?
    var email: String?
    var idempotencyKey: String?

    private enum CodingKeys: String, CodingKey { case amount, currency, email, idempotencyKey }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        amount = Self.amount(in: container)
        currency = try container.decodeIfPresent(String.self, forKey: .currency)
        email = try container.decodeIfPresent(String.self, forKey: .email)
        idempotencyKey = try container.decodeIfPresent(String.self, forKey: .idempotencyKey)
    }

    /// An empty request: the form as a donor sees it first.
    init() {}

    /// A JSON client may write 25 instead of "25". A number with a fraction may have been rounded on its way here: it
    /// becomes a text that is no amount, and is refused with the other faults.
    private static func amount(in container: KeyedDecodingContainer<CodingKeys>) -> String? {
        guard container.contains(.amount) else { return nil }
        if let text = try? container.decode(String.self, forKey: .amount) { return text }
        return (try? container.decode(Int.self, forKey: .amount)).map(String.init) ?? ""
    }
}

/// One thing that is wrong with one field of a request.
struct Fault: Encodable, Equatable, Sendable {
    /// The field as the client named it.
    let field: String
    /// What is wrong, as the donor reads it.
    let message: String
}

/// All that is wrong with a request, at once: nobody likes to be told one fault after the other.
struct Invalid: Error {
    let faults: [Fault]
}

/// A donation that is right in all its parts, ready to be stored.
struct Donation: Equatable, Sendable {
    /// In hundredths of the currency.
    let amount: Amount
    /// ISO 4217.
    let currency: String
    let email: String
    /// Chosen by the client, the same again when it repeats a request: it makes the repetition harmless.
    let idempotencyKey: String

    /// Checks every field of a request against the configuration.
    init(_ request: DonationRequest, app: AppConfig) throws(Invalid) {
        var faults: [Fault] = []
        func check<Value>(_ field: String, _ value: Value?, _ message: String) -> Value? {
            if value == nil { faults.append(Fault(field: field, message: message)) }
            return value
        }
        let amount = check(
            "amount", request.amount.flatMap(Amount.init(text:)).flatMap { app.range.contains($0) ? $0 : nil },
            "Give an amount from \(app.range.lowerBound) to \(app.range.upperBound), for example 25 or 12.50.")
        let currency = check(
            "currency", request.currency.flatMap { $0 == app.currency ? $0 : nil }, "We can only take \(app.currency).")
        let email = check(
            "email", request.email.flatMap(Self.email), "Give an e-mail address like name@example.org.")
        let key = check(
            "idempotencyKey", request.idempotencyKey.flatMap(Self.key),
            "Send a key of 16 to 64 letters, digits or hyphens, and the same one when you try again.")
        guard let amount, let currency, let email, let key else { throw Invalid(faults: faults) }
        self.amount = amount
        self.currency = currency
        self.email = email
        idempotencyKey = key
    }

    /// Good enough to send a receipt to; only the receipt itself can prove more. RFC 5321 allows 254 octets.
    private static func email(_ text: String) -> String? {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard text.utf8.count <= 254, parts.count == 2, (1...64).contains(parts[0].utf8.count),
            parts[1].contains("."), !parts[1].hasPrefix("."), !parts[1].hasSuffix("."), !parts[1].contains(".."),
            text.unicodeScalars.allSatisfy(isPrintable)
        else { return nil }
        return text
    }

    /// Neither a control character nor a space of any script.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value > 0x20 && !(0x7F...0xA0).contains(scalar.value) && !scalar.properties.isWhitespace
    }

    private static func key(_ text: String) -> String? {
        let allowed = text.allSatisfy { $0 == "-" || $0.isASCII && ($0.isLetter || $0.isNumber) }
        return allowed && (16...64).contains(text.utf8.count) ? text : nil
    }
}

/// An amount of money in hundredths, read and written exactly.
struct Amount: Comparable, CustomStringConvertible, Sendable {
    let minor: Int

    init(minor: Int) { self.minor = minor }

    /// `25`, `12.5` or `12.50`; nil for anything else, thus also for `1e9`, `-3` or `1,000`.
    init?(text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let digits = parts.joined()
        guard (1...2).contains(parts.count), (1...9).contains(parts[0].utf8.count),
            parts.count == 1 || (1...2).contains(parts[1].utf8.count),
            digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let value = Int(digits)
        else { return nil }
        let decimals = parts.count == 1 ? 0 : parts[1].utf8.count
        minor = value * [100, 10, 1][decimals]
    }

    var description: String {
        let cents = minor % 100
        return cents == 0 ? "\(minor / 100)" : "\(minor / 100).\(cents < 10 ? "0" : "")\(cents)"
    }

    static func < (left: Amount, right: Amount) -> Bool { left.minor < right.minor }
}
