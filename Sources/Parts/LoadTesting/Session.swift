// What a session knows while it is under way: its values and its cookies.

/// The state of one session.
struct Session {
    private var values: [String: String]
    private var cookies = CookieJar()

    init(values: [String: String]) { self.values = values }

    /// The request of a step with all values in place.
    func request(for step: Journey.Step) -> LoadRequest {
        var headers = step.headers
        if step.usesCookies, let cookie = cookies.header { headers.append(.init("Cookie", cookie)) }
        return LoadRequest(
            method: step.method, path: step.path.rendered(with: values), headers: headers,
            body: step.body?.rendered(with: values), timeout: step.timeout)
    }

    /// Takes what the answer gives, and returns why the step has failed; nil if it has not.
    mutating func take(_ outcome: LoadOutcome, of step: Journey.Step) -> (kind: FailureKind, message: String)? {
        switch outcome {
        case .failure(let kind, let message):
            return (kind, message)
        case .answer(let answer):
            if step.usesCookies { for cookie in answer.setCookies { cookies.take(cookie) } }
            guard step.expects.contains(answer.status) else { return (.status, "status \(answer.status)") }
            for extract in step.extracts {
                guard let value = extract.value(in: answer.body) else {
                    return (.unexpected, "the answer has no '\(extract.name)' after \(extract.after)")
                }
                values[extract.name] = value
            }
            return nil
        }
    }
}
