// The named limits of Core: a specification is a few kilobytes; whatever is larger is another file by mistake.

/// What a specification may not exceed, so that no input can take its time or memory.
package enum SpecLimits {
    /// The longest `steady.yaml`, in bytes of UTF-8: about twenty times a long real one.
    package static let bytes = 65_536
    /// How deep the brackets of a `steady.yaml` may nest. The deepest real key lies four levels down; every level costs
    /// stack in the YAML library, which recurses.
    package static let brackets = 100
    /// How many indentations may lie inside each other.
    package static let indents = 50
    /// How many aliases (`*name`) a `steady.yaml` may hold: they can multiply what has to be read.
    package static let aliases = 16
    /// How many duplicate keys are renamed, each at the price of one more parse, before reading stops.
    package static let duplicates = 20
    /// How many diagnostics one reading gives; the rest is counted.
    package static let diagnostics = 100
    /// The longest single text in a `steady.yaml`, in characters.
    package static let text = 4_000
    /// The most entries of one list or free mapping in a `steady.yaml`.
    package static let entries = 200
    /// The longest window that can be measured: hourly rollups are kept 400 days (docs/architecture.md, telemetry).
    package static let longestWindow: Duration = .seconds(400 * 86_400)
}
