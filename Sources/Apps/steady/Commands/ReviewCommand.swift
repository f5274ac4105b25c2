// `steady review`: a plan becomes a verdict, and an entry of the ledger.

import ArgumentParser
import ControlPlane
import Core
import Foundation
import Infrastructure

struct ReviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review", abstract: "Review a Terraform plan: does it break a promise of the flow?",
        discussion: """
            PLAN is what `terraform show -json plan.bin` writes, the saved plan itself (then terraform is asked to show it), \
            or - for standard input. With a steady.yaml the review knows the flow, its exceptions and its evidence, and the \
            verdict goes to the ledger.
            """)

    @Argument(help: "The plan: JSON, a saved plan, or - for standard input.")
    var plan: String

    @Flag(help: "Print SARIF 2.1.0.")
    var sarif = false

    @Flag(help: "Print JUnit XML.")
    var junit = false

    @Flag(help: "Print Markdown, for a pull request.")
    var markdown = false

    @Flag(help: "Show every finding, not only the first screen.")
    var all = false

    @Option(name: .customLong("max-age"), help: "Refuse plans that are older: 12h, 30d.")
    var maximumAge = "90d"

    @Flag(name: .customLong("no-ledger"), help: "Do not write the verdict to the ledger.")
    var noLedger = false

    @Flag(help: "Approve these changes for `steady apply`, for a day, if the review lets them pass.")
    var approve = false

    @OptionGroup var actor: ActorOptions
    @OptionGroup var flow: FlowOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard [sarif, junit, markdown, output.json].filter(\.self).count <= 1 else {
            throw ValidationError("Choose one of --json, --sarif, --junit and --markdown.")
        }
        guard !approve || actor.reason != nil else { throw ValidationError("Say why with --reason.") }
        guard age != nil else {
            throw ValidationError("--max-age \(maximumAge) is no duration: write it as 12h or 30d.")
        }
    }

    func run() async throws {
        let desk = try ReviewDesk(flow: flow)
        let review = try await desk.review(plan, maximumAge: age ?? Limits.planAge)
        if !noLedger { try desk.record(review, plan: plan) }
        Console.out(try text(review))
        if !output.json { desk.explain() }
        if approve { try desk.approve(review, plan: plan, actor: actor) }
        try Exit.verdict(review.verdict)
    }

    private var age: Duration? { Duration(text: maximumAge) }

    private func text(_ review: ReviewReport) throws -> String {
        if output.json { return try CanonicalJSON.pretty(ReviewJSON(review)) }
        if sarif { return ReviewSARIF.json(review, plan: plan == "-" ? "plan.json" : plan).canonicalText }
        if junit { return ReviewJUnit.xml(review) }
        return markdown ? ReviewMarkdown.text(review) : ReviewText.text(review, isWhole: all)
    }
}
