// `steady apply`: applies the very plan that was reviewed and approved, and writes down how it went.

import ArgumentParser
import ControlPlane
import Core
import Foundation
import Infrastructure
import Shell
import Terraform

struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Apply a saved Terraform plan that was reviewed and approved.",
        discussion: """
            The plan is shown and reviewed again, and applied only if its changes are those that somebody approved \
            within the last day (`steady review PLAN --approve`). Beginning and end go to the ledger. Terraform locks \
            its own state.
            """)

    @Argument(help: "The saved plan: what `terraform plan -out=plan.bin` wrote.")
    var plan: String

    @Flag(help: "Go on although an earlier apply never ended: you have looked at what is there.")
    var resume = false

    @OptionGroup var actor: ActorOptions
    @OptionGroup var flow: FlowOptions

    func run() async throws {
        let desk = try ReviewDesk(flow: flow)
        try flow.folder.create()
        // Before anything is decided: what another apply does meanwhile would not be seen.
        let lock = try FolderLock.apply(flow.folder)
        defer { lock.release() }
        // What is reviewed is what is applied, whatever becomes of the file meanwhile.
        let saved = try desk.keptPlan(plan)
        defer { saved.remove() }
        let review = try await desk.review(json: saved.plan.json(), maximumAge: Limits.applyAge)
        try desk.record(review, plan: plan)
        Console.error(ReviewText.text(review))
        let answer = ApplyGate.answer(
            review, events: try desk.events(), now: SystemWallClock().now, isResumed: resume)
        if case .stop(let verdict, let because, let hint) = answer {
            throw CommandFailure(verdict.exitCode, "nothing was applied: \(because)", hint: hint)
        }
        try actor.confirm("Apply it?")
        try desk.note(.applying, review, plan: plan, detail: actor.reason ?? "")
        let wasInterrupted = try await Interruption.ends { try await apply(saved.plan, review, desk) }
        guard !wasInterrupted else {
            throw CommandFailure(
                1, "the apply was interrupted: how far it came is not known",
                hint: "Look at Terraform's state and at what is there, then plan anew.")
        }
        Console.out("Applied: changes \(review.changesDigest.prefix(12)).")
    }

    private func apply(_ saved: SavedPlan, _ review: ReviewReport, _ desk: ReviewDesk) async throws {
        let code = try await saved.apply(with: SystemCommandRunner())
        try desk.note(code == 0 ? .applied : .failed, review, plan: plan, detail: "terraform ended with \(code)")
        guard code == 0 else {
            throw CommandFailure(
                1, "terraform ended with \(code); what it had done stays done",
                hint: "Read what it says, then plan, review and approve anew.")
        }
    }
}
