// What a task's containers run and may do.

import Core

/// Rules about ECS task definitions.
enum ContainerRules {
    static func check(_ change: ResourceChange) -> [Observation] {
        let path: AttributePath = "container_definitions"
        let after = change.after.json(path)
        let before = change.before.json(path)
        guard let containers = after.value?.array else {
            // A new image whose digest comes from a repository made in the same plan: that is the release's business.
            guard after == .unknown, change.before.exists else { return [] }
            return [.unknown("mutable", .immutable, at: change, path: path, what: "the containers")]
        }
        let old = Dictionary(
            (before.value?.array ?? []).map { ($0["name"]?.string ?? "", $0) }, uniquingKeysWith: { first, _ in first })
        var found: [Observation] = []
        found += files(change)
        for container in containers {
            let name = container["name"]?.string ?? "container"
            found += self.container(container, before: old[name], name: name, change)
        }
        return found
    }

    /// A shared file system that becomes a place which goes with each task.
    private static func files(_ change: ResourceChange) -> [Observation] {
        func shared(_ snapshot: Snapshot) -> Set<String> {
            Set(
                (snapshot["volume"].value?.array ?? []).filter {
                    !($0["efs_volume_configuration"]?.array ?? []).isEmpty
                        || !($0["fsx_windows_file_server_volume_configuration"]?.array ?? []).isEmpty
                }.compactMap { $0["name"]?.string })
        }
        let gone = shared(change.before).subtracting(shared(change.after))
        guard change.before.exists, change.after["volume"] != .unknown, !gone.isEmpty else { return [] }
        return [
            Observation(
                "protection-removed", .recovery, .refuse, at: change.address, path: "volume",
                "what tasks write to \(gone.sorted().joined(separator: ", ")) goes with each task",
                hint: "Keep the shared file system, or show that nothing is written there any more.")
        ]
    }

    private static func container(_ new: JSONValue, before old: JSONValue?, name: String, _ change: ResourceChange)
        -> [Observation]
    {
        var found: [Observation] = []
        func add(_ rule: String, _ promise: Promise, _ verdict: Verdict, _ summary: String, _ hint: String) {
            found.append(
                Observation(
                    rule, promise, verdict, at: change.address, path: "container_definitions",
                    "container '\(name)': \(summary)", hint: hint))
        }
        if let image = new["image"]?.string, !image.contains("@sha256:") {
            let wasDigest = old?["image"]?.string?.contains("@sha256:") ?? false
            let isMoving = image.hasSuffix(":latest") || !(image.split(separator: "/").last ?? "").contains(":")
            add(
                "mutable", .immutable, wasDigest || isMoving && old == nil ? .refuse : .warn,
                "the image is named by tag (\(image.suffix(60)))\(wasDigest ? ", and by digest before" : "")",
                "Name it by digest, image@sha256:…: a tag can mean another image tomorrow, and then there is no way back."
            )
        }
        func flag(_ key: String, in value: JSONValue?) -> Bool { value?[key]?.bool ?? false }
        if flag("readonlyRootFilesystem", in: old), !flag("readonlyRootFilesystem", in: new) {
            add(
                "mutable", .immutable, .refuse, "its file system can be written",
                "Keep readonlyRootFilesystem true; give it a volume for what it must write.")
        }
        if flag("privileged", in: new), !flag("privileged", in: old) {
            add("exposed", .secrets, .refuse, "it runs privileged", "Give it the one capability that it needs.")
        }
        let isRoot = ["root", "0", "0:0"].contains(new["user"]?.string ?? "")
        if isRoot, let was = old?["user"]?.string, !["root", "0", "0:0", ""].contains(was) {
            add("exposed", .secrets, .refuse, "it runs as root, and as \(was) before", "Run it as a user of its own.")
        }
        if let was = old?["user"]?.string, !was.isEmpty, (new["user"]?.string ?? "").isEmpty {
            add(
                "exposed", .secrets, .cannotProve, "it runs as whatever the image says, and as \(was) before",
                "Say as whom it runs.")
        }
        if let old, !set(new["healthCheck"]), set(old["healthCheck"]) {
            add(
                "rollout-unsafe", .rollback, .refuse, "its health check is removed",
                "Without it a container that hangs counts as healthy.")
        }
        if let old, set(old["logConfiguration"]), !set(new["logConfiguration"]) {
            add("logging-off", .observed, .refuse, "its log goes nowhere", "Keep the log configuration.")
        }
        // Not set: ECS waits 30 s.
        let wait = old?["stopTimeout"]?.number ?? 30
        if old != nil, let now = new["stopTimeout"]?.number, now < wait, now < 30 {
            add(
                "rollout-unsafe", .rollback, .refuse,
                "it is killed \(now.plain) s after it was asked to stop, and \(wait.plain) s before",
                "Leave as many seconds as the slowest request takes: each release stops every task.")
        }
        func files(_ container: JSONValue?) -> Double? {
            (container?["ulimits"]?.array ?? []).first { $0["name"]?.string == "nofile" }?["softLimit"]?.number
        }
        if let was = files(old), let now = files(new), now < was {
            add(
                "capacity", .slo, .cannotProve,
                "it may open \(now.plain) files and connections, and \(was.plain) before",
                "Prove that it is enough: run a load test at twice the peak, then review again.")
        }
        for key in ["cpu", "memory", "memoryReservation"] {
            guard let was = old?[key]?.number, was > 0, let now = new[key]?.number, now > 0, now < was else { continue }
            add(
                "capacity", .slo, .cannotProve, "\(key) goes from \(was.plain) to \(now.plain)",
                "Prove that it is enough: run a load test at twice the peak with the smaller size, then review again.")
        }
        return found
    }

    private static func set(_ value: JSONValue?) -> Bool {
        value.map { Attribute.known($0).isSet && !$0.isNull } ?? false
    }
}
