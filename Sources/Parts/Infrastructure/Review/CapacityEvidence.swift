// Whether a load report proves that less is enough.

import Core

/// Judges a capacity observation by the newest load report.
struct CapacityEvidence {
    private let load: ReviewEvidence.LoadReport?
    private let now: WallTime

    init(_ load: ReviewEvidence.LoadReport?, now: WallTime) {
        self.load = load
        self.now = now
    }

    /// The observation as the evidence leaves it: proven too little, proven enough (a warning that says by what), or
    /// not proven.
    func judge(_ observation: Observation) -> Observation {
        var observation = observation
        guard let load else { return observation }
        observation.evidence = [load.evidence.entry]
        guard load.evidence.isFresh(at: now) else {
            observation.summary +=
                "; the last load report (\(load.evidence.entry)) is too old to prove that it is enough"
            return observation
        }
        guard let path = observation.path, let size = size(observation.address, path, load),
            let planned = observation.planned
        else {
            observation.summary +=
                "; the last load report (\(load.evidence.entry)) does not say with which size it was made"
            return observation
        }
        let isEnough = Self.isAtLeast(planned, size)
        observation.verdict = isEnough ? .warn : .refuse
        observation.summary +=
            isEnough
            ? "; \(size) carried \(load.rate.plain) flows per second (\(load.evidence.entry))"
            : "; \(load.evidence.entry) needed \(size) for \(load.rate.plain) flows per second"
        return observation
    }

    private func size(_ address: String, _ path: AttributePath, _ load: ReviewEvidence.LoadReport) -> String? {
        let block = ResourceChange.withoutKeys(address)
        let type = block.split(separator: ".").dropLast().last.map(String.init) ?? ""
        return ["\(address).\(path)", "\(block).\(path)", "\(type).\(path)"].lazy.compactMap { load.sizes[$0] }.first
    }

    private static func isAtLeast(_ planned: String, _ proven: String) -> Bool {
        if let planned = Double(planned), let proven = Double(proven) { return planned >= proven }
        guard let planned = MachineSize(planned), let proven = MachineSize(proven) else { return planned == proven }
        return !planned.isLess(than: proven)
    }
}
