// What the modules would refuse, said before anything is written, in the words of steady.yaml.

internal import Core

extension StackContext {
    /// Throws at the first value of the spec that no stack can keep.
    func check() throws(GenerationError) {
        switch tier {
        case .singleZone, .multiZone, .standbyRegion: break
        case .hosts:
            throw GenerationError(
                .unsupportedTier,
                "the tier \(tier.title) has no Terraform: `steady up` runs it on a machine that exists",
                hint: "take single-zone, multi-zone or multi-zone-standby")
        case .activeRegions:
            throw GenerationError(
                .unsupportedTier, "there are no modules for \(tier.title): the database has one writer",
                hint: "take multi-zone-standby, and promote it by runbook")
        }
        guard spec.environments.contains(where: { $0.name == environment }) else {
            throw GenerationError(
                .unknownEnvironment, "steady.yaml has no environment \(environment)",
                hint: "it has: \(spec.environments.map(\.name).joined(separator: ", "))")
        }
        try checkTags()
        try checkObjectives()
        try checkSecrets()
        try checkService()
        if let budget = spec.budget, budget.monthly.currency != "USD" {
            throw unsupported(
                "budget.monthly is in \(budget.monthly.currency)", "AWS Budgets counts in USD: write it in USD")
        }
    }

    private func unsupported(_ message: String, _ hint: String) -> GenerationError {
        GenerationError(.unsupportedValue, message, hint: hint)
    }

    /// Letters, digits, spaces and `_ . : / = + - @`: what every AWS service takes in the value of a tag.
    func checkTags() throws(GenerationError) {
        for (key, value) in [("owner.team", spec.owner.team), ("owner.costCenter", spec.owner.costCenter ?? "")] {
            let odd = value.first { !($0.isLetter || $0.isNumber || " _.:/=+-@".contains($0)) }
            if let odd {
                throw unsupported(
                    "\(key) is \"\(value)\", and AWS takes no \(odd) in a tag",
                    "write it with letters, digits and _ . : / = + - @")
            }
        }
    }

    private func checkObjectives() throws(GenerationError) {
        let (availability, latency) = (spec.objectives.availability, spec.objectives.latency)
        for (key, window) in [("availability", availability.window), ("latency", latency.window)] {
            let seconds = Self.seconds(window)
            guard seconds % 86_400 == 0, (7...90).contains(seconds / 86_400) else {
                throw unsupported(
                    "objectives.\(key).window is \(window.text)",
                    "CloudWatch's burn-rate alarms take 7 to 90 whole days")
            }
        }
        guard (0.9...0.99999).contains(availability.target.fraction) else {
            throw unsupported(
                "objectives.availability.target is \(availability.target)", "the alarms take 90 to 99.999 %")
        }
        guard (90...99.999).contains(latency.percentile) else {
            throw unsupported("objectives.latency.percentile is \(latency.percentile)", "the alarms take 90 to 99.999")
        }
    }

    private func checkSecrets() throws(GenerationError) {
        for secret in spec.secrets where Self.seconds(secret.rotate) > 90 * 86_400 {
            throw unsupported(
                "the secret \(secret.name) rotates every \(secret.rotate.text)", "at most every 90d: shorten rotate")
        }
    }

    private func checkService() throws(GenerationError) {
        guard (1024...65_535).contains(spec.service.port) else {
            throw unsupported(
                "service.port is \(spec.service.port)",
                "a process that is not root listens on 1024 or above: change port")
        }
        guard sizing.maximumTasks(zones: tier.zones) <= 1000 else {
            throw unsupported(
                "the grown traffic needs \(sizing.maximumTasks(zones: tier.zones)) tasks",
                "a target group takes 1,000: split the flow, or measure with `steady load capacity`")
        }
    }
}
