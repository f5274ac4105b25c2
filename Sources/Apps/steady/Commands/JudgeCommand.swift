// `steady judge replay`: the judge over recorded counts.

import ArgumentParser
import Core
import Foundation
import Releases

struct JudgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "judge", abstract: "Use the release judge by itself.", subcommands: [JudgeReplayCommand.self])
}

struct JudgeReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Judge recorded counts: one decision for each run in the file.",
        discussion: """
            The file is CSV with the columns run,second,arm,requests,bad,slow; arm is control or canary, the share is what \
            the counts say. One line for each run: rollback or promote at the second of the decision, or what stands when \
            the recording ends: continue or cannot-prove. `-` reads standard input.
            """)

    @Argument(help: "The recording.")
    var file: String

    @Option(name: .customLong("limit-bad"), help: "A build with this share of bad units must not be promoted.")
    var limitBad = "1%"

    @Option(name: .customLong("limit-slow"), help: "A build with this share of slow units must not be promoted.")
    var limitSlow = "5%"

    @Option(name: .customLong("false-rollback"), help: "The chance that a harmless build goes home.")
    var falseRollback = "1%"

    @Option(name: .customLong("miss-bad"), help: "The chance that a build at a limit is promoted.")
    var missBad = "5%"

    @OptionGroup var output: OutputOptions

    func validate() throws { _ = try policy }

    func run() throws {
        var isFolder: ObjCBool = false
        guard
            file == "-" || !FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) || !isFolder.boolValue
        else { throw CommandFailure(1, "\(file) is a folder", hint: "Name a CSV file, or - for standard input.") }
        guard let handle = file == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: file) else {
            throw CommandFailure(1, "\(file) cannot be read", hint: "Name a CSV file, or - for standard input.")
        }
        var replay = JudgeReplay(policy: try policy)
        while let chunk = try handle.read(upToCount: 1 << 20), !chunk.isEmpty { try replay.feed(chunk) }
        for outcome in try replay.finish() {
            Console.out(
                output.json
                    ? outcome.jsonLine
                    : "\(outcome.run): \(outcome.decision) at second \(outcome.second): \(outcome.because)")
        }
    }

    private var policy: JudgePolicy {
        get throws {
            JudgePolicy(
                falseRollback: try share(falseRollback, "--false-rollback"), missBad: try share(missBad, "--miss-bad"),
                limitBad: try share(limitBad, "--limit-bad"), limitSlow: try share(limitSlow, "--limit-slow"))
        }
    }

    /// `1%`, or a fraction as other tools write it (`0.01`); above 0 and below 1.
    private func share(_ text: String, _ name: String) throws -> Double {
        let fraction = Percent(text: text)?.fraction ?? Double(text)
        guard let fraction, fraction > 0, fraction < 1 else {
            throw ValidationError("\(name) \(text) is no share: write it as 1% or 0.01, above 0 and below 100 %.")
        }
        return fraction
    }
}
