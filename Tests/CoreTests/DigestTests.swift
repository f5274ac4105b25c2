// SHA-256 against the published examples; canonical JSON.

import Core
import Foundation
import Testing

struct DigestTests {
    // NIST, "SHA-256 examples" for FIPS 180-4, and the empty message.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `digests are those of the standard`(text: String, hex: String) {
        #expect(Digest(ofText: text).hex == hex)
        #expect(Digest(hex: hex) == Digest(of: Data(text.utf8)))
        #expect(Digest(ofText: text).short == hex.prefix(12))
    }

    @Test(arguments: [
        "", "abc", String(repeating: "0", count: 63), String(repeating: "0", count: 65),
        String(repeating: "A", count: 64), String(repeating: "g", count: 64), String(repeating: "٠", count: 64),
        String(repeating: "٠", count: 32),
    ])
    func `what is no digest is not read`(hex: String) throws {
        #expect(Digest(hex: hex) == nil)
        #expect(throws: DecodingError.self) {
            try CanonicalJSON.decode([Digest].self, from: try CanonicalJSON.text([hex]))
        }
    }

    @Test func `a digest is its text in JSON`() throws {
        #expect(try CanonicalJSON.text([Digest.zero]) == "[\"" + String(repeating: "0", count: 64) + "\"]")
        #expect(try CanonicalJSON.decode([Digest].self, from: CanonicalJSON.text([Digest.zero])) == [.zero])
    }

    @Test func `equal values give equal bytes, whatever the order of their keys`() throws {
        var first: [String: Int] = [:]
        var second: [String: Int] = [:]
        let keys = (0..<200).map { "key\($0)" }
        for key in keys { first[key] = key.count }
        for key in keys.reversed() { second[key] = key.count }
        #expect(try CanonicalJSON.text(first) == CanonicalJSON.text(second))
        #expect(try CanonicalJSON.text(["b": "x/y", "a": "é\"\n"]) == #"{"a":"é\"\n","b":"x/y"}"#)
    }

    @Test func `numbers come back with the same bits`() throws {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<1_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            let back = try CanonicalJSON.decode([Double].self, from: CanonicalJSON.text([value]))
            #expect(back.first?.bitPattern == value.bitPattern, "\(value)")
        }
        #expect(throws: EncodingError.self) { try CanonicalJSON.text([Double.infinity]) }
    }

    @Test func `the form for people says the same`() throws {
        let value = ["a": [1, 2], "b": []]
        let pretty = try CanonicalJSON.pretty(value)
        #expect(pretty.contains("\n  \"a\""))
        #expect(try CanonicalJSON.decode([String: [Int]].self, from: pretty) == value)
    }
}
