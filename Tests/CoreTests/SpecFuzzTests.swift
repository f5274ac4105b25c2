// Seeded mutations of the example and of the golden files: never a crash, always a specification or an error.

import Core
import Foundation
import Testing

struct SpecFuzzTests {
    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func `a mutated file is answered by a specification or by errors`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var texts = [try Repository.text("Examples/donations/steady.yaml"), SpecReaderTests.smallest]
        for name in try SpecGoldenTests.names() {
            texts.append(try Repository.text("Tests/CoreTests/Fixtures/\(name).yaml"))
        }
        for round in 0..<250 {
            let base = round % 2 == 0 ? texts[0] : texts[Int(random.next() % UInt64(texts.count))]
            let text = Self.mutated(base, with: &random)
            #expect(Self.isAnswered(text), "seed \(seed), round \(round): \(text.debugDescription)")
        }
    }

    @Test func `the same text gives the same reading`() throws {
        let text = try Repository.text("Tests/CoreTests/Fixtures/unknown-keys.yaml")
        let first = FlowSpecReader.read(text, file: "a")
        let second = FlowSpecReader.read(text, file: "a")
        #expect(first.diagnostics == second.diagnostics)
    }

    /// Whether a text gives either a specification without errors or at least one error, each at a place in the text.
    static func isAnswered(_ text: String) -> Bool {
        let reading = FlowSpecReader.read(text, file: "steady.yaml")
        let errors = reading.diagnostics.filter { $0.severity == .error }
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.count + 1
        let arePlaced = reading.diagnostics.allSatisfy {
            (0...lines).contains($0.line) && !$0.summary.isEmpty && !$0.hint.isEmpty
                && !$0.description.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" }
        }
        let areDifferent = Set(reading.diagnostics).count == reading.diagnostics.count
        return (reading.spec == nil) != errors.isEmpty && arePlaced && areDifferent
    }

    private static func mutated(_ base: String, with random: inout SeededGenerator) -> String {
        let odd: [Character] = Array("{}[]:,-#&*!|>'\"%@`? \n\t~.0aé\u{0}\u{7}\u{85}\u{2028}\u{FEFF}\u{E000}🎁")
        var text = Array(base)
        for _ in 0...(random.next() % 4) {
            guard !text.isEmpty else { break }
            let at = Int(random.next() % UInt64(text.count))
            let end = min(text.count, at + Int(random.next() % 40))
            switch random.next() % 6 {
            case 0: text.remove(at: at)
            case 1: text.insert(odd[Int(random.next() % UInt64(odd.count))], at: at)
            case 2: text[at] = odd[Int(random.next() % UInt64(odd.count))]
            case 3: text.removeSubrange(at..<end)
            case 4: text.insert(contentsOf: text[at..<end], at: Int(random.next() % UInt64(text.count)))
            default: text.swapAt(at, Int(random.next() % UInt64(text.count)))
            }
        }
        return String(text)
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed, everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
