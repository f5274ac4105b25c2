// `steady demo`: the main job on embedded defaults, with a summary that says whether every outcome was the right one.

import ArgumentParser
import ControlPlane
import Core
import Foundation

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Show the main job: a real flow, real traffic, five releases, one dead control plane.",
        discussion: """
            Starts the donations example with HAProxy and PostgreSQL, sends it donors (Poisson arrivals), and deploys v2 \
            (good), v3 (3 % of donations fail), v4 (every tenth donation takes 9 s), v5 (every request fails) and v6 \
            (never healthy) in turn. In the middle of v2's rollout the control plane is killed with kill -9. Exit code 0 \
            only if v2 was promoted, all others went home, and the ledger is intact.
            """)

    @Option(help: "The example's folder.")
    var example = "Examples/donations"

    @Option(help: "The example's built program (default: `donations` beside this program).")
    var binary: String?

    @Option(help: "The state folder; it is removed at the end.")
    var state = ".steady/demo"

    @Option(help: "Donors per second, 1 to 500.")
    var rate = 20.0

    @Option(help: "The seed of the traffic.")
    var seed: UInt64 = 20_261_124

    @Flag(help: "Leave the flow and its traffic running at the end, until Ctrl-C.")
    var keep = false

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...500).contains(rate) else { throw ValidationError("--rate takes 1 to 500 donors per second.") }
    }

    func run() async throws {
        let settings = DemoSettings(
            example: URL(fileURLWithPath: example).standardizedFileURL.path, binary: try program(),
            folder: StateFolder(path: state), rate: rate, seed: seed, isKept: keep)
        let isJSON = output.json
        let wasInterrupted = try await Interruption.ends {
            let summary = try await Demo(settings: settings, progress: DemoProgress()).run { summary in
                if isJSON { try Console.json(summary) } else { Console.out(DemoText.text(summary)) }
            }
            guard summary.ok else { throw ExitCode(1) }
        }
        // With --keep a signal is how it ends.
        guard !wasInterrupted || keep else {
            throw CommandFailure(1, "the demo was ended before it was over", hint: "Run it again.")
        }
    }

    private func program() throws -> String {
        let beside = URL(fileURLWithPath: try Programs.own()).deletingLastPathComponent()
        let path = binary ?? beside.appendingPathComponent("donations").path
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw CommandFailure(
                69, "the example's program is not at \(path)",
                hint: "Build it: `swift build --product donations`, or `make demo`.")
        }
        return URL(fileURLWithPath: path).standardizedFileURL.path
    }
}
