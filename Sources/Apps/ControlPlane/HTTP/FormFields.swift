// The fields of an HTML form.

import Foundation

/// The fields of a form as `application/x-www-form-urlencoded` (WHATWG URL standard, section 5.1).
package struct FormFields: Hashable, Sendable {
    private var values: [String: String] = [:]

    /// The fields of an encoded body; of a field given twice the first counts, a malformed one is left out.
    package init(_ encoded: String) {
        for pair in encoded.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(parts[0]), let value = Self.decode(parts.count > 1 ? parts[1] : "") else {
                continue
            }
            if values[name] == nil { values[name] = value }
        }
    }

    /// A field's value; nil if it was not given.
    package subscript(name: String) -> String? { values[name] }

    private static func decode(_ text: Substring) -> String? {
        String(text.map { $0 == "+" ? " " : $0 }).removingPercentEncoding
    }
}
