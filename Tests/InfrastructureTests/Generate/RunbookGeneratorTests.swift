// A runbook for every alarm, each with what the format demands (reference/runbooks.md).

import Core
import Foundation
import Infrastructure
import Testing

@Suite struct RunbookGeneratorTests {
    private func files(_ item: StackCase) throws -> [GeneratedFile] {
        try RunbookGenerator.files(spec: try item.spec(), tier: item.tier, environment: "production")
    }

    /// The subjects that the modules' alarms link to, read from the modules; names made of a variable are left out.
    private func subjects() throws -> Set<String> {
        let modules = DesignFixtures.root.appending(path: "Infra/modules")
        let alarms = try String(contentsOf: modules.appending(path: "observability/alarms.tf"), encoding: .utf8)
        var found = Set(alarms.matches(of: #/subject = "([a-z0-9-]+)"/#).map { String($0.1) })
        let database = try String(contentsOf: modules.appending(path: "database/alarms.tf"), encoding: .utf8)
        found.formUnion(database.matches(of: #/(?m)^ +([a-z-]+) = \{\n +metric +=/#).map { "database-\($0.1)" })
        // Burstable classes only, which these specs do not need.
        return found.subtracting(["flow-latency", "database-cpu-credits"])
            .union(["page", "slo-availability", "slo-latency", "backup-missing", "cdn-5xx", "cdn-4xx", "service-cpu"])
    }

    @Test func `every alarm of the largest stack has its runbook`() throws {
        let names = Set(try files(StackCase.all[2]).map { String($0.path.dropLast(3)) })
        let wanted = try subjects()
        #expect(wanted.count > 24)
        #expect(wanted.subtracting(names) == [])
    }

    @Test(arguments: StackCase.all) func `each has the four sections, in order, and a head`(_ item: StackCase) throws {
        for file in try files(item) {
            let heads = file.text.matches(of: #/(?m)^## (.*)$/#).map { String($0.1) }
            #expect(heads == ["Symptoms", "Diagnosis", "Remediation", "Prevention"], "\(file.path)")
            #expect(file.text.hasPrefix("---\nrunbook: "))
            #expect(!file.text.contains("\n\n\n"))
        }
    }

    @Test(arguments: StackCase.all) func `checks only read, actions can be taken back and verified`(_ item: StackCase)
        throws
    {
        var actions = 0
        for file in try files(item) {
            let blocks = file.text.matches(of: #/(?m)^```sh \{(.*)\}$/#).map { String($0.1) }
            let names = Set(blocks.compactMap { $0.firstMatch(of: #/name=([a-z-]+)/#).map { String($0.1) } })
            #expect(names.count == blocks.count)
            for block in blocks {
                #expect(block.contains("timeout="), "\(file.path): \(block)")
                if block.contains("kind=check") { #expect(block.contains("readonly")) }
                guard block.contains("kind=action") else { continue }
                actions += 1
                #expect(block.contains(" verify=slo:"))
                let undo = block.firstMatch(of: #/ rollback=([a-z-]+)/#).map { String($0.1) }
                #expect(undo.map(names.contains) ?? block.contains("irreversible=\""))
            }
        }
        #expect(actions > 15)
    }

    @Test func `the runbook of the page is what it was`() throws {
        let page = try #require(try files(StackCase.all[1]).first { $0.path == "page.md" }).text
        #expect(page == (try DesignFixtures.golden("generate/runbook-page.md", page)))
    }
}
