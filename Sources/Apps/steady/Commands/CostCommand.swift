// `steady cost`: what a plan costs a month, before and after, by resource and by meter.

import ArgumentParser
import ControlPlane
import Core
import Foundation
import Infrastructure

struct CostCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cost", abstract: "What a plan, the flow's design, or the running flow costs a month.",
        subcommands: [CostEstimateCommand.self, CostStatusCommand.self], defaultSubcommand: CostEstimateCommand.self)
}

struct CostEstimateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "estimate", abstract: "Estimate the monthly cost of a Terraform plan, or of the flow's design.",
        discussion: """
            PLAN is what `terraform show -json plan.bin` writes, the saved plan itself, or - for standard input. Without \
            one, the cost is that of the tier that `steady design` chooses for steady.yaml, or of --tier. Usage comes from \
            traffic in steady.yaml; every assumption is printed with --all. With budget in steady.yaml the cost is judged by \
            it: exit code 2 above it, 3 if it cannot be proven.
            """)

    @Argument(help: "The plan: JSON, a saved plan, or - for standard input.")
    var plan: String?

    @Option(help: "The tier to price: \(DesignTier.allCases.map(\.rawValue).joined(separator: ", ")).")
    var tier: DesignTier?

    @Option(help: "The region whose prices are taken.")
    var region = "us-east-1"

    @Flag(name: .customLong("free-tier"), help: "Count AWS's free tiers, once, as if nothing else used them.")
    var freeTier = false

    @Flag(help: "Show every resource, meter and assumption.")
    var all = false

    @OptionGroup var prices: PriceOptions
    @OptionGroup var flow: FlowOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard plan == nil || tier == nil else { throw ValidationError("Name a plan or a tier, not both.") }
        guard plan != nil || !freeTier else {
            throw ValidationError("--free-tier is for plans: designs have AWS's free quantities taken off.")
        }
    }

    func run() async throws {
        let (report, spec) = if let plan { try await ofPlan(plan) } else { try ofDesign() }
        let verdict = VerdictReport(findings: spec?.budget.map { BudgetGate.judge(report, budget: $0) } ?? [])
        if output.json {
            try Console.json(CostJSON(verdict: verdict.verdict, findings: verdict.findings, cost: report))
        } else {
            Console.out(CostText.text(report, isWhole: all))
            for finding in verdict.findings {
                Console.out("\(finding.verdict.rawValue): \(finding.summary)\n    \(finding.hint)")
            }
        }
        try Exit.verdict(verdict.verdict)
    }

    private func ofPlan(_ plan: String) async throws -> (CostReport, FlowSpec?) {
        let desk = try ReviewDesk(flow: flow)
        var changes: [ResourceChange] = []
        let facts = try PlanReader.read(try await desk.source(plan)) { item in
            if case .change(let change) = item { changes.append(change) }
        }
        let usage = desk.spec.map { UsageModel(spec: $0) } ?? UsageModel()
        return (try estimator(usage).cost(of: changes, graph: facts.graph), desk.spec)
    }

    private func ofDesign() throws -> (CostReport, FlowSpec?) {
        let desk = DesignDesk(flow: flow, prices: prices)
        let spec = try desk.specification().spec
        let choice = try desk.report(survivesRegion: false).choice
        guard let tier = tier ?? choice.tier ?? choice.nearest else {
            throw CommandFailure(
                3, "no tier can be priced", hint: "Run `steady prices update`, or name one with --tier.")
        }
        let isRefused = self.tier == nil && choice.tier == nil
        var report = try estimator(UsageModel(spec: spec)).cost(of: Design.uses(tier, spec))
        report.notes.insert(
            "The design \(tier.rawValue) (\(tier.title)) at today's traffic; `steady design --all` shows it at the growth to plan for.",
            at: 0)
        if isRefused {
            report.notes.insert("No tier keeps every promise (`steady design` says why): this is the nearest.", at: 0)
        }
        return (report, spec)
    }

    private func estimator(_ usage: UsageModel) throws -> CostEstimator {
        guard try prices.book(flow).all.contains(where: { $0.region == region }) else {
            throw CommandFailure(
                1, "no price of \(region) is known", hint: "Give prices of your own with --prices, or take us-east-1.")
        }
        return try priced(usage)
    }

    private func priced(_ usage: UsageModel) throws -> CostEstimator {
        CostEstimator(
            book: try prices.book(flow), region: region, usage: usage, countsFreeTiers: freeTier,
            now: SystemWallClock().now)
    }
}

extension DesignTier: ExpressibleByArgument {}

/// What `steady cost --json` prints: docs/formats/cost.md.
struct CostJSON: Encodable {
    var verdict: Verdict
    var findings: [Finding]
    var cost: CostReport
}

/// Where prices come from: those of the program, then those of an update, then the user's own.
struct PriceOptions: ParsableArguments {
    @Option(name: .customLong("prices"), help: "A file of prices of your own, which count before all others.")
    var own: String?

    /// The built-in prices under those that an update stored in a state folder.
    static func book(in folder: StateFolder) throws -> PriceBook {
        var book = try PriceBook.builtIn()
        if let text = WholeFile.read("\(folder.path)/prices.txt") { try book.add(text, layer: .updated) }
        return book
    }

    func book(_ flow: FlowOptions) throws -> PriceBook {
        var book = try Self.book(in: flow.folder)
        guard let own else { return book }
        guard let text = WholeFile.read(own) else {
            throw CommandFailure(1, "\(own) cannot be read", hint: "Name a file of prices: docs/formats/cost.md.")
        }
        do { try book.add(text, layer: .user) } catch {
            throw CommandFailure(1, "\(own): \(error.message)", hint: error.hint)
        }
        return book
    }
}
