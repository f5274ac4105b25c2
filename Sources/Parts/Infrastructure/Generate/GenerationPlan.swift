// What writing generated files would do to a folder: nothing is overwritten that a person has touched.

package import Core

/// The list of the files that Steady wrote, with the digest of each as written: `.steady-generated.json`.
package struct GenerationManifest: Codable, Hashable, Sendable {
    /// Its path in the stack's folder.
    package static let path = ".steady-generated.json"

    /// The version of this form.
    package var format = "generated-1"
    /// The digests by path.
    package var files: [String: Digest]

    /// A manifest.
    package init(files: [String: Digest] = [:]) { self.files = files }

    /// Its text, one file a line; ends with a line feed.
    package var text: String {
        let entries = files.sorted { $0.key < $1.key }.map { "    \"\($0.key)\": \"\($0.value)\"" }
        return "{\n  \"format\": \"\(format)\",\n  \"files\": {\n\(entries.joined(separator: ",\n"))\n  }\n}\n"
    }
}

/// What would happen to each file.
package struct GenerationPlan: Hashable, Sendable {
    /// What would happen to one file.
    package enum Action: String, Codable, Hashable, Sendable {
        /// It is new.
        case create
        /// It is ours, and its text changes.
        case update
        /// It is as it would be written.
        case unchanged
        /// It was edited by hand, and stays so, although it would be written otherwise.
        case keepEdited = "keep-edited"
        /// A file of the same name that Steady did not write: it stays.
        case keepForeign = "keep-foreign"
        /// It is ours, unedited, and no longer needed.
        case delete
        /// It is no longer needed, but was edited by hand: it stays.
        case keepOrphan = "keep-orphan"

        /// Whether a person should look at it.
        package var isReported: Bool { self == .keepEdited || self == .keepForeign || self == .keepOrphan }
    }

    /// One file and what happens to it.
    package struct Step: Hashable, Sendable {
        /// The path.
        package var path: String
        /// What happens.
        package var action: Action
        /// The text to write; nil if nothing is written.
        package var text: String?
        /// What a person should know, and do; empty if there is nothing.
        package var note: String
    }

    /// The steps by path, the manifest not among them.
    package let steps: [Step]
    /// The manifest after the steps.
    package let manifest: GenerationManifest
    /// Whether anything would be written or deleted, the manifest included.
    package let changesAnything: Bool

    /// Compares what is there with what would be generated.
    ///
    /// `existing` holds the texts of the folder by path: at least those of the files in `new` and in the manifest, and
    /// the manifest itself. Other files are never mentioned. Throws if the manifest cannot be read: then nobody knows
    /// whose the files are.
    package init(existing: [String: String], new: [GeneratedFile]) throws(GenerationError) {
        let old = try Self.manifest(existing[GenerationManifest.path])
        var steps: [Step] = []
        var after = GenerationManifest()
        for file in new {
            let step = Self.step(file, existing[file.path], old.files[file.path])
            steps.append(step)
            switch step.action {
            case .create, .update, .unchanged: after.files[file.path] = Digest(ofText: file.text)
            // Its old digest stays: so it is still known as edited the next time.
            case .keepEdited: after.files[file.path] = old.files[file.path]
            case .keepForeign, .delete, .keepOrphan: break
            }
        }
        let paths = Set(new.map(\.path))
        for (path, digest) in old.files where !paths.contains(path) {
            guard let text = existing[path] else { continue }
            let isOurs = Digest(ofText: text) == digest
            steps.append(
                Step(
                    path: path, action: isOurs ? .delete : .keepOrphan, text: nil,
                    note: isOurs
                        ? "" : "\(path) is no longer generated, but was edited: delete it, or keep it as your own"))
        }
        self.steps = steps.sorted { $0.path < $1.path }
        manifest = after
        let writes = steps.contains { [.create, .update, .delete].contains($0.action) }
        changesAnything = writes || existing[GenerationManifest.path] != after.text
    }

    /// The steps that a person should look at.
    package var reported: [Step] { steps.filter(\.action.isReported) }

    private static func step(_ file: GeneratedFile, _ existing: String?, _ written: Digest?) -> Step {
        guard let existing else { return Step(path: file.path, action: .create, text: file.text, note: "") }
        if existing == file.text { return Step(path: file.path, action: .unchanged, text: nil, note: "") }
        guard let written else {
            return Step(
                path: file.path, action: .keepForeign, text: nil,
                note: "\(file.path) was not written by Steady: move its contents to another file, then generate again")
        }
        guard Digest(ofText: existing) == written else {
            return Step(
                path: file.path, action: .keepEdited, text: nil,
                note:
                    "\(file.path) was edited by hand and is kept: move the edit to another file or into steady.yaml, delete "
                    + "it, then generate again")
        }
        return Step(path: file.path, action: .update, text: file.text, note: "")
    }

    private static func manifest(_ text: String?) throws(GenerationError) -> GenerationManifest {
        guard let text else { return GenerationManifest() }
        do {
            let manifest = try CanonicalJSON.decode(GenerationManifest.self, from: text)
            guard manifest.format == "generated-1" else {
                throw unreadable("its format is \(manifest.format), this program reads generated-1")
            }
            return manifest
        } catch let error as GenerationError {
            throw error
        } catch {
            throw unreadable("\(error)")
        }
    }

    private static func unreadable(_ why: String) -> GenerationError {
        GenerationError(
            .unreadableManifest, "\(GenerationManifest.path) cannot be read: \(why)",
            hint: "get it back from version control; without it nobody knows which files were edited by hand")
    }
}
