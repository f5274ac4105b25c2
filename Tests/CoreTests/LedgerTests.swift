// The ledger's chain: intact as written; every way to damage it is named with the first entry concerned.

import Core
import Testing

struct LedgerTests {
    @Test func `a chain as written is intact, also an empty one`() throws {
        let entries = try Self.chain(12)
        let head = try #require(entries.last)
        #expect(Self.check(entries, head: (12, head.hash)) == .intact(entries: 12, head: head.hash))
        #expect(Self.check([], head: nil) == .intact(entries: 0, head: .zero))
        #expect(entries.first?.previous == .zero)
    }

    @Test(arguments: 0..<12)
    func `an entry altered in any field is named`(index: Int) throws {
        let entries = try Self.chain(12)
        for altered in Self.alterations(of: entries[index]) {
            var damaged = entries
            damaged[index] = altered
            guard case .broken(let fault) = Self.check(damaged, head: nil) else {
                Issue.record("not found: \(altered)")
                continue
            }
            #expect(fault.kind == .altered && fault.sequence == altered.sequence)
        }
    }

    @Test(arguments: 0..<12)
    func `an entry removed is named`(index: Int) throws {
        let entries = try Self.chain(12)
        let head = try #require(entries.last)
        var damaged = entries
        damaged.remove(at: index)
        guard case .broken(let fault) = Self.check(damaged, head: (12, head.hash)) else {
            Issue.record("not found")
            return
        }
        // Without the last one nothing follows that could tell: only the head kept elsewhere does.
        #expect(fault.kind == (index == 11 ? .truncated : .removed))
        #expect(fault.sequence == index + 1)
    }

    @Test(arguments: 0..<11)
    func `two entries swapped are found at the first of them`(index: Int) throws {
        var damaged = try Self.chain(12)
        damaged.swapAt(index, index + 1)
        guard case .broken(let fault) = Self.check(damaged, head: nil) else {
            Issue.record("not found")
            return
        }
        #expect(fault.sequence == index + 1)
    }

    @Test func `an entry given twice is reordered`() throws {
        var damaged = try Self.chain(4)
        damaged.insert(damaged[1], at: 2)
        guard case .broken(let fault) = Self.check(damaged, head: nil) else {
            Issue.record("not found")
            return
        }
        #expect(fault.kind == .reordered && fault.sequence == 2)
    }

    @Test func `an entry rewritten with a right hash of its own breaks the chain behind it`() throws {
        var damaged = try Self.chain(5)
        let draft = try LedgerDraft(kind: "forged", actor: "user:eve", subject: "R-1", facts: ["n": 0])
        damaged[2] = LedgerEntry(draft, sequence: 3, time: WallTime(second: 3), previous: damaged[1].hash)
        guard case .broken(let fault) = Self.check(damaged, head: nil) else {
            Issue.record("not found")
            return
        }
        #expect(fault.sequence == 4)
    }

    @Test func `a whole chain rewritten is found by the head kept elsewhere`() throws {
        let original = try Self.chain(5)
        let forged = try Self.chain(5, actor: "user:eve")
        let head = try #require(original.last)
        guard case .broken(let fault) = Self.check(forged, head: (5, head.hash)) else {
            Issue.record("not found")
            return
        }
        #expect(fault.sequence == 5)
    }

    @Test func `fields cannot be shifted into each other`() throws {
        let first = try LedgerDraft(kind: "ab", actor: "c", subject: "", facts: [String: Int]())
        let second = try LedgerDraft(kind: "a", actor: "bc", subject: "", facts: [String: Int]())
        let time = WallTime(second: 1)
        #expect(
            LedgerEntry(first, sequence: 1, time: time, previous: .zero).hash
                != LedgerEntry(second, sequence: 1, time: time, previous: .zero).hash)
    }

    @Test func `the hash is this one for ever`() throws {
        // Computed once by another program: sha256 over "15:steady-ledger-11:1" and so on, see computedHash.
        let draft = try LedgerDraft(
            kind: "rollout.promoted", actor: "control-plane", subject: "R-7f3a91c2", facts: ["share": 0.5],
            validUntil: WallTime(milliseconds: 2_000))
        let entry = LedgerEntry(draft, sequence: 1, time: WallTime(milliseconds: 1_000), previous: .zero)
        #expect(entry.hash.hex == "926c7e7c803ff32989485c78e47398f387d2ea5df29aaf593be68c99aed44c05")
        #expect(entry.id == "L-000001")
    }

    @Test func `an entry survives JSON and its facts come back`() throws {
        let entry = try #require(try Self.chain(3).last)
        let back = try CanonicalJSON.decode(LedgerEntry.self, from: CanonicalJSON.text(entry))
        #expect(back == entry && back.computedHash == entry.hash)
        #expect(try entry.decodeFacts([String: Int].self) == ["n": 3])
    }

    private static func chain(_ count: Int, actor: String = "control-plane") throws -> [LedgerEntry] {
        var entries: [LedgerEntry] = []
        for number in 1...count {
            let draft = try LedgerDraft(
                kind: "rollout.step", actor: actor, subject: "R-1", facts: ["n": number],
                validUntil: number.isMultiple(of: 2) ? WallTime(second: number + 100) : nil)
            entries.append(
                LedgerEntry(
                    draft, sequence: number, time: WallTime(second: number), previous: entries.last?.hash ?? .zero))
        }
        return entries
    }

    private static func check(_ entries: [LedgerEntry], head: (sequence: Int, hash: Digest)?) -> LedgerCheck {
        var checker = LedgerChecker()
        for entry in entries { checker.check(entry) }
        return checker.finish(expectedHead: head)
    }

    /// The entry with one field changed at a time and its old hash kept.
    private static func alterations(of entry: LedgerEntry) -> [LedgerEntry] {
        func copy(
            sequence: Int? = nil, time: WallTime? = nil, kind: String? = nil, actor: String? = nil,
            subject: String? = nil, facts: String? = nil, validUntil: WallTime?? = nil, previous: Digest? = nil
        ) -> LedgerEntry {
            LedgerEntry(
                sequence: sequence ?? entry.sequence, time: time ?? entry.time, kind: kind ?? entry.kind,
                actor: actor ?? entry.actor, subject: subject ?? entry.subject, facts: facts ?? entry.facts,
                validUntil: validUntil ?? entry.validUntil, previous: previous ?? entry.previous, hash: entry.hash)
        }
        return [
            copy(sequence: entry.sequence + 100), copy(time: entry.time + .milliseconds(1)), copy(kind: "rollout.stop"),
            copy(actor: "user:eve"), copy(subject: "R-2"), copy(facts: entry.facts + " "),
            copy(validUntil: .some(WallTime(second: 9_999))), copy(previous: Digest(ofText: "x")),
        ]
    }
}
