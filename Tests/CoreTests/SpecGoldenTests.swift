// Golden files: each NAME.yaml under Fixtures gives exactly the diagnostics of NAME.diagnostics.txt.
// UPDATE_GOLDEN=1 writes them anew; read the difference before committing it.

import Core
import Foundation
import Testing

struct SpecGoldenTests {
    @Test(arguments: try names())
    func `a faulty file gives exactly these diagnostics`(name: String) throws {
        let source = Repository.fixtures.appending(path: "\(name).yaml")
        let golden = Repository.fixtures.appending(path: "\(name).diagnostics.txt")
        let reading = FlowSpecReader.read(try String(contentsOf: source, encoding: .utf8), file: "\(name).yaml")
        let text = reading.diagnostics.map(\.description).joined(separator: "\n") + "\n"
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try text.write(to: golden, atomically: true, encoding: .utf8)
        }
        #expect(text == (try String(contentsOf: golden, encoding: .utf8)))
        #expect((reading.spec == nil) == reading.diagnostics.contains { $0.severity == .error })
    }

    @Test func `every documented code has a golden file, and every code is documented`() throws {
        let lines = try Self.names().flatMap { name in
            try Repository.text("Tests/CoreTests/Fixtures/\(name).diagnostics.txt").split(separator: "\n")
        }
        let shown = Set(lines.compactMap { $0.firstMatch(of: /\[([a-z-]+)\]$/).map { String($0.output.1) } })
        let page = try Repository.text("docs/formats/steady-yaml.md")
        let section = try #require(page.split(separator: "## Diagnostics").last?.split(separator: "## What").first)
        let rows = section.split(separator: "\n").filter { $0.hasPrefix("| `") }
        let documented = Set(rows.flatMap { $0.matches(of: /`([a-z-]+)`/).map { String($0.output.1) } })
        // Too long for files of their own; see SpecLimitTests.
        #expect(documented == shown.union(["too-large", "too-many"]))
    }

    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: Repository.fixtures.path)
            .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }
}
