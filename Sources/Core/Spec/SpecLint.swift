// What a right specification still does not cover, each gap with the promise that it leaves open.

/// Lists what a specification leaves uncovered. Nothing here makes it unusable.
package enum SpecLint {
    /// The gaps of `spec`, in the order of the ten promises' rules below; `file` is named in each subject.
    ///
    /// `warn` where the promise is kept but somebody should look, `cannotProve` where no evidence can ever come in.
    package static func lint(_ spec: FlowSpec, file: String) -> [Finding] {
        let all =
            objectives(spec) + service(spec) + rollout(spec) + environments(spec) + money(spec) + secrets(spec)
            + recovery(spec) + people(spec) + dependencies(spec)
        return all.map { finding in
            var named = finding
            named.subject = "\(file): \(finding.subject)"
            return named
        }
    }
}

extension SpecLint {
    private static func objectives(_ spec: FlowSpec) -> [Finding] {
        let availability = spec.objectives.availability
        let latency = spec.objectives.latency
        var findings = [
            measurable(
                "objectives.availability", .slo, share: 1 - availability.target.fraction, window: availability.window,
                peak: spec.traffic.peak),
            measurable(
                "objectives.latency", .latency, share: latency.slowShare, window: latency.window,
                peak: spec.traffic.peak),
        ].compactMap(\.self)
        if latency.warn.inSeconds > 0.9 * latency.below.inSeconds {
            findings.append(
                Finding(
                    rule: "late-warning", promise: .latency, verdict: .warn, subject: "objectives.latency.warn",
                    summary: "the warning at \(latency.warn.text) is within a tenth of the limit \(latency.below.text)",
                    hint: "write a warn that leaves time to act, for example three quarters of below"))
        }
        return findings
    }

    /// Not measurable: fewer than one failure is expected per window even if the peak lasted all the time, so that an
    /// objective just kept and one just broken look alike (reference: service levels, section 7).
    private static func measurable(
        _ subject: String, _ promise: Promise, share: Double, window: Duration, peak: Rate
    ) -> Finding? {
        let events = peak.perSecond * window.inSeconds
        guard events * share < 1 else { return nil }
        let needed = Int((1 / share).rounded(.up))
        return Finding(
            rule: "not-measurable", promise: promise, verdict: .cannotProve, subject: subject,
            summary: "at most \(Int(events)) requests in \(window.text) (the peak \(peak) all the time): the objective "
                + "allows less than one failure",
            hint: "choose a longer window or a lower target: about \(needed) requests are needed per window")
    }

    private static func service(_ spec: FlowSpec) -> [Finding] {
        var findings: [Finding] = []
        if spec.service.instances == 1 {
            findings.append(
                Finding(
                    rule: "single-instance", promise: .slo, verdict: .warn, subject: "service.instances",
                    summary: "a single instance: when it fails or is replaced, nobody is served",
                    hint: "write instances: 2 or more"))
        }
        if spec.service.sessionCookie == nil {
            findings.append(
                Finding(
                    rule: "no-session", promise: .observed, verdict: .warn, subject: "service.session",
                    summary: "without a session id requests are judged, not flows: a user who retries counts often",
                    hint: "write session: cookie NAME"))
        }
        return findings
    }

    private static func rollout(_ spec: FlowSpec) -> [Finding] {
        guard spec.rollout.watch.inSeconds < 86_400 else { return [] }
        return [
            Finding(
                rule: "short-watch", promise: .rollback, verdict: .warn, subject: "rollout.watch",
                summary: "the old release is kept warm for \(spec.rollout.watch.text) only: what shows at the daily "
                    + "peak finds no quick way back",
                hint: "write watch: 48h, at least 24h")
        ]
    }

    private static func environments(_ spec: FlowSpec) -> [Finding] {
        spec.environments.compactMap { environment in
            guard let listen = environment.listen, !isLoopback(listen) else { return nil }
            return Finding(
                rule: "open-listener", promise: .secrets, verdict: .warn,
                subject: "environments.\(environment.name).listen",
                summary: "\(listen) is reachable from outside this machine, by plain HTTP: cookies travel unencrypted",
                hint: "let something that speaks TLS stand before it, or listen on 127.0.0.1")
        }
    }

    /// Whether `host:port` is reachable from this machine only: 127.0.0.0/8, ::1, localhost.
    private static func isLoopback(_ listen: String) -> Bool {
        let host = listen.lastIndex(of: ":").map { String(listen[..<$0]) } ?? listen
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        let isIPv4 = parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
        return isIPv4 || host == "localhost" || host == "[::1]"
    }

    private static func money(_ spec: FlowSpec) -> [Finding] {
        guard spec.budget == nil else { return [] }
        return [
            Finding(
                rule: "no-budget", promise: .cost, verdict: .cannotProve, subject: "budget",
                summary: "there is no budget that a cost could be compared with",
                hint: "write budget: { monthly: 1500 USD, warn: 80% }")
        ]
    }

    private static func secrets(_ spec: FlowSpec) -> [Finding] {
        spec.secrets.filter { $0.rotate.inSeconds > 90 * 86_400 }.map { secret in
            Finding(
                rule: "slow-rotation", promise: .secrets, verdict: .warn, subject: "secrets: \(secret.name)",
                summary: "\(secret.name) is rotated every \(secret.rotate.text); the promise is 90d",
                hint: "write rotate: 90d")
        }
    }
}

extension SpecLint {
    private static func recovery(_ spec: FlowSpec) -> [Finding] {
        guard let postgres = spec.postgres else {
            return [
                Finding(
                    rule: "no-restore-drill", promise: .recovery, verdict: .cannotProve, subject: "data.postgres",
                    summary: "no database is described, so no restore is ever drilled",
                    hint: "write data: { postgres: { rpo: 5m, rto: 1h, drill: 90d } } if the flow keeps data")
            ]
        }
        guard postgres.drill.inSeconds > 90 * 86_400 else { return [] }
        return [
            Finding(
                rule: "rare-restore-drill", promise: .recovery, verdict: .warn, subject: "data.postgres.drill",
                summary: "a restore is drilled every \(postgres.drill.text); its evidence counts for 90d",
                hint: "write drill: 90d")
        ]
    }

    private static func people(_ spec: FlowSpec) -> [Finding] {
        var findings: [Finding] = []
        if spec.notify.isEmpty {
            findings.append(
                Finding(
                    rule: "no-notify", promise: .observed, verdict: .warn, subject: "notify",
                    summary: "alerts are shown on the page, but reach nobody",
                    hint: "write notify: { slack: secret:slack-webhook } and list the secret"))
        }
        if spec.owner.escalate.isEmpty {
            findings.append(
                Finding(
                    rule: "no-escalation", promise: .observed, verdict: .warn, subject: "owner.escalate",
                    summary: "nobody is named who is called when the first person does not answer",
                    hint: "write escalate: [oncall, engineering-manager]"))
        }
        return findings
    }

    private static func dependencies(_ spec: FlowSpec) -> [Finding] {
        spec.dependencies.filter { $0.failure.trimmingSpaces().isEmpty }.map { dependency in
            Finding(
                rule: "no-failure-mode", promise: .failureModes, verdict: .cannotProve,
                subject: "dependencies: \(dependency.name)",
                summary: "what the flow does when \(dependency.name) fails is not written, so it cannot be drilled",
                hint: "write failure: \"what users see then\"")
        }
    }
}
