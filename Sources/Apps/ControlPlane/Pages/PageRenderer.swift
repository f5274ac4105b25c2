// From a snapshot to HTML: fills the models and renders the templates.

import Core
import Mustache

/// One part of the page, replaced as a whole when it changes.
package struct PageFragment: Hashable, Sendable {
    /// The id of the element whose content it is.
    package var id: String
    /// Its HTML.
    package var html: String
}

/// What a confirmation page asks.
package enum Confirmation: Hashable, Sendable {
    /// Whether to send a running rollout home.
    case abort(RolloutView)
    /// Whether to bring back a release (nil: the last good one) in place of the live one.
    case rollback(to: String?, from: String?)
}

/// Renders the pages. A value without state of its own: equal snapshots give equal pages.
package struct PageRenderer: Sendable {
    /// The files that the pages load.
    let assets: Assets
    private let library: MustacheLibrary

    /// A renderer with the templates that are part of the program. Throws `internal` if they cannot be read.
    package static func bundled() throws(ControlError) -> PageRenderer {
        PageRenderer(assets: try .bundled(), library: try Templates.bundled())
    }

    /// The page of the flow. `formToken` is nil for readers without a session, who get no buttons.
    package func page(_ snapshot: FlowSnapshot, formToken: String?) -> String {
        let content = Dictionary(uniqueKeysWithValues: fragments(snapshot).map { ($0.id, $0.html) })
        let model = PageModel(
            head: head(title: StatusModel(snapshot).title.text), version: assets.version, formToken: formToken,
            clock: content["clock"] ?? "", status: content["status"] ?? "", notices: content["notices"] ?? "",
            running: content["running"] ?? "", objectives: content["objectives"] ?? "",
            charts: content["charts"] ?? "", releases: content["releases"] ?? "",
            finished: content["finished"] ?? "", ledger: content["ledger"] ?? "")
        return render(model, "page")
    }

    /// The parts of the page that change, in the order of the page.
    package func fragments(_ snapshot: FlowSnapshot) -> [PageFragment] {
        let rollout = snapshot.rollout.map { RolloutModel($0, at: snapshot.time) }
        return [
            PageFragment(id: "clock", html: Markup.escape(Figures.clock(snapshot.time) + " UTC")),
            PageFragment(id: "status", html: render(StatusModel(snapshot), "status")),
            PageFragment(id: "notices", html: render(NoticesModel(snapshot), "notices")),
            PageFragment(id: "running", html: rollout.map { $0.isRunning ? render($0, "rollout") : "" } ?? ""),
            PageFragment(id: "objectives", html: render(ObjectivesModel(snapshot), "objectives")),
            PageFragment(id: "charts", html: render(ChartsModel(snapshot), "charts")),
            PageFragment(id: "releases", html: render(ReleasesModel(snapshot), "releases")),
            PageFragment(id: "finished", html: rollout.map { $0.isRunning ? "" : render($0, "rollout") } ?? ""),
            PageFragment(id: "ledger", html: render(LedgerModel(snapshot), "ledger")),
        ]
    }

    /// The page that asks before something is done; `formToken` nil leaves out the button.
    package func confirm(_ question: Confirmation, formToken: String?) -> String {
        render(
            ConfirmModel(question, head: head(title: "Confirm"), formToken: formToken), "confirm")
    }

    /// The page that says how to log in; `failed` says that what was tried did not work.
    package func login(failed: Bool) -> String {
        render(LoginModel(head: head(title: "Log in"), failed: failed), "login")
    }

    /// The page that goes on to the flow by itself.
    package func loggedIn() -> String {
        render(LoginModel(head: head(title: "Logged in"), failed: false), "entered")
    }

    /// The page of an error.
    package func error(_ error: ControlError, requestID: String) -> String {
        render(
            ErrorModel(
                head: head(title: "\(error.code.status)"), status: error.code.status, message: Shown(error.message),
                hint: Shown(error.hint), requestID: Shown(requestID)), "error")
    }

    private func head(title: String) -> HeadModel {
        HeadModel(
            title: Shown(title), style: assets.link("app.css"), script: assets.link("app.js"),
            icon: assets.link("icon.svg"))
    }

    private func render(_ model: some Sendable, _ template: String) -> String {
        // All templates were loaded at start, so there is one.
        library.render(model, withTemplate: template) ?? ""
    }
}
