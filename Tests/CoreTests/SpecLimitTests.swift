// Whatever text comes in: an answer, no crash, and within the limits.

import Core
import Foundation
import Testing

struct SpecLimitTests {
    @Test func `a file of ten megabytes is refused by its size`() throws {
        let reading = FlowSpecReader.read(String(repeating: "flow: x\n", count: 1_250_000), file: "steady.yaml")
        let fault = try #require(reading.diagnostics.first)
        #expect(reading.diagnostics.count == 1 && fault.code == "too-large")
        #expect(fault.summary == "the file has 10000000 bytes, the limit is 65536")
    }

    @Test func `a hundred faults are shown and the rest counted`() throws {
        let keys = (0..<150).map { "unknown\($0): 1\n" }.joined()
        let reading = FlowSpecReader.read(SpecReaderTests.smallest + keys, file: "steady.yaml")
        #expect(reading.spec == nil)
        #expect(reading.diagnostics.count == SpecLimits.diagnostics + 1)
        // The 150 keys and the missing owner, less the hundred shown.
        let last = try #require(reading.diagnostics.last)
        #expect(last.code == "too-many" && last.summary.hasPrefix("51 more"))
    }

    @Test func `duplicate keys beyond the limit end reading with one diagnostic`() throws {
        let reading = FlowSpecReader.read(String(repeating: "flow: x\n", count: 50), file: "steady.yaml")
        #expect(reading.diagnostics.map(\.code) == ["duplicate-key"])
        #expect(reading.diagnostics.first?.line == SpecLimits.duplicates + 1)
    }

    @Test(arguments: [
        ("[", "]"), ("{", "}"), ("[a: ", "]"), ("{a: ", "}"), ("? ", ""), ("- ", ""), ("- - ", ""), ("? - ", ""),
        ("[\"# \", ", "]"), ("\"[\": [", "]"), ("&a ", ""), ("!t ", ""), ("[? ", "]"), ("a:\n", ""), ("*a ", ""),
    ])
    func `no depth of nesting overflows even a small stack`(opening: String, closing: String) async {
        for depth in [30, 49, 50, 99, 100, 101, 900, 5_000] {
            let text = String(repeating: opening, count: depth) + "x" + String(repeating: closing, count: depth)
            let answers = await SmallStack.run {
                [text, "flow: " + text, "flow:\n  " + text].map(SpecFuzzTests.isAnswered)
            }
            #expect(answers.allSatisfy { $0 }, "\(opening) × \(depth)")
        }
    }

    @Test func `a long list of odd texts is read in the order of its length`() {
        let routes = "routes: [" + String(repeating: "a,", count: 32_000) + "]\n"
        let reading = FlowSpecReader.read("steady: 1\nflow: x\nservice: { run: x }\n" + routes, file: "steady.yaml")
        #expect(reading.diagnostics.contains { $0.summary == "routes has 32000 entries, the limit is 200" })
    }
}

/// Runs something on a thread with half a megabyte of stack, as threads other than the first have on some systems.
enum SmallStack {
    static func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            let thread = Thread { continuation.resume(returning: body()) }
            thread.stackSize = 512 * 1024
            thread.start()
        }
    }
}
