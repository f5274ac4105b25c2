// A runbook for every alarm of a stack, in Steady's format: readable at night, executable step by step.

package import Core

/// Writes runbooks for the alarms of a generated stack.
package enum RunbookGenerator {
    /// One Markdown file for each subject that the stack's alarms link to, by path (`SUBJECT.md`). A first version for
    /// a team to make its own: nothing in it has been reviewed or drilled, so it carries no `reviewed` date.
    ///
    /// Throws like `TerraformStack.files`, for a stack that cannot be generated has no alarms.
    package static func files(
        spec: FlowSpec, tier: DesignTier, environment: String
    ) throws(GenerationError) -> [GeneratedFile] {
        let stack = StackContext(spec: spec, tier: tier, environment: environment, modulesPath: ".")
        try stack.check()
        return RunbookSubject.all(stack).map { subject in
            GeneratedFile(path: "\(subject.name).md", text: RunbookPage(stack: stack, subject: subject).text)
        }
    }
}

/// One runbook's text.
private struct RunbookPage {
    let stack: StackContext
    let subject: RunbookSubject

    var text: String {
        let actions = subject.remedies.map(action).joined(separator: "\n\n")
        return """
            \(frontMatter)
            ## Symptoms
            \(subject.symptoms) The alarm's text names the limit and the dashboard.

            ## Diagnosis
            Which alarms are on, beside this one:

            \(check("alarms", "aws cloudwatch describe-alarms --alarm-name-prefix \(stack.name) --state-value ALARM "
                + "--query 'MetricAlarms[].AlarmName' --output text", expect: nil))

            Whether a release is under way, or one ended within the hour:

            \(check("release", "steady rollout status", expect: nil))
            \(databaseCheck)
            ## Remediation
            \(actions)

            ## Prevention
            \(subject.prevention)

            """
    }

    private var frontMatter: String {
        let people = stack.spec.owner.escalate
        let escalate =
            people.isEmpty
            ? ""
            : "escalate: {after: [\(people.indices.map { "\(10 + 15 * $0)m" }.joined(separator: ", "))], to: [\(people.joined(separator: ", "))]}\n"
        return """
            ---
            runbook: \(stack.name)-\(subject.name)
            version: 1
            service: \(stack.spec.flow)
            triggers: [alarm:\(stack.name)-\(subject.name)]
            severity: \(subject.severity)
            owner: \(stack.spec.owner.team)
            \(escalate)permissions: [\(permissions.joined(separator: ", "))]
            ---

            """
    }

    private var permissions: [String] {
        var list = ["read:metrics", "read:rollouts"]
        for remedy in subject.remedies {
            switch remedy {
            case .rollback: list.append("write:rollouts")
            case .moreTasks: list.append("write:autoscaling")
            case .endSessions: list += ["read:database", "write:database"]
            case .growDisk, .failover: list.append("write:rds")
            case .backup: list.append("write:backup")
            case .manual: break
            }
        }
        return list.uniqued()
    }

    private var databaseCheck: String {
        guard permissions.contains("read:database") else { return "" }
        return "\nHow many sessions there are; 300 of 400 is close:\n\n"
            + check("sessions", "psql -Atc 'select count(*) from pg_stat_activity'", expect: "n<300") + "\n"
    }

    private func check(_ name: String, _ command: String, expect: String?) -> String {
        let text = expect.map { " expect=\"\($0)\"" } ?? ""
        return "```sh {name=\(name) kind=check timeout=20s readonly\(text)}\n\(command)\n```"
    }

    private func action(_ remedy: RunbookSubject.Remedy) -> String {
        let name = stack.name
        switch remedy {
        case .rollback:
            return block(
                "The release before takes all traffic. First choice if a release ended lately.", "rollback", "low",
                "steady rollout rollback --yes",
                "irreversible=\"the newer release can be deployed again\"")
        case .moreTasks:
            return block(
                "Half as many tasks more, at once.", "more-tasks", "low",
                floor(stack.sizing.minimumTasks(zones: stack.tier.zones) * 3 / 2 + 1),
                "rollback=usual-tasks idempotent")
                + "\n\n```sh {name=usual-tasks kind=rollback timeout=60s}\n"
                + floor(stack.sizing.minimumTasks(zones: stack.tier.zones)) + "\n```"
        case .endSessions:
            return block(
                "Sessions that have waited in a transaction for five minutes end; their clients connect again.",
                "end-sessions", "medium",
                "psql -Atc \"select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction' and "
                    + "state_change < now() - interval '5 minutes'\"", "irreversible=\"clients connect again\"")
        case .growDisk:
            let instance = subject.name.contains("replica") ? "\(name)-replica" : name
            return block(
                "The disk grows by a fifth or more, without a stop; it never shrinks, and cannot grow again for six hours.",
                "grow-disk", "medium",
                "aws rds modify-db-instance --db-instance-identifier \(instance) --allocated-storage 200 --apply-immediately",
                "irreversible=\"storage never shrinks\"")
        case .failover:
            return block(
                "The standby in the other zone takes over: 60 to 120 s of errors.", "failover", "high",
                "aws rds reboot-db-instance --db-instance-identifier \(name) --force-failover",
                "irreversible=\"the same again leads back\"")
        case .backup:
            return block(
                "A snapshot now, beside the vault.", "snapshot", "low",
                "aws rds create-db-snapshot --db-instance-identifier \(name) --db-snapshot-identifier \(name)-by-hand",
                "irreversible=\"a snapshot harms nothing; delete it later\"")
        case .manual(let text):
            return "```text {name=decide kind=manual}\n\(text)\n```"
        }
    }

    private func floor(_ tasks: Int) -> String {
        "aws application-autoscaling register-scalable-target --service-namespace ecs "
            + "--scalable-dimension ecs:service:DesiredCount --resource-id service/\(stack.name)/\(stack.name) --min-capacity \(tasks)"
    }

    private func block(_ words: String, _ name: String, _ risk: String, _ command: String, _ end: String) -> String {
        let approvers = risk == "low" ? 0 : 1
        return """
            \(words)

            ```sh {name=\(name) kind=action risk=\(risk) confirm="\(words)" approvers=\(approvers) timeout=120s \(end) \
            verify=slo:availability.burn5m<1@15m}
            \(command)
            ```
            """
    }
}
