// How a fault looks to whoever made it.

import Core
import Testing

struct DiagnosticTests {
    @Test func `a diagnostic is a line that editors understand, and what to do`() {
        let fault = Diagnostic(
            .error, code: "unknown-key", file: "steady.yaml", line: 7, column: 3, summary: "unknown key \"rout\"",
            hint: "did you mean routes?")
        #expect(
            fault.description
                == "steady.yaml:7:3: error: unknown key \"rout\" [unknown-key]\n    did you mean routes?")
    }

    @Test func `without a place only the file is named`() {
        let fault = Diagnostic(.warning, code: "x", file: "steady.yaml", summary: "odd", hint: "look")
        #expect(fault.description == "steady.yaml: warning: odd [x]\n    look")
    }
}
