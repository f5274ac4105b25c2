// One JSON object a line on stdout: time, level, message, and whatever belongs to it.
import Foundation
import Logging

/// Writes log lines as JSON.
struct StructuredLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues(\.description)
        line["time"] = Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        line["level"] = event.level.rawValue
        line["message"] = event.message.description
        if let error = event.error { line["error"] = "\(error)" }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // A dictionary of texts always encodes; if it ever does not, the line must still say that something happened.
        let fallback = Data(#"{"level":"error","message":"a log line could not be encoded"}"#.utf8)
        var bytes = [UInt8]((try? encoder.encode(line)) ?? fallback)
        bytes.append(UInt8(ascii: "\n"))
        // One call a line: lines of several threads do not mix.
        bytes.withUnsafeBytes { _ = write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }
}
