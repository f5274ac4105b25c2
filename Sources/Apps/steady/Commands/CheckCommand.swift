// `steady check`: every fault of the specification at once, what is not covered, and the defaults taken.

import ArgumentParser
import Core
import Foundation

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check steady.yaml: all faults at once, what is not covered, defaults taken.")

    @OptionGroup var flow: FlowOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "List every default taken, with its reason.")
    var explain = false

    func run() throws {
        guard let data = FileManager.default.contents(atPath: flow.file) else {
            throw CommandFailure(
                1, "\(flow.file) cannot be read",
                hint: "Name the specification with --file, or write one: docs/formats/steady-yaml.md.")
        }
        let reading = FlowSpecReader.read(String(decoding: data, as: UTF8.self), file: flow.file)
        let findings = reading.spec.map { SpecLint.lint($0, file: flow.file) } ?? []
        let report = CheckReport(reading, file: flow.file, findings: findings, isExplained: explain)
        if output.json { try Console.json(report) } else { Console.out(report.text) }
        guard reading.spec != nil else { throw ExitCode(1) }
        try Exit.verdict(report.verdict == .refuse ? .refuse : .pass)
    }
}

/// What `steady check --json` prints: docs/formats/check.md.
struct CheckReport: Encodable {
    var file: String
    var flow: String?
    var verdict: Verdict
    var promises: [PromiseVerdict]
    var findings: [Finding]
    var diagnostics: [Diagnostic]
    var defaults: [DefaultTaken]?

    init(_ reading: SpecReading, file: String, findings: [Finding], isExplained: Bool) {
        let report = VerdictReport(findings: findings)
        self.file = file
        flow = reading.spec?.flow
        verdict = reading.spec == nil ? .refuse : report.verdict
        promises = report.promises
        self.findings = findings
        diagnostics = reading.diagnostics
        defaults = isExplained ? reading.defaults : nil
    }

    var text: String {
        var lines = diagnostics.map(\.description)
        lines += findings.map {
            "\($0.verdict.rawValue): \($0.subject): \($0.summary) [\($0.promise.rawValue)/\($0.rule)]\n    \($0.hint)"
        }
        if let defaults {
            lines.append(defaults.isEmpty ? "No defaults were taken." : "Defaults taken:")
            lines += defaults.map { "  \($0.key) = \($0.value)\n      because \($0.reason)" }
        }
        let errors = diagnostics.filter { $0.severity == .error }.count
        if let flow {
            lines.append(
                findings.isEmpty
                    ? "\(flow): no faults, everything is covered" : "\(flow): no faults, \(findings.count) not covered")
        } else {
            lines.append("\(errors) fault\(errors == 1 ? "" : "s")")
        }
        return lines.joined(separator: "\n")
    }
}
