// What may differ between environments without a new build. Its snapshot is part of a release.

/// `app.json` of the configuration folder.
struct AppConfig: Sendable {
    /// The form's heading.
    let title: String
    /// The only currency taken, ISO 4217, one with hundredths.
    let currency: String
    /// The smallest and the largest donation.
    let range: ClosedRange<Amount>

    private static let keys = ["title", "currency", "minimum", "maximum"]

    /// Reads and checks `app.json` in `folder`; throws all that is wrong with it.
    static func read(folder: String) throws(SettingsError) -> AppConfig {
        let path = folder + "/app.json"
        let values = try decodeFile([String: String].self, path: path)
        var faults = values.keys.filter { !keys.contains($0) }.sorted().map { "unknown key '\($0)'" }
        let title = values["title"] ?? ""
        if !(1...100).contains(title.count) { faults.append("'title' must have 1 to 100 characters") }
        let currency = values["currency"] ?? ""
        if currency.count != 3 || !currency.allSatisfy({ $0.isASCII && $0.isUppercase }) {
            faults.append("'currency' must be three capital letters, for example \"EUR\"")
        }
        let range = range(from: values["minimum"], to: values["maximum"])
        if range == nil {
            faults.append(
                "'minimum' and 'maximum' must be amounts above 0, in this order, for example \"1\" and \"10000\"")
        }
        guard let range, faults.isEmpty else { throw SettingsError(faults: faults.map { "\(path): \($0)" }) }
        return AppConfig(title: title, currency: currency, range: range)
    }

    private static func range(from minimum: String?, to maximum: String?) -> ClosedRange<Amount>? {
        guard let low = minimum.flatMap(Amount.init(text:)), let high = maximum.flatMap(Amount.init(text:)),
            low.minor > 0, low <= high
        else { return nil }
        return low...high
    }
}
