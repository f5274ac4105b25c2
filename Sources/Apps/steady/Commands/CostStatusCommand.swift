// `steady cost status`: what the flow really costs, what the month will cost, and what sizes its use advises.

import AWS
import ArgumentParser
import ControlPlane
import Core
import Foundation
import Infrastructure
import SQLiteStore
import Shell

struct CostStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "What the flow really costs, will cost this month, and could cost.",
        discussion: """
            Asks Cost Explorer through the aws program for what was billed under the tag Service, and CloudWatch for how much \
            of the sizes is used. Credentials are those of the aws program. Exit code 2 if the budget is or surely will be \
            used up, 3 if there is nothing to judge by; a warning at budget.warn, and for a day that costs more than the \
            weeks before explain. Cost Explorer bills 0.01 USD a request.
            """)

    @Option(help: "The tag that the flow's resources are billed under, KEY=VALUE (default: Service=FLOW).")
    var tag: String?

    @Flag(help: "All costs of the account, not only those under the tag.")
    var account = false

    @Option(help: "The region whose use is measured.")
    var region = "us-east-1"

    @Flag(name: .customLong("no-use"), help: "Only the bill: do not ask how much of the sizes is used.")
    var noUse = false

    @Option(help: "Ask this address instead of AWS (for stand-ins).")
    var endpoint: String?

    @OptionGroup var prices: PriceOptions
    @OptionGroup var flow: FlowOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard tag == nil || !account else { throw ValidationError("Choose --tag or --account.") }
        if let endpoint, !endpoint.hasPrefix("http://"), !endpoint.hasPrefix("https://") {
            throw ValidationError("--endpoint \(endpoint) is no address: write http:// or https:// before it.")
        }
        if let tag, tag.split(separator: "=", omittingEmptySubsequences: false).count != 2 || tag.hasPrefix("=") {
            throw ValidationError("--tag \(tag) is no KEY=VALUE.")
        }
    }

    func run() async throws {
        let spec = try DesignDesk(flow: flow, prices: prices).specification().spec
        guard let budget = spec.budget else {
            throw CommandFailure(
                1, "\(flow.file) has no budget: there is nothing to judge the bill by",
                hint: "Write one: budget: { monthly: 1500 USD, warn: 80% }")
        }
        let now = SystemWallClock().now
        let named = named(spec)
        let cost = try await mapped {
            try await CostExplorer(command("us-east-1")).costs(
                from: CostExplorer.start(now), tag: account ? nil : named, now: now)
        }
        let status = CostStatus.make(
            flow: spec.flow, cost: cost, budget: budget, estimate: try estimate(spec),
            sizes: noUse ? SizeReport() : try await sizes(spec, named, now))
        try record(status)
        if output.json { try Console.json(status) } else { Console.out(CostStatusText.text(status)) }
        try Exit.verdict(status.verdict.verdict)
    }

    private func named(_ spec: FlowSpec) -> AWSArguments.Tag {
        let parts = tag?.split(separator: "=").map(String.init) ?? ["Service", spec.flow]
        return AWSArguments.Tag(key: parts[0], value: parts[1])
    }

    private func command(_ region: String) throws -> AWSCommand {
        AWSCommand(
            runner: SystemCommandRunner(), program: try Programs.find("aws", package: "awscli"), region: region,
            endpoint: endpoint, environment: ProcessInfo.processInfo.environment, clock: ContinuousClock())
    }

    /// What the chosen design was estimated to cost.
    private func estimate(_ spec: FlowSpec) throws -> Money? {
        let report = try DesignDesk(flow: flow, prices: prices).report(survivesRegion: false)
        return report.choice.tier.flatMap { report[$0]?.cost.monthly }
    }

    /// What use advises. A bill without use is worth having: what stands in the way is told, and no more.
    private func sizes(_ spec: FlowSpec, _ tag: AWSArguments.Tag, _ now: WallTime) async throws -> SizeReport {
        do {
            let reader = UseReader(try command(region))
            let use = try await reader.use(of: try await reader.find(tag), now: now)
            let estimator = CostEstimator(book: try prices.book(flow), usage: UsageModel(spec: spec), now: now)
            let proven = try ReviewDesk(flow: flow).provenSizes()
            return RightSizing(estimator: estimator, policy: SizePolicy(), proven: proven).report(use)
        } catch let error as AWSError {
            return SizeReport(gaps: ["How much is used is not known: \(error.message). \(error.hint)"])
        }
    }

    private func mapped<T>(_ work: () async throws -> T) async throws -> T {
        do { return try await work() } catch let error as AWSError {
            throw CommandFailure(1, error.message, hint: error.hint)
        }
    }

    private func record(_ status: CostStatus) throws {
        try flow.folder.create()
        let database = try StateDatabase(path: flow.folder.stateFile, clock: SystemWallClock())
        try SQLiteLedger(database).append(
            LedgerDraft(
                kind: "cost.observed", actor: "user:\(ActorOptions.name)", subject: status.flow,
                facts: CostFacts(
                    monthToDate: status.monthToDate, expected: status.forecast?.month.expected,
                    budget: status.budget.monthly, verdict: status.verdict.verdict)))
    }
}

/// What the ledger keeps of a look at the bill.
struct CostFacts: Codable {
    var monthToDate: Money
    /// The month as forecast; nil if there was no forecast.
    var expected: Money?
    var budget: Money
    var verdict: Verdict
}
