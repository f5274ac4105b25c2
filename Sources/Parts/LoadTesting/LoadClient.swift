// The seam between a load run and the network.

/// Sends requests to one server. Keeps no state of a session: cookies come and go with each request.
package protocol LoadClient: Sendable {
    /// Sends one request and returns when its answer is complete, its time is up, or it failed. Redirects are answers.
    func send(_ request: LoadRequest) async -> LoadOutcome
}

/// One request to send.
package struct LoadRequest: Hashable, Sendable {
    /// One header.
    package struct Header: Hashable, Sendable {
        /// Its name.
        package var name: String
        /// Its value.
        package var value: String

        /// A header.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The HTTP method.
    package var method: String
    /// Path and query.
    package var path: String
    /// The headers.
    package var headers: [Header]
    /// The body; nil for none.
    package var body: String?
    /// How long the answer may take, connection included.
    package var timeout: Duration

    /// A request.
    package init(method: String, path: String, headers: [Header], body: String?, timeout: Duration) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
        self.timeout = timeout
    }
}

/// What became of a request.
package enum LoadOutcome: Hashable, Sendable {
    /// A complete answer, whatever its status.
    case answer(LoadAnswer)
    /// No answer.
    case failure(FailureKind, String)
}

/// A complete answer.
package struct LoadAnswer: Hashable, Sendable {
    /// The HTTP status.
    package var status: Int
    /// The values of its `Set-Cookie` headers.
    package var setCookies: [String]
    /// Its body, cut off at `Limits.answerBytes`.
    package var body: String

    /// An answer.
    package init(status: Int, setCookies: [String] = [], body: String = "") {
        self.status = status
        self.setCookies = setCookies
        self.body = body
    }
}

/// Why a request counts as failed.
package enum FailureKind: String, Codable, Hashable, Sendable, CaseIterable {
    /// The answer has another status than expected.
    case status
    /// No complete answer in time.
    case timeout
    /// No connection.
    case connect
    /// The connection broke, or what came over it is no HTTP.
    case broken
    /// The answer lacks something that the journey needs from it.
    case unexpected
}
