// "Did you mean".

import Core
import Testing

struct NearestTests {
    @Test(arguments: [
        ("rout", "routes"), ("flwo", "flow"), ("Flow", "flow"), ("objectves", "objectives"),
        ("cost_center", "costCenter"),
        ("cost-centre", "costCenter"), ("enviroment", "environments"), ("servcie", "service"), ("flow", "flow"),
    ])
    func `a mistyped word finds the right one`(word: String, right: String) {
        let known = ["flow", "owner", "routes", "rollout", "objectives", "environments", "service", "costCenter"]
        #expect(nearest(word, in: known) == right)
    }

    @Test(arguments: ["", "x", "rpo", "quantum", "zzzzzzzzzzzz", "flux capacitor"])
    func `a word that resembles none finds none`(word: String) {
        #expect(nearest(word, in: ["run", "owner", "routes", "objectives"]) == nil)
    }

    @Test func `neighbours swapped count as one edit, not two`() {
        #expect(nearest("rnu", in: ["run"]) == "run")
        #expect(nearest("rxy", in: ["run"]) == nil)
    }

    @Test func `the first of equally near words wins, and endless words are not compared`() {
        #expect(nearest("cat", in: ["bat", "rat"]) == "bat")
        #expect(nearest(String(repeating: "a", count: 100_000), in: ["a"]) == nil)
        #expect(nearest("run", in: []) == nil)
    }
}
