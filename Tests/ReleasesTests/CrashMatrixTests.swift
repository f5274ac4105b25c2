// Kill -9 at every commit of every kind of rollout: the built probe is killed, started again, and must come to its end.

import Core
import Foundation
import Testing

/// What the probe says at its end; see `ProbeReport` in Tests/crashprobe.
private struct Report: Decodable {
    var phase: String
    var reason: String?
    var kind: String
    var commits: Int
    var ledgerIntact: Bool
    var replaysSame: Bool
    var live: String?
    var serving: [String]
    var canaryWeight: Int
    var orphans: [String]
    var missing: [String]
    var dark: Int
    var isStuck: Bool
}

/// A way to die: right before or right after a commit, and how long nobody was there afterwards.
private struct Death: Sendable {
    var commit: Int
    var moment: String
    /// Simulated seconds. More than 30 is longer than the lease.
    var away: Int
}

/// Starts the probe in a folder of its own.
private struct Lab: Sendable {
    /// The probe lies where the build put it, beside the test bundle: `Bundle` does not say on Linux, the running
    /// program's own arguments do; `swift build` without tests leaves it in the same place.
    static let probe: String = {
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
        let besides = bundle.map { URL(filePath: $0).deletingLastPathComponent() }
        let built = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../.build/debug")
        let places = [besides, Bundle.main.bundleURL, built].compactMap { $0?.appending(path: "crashprobe").path }
        return places.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "crashprobe"
    }()

    let folder: String

    init() throws {
        var template = Array((NSTemporaryDirectory() + "/steady-crash-XXXXXX").utf8CString)
        folder = String(cString: try #require(mkdtemp(&template)))
    }

    func remove() throws { try FileManager.default.removeItem(atPath: folder) }

    /// Copies a prepared flow, for one death.
    func copy(_ base: String, to name: String) throws {
        try FileManager.default.copyItem(atPath: "\(folder)/\(base)", toPath: "\(folder)/\(name)")
    }

    func make(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    }

    /// Runs the probe and gives how it ended (negative: by this signal) and its report, if it wrote one.
    func run(_ scenario: String, in name: String, _ options: [String] = []) async throws -> (Int32, Report?) {
        let place = "\(folder)/\(name)"
        let command = [Self.probe, scenario, place] + options
        let status = try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try Self.wait(command, output: "\(place)/report.json") })
            }
        }
        let text = try String(contentsOfFile: "\(place)/report.json", encoding: .utf8)
        return (status, text.isEmpty ? nil : try CanonicalJSON.decode(Report.self, from: text))
    }

    private static func wait(_ command: [String], output: String) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        var arguments = command.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var pid: pid_t = 0
        try #require(posix_spawn(&pid, command[0], &actions, nil, &arguments, environ) == 0, "\(command[0])")
        var status: Int32 = 0
        while waitpid(pid, &status, 0) != pid {}
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    }
}

@Suite struct CrashMatrixTests {
    /// A scenario and the ends it may come to. A rollout that was alone for longer than its lease may always go home.
    struct Row: Sendable, CustomTestStringConvertible {
        var scenario: String
        var end: String
        var reasons: Set<String> = []
        var testDescription: String { scenario }
    }

    static let rows = [
        Row(scenario: "first", end: "promoted"),
        Row(scenario: "good", end: "promoted"),
        Row(scenario: "blue-green", end: "promoted"),
        Row(scenario: "bad", end: "home", reasons: ["evidence"]),
        Row(scenario: "slow", end: "home", reasons: ["evidence"]),
        Row(scenario: "never-healthy", end: "home", reasons: ["never-healthy"]),
        Row(scenario: "crash", end: "home", reasons: ["crashed"]),
        // A death right at the abort loses the wish; the rollout then ends by whatever comes first.
        Row(scenario: "abort", end: "home", reasons: ["aborted"]),
        Row(scenario: "return", end: "promoted"),
    ]

    @Test(.timeLimit(.minutes(3)), arguments: rows)
    func `a rollout killed at any commit comes to its end`(row: Row) async throws {
        let lab = try Lab()
        defer { #expect(throws: Never.self) { try lab.remove() } }
        try lab.make("nothing")
        if row.scenario != "first" {
            try lab.make("base")
            let (status, report) = try await lab.run("first", in: "base")
            try #require(status == 0 && report?.live == "v1")
        }
        let base = row.scenario == "first" ? "nothing" : "base"
        let undisturbed = try await resume(lab, base, row, Death(commit: 0, moment: "never", away: 0))
        #expect(undisturbed.phase == row.end, "without any death")
        try #require(undisturbed.commits > 4)
        for commit in 1...undisturbed.commits {
            for moment in ["before", "after"] {
                // Each commit is died at once with somebody back in 2 s, once only after the lease has run out.
                let isLong = (commit % 2 == 0) == (moment == "before")
                let death = Death(commit: commit, moment: moment, away: isLong ? 45 : 2)
                judge(try await resume(lab, base, row, death), row, death)
            }
        }
    }

    /// Lets a probe die, lets another one go on, and gives what that one reports.
    private func resume(_ lab: Lab, _ base: String, _ row: Row, _ death: Death) async throws -> Report {
        let name = "\(death.moment)-\(death.commit)-\(death.away)"
        try lab.copy(base, to: name)
        if death.commit > 0 {
            let (status, _) = try await lab.run(
                row.scenario, in: name, ["--kill-at", "\(death.commit)", "--when", death.moment])
            try #require(
                status == -SIGKILL, "\(row.scenario) \(name): the probe was not killed but ended with \(status)")
        }
        let (status, report) = try await lab.run(row.scenario, in: name, ["--away", "\(death.away)"])
        try #require(status == 0, "\(row.scenario) \(name): ended with \(status)")
        return try #require(report)
    }

    private func judge(_ report: Report, _ row: Row, _ death: Death) {
        let comment = Comment(rawValue: "\(row.scenario), \(death): \(report)")
        #expect(!report.isStuck, comment)
        #expect(report.ledgerIntact, comment)
        #expect(report.replaysSame, comment)
        let isOwnEnd = report.phase == row.end && (row.reasons.isEmpty || row.reasons.contains(report.reason ?? ""))
        let isLost =
            report.phase == "home" && report.reason == "lease-lost" && report.kind == "release" && death.away > 30
        #expect(isOwnEnd || isLost, comment)
        let isNew = report.phase == "promoted" && report.kind == "release"
        let right = isNew ? (row.scenario == "first" ? "v1" : "v2") : "v1"
        #expect(report.live == right && report.serving == [right], comment)
        #expect(report.canaryWeight == 0 && report.dark == 0, comment)
        #expect(report.orphans.isEmpty && report.missing.isEmpty, comment)
    }
}
