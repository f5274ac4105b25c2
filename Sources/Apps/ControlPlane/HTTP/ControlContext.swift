// What belongs to one request on its way through the middleware.

package import Hummingbird

/// How a request showed that it may come in.
package enum Access: Hashable, Sendable {
    /// By the token in its `Authorization` header: a program.
    case bearer
    /// By the cookie of a logged-in browser.
    case session(Session)
}

/// The context of one request.
package struct ControlContext: RequestContext {
    /// What Hummingbird keeps.
    package var coreContext: CoreRequestContextStorage
    /// How the request showed that it may come in; nil where nothing is asked, and before it was.
    package var access: Access?

    /// The context of a request that has just come in.
    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }

    /// The largest body that is read.
    package var maxUploadSize: Int { HTTPLimits.bodyBytes }
}
