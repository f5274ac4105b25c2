// What `review` and `apply` share: the flow's specification, its evidence, the plan's bytes, the ledger.

import ControlPlane
import Core
import Foundation
import Infrastructure
import SQLiteStore
import Shell
import Terraform

/// Reviews plans for the flow of a folder, or for no flow at all.
struct ReviewDesk {
    /// The flow; nil if there is no specification.
    let spec: FlowSpec?
    private let folder: StateFolder

    /// Reads the specification if there is one. Throws if it is there and faulty, or was named and is not there.
    init(flow: FlowOptions) throws {
        folder = flow.folder
        if FileManager.default.fileExists(atPath: flow.file) {
            // A faulty specification is no verdict on the plan.
            do { spec = try LoadedSpecification.load(flow.specification).spec } catch {
                throw CommandFailure(1, error.message, hint: error.hint)
            }
        } else if flow.file == "steady.yaml" {
            spec = nil
        } else {
            throw CommandFailure(1, "\(flow.file) cannot be read", hint: "Name the specification with --file.")
        }
    }

    /// Reviews a plan file, a saved plan, or standard input (`-`).
    func review(_ plan: String, maximumAge: Duration) async throws -> ReviewReport {
        try review(try await source(plan), maximumAge: maximumAge)
    }

    /// Reviews the JSON of a plan.
    func review(json: [UInt8], maximumAge: Duration) throws -> ReviewReport {
        try review(Self.whole(json), maximumAge: maximumAge)
    }

    private func review(_ next: @escaping () throws -> [UInt8], maximumAge: Duration) throws -> ReviewReport {
        let known = Set(RuleCatalogue.all.map(\.name))
        for exception in spec?.review.exceptions ?? [] where !known.contains(exception.rule) {
            Console.error(
                "note: review.exceptions names the rule '\(exception.rule)', which there is not: docs/formats/review.md lists them"
            )
        }
        let settings = Reviewer.Settings(
            spec: spec, now: SystemWallClock().now, evidence: try evidence(), exceptions: spec?.review.exceptions ?? [],
            maximumAge: maximumAge, prices: try PriceOptions.book(in: folder))
        return try Reviewer.review(next, settings: settings)
    }

    /// Writes the verdict to the ledger, if there is a flow.
    func record(_ review: ReviewReport, plan: String) throws {
        guard let spec else { return }
        try folder.create()
        let database = try StateDatabase(path: folder.stateFile, clock: SystemWallClock())
        try SQLiteLedger(database).append(
            LedgerDraft(
                kind: "plan.reviewed", actor: "user:\(ActorOptions.name)", subject: spec.flow,
                facts: ReviewFacts(review, plan: plan)))
    }

    /// Writes to the ledger that somebody approved the changes.
    func approve(_ review: ReviewReport, plan: String, actor: ActorOptions) throws {
        guard review.verdict == .pass || review.verdict == .warn else {
            throw CommandFailure(
                review.verdict.exitCode, "these changes cannot be approved: the review does not let them pass",
                hint: "Mend the change, or write an exception with a reason and an end.")
        }
        try actor.confirm("Approve these changes?")
        try note(.approved, review, plan: plan, detail: actor.reason ?? "")
        Console.error("Approved for a day: changes \(review.changesDigest.prefix(12)).")
    }

    /// Writes an event of a plan to the ledger. Throws if there is no flow.
    func note(_ kind: PlanEvent.Kind, _ review: ReviewReport, plan: String, detail: String) throws {
        let spec = try needFlow()
        try folder.create()
        let database = try StateDatabase(path: folder.stateFile, clock: SystemWallClock())
        try SQLiteLedger(database).append(
            LedgerDraft(
                kind: kind.rawValue, actor: "user:\(ActorOptions.name)", subject: spec.flow,
                facts: PlanEventFacts(
                    changesDigest: review.changesDigest, planDigest: review.planDigest, plan: plan, detail: detail)))
    }

