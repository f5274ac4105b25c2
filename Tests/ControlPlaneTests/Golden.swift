// Golden files: one case a file under Fixtures/, written anew by UPDATE_GOLDEN=1.

import Foundation
import Testing

enum Golden {
    /// Compares a text with the file `name` under Fixtures/.
    static func check(_ text: String, _ name: String, location: SourceLocation = #_sourceLocation) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try Data(text.utf8).write(to: file)
            return
        }
        let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        #expect(
            text == expected, "\(name) differs; read the difference, then UPDATE_GOLDEN=1", sourceLocation: location)
    }
}
