// What generating again does to a folder in which people have worked.

import Core
import Infrastructure
import Testing

@Suite struct GenerationPlanTests {
    private let files = [
        GeneratedFile(path: "a.tf", text: "a = 1\n"), GeneratedFile(path: "b.tf", text: "b = 1\n"),
    ]

    /// A folder as it is after the plan was carried out.
    private func folder(_ plan: GenerationPlan, from existing: [String: String] = [:]) -> [String: String] {
        var folder = existing
        for step in plan.steps {
            if let text = step.text { folder[step.path] = text }
            if step.action == .delete { folder[step.path] = nil }
        }
        folder[GenerationManifest.path] = plan.manifest.text
        return folder
    }

    private func written() throws -> [String: String] {
        folder(try GenerationPlan(existing: [:], new: files))
    }

    private func actions(_ existing: [String: String], _ new: [GeneratedFile]) throws -> [String: GenerationPlan.Action]
    {
        let plan = try GenerationPlan(existing: existing, new: new)
        return Dictionary(uniqueKeysWithValues: plan.steps.map { ($0.path, $0.action) })
    }

    @Test func `an empty folder gets every file`() throws {
        let plan = try GenerationPlan(existing: [:], new: files)
        #expect(plan.steps.map(\.action) == [.create, .create])
        #expect(plan.steps.map(\.text) == ["a = 1\n", "b = 1\n"])
        #expect(plan.changesAnything)
    }

    @Test func `generating again changes nothing`() throws {
        let plan = try GenerationPlan(existing: try written(), new: files)
        #expect(!plan.changesAnything)
        #expect(plan.steps.allSatisfy { $0.action == .unchanged && $0.text == nil })
    }

    @Test func `only what changed is written`() throws {
        let new = [files[0], GeneratedFile(path: "b.tf", text: "b = 2\n")]
        #expect(try actions(try written(), new) == ["a.tf": .unchanged, "b.tf": .update])
    }

    @Test func `a file edited by hand is kept, reported, and known as edited the next time too`() throws {
        var existing = try written()
        existing["b.tf"] = "b = 3 # mine\n"
        for _ in 1...3 {
            let plan = try GenerationPlan(
                existing: existing, new: [files[0], GeneratedFile(path: "b.tf", text: "b = 2\n")])
            #expect(plan.reported.map(\.path) == ["b.tf"])
            #expect(plan.reported.first?.action == .keepEdited)
            #expect(plan.reported.first?.note.contains("edited by hand") == true)
            existing = folder(plan, from: existing)
            #expect(existing["b.tf"] == "b = 3 # mine\n")
        }
    }

    @Test func `an edit that is taken back is ours again`() throws {
        var existing = try written()
        existing["b.tf"] = "b = 3\n"
        existing = folder(try GenerationPlan(existing: existing, new: files), from: existing)
        existing["b.tf"] = "b = 1\n"
        #expect(try actions(existing, [files[0], GeneratedFile(path: "b.tf", text: "b = 2\n")])["b.tf"] == .update)
    }

    @Test func `a file of the same name that is not ours is kept`() throws {
        let plan = try GenerationPlan(existing: ["a.tf": "mine\n"], new: files)
        #expect(plan.steps.map(\.action) == [.keepForeign, .create])
        #expect(plan.manifest.files.keys.sorted() == ["b.tf"])
        // Still not ours the next time.
        let again = try GenerationPlan(existing: folder(plan, from: ["a.tf": "mine\n"]), new: files)
        #expect(again.steps.first?.action == .keepForeign)
    }

    @Test func `files beside ours are never mentioned`() throws {
        var existing = try written()
        existing["own.tf"] = "mine\n"
        let plan = try GenerationPlan(existing: existing, new: files)
        #expect(!plan.steps.contains { $0.path == "own.tf" })
        #expect(!plan.changesAnything)
    }

    @Test func `what is no longer generated goes, unless it was edited`() throws {
        #expect(try actions(try written(), [files[0]]) == ["a.tf": .unchanged, "b.tf": .delete])
        var edited = try written()
        edited["b.tf"] = "b = 3\n"
        let plan = try GenerationPlan(existing: edited, new: [files[0]])
        #expect(plan.steps.map(\.action) == [.unchanged, .keepOrphan])
        // From then on it is somebody's own file.
        #expect(try actions(folder(plan, from: edited), [files[0]]) == ["a.tf": .unchanged])
    }

    @Test func `a file that was deleted by hand is made again, and forgotten if it is not needed`() throws {
        var existing = try written()
        existing["b.tf"] = nil
        #expect(try actions(existing, files)["b.tf"] == .create)
        #expect(try actions(existing, [files[0]]) == ["a.tf": .unchanged])
    }

    @Test func `without a manifest equal files are taken over, others are not ours`() throws {
        let existing = ["a.tf": "a = 1\n", "b.tf": "b = 9\n"]
        #expect(try actions(existing, files) == ["a.tf": .unchanged, "b.tf": .keepForeign])
        #expect(try GenerationPlan(existing: existing, new: files).changesAnything)
    }

    @Test(arguments: [
        "", "{", "[]", "{\"format\": \"generated-1\"}", "{\"format\": \"generated-2\", \"files\": {}}",
        "{\"format\": \"generated-1\", \"files\": {\"a.tf\": \"short\"}}",
    ])
    func `a manifest that cannot be read stops everything`(_ text: String) {
        let error = #expect(throws: GenerationError.self) {
            try GenerationPlan(existing: [GenerationManifest.path: text], new: files)
        }
        #expect(error?.code == .unreadableManifest)
        #expect(error?.hint.contains("version control") == true)
    }
}
