// The dependency rule of docs/architecture.md, checked in the sources: arrows go down only.

import Testing

@Suite struct DependencyRuleTests {
    private static let parts = ["Telemetry", "ServiceLevels", "Releases", "LoadTesting", "Infrastructure"]
    private static let adapters = [
        "Shell", "SQLiteStore", "HAProxy", "Hosts", "PostgreSQL", "HTTPTraffic", "Terraform", "PriceLists", "AWS",
    ]
    private static let apps = ["ControlPlane", "steady"]

    /// What each part may import of other parts.
    private static let partToPart: [String: [String]] = [
        "ServiceLevels": ["Telemetry"], "Releases": ["Telemetry", "ServiceLevels"], "Telemetry": [], "LoadTesting": [],
        "Infrastructure": [],
    ]

    @Test(arguments: SourceTree.sources) func `a file imports only what its room may`(_ file: SourceFile) {
        let imports = Self.imports(of: file)
        guard let room = Self.room(of: file.path) else { return }
        for name in imports {
            #expect(
                !Self.isForbidden(name, in: room),
                """
                \(file.path): imports \(name), which \(room) must not. Rule: Apps -> Adapters -> Parts -> Statistics -> \
                Core, see docs/architecture.md. Remedy: own a protocol in the part and let an adapter conform.
                """)
        }
    }

    @Test func `the rule looks at real files`() {
        #expect(SourceTree.sources.count > 100)
        #expect(Self.isForbidden("GRDB", in: "Releases"))
        #expect(Self.isForbidden("HAProxy", in: "Hosts"))
        #expect(!Self.isForbidden("Shell", in: "Hosts"))
        #expect(Self.isForbidden("Telemetry", in: "Core"))
    }

    private static func imports(of file: SourceFile) -> [String] {
        file.lines.compactMap { line in
            let words = line.split(separator: " ")
            guard let index = words.firstIndex(of: "import"), index <= 1, words.count > index + 1 else { return nil }
            return String(words[index + 1].split(separator: ".")[0])
        }
    }

    private static func room(of path: String) -> String? {
        let folders = path.split(separator: "/").map(String.init)
        guard folders.count > 2, folders[0] == "Sources" else { return nil }
        return ["Parts", "Adapters", "Apps"].contains(folders[1]) ? folders[2] : folders[1]
    }

    private static func isForbidden(_ name: String, in room: String) -> Bool {
        let ioLibraries = ["NIO", "Hummingbird", "GRDB", "AsyncHTTPClient", "Subprocess"]
        switch room {
        case "Core", "Statistics":
            let below = room == "Core" ? [] : ["Core"]
            return (["Statistics"] + parts + adapters + apps).filter { !below.contains($0) && $0 != room }.contains(
                name)
                || ioLibraries.contains { name.hasPrefix($0) }
        case _ where parts.contains(room):
            let others = parts.filter { $0 != room && !(partToPart[room] ?? []).contains($0) }
            return (others + adapters + apps).contains(name) || ioLibraries.contains { name.hasPrefix($0) }
        case _ where adapters.contains(room):
            return (adapters.filter { $0 != room && $0 != "Shell" } + apps).contains(name)
        default:
            return name == "steady"
        }
    }
}
