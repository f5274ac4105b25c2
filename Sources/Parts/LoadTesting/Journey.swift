// What one user does: a few requests one after the other, with pauses for thought.

/// The steps of one kind of user. Each session walks through all of them and gives up at the first that fails.
package struct Journey: Hashable, Sendable {
    /// Something that differs from session to session, drawn before the session begins.
    package enum Variable: Hashable, Sendable {
        /// One of several texts, each as likely as another. Never empty.
        case oneOf([String])
        /// So many random hexadecimal digits, 1 … 64.
        case hexadecimal(digits: Int)
        /// The session's number, from 0.
        case sessionNumber
    }

    /// The values that a session begins with, by name.
    package let variables: [String: Variable]
    /// What it does, in order. Never empty.
    package let steps: [Step]

    /// A journey; throws `LoadTestingError` if a step needs a value that nothing before it provides, if a variable has
    /// nothing to choose from, or if there are no or too many steps or two of the same name.
    package init(variables: [String: Variable] = [:], steps: [Step]) throws(LoadTestingError) {
        func refuse(_ message: String, _ hint: String) -> LoadTestingError {
            LoadTestingError(.invalidJourney, message: message, hint: hint)
        }
        guard (1...Limits.steps).contains(steps.count), Set(steps.map(\.name)).count == steps.count else {
            throw refuse("A journey has \(steps.count) steps", "Give 1 to \(Limits.steps) steps with different names.")
        }
        for (name, variable) in variables.sorted(by: { $0.key < $1.key }) where !variable.isDrawable {
            throw refuse("The variable '\(name)' has nothing to draw from", "List texts, or 1 to 64 digits.")
        }
        var known = Set(variables.keys)
        for step in steps {
            let missing = step.names.subtracting(known).sorted()
            guard missing.isEmpty else {
                throw refuse(
                    "Step '\(step.name)' needs \(missing.joined(separator: ", ")), which nothing before it provides",
                    "Declare a variable of that name, or extract it in an earlier step.")
            }
            known.formUnion(step.extracts.map(\.name))
        }
        self.variables = variables
        self.steps = steps
    }
}

extension Journey {
    /// One request of a session and what its answer must be.
    package struct Step: Hashable, Sendable {
        /// Its name in reports.
        package var name: String
        /// The HTTP method.
        package var method: String
        /// Path and query.
        package var path: Template
        /// Headers besides those that the client adds itself.
        package var headers: [LoadRequest.Header]
        /// The body; nil for none.
        package var body: Template?
        /// The pause before it, drawn evenly from this range. For the first step it adds to the session's start.
        package var think: ClosedRange<Duration>
        /// Whether it sends and takes the session's cookies; false for a request that somebody else makes.
        package var usesCookies: Bool
        /// The statuses that count as success.
        package var expects: ClosedRange<Int>
        /// What to take from the answer for later steps. If it is not there, the step has failed.
        package var extracts: [Extract]
        /// How long the answer may take; beyond it the request has failed.
        package var timeout: Duration

        /// A step.
        package init(
            _ name: String, _ method: String, _ path: Template, headers: [LoadRequest.Header] = [],
            body: Template? = nil, think: ClosedRange<Duration> = .zero ... .zero, usesCookies: Bool = true,
            expects: ClosedRange<Int> = 200...299, extracts: [Extract] = [], timeout: Duration = .seconds(30)
        ) {
            self.name = name
            self.method = method
            self.path = path
            self.headers = headers
            self.body = body
            self.think = think
            self.usesCookies = usesCookies
            self.expects = expects
            self.extracts = extracts
            self.timeout = timeout
        }

        /// The values that it needs.
        var names: Set<String> { path.names.union(body?.names ?? []) }
    }

    /// A value that stands between two marks in an answer's body.
    package struct Extract: Hashable, Sendable {
        /// The value's name.
        package var name: String
        /// The text right before it.
        package var after: String
        /// The text right after it.
        package var before: String

        /// What stands between the first `after` and the next `before` will be known as `name`.
        package init(_ name: String, after: String, before: String) {
            self.name = name
            self.after = after
            self.before = before
        }

        /// The value in `body`; nil if a mark is missing or the value is longer than an extracted value may be.
        package func value(in body: String) -> String? {
            guard let start = body.firstRange(of: after)?.upperBound,
                let end = body[start...].firstRange(of: before)?.lowerBound
            else { return nil }
            let value = body[start..<end]
            return value.utf8.count <= Limits.extractedBytes ? String(value) : nil
        }
    }
}

extension Journey.Variable {
    var isDrawable: Bool {
        switch self {
        case .oneOf(let texts): !texts.isEmpty
        case .hexadecimal(let digits): (1...64).contains(digits)
        case .sessionNumber: true
        }
    }
}
