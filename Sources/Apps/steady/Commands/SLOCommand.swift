// `steady slo status`: the objectives with their budgets, from the counts on this machine.

import ArgumentParser
import ControlPlane
import Core
import Foundation
import SQLiteStore
import ServiceLevels

struct SLOCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slo", abstract: "Service levels.", subcommands: [SLOStatus.self])
}

struct SLOStatus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Objectives, error budgets, latency now and over the window.",
        discussion: "Exit code 0 if all objectives are kept, 2 if one is broken, 3 if it cannot be said.")

    @OptionGroup var flow: FlowOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let loaded = try LoadedSpecification.load(flow.specification)
        guard FileManager.default.fileExists(atPath: flow.folder.telemetryFile) else {
            throw CommandFailure(
                3, "nothing was counted yet for \(flow.folder.path)", hint: "Start the flow with `steady up`.")
        }
        let store = try SQLiteTelemetryStore(path: flow.folder.telemetryFile)
        let report = try ServiceLevelReport(
            flow: loaded.spec.flow, objectives: Objective.all(of: loaded.spec.objectives), store: store,
            now: SystemWallClock().now)
        if output.json { try Console.json(report) } else { Console.out(report.text) }
        switch report.state {
        case .good: return
        case .bad: throw ExitCode(2)
        case .unknown: throw ExitCode(3)
        }
    }
}
