// The API under /api/v1: decode, ask the desk once, encode. The format is docs/formats/api.md.

import Core
import Hummingbird

/// The routes for programs.
struct APIRoutes: Sendable {
    let desk: any FlowDesk
    let gate: Gate
    let snapshots: SnapshotReader

    /// Adds them to a group that has `/api/v1` as its path and asks for a token or a session.
    func add(to group: RouterGroup<ControlContext>) {
        group.get("flow") { _, _ in try json(await snapshots.read()) }
        group.get("ledger", use: ledger)
        group.get("rollouts/current") { _, _ in try json(await desk.rollout(nil)) }
        group.get("rollouts/:id") { _, context in try json(await desk.rollout(context.parameters.require("id"))) }
        group.post("deployments", use: deploy)
        group.post("rollouts/:id/abort", use: abort)
        group.post("rollback", use: rollback)
    }

    private func ledger(_ request: Request, _ context: ControlContext) async throws -> Response {
        let last = try number("last", in: request) ?? 50
        let before = try number("before", in: request)
        guard (1...HTTPLimits.ledgerPage).contains(last), (before ?? 1) >= 1 else {
            throw ControlError(
                .badRequest, "\"last\" or \"before\" is out of range",
                hint: "last: 1 to \(HTTPLimits.ledgerPage), before: an entry's number, 1 or more")
        }
        let entries = try await desk.ledger(last: last, before: before)
        let more = entries.count == last ? entries.map(\.sequence).min().flatMap { $0 > 1 ? $0 : nil } : nil
        return try json(LedgerPage(entries: entries, nextBefore: more))
    }

    private func deploy(_ request: Request, _ context: ControlContext) async throws -> Response {
        let body = try DeployBody.read(await gate.changeBody(request, context))
        let wish = try body.request()
        guard body.plan != true else { return try json(await desk.planDeploy(wish)) }
        let rollout = try await desk.deploy(wish)
        var response = try json(rollout, status: .accepted)
        response.headers[.location] = "/api/v1/rollouts/\(rollout.id)"
        return response
    }

    private func abort(_ request: Request, _ context: ControlContext) async throws -> Response {
        let body = try AbortBody.read(await gate.changeBody(request, context))
        let reason = try Reason.checked(body.reason) ?? "no reason given"
        return try json(
            await desk.abort(
                rollout: context.parameters.require("id"), by: Actor.named(body.by), reason: reason),
            status: .accepted)
    }

    private func rollback(_ request: Request, _ context: ControlContext) async throws -> Response {
        let body = try RollbackBody.read(await gate.changeBody(request, context))
        let reason = try Reason.checked(body.reason) ?? "no reason given"
        return try json(
            await desk.rollback(to: body.to, by: Actor.named(body.by), reason: reason), status: .accepted)
    }

    private func number(_ name: String, in request: Request) throws(ControlError) -> Int? {
        guard let text = request.uri.queryParameters[name[...]] else { return nil }
        guard let number = Int(text) else {
            throw ControlError(.badRequest, "\"\(name)\" is no number", hint: "Write digits only")
        }
        return number
    }

    private func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        Response(json: try CanonicalJSON.text(value), status: status)
    }
}

/// What `GET /api/v1/ledger` answers.
struct LedgerPage: Encodable {
    /// Newest first.
    var entries: [LedgerEntry]
    /// The `before` of the next page; nil on the last.
    var nextBefore: Int?
}