    /// What the ledger says of this flow's plans, oldest first.
    func events() throws -> [PlanEvent] {
        _ = try needFlow()
        guard FileManager.default.fileExists(atPath: folder.stateFile) else { return [] }
        let ledger = SQLiteLedger(try StateDatabase(path: folder.stateFile, clock: SystemWallClock(), create: false))
        var events: [PlanEvent] = []
        try ledger.forEach { entry in
            guard let kind = PlanEvent.Kind(rawValue: entry.kind) else { return }
            let facts = try entry.decodeFacts(PlanEventFacts.self)
            events.append(
                PlanEvent(
                    kind: kind, entry: entry.id, time: entry.time, actor: entry.actor,
                    changesDigest: facts.changesDigest, planDigest: facts.planDigest))
        }
        return events
    }

    private func needFlow() throws -> FlowSpec {
        guard let spec else {
            throw CommandFailure(
                1, "there is no steady.yaml: nothing says whose change this is",
                hint: "Run it in the folder of the flow, or name the specification with --file.")
        }
        return spec
    }

    /// The saved plan at a path. Throws unless the file is one.
    func savedPlan(_ plan: String) throws -> SavedPlan {
        guard let handle = FileHandle(forReadingAtPath: plan),
            SavedPlan.isOne(Array(try handle.read(upToCount: 4) ?? Data()))
        else {
            throw CommandFailure(
                1, "\(plan) is no saved plan", hint: "Only what `terraform plan -out=plan.bin` wrote can be applied.")
        }
        return try SavedPlan(file: URL(fileURLWithPath: plan), of: plan)
    }

    /// A copy of the saved plan in the state folder that nobody else writes to.
    func keptPlan(_ plan: String) throws -> KeptPlan {
        _ = try savedPlan(plan)
        _ = try needFlow()
        let copy = "\(folder.run)/apply-plan.bin"
        if FileManager.default.fileExists(atPath: copy) { try FileManager.default.removeItem(atPath: copy) }
        try FileManager.default.copyItem(atPath: plan, toPath: copy)
        return KeptPlan(plan: try SavedPlan(file: URL(fileURLWithPath: copy), of: plan), path: copy)
    }

    /// What the reader should know beside the verdict.
    func explain() {
        guard spec == nil else { return }
        Console.error("note: without a steady.yaml every resource counts as the flow's, and nothing goes to a ledger")
    }

    // MARK: Bytes

    /// The JSON of a plan in pieces: a file, a saved plan, or standard input (`-`).
    func source(_ plan: String) async throws -> () throws -> [UInt8] {
        if plan == "-" { return pieces(of: FileHandle.standardInput) }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: plan, isDirectory: &isFolder), !isFolder.boolValue,
            let handle = FileHandle(forReadingAtPath: plan)
        else {
            throw CommandFailure(
                1, isFolder.boolValue ? "\(plan) is a folder" : "\(plan) cannot be read",
                hint: "Name what `terraform show -json plan.bin` wrote, a saved plan, or - for standard input.")
        }
        let beginning = Array(try handle.read(upToCount: 4) ?? Data())
        guard !beginning.starts(with: [0xFF, 0xFE]), !beginning.starts(with: [0xFE, 0xFF]) else {
            throw CommandFailure(
                1, "\(plan) is written in UTF-16, and JSON is read as UTF-8",
                hint: "PowerShell's > does that: terraform show -json plan.bin | Out-File -Encoding utf8 plan.json")
        }
        guard SavedPlan.isOne(beginning) else {
            try handle.seek(toOffset: 0)
            return pieces(of: handle)
        }
        let saved = try savedPlan(plan)
        return Self.whole(try await saved.json())
    }

    private static func whole(_ bytes: [UInt8]) -> () throws -> [UInt8] {
        var rest: [UInt8]? = bytes
        return {
            defer { rest = nil }
            return rest ?? []
        }
    }

    private func pieces(of handle: FileHandle) -> () throws -> [UInt8] {
        { Array(try handle.read(upToCount: Limits.planChunk) ?? Data()) }
    }

    // MARK: Evidence

    /// The newest load report and restore drill of the ledger (docs/formats/review.md).
    private func evidence() throws -> ReviewEvidence {
        guard spec != nil, FileManager.default.fileExists(atPath: folder.stateFile) else { return ReviewEvidence() }
        let ledger = SQLiteLedger(try StateDatabase(path: folder.stateFile, clock: SystemWallClock(), create: false))
        var evidence = ReviewEvidence()
        try ledger.forEach { entry in
            let standing = Evidence(
                entry: entry.id, observed: entry.time, validUntil: entry.validUntil ?? entry.time + Limits.evidenceAge)
            do {
                if entry.kind == "load.report" {
                    let facts = try entry.decodeFacts(LoadFacts.self)
                    evidence.load = .init(evidence: standing, rate: facts.rate, sizes: facts.sizes)
                } else if entry.kind == "drill.restore" {
                    evidence.drill = .init(
                        evidence: standing, isPassed: try entry.decodeFacts(DrillFacts.self).passed)
                }
            } catch is DecodingError {
                throw CommandFailure(
                    1, "the evidence \(entry.id) (\(entry.kind)) has a shape that this version does not know",
                    hint: "Use the version that wrote it; docs/formats/review.md has the shape.")
            }
        }
        return evidence
    }

    /// The sizes that the newest load report proved enough; empty without one that still counts.
    func provenSizes() throws -> [String: String] {
        guard let load = try evidence().load, load.evidence.isFresh(at: SystemWallClock().now) else { return [:] }
        return load.sizes
    }

    private struct LoadFacts: Decodable {
        var rate: Double
        var sizes: [String: String]
    }

    private struct DrillFacts: Decodable {
        var passed: Bool
    }
}

