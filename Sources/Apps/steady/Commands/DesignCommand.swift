// `steady design`: which architecture keeps the flow's promises, what each costs, what none can keep.

import ArgumentParser
import ControlPlane
import Core
import Foundation
import Infrastructure

struct DesignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "design", abstract: "Architecture tiers with availability, latency, recovery and cost.",
        discussion: """
            From steady.yaml alone: the cheapest tier that keeps all promises, or which requirement conflicts and by how much. \
            Exit code 0 if one keeps all, 2 if none does, 3 if it cannot be said.
            """)

    @Flag(help: "Show every tier with its meters, limits and failure modes.")
    var all = false

    @Option(help: "Write the picture: FILE.svg, or FILE.mmd for Mermaid.")
    var diagram: String?

    @Option(help: "Write the decision record (Markdown) to this file.")
    var decision: String?

    @Flag(name: .customLong("survive-region"), help: "The flow must survive the loss of a region.")
    var survivesRegion = false

    @Option(help: "Study a replica of the database in this region: promises, backups, budget.")
    var replica: String?

    @OptionGroup var prices: PriceOptions
    @OptionGroup var flow: FlowOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let diagram, ![".svg", ".mmd", ".md"].contains(where: diagram.hasSuffix) {
            throw ValidationError("--diagram \(diagram): end its name in .svg, or in .mmd or .md for Mermaid.")
        }
        guard let replica else { return }
        guard replica.wholeMatch(of: /[a-z]{2}(-[a-z]+)+-\d/) != nil else {
            throw ValidationError("--replica \(replica) is no region: write it as eu-west-1.")
        }
        guard replica != "us-east-1" else {
            throw ValidationError("--replica us-east-1: designs stand there themselves; name another region.")
        }
        guard diagram == nil, decision == nil, !all else {
            throw ValidationError(
                "--replica answers one question: --all, --diagram and --decision belong to the design.")
        }
    }

    func run() throws {
        if let replica { return try study(replica) }
        let report = try DesignDesk(flow: flow, prices: prices).report(survivesRegion: survivesRegion)
        if let diagram {
            let isPicture = diagram.hasSuffix(".svg")
            try write(isPicture ? DesignDiagram.svg(report) : DesignDiagram.mermaid(report), to: diagram)
        }
        if let decision { try write(DesignDecision.markdown(report, number: 1), to: decision) }
        if output.json { try Console.json(report) } else { Console.out(DesignText.text(report, details: all)) }
        try Exit.verdict(report.choice.verdict)
    }

    private func study(_ region: String) throws {
        let desk = DesignDesk(flow: flow, prices: prices)
        let spec = try desk.specification().spec
        let design = try desk.report(survivesRegion: survivesRegion)
        guard
            let study = ReplicaStudy.make(
                spec: spec, design: design, region: region, prices: try desk.pricing(for: spec))
        else {
            throw CommandFailure(
                1, "\(flow.file) has no data.postgres: there is nothing to replicate",
                hint: "Name the database there, or look at whole regions: steady design --survive-region.")
        }
        if output.json { try Console.json(study) } else { Console.out(ReplicaText.text(study)) }
        try Exit.verdict(study.verdict)
    }

    private func write(_ text: String, to path: String) throws {
        do { try WholeFile.write(text, to: path) } catch {
            throw CommandFailure(1, "\(path) cannot be written: \(error)", hint: "Check its folder.")
        }
        Console.error("written: \(path)")
    }
}

/// What `design` and `generate` share.
struct DesignDesk {
    let flow: FlowOptions
    let prices: PriceOptions

    /// The specification with the defaults that it takes. Throws with all its faults.
    func specification() throws -> (spec: FlowSpec, defaults: [DefaultTaken]) {
        guard let data = FileManager.default.contents(atPath: flow.file) else {
            throw CommandFailure(1, "\(flow.file) cannot be read", hint: "Name the specification with --file.")
        }
        let reading = FlowSpecReader.read(String(decoding: data, as: UTF8.self), file: flow.file)
        guard let spec = reading.spec else {
            throw CommandFailure(
                1, reading.diagnostics.map(\.description).joined(separator: "\n"), hint: "Mend it: `steady check`.")
        }
        return (spec, reading.defaults)
    }

    func report(survivesRegion: Bool) throws -> DesignReport {
        let (spec, defaults) = try specification()
        return Design.make(
            spec: spec, prices: try pricing(for: spec), defaults: defaults, survivesRegion: survivesRegion)
    }

    /// The price book as designs ask it.
    func pricing(for spec: FlowSpec) throws -> BookPricing {
        BookPricing(
            estimator: CostEstimator(
                book: try prices.book(flow), region: "us-east-1", usage: UsageModel(spec: spec),
                countsFreeTiers: false, now: SystemWallClock().now))
    }
}
