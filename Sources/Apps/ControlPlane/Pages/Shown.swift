// Text from outside on its way into a page.

import Mustache

/// A text from outside, as the page shows it: bounded in length and safe to be escaped character by character.
///
/// Mustache escapes grapheme clusters. A quotation mark that is followed by a combining mark is one cluster, which its
/// table does not know, so it would pass unescaped and could end an attribute. Here such a mark becomes U+FFFD, and so
/// do control characters, so that every special character stands alone.
struct Shown: Hashable, Sendable, CustomStringConvertible, MustacheCustomRenderable {
    /// The text, bounded and made safe; not escaped.
    let text: String

    /// A text of at most `limit` characters; longer ones end in an ellipsis.
    init(_ raw: String, limit: Int = HTTPLimits.shownCharacters) {
        let cut = raw.count > limit ? String(raw.prefix(limit)) + "…" : raw
        var scalars = String.UnicodeScalarView()
        var afterSpecial = false
        for scalar in cut.unicodeScalars {
            let properties = scalar.properties
            let isControl = properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
            let joins =
                properties.isGraphemeExtend || properties.generalCategory == .spacingMark || scalar == "\u{200d}"
            scalars.append(isControl || (joins && afterSpecial) ? "\u{fffd}" : scalar)
            afterSpecial = Markup.isSpecial(scalar)
        }
        text = String(scalars)
    }

    /// What Mustache escapes and writes.
    var renderText: String { text }
    /// Empty texts count as absent in sections.
    var isNull: Bool { text.isEmpty }
    /// The text.
    var description: String { text }
}

/// Escaping for markup that is made in Swift: the charts.
enum Markup {
    /// Whether a character means something in HTML or SVG.
    static func isSpecial(_ scalar: Unicode.Scalar) -> Bool {
        ["<", ">", "&", "\"", "'"].contains(scalar)
    }

    /// A text as it may stand in element content and in quoted attributes, escaped scalar by scalar.
    static func escape(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
