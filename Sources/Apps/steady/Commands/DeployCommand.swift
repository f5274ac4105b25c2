// `steady deploy`: bring a release into production by evidence, or say what that would do.

import ArgumentParser
import ControlPlane
import Core
import Foundation

/// What the API takes to deploy, abort and roll back.
struct OrderBody: Encodable {
    var release: String?
    var path: String?
    var image: String?
    var to: String?
    var reason: String?
    var by: String?
    var plan: Bool?
}

struct DeployCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deploy",
        abstract: "Ship a release: start it beside the live one, judge it, promote it or send it home.",
        discussion: "Exit code 0 if it was promoted, 2 if it went home, 3 if there was not enough evidence.")

    @Argument(help: "The new release's name, for example v2.")
    var release: String

    @Argument(help: "The artifact: a folder, or a tar archive.")
    var artifact: String?

    @Option(help: "The artifact as an image by digest, registry/name@sha256:… (service.runtime: podman).")
    var image: String?

    @Flag(help: "Say what would happen and do nothing.")
    var plan = false

    @Flag(name: .customLong("no-wait"), help: "Return when the rollout has begun.")
    var noWait = false

    @OptionGroup var flow: FlowOptions
    @OptionGroup var actor: ActorOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (artifact == nil) != (image == nil) else {
            throw ValidationError("Name the artifact: a folder or archive, or --image NAME@sha256:….")
        }
    }

    func run() async throws {
        let client = try ControlClient(folder: flow.folder)
        var body = OrderBody(
            release: release, path: artifact.map { URL(fileURLWithPath: $0).standardizedFileURL.path }, image: image,
            reason: actor.reason, by: actor.by, plan: true)
        let planned: DeployPlan = try await client.post("/api/v1/deployments", body)
        guard !plan else {
            if output.json { try Console.json(planned) } else { Console.out(PlanText.text(planned)) }
            return
        }
        if !actor.yes { Console.error(PlanText.text(planned)) }
        try actor.confirm("Deploy \(release)?")
        body.plan = nil
        let started: RolloutView = try await client.post("/api/v1/deployments", body)
        let ended = noWait ? started : try await RolloutFollower(client: client).follow(started)
        if output.json { try Console.json(ended) } else { Console.out(RolloutText.text(ended)) }
        try RolloutText.exit(for: ended)
    }
}

/// A deploy plan for people.
enum PlanText {
    static func text(_ plan: DeployPlan) -> String {
        var lines = ["Deploying \(plan.release)\(plan.digest.map { " (\($0.prefix(12)))" } ?? "") would:"]
        lines += plan.steps.enumerated().map { "  \($0.offset + 1). \($0.element)" }
        if !plan.guarantees.isEmpty { lines += ["What is promised:"] + plan.guarantees.map { "  - \($0)" } }
        if !plan.warnings.isEmpty { lines += ["Look at this first:"] + plan.warnings.map { "  ! \($0)" } }
        return lines.joined(separator: "\n")
    }
}
