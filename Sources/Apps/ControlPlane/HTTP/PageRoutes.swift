// The page for people, and the forms that work without script.

import Core
import Foundation
import Hummingbird

/// The routes for browsers that are logged in.
struct PageRoutes: Sendable {
    let desk: any FlowDesk
    let gate: Gate
    let snapshots: SnapshotReader
    let pages: PageRenderer

    /// Adds them to a group that asks for a session.
    func add(to group: RouterGroup<ControlContext>) {
        group.get("/", use: page)
        group.get("rollouts/:id/abort", use: confirmAbort)
        group.post("rollouts/:id/abort", use: abort)
        group.get("rollback", use: confirmRollback)
        group.post("rollback", use: rollback)
        group.post("logout", use: logout)
    }

    private func page(_ request: Request, _ context: ControlContext) async throws -> Response {
        Response(html: pages.page(try await snapshots.read(), formToken: formToken(context)))
    }

    private func confirmAbort(_ request: Request, _ context: ControlContext) async throws -> Response {
        let rollout = try await desk.rollout(context.parameters.require("id"))
        guard rollout.isRunning else {
            throw ControlError(.conflict, "rollout \(rollout.id) has already ended", hint: "Go back to the page")
        }
        return Response(html: pages.confirm(.abort(rollout), formToken: formToken(context)))
    }

    private func abort(_ request: Request, _ context: ControlContext) async throws -> Response {
        let fields = try await gate.formFields(request, context)
        let reason = try Reason.checked(fields["reason"]) ?? "no reason given"
        _ = try await desk.abort(rollout: context.parameters.require("id"), by: Actor.page, reason: reason)
        return .seeOther("/")
    }

    private func confirmRollback(_ request: Request, _ context: ControlContext) async throws -> Response {
        let target = request.uri.queryParameters["to"].map(String.init)
        let live = try await snapshots.read().live
        return Response(html: pages.confirm(.rollback(to: target, from: live), formToken: formToken(context)))
    }

    private func rollback(_ request: Request, _ context: ControlContext) async throws -> Response {
        let fields = try await gate.formFields(request, context)
        let reason = try Reason.checked(fields["reason"]) ?? "no reason given"
        let target = fields["to"].flatMap { $0.isEmpty ? nil : $0 }
        _ = try await desk.rollback(to: target, by: Actor.page, reason: reason)
        return .seeOther("/")
    }

    private func logout(_ request: Request, _ context: ControlContext) async throws -> Response {
        _ = try await gate.formFields(request, context)
        var response = Response.seeOther("/login")
        response.setCookie(
            Cookie(
                name: Gate.cookieName(of: request), value: "", maxAge: 0, path: "/", httpOnly: true, sameSite: .strict))
        return response
    }

    private func formToken(_ context: ControlContext) -> String? {
        guard case .session(let session) = context.access else { return nil }
        return gate.sessions.formToken(of: session)
    }
}
