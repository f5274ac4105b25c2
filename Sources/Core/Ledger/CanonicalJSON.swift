// One value, one text: JSON with sorted keys and no spaces, so that it can be hashed and compared.

internal import Foundation

/// JSON in the one form that Steady hashes, stores and compares.
package enum CanonicalJSON {
    /// The value as JSON with sorted keys, unescaped slashes and no white space. Doubles are written so that reading
    /// them gives the same bits. Throws what the value's own encoding throws, and on infinite numbers.
    package static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// The same for people: indented by two spaces.
    package static func pretty(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// A value from JSON text; throws `DecodingError` if it has another shape.
    package static func decode<Value: Decodable>(_ type: Value.Type = Value.self, from text: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }
}
