// `steady generate`: Terraform stacks and runbooks from the specification; what a person wrote or changed stays.

import ArgumentParser
import ControlPlane
import Core
import Foundation
import Infrastructure

struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Generate files from steady.yaml.",
        subcommands: [GenerateTerraform.self, GenerateRunbooks.self])
}

struct GenerateOptions: ParsableArguments {
    @Option(help: "The environment (default: the first one that mirrors no other).")
    var environment: String?

    @Option(help: "The tier: single-zone, multi-zone, multi-zone-standby (default: what `steady design` chooses).")
    var tier: String?

    @Option(name: [.customShort("o"), .customLong("out")], help: "The folder to write to.")
    var out: String?

    @Flag(name: .customLong("dry-run"), help: "Say what would be written, and write nothing.")
    var dryRun = false

    @OptionGroup var prices: PriceOptions
    @OptionGroup var flow: FlowOptions

    /// The specification, the tier and the environment that are meant.
    func chosen() throws -> (spec: FlowSpec, tier: DesignTier, environment: String) {
        let desk = DesignDesk(flow: flow, prices: prices)
        let spec = try desk.specification().spec
        let name = environment ?? (spec.environments.first { $0.like == nil } ?? spec.environments[0]).name
        return (spec, try tier(desk), name)
    }

    private func tier(_ desk: DesignDesk) throws -> DesignTier {
        let names = [DesignTier.singleZone, .multiZone, .standbyRegion].map(\.rawValue).joined(separator: ", ")
        if let tier {
            guard let found = DesignTier(rawValue: tier) else {
                throw CommandFailure(1, "there is no tier '\(tier)'", hint: "There are: \(names).")
            }
            return found
        }
        let choice = try desk.report(survivesRegion: false).choice
        guard let chosen = choice.tier else {
            throw CommandFailure(
                choice.verdict.exitCode, "no tier can be chosen: \(choice.because)",
                hint: "See `steady design`, or choose one: --tier \(names).")
        }
        return chosen
    }

    /// Writes new files beside what is there; what a person wrote or changed is told and left alone.
    func write(_ files: [GeneratedFile], into folder: String) throws {
        let plan = try GenerationPlan(existing: existing(files, in: folder), new: files)
        for step in plan.steps {
            if step.action.isReported || dryRun {
                Console.error("\(step.action.rawValue): \(folder)/\(step.path) \(step.note)")
            }
            guard !dryRun else { continue }
            if let text = step.text {
                try makeFolder(of: "\(folder)/\(step.path)")
                try WholeFile.write(text, to: "\(folder)/\(step.path)")
                Console.out("\(step.action.rawValue): \(folder)/\(step.path)")
            } else if step.action == .delete {
                try FileManager.default.removeItem(atPath: "\(folder)/\(step.path)")
                Console.out("removed: \(folder)/\(step.path)")
            }
        }
        if !dryRun {
            try makeFolder(of: "\(folder)/\(GenerationManifest.path)")
            try WholeFile.write(plan.manifest.text, to: "\(folder)/\(GenerationManifest.path)")
        }
        let kept = plan.steps.filter(\.action.isReported).count
        if kept > 0 {
            Console.error(
                "note: \(kept) file\(kept == 1 ? " was" : "s were") left as you wrote \(kept == 1 ? "it" : "them"): "
                    + "look whether what was written anew still fits")
        }
        if !plan.changesAnything { Console.out("\(folder): nothing to change") }
    }

    private func existing(_ files: [GeneratedFile], in folder: String) throws -> [String: String] {
        var texts: [String: String] = [:]
        var paths = Set(files.map(\.path) + [GenerationManifest.path])
        if let text = WholeFile.read("\(folder)/\(GenerationManifest.path)"),
            let manifest = try? CanonicalJSON.decode(GenerationManifest.self, from: text)
        {
            paths.formUnion(manifest.files.keys)
        }
        for path in paths { texts[path] = WholeFile.read("\(folder)/\(path)") }
        return texts
    }

    private func makeFolder(of path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure(
                1, "the folder \(folder) cannot be made", hint: "Name another one with --out; nothing half-done stays.")
        }
    }
}

struct GenerateTerraform: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "terraform", abstract: "A root stack for one environment, or the shared one (state, delivery).")

    @Option(help: "Where the modules are, as seen from the stack: a path or a source with a version.")
    var modules = "../../modules"

    @Flag(help: "The stack that all environments share: state and delivery.")
    var shared = false

    @OptionGroup var options: GenerateOptions

    func run() throws {
        let (spec, tier, environment) = try options.chosen()
        let files =
            try shared
            ? TerraformStack.sharedFiles(spec: spec, tier: tier, modulesPath: modules)
            : TerraformStack.files(spec: spec, tier: tier, environment: environment, modulesPath: modules)
        try options.write(files, into: options.out ?? "Infra/stacks/\(shared ? "shared" : environment)")
    }
}

struct GenerateRunbooks: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runbooks", abstract: "A runbook for each alarm of the generated stack.")

    @OptionGroup var options: GenerateOptions

    func run() throws {
        let (spec, tier, environment) = try options.chosen()
        let files = try RunbookGenerator.files(spec: spec, tier: tier, environment: environment)
        try options.write(files, into: options.out ?? spec.runbooks ?? "runbooks")
    }
}
