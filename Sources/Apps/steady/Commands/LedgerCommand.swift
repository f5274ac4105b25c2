// `steady ledger show|verify|export`.

import ArgumentParser
import ControlPlane
import Core
import Foundation
import SQLiteStore

struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "What Steady observed and decided.",
        subcommands: [LedgerShow.self, LedgerVerify.self, LedgerExport.self], defaultSubcommand: LedgerShow.self)
}

struct LedgerShow: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "The last entries.")

    @Argument(help: "An entry, for example L-000123: shown whole.")
    var entry: String?

    @Option(help: "How many entries, 1 to 10000.")
    var last = 20

    @Option(help: "Only entries about this subject, for example a rollout's id.")
    var subject: String?

    @Option(help: "Only entries of this kind, for example rollout.promoted.")
    var kind: String?

    @OptionGroup var flow: FlowOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...10_000).contains(last) else { throw ValidationError("--last takes a number from 1 to 10000.") }
    }

    func run() throws {
        let ledger = SQLiteLedger(try flow.database())
        if let entry { return try showWhole(entry, ledger) }
        var found: [LedgerEntry] = []
        if kind == nil {
            found = try ledger.latest(last, subject: subject)
        } else {
            try ledger.forEach { entry in
                guard entry.kind == kind, subject == nil || entry.subject == subject else { return }
                found.append(entry)
                if found.count > last { found.removeFirst() }
            }
        }
        if output.json { return try Console.json(found) }
        for entry in found {
            Console.out(
                "\(entry.id) \(entry.time) \(entry.kind) \(entry.subject) (\(entry.actor)): \(LedgerSentence.text(entry))"
            )
        }
        if found.isEmpty { Console.out("No entries.") }
    }

    private func showWhole(_ id: String, _ ledger: SQLiteLedger) throws {
        guard let number = Int(id.hasPrefix("L-") ? String(id.dropFirst(2)) : id),
            let entry = try ledger.entries(from: number, limit: 1).first, entry.sequence == number
        else { throw CommandFailure(1, "there is no entry \(id)", hint: "List them with `steady ledger show`.") }
        try Console.json(entry)
    }
}

struct LedgerVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check every entry: names the first that was altered, removed or reordered.",
        discussion: "Exit code 0 if the ledger is intact, 2 if it is not.")

    @Argument(help: "An exported ledger (NDJSON) instead of the flow's own; - for standard input.")
    var export: String?

    @Option(help: "A hash that was noted elsewhere: an entry must have it.")
    var anchor: String?

    @OptionGroup var flow: FlowOptions
    @OptionGroup var output: OutputOptions

    /// What `--json` prints.
    struct Answer: Encodable {
        var intact: Bool
        var entries: Int?
        var head: Digest?
        var fault: LedgerFault?
    }

    func run() throws {
        var seen = anchor == nil
        func note(_ entry: LedgerEntry) { if entry.hash.hex == anchor { seen = true } }
        let check = try export.map { try LedgerExportFile.check($0, each: note) } ?? own(each: note)
        let answer: Answer =
            switch check {
            case .intact(let entries, let head): Answer(intact: seen, entries: entries, head: head, fault: nil)
            case .broken(let fault): Answer(intact: false, entries: nil, head: nil, fault: fault)
            }
        if output.json {
            try Console.json(answer)
        } else if let fault = answer.fault {
            Console.out("NOT INTACT: \(fault.summary)")
        } else if !seen {
            Console.out("NOT INTACT: no entry has the hash \(anchor ?? "") that was noted")
        } else {
            Console.out("intact: \(answer.entries ?? 0) entries, head \(answer.head?.hex ?? "")")
        }
        guard answer.intact else { throw ExitCode(2) }
    }

    private func own(each: (LedgerEntry) -> Void) throws -> LedgerCheck {
        let ledger = SQLiteLedger(try flow.database())
        if anchor != nil { try ledger.forEach(each) }
        return try ledger.check()
    }
}

struct LedgerExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write all entries to standard output, one JSON object a line (NDJSON).")

    @OptionGroup var flow: FlowOptions

    func run() throws {
        try SQLiteLedger(try flow.database()).forEach { Console.out(try CanonicalJSON.text($0)) }
    }
}

/// Reads exported ledgers line by line.
enum LedgerExportFile {
    static func check(_ path: String, each: (LedgerEntry) -> Void) throws -> LedgerCheck {
        guard let handle = path == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: path) else {
            throw CommandFailure(1, "\(path) cannot be read", hint: "Name a file that `steady ledger export` wrote.")
        }
        var checker = LedgerChecker()
        var rest = Data()
        var line = 0
        func take(_ bytes: Data) throws {
            line += 1
            guard !bytes.isEmpty else { return }
            do {
                let entry: LedgerEntry = try CanonicalJSON.decode(from: String(decoding: bytes, as: UTF8.self))
                each(entry)
                checker.check(entry)
            } catch is DecodingError {
                throw CommandFailure(
                    2, "\(path):\(line): this line is no ledger entry", hint: "It was damaged, or is no export.")
            }
        }
        while let chunk = try handle.read(upToCount: 1 << 20), !chunk.isEmpty {
            rest.append(chunk)
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                try take(rest[rest.startIndex..<end])
                rest = Data(rest[(end + 1)...])
            }
        }
        try take(rest)
        return checker.finish(expectedHead: nil)
    }
}
