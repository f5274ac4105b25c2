// Writes generated stacks to a folder for ./check-stacks, which lets the real Terraform judge them.

import Core
import Foundation
import Infrastructure
import Testing

/// Set by check-stacks.
private let target = ProcessInfo.processInfo.environment["STEADY_STACKS"]

@Suite(.enabled(if: target != nil, "needs STEADY_STACKS; run check-stacks"))
struct StackWritingTests {
    @Test(arguments: StackCase.all) func `a stack is written for the real Terraform`(_ item: StackCase) throws {
        let modules = DesignFixtures.root.appending(path: "Infra/modules").path
        let files = try TerraformStack.files(
            spec: try item.spec(), tier: item.tier, environment: "production",
            modulesPath: ProcessInfo.processInfo.environment["STEADY_MODULES"] ?? modules)
        let folder = URL(filePath: try #require(target)).appending(path: item.name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for file in files {
            try file.text.write(to: folder.appending(path: file.path), atomically: true, encoding: .utf8)
        }
        #expect(files.count >= 12)
    }

    @Test(arguments: [DesignTier.multiZone, .standbyRegion])
    func `the shared stack is written for the real Terraform`(_ tier: DesignTier) throws {
        let modules = DesignFixtures.root.appending(path: "Infra/modules").path
        let files = try TerraformStack.sharedFiles(
            spec: try StackCase.all[0].spec(), tier: tier,
            modulesPath: ProcessInfo.processInfo.environment["STEADY_MODULES"] ?? modules)
        let folder = URL(filePath: try #require(target)).appending(path: "shared-\(tier.rawValue)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for file in files {
            try file.text.write(to: folder.appending(path: file.path), atomically: true, encoding: .utf8)
        }
        #expect(files.count == 7)
    }
}

/// A stack that is generated in tests.
struct StackCase: CustomTestStringConvertible {
    var name: String
    var tier: DesignTier
    var changes: [String: String] = [:]
    var isBare = false

    var testDescription: String { name }

    func spec() throws -> FlowSpec {
        let reading =
            isBare
            ? FlowSpecReader.read(DesignFixtures.bare, file: "steady.yaml") : try DesignFixtures.donations(changes)
        return try #require(reading.spec, "\(reading.diagnostics)")
    }

    static let all = [
        StackCase(name: "single-zone", tier: .singleZone),
        StackCase(name: "multi-zone", tier: .multiZone),
        StackCase(name: "multi-zone-standby", tier: .standbyRegion),
        // Without database, secrets and budget; with a long name, and blue-green.
        StackCase(name: "bare", tier: .multiZone, isBare: true),
        StackCase(name: "bare-standby", tier: .standbyRegion, isBare: true),
        StackCase(
            name: "other", tier: .multiZone,
            changes: [
                "flow: donations": "flow: donations-of-the-summer-campaign", "strategy: canary": "strategy: blue-green",
                "- GET /donate\n": "- GET /donate\n  - POST /donate\n  - GET /receipts/{id}\n  - GET /\n",
                "env: { DATABASE_URL: secret:database-url }":
                    "env: { DATABASE_URL: secret:database-url, GREETING: \"a \\\"quoted\\\" ${word}\" }",
                "warn: 80%": "warn: 100%", "costCenter: fundraising": "costCenter: \"R+D / 42\"",
            ]),
    ]
}