/// A saved plan that is ours until it was applied.
struct KeptPlan: Sendable {
    let plan: SavedPlan
    let path: String

    /// The next apply removes what this one cannot.
    func remove() {
        do { try FileManager.default.removeItem(atPath: path) } catch { Console.error("\(path) stays: \(error)") }
    }
}

extension SavedPlan {
    /// The plan in `file`, shown and applied in the folder of `plan`, which holds its configuration.
    init(file: URL, of plan: String) throws {
        self.init(
            path: file.standardizedFileURL.path,
            folder: URL(fileURLWithPath: plan).standardizedFileURL.deletingLastPathComponent().path,
            program: try Programs.find("terraform", package: "terraform"), runner: SystemCommandRunner())
    }
}

/// What the ledger keeps of an approval or an apply.
struct PlanEventFacts: Codable {
    var changesDigest: String
    var planDigest: String
    var plan: String
    /// The reason of an approval, how an apply ended.
    var detail: String
}

/// What the ledger keeps of a review.
struct ReviewFacts: Codable {
    var plan: String
    var planDigest: String
    var changesDigest: String
    var verdict: Verdict
    var counts: [String: Int]
    var refused: [String]
    var unproven: [String]
    var excepted: [String]

    init(_ review: ReviewReport, plan: String) {
        self.plan = plan
        planDigest = review.planDigest
        changesDigest = review.changesDigest
        verdict = review.verdict
        counts = review.counts
        func subjects(_ verdict: Verdict) -> [String] {
            Array(
                review.report.findings.filter { $0.verdict == verdict }.prefix(100).map { "\($0.rule) \($0.subject)" })
        }
        refused = subjects(.refuse)
        unproven = subjects(.cannotProve)
        excepted = review.exceptions.filter { $0.state == "used" }.map {
            "\($0.exception.rule) \($0.exception.resource)"
        }
    }
}

/// What `steady review --json` prints: docs/formats/review.md.
struct ReviewJSON: Encodable {
    var verdict: Verdict
    var promises: [PromiseVerdict]
    var findings: [Finding]
    var blastRadius: ReviewReport.BlastRadius
    var changes: [String: Int]
    var changesDigest: String
    var planDigest: String
    var terraformVersion: String
    var formatVersion: String
    var exceptions: [ReviewReport.UsedException]
    var cost: ReviewReport.Cost?

    init(_ review: ReviewReport) {
        cost = review.cost
        verdict = review.verdict
        promises = review.report.promises
        findings = review.report.findings
        blastRadius = review.blast
        changes = review.counts
        changesDigest = review.changesDigest
        planDigest = review.planDigest
        terraformVersion = review.terraformVersion
        formatVersion = review.formatVersion
        exceptions = review.exceptions
    }
}
