// The specification as the control plane holds it: read again for each deployment, kept when it cannot be read.

package import Core
import Foundation
package import Releases
import Synchronization

/// A specification that was read, with the digest of its text.
package struct LoadedSpecification: Sendable {
    /// The file.
    package var path: String
    /// What it says.
    package var spec: FlowSpec
    /// The digest of its text.
    package var digest: Digest

    /// Reads the file. Throws `ControlError` `refused` with every fault if it cannot be used.
    package static func load(_ path: String) throws(ControlError) -> LoadedSpecification {
        guard let text = WholeFile.read(path) else {
            throw ControlError(
                .notFound, "there is no specification at \(path)",
                hint: "Name it with --file, or write one: docs/formats/steady-yaml.md")
        }
        let reading = FlowSpecReader.read(text, file: path)
        guard let spec = reading.spec else {
            let faults = reading.diagnostics.filter { $0.severity == .error }.map(\.description)
            throw ControlError(
                .refused,
                "\(path) has \(faults.count) fault\(faults.count == 1 ? "" : "s"):\n" + faults.joined(separator: "\n"),
                hint: "Mend it; `steady check` shows the same")
        }
        return LoadedSpecification(path: path, spec: spec, digest: Digest(ofText: text))
    }

    /// The environment of this machine: of those that run on hosts the one called `production`, else the first.
    package var environment: EnvironmentSpec? {
        let hosts = spec.environments.filter { $0.target == .hosts }
        return hosts.first { $0.name == "production" } ?? hosts.first
    }

    /// How many users a rollout may fail whatever the evidence, at `rate` units per second (nil: the specification's
    /// peak): the smaller of `harm.failures` and the share `harm.budget` of the failures that the availability
    /// objective allows in its window at that traffic; at least 1.
    func harmLimit(rate: Double?) -> Int {
        let availability = spec.objectives.availability
        let users = (rate ?? spec.traffic.peak.perSecond) * availability.window.inSeconds
        let share = spec.rollout.harm.budget.fraction * (1 - availability.target.fraction) * users
        return max(1, min(spec.rollout.harm.failures, Int(min(share, 1e9))))
    }

    /// The settings of a rollout under this specification, at the present traffic in units per second if known.
    package func rolloutSettings(unitRate: Double?) -> RolloutSettings {
        let rollout = spec.rollout
        let policy = JudgePolicy(
            falseRollback: rollout.falseRollback.fraction, missBad: rollout.missBad.fraction,
            limitBad: rollout.limitBad.fraction, limitSlow: rollout.limitSlow.fraction,
            harm: harmLimit(rate: unitRate), limit: Int(rollout.limit.components.seconds))
        var ramp = RampPolicy()
        if rollout.strategy == .blueGreen { ramp.smallest = ramp.largest }
        return RolloutSettings(
            policy: policy, ramp: ramp, startWithin: spec.service.startWithin, stopWithin: spec.service.stopWithin,
            watch: rollout.watch, lease: rollout.lease, specification: digest)
    }
}

/// The specification in force, and whether the file says something else by now.
final class SpecificationKeeper: Sendable {
    private let current: Mutex<LoadedSpecification>

    init(_ loaded: LoadedSpecification) {
        current = Mutex(loaded)
    }

    var inForce: LoadedSpecification { current.withLock { $0 } }

    /// Reads the file again and takes it into force. Throws and keeps the old one if it has faults or is another
    /// flow's.
    func reload() throws(ControlError) -> LoadedSpecification {
        let fresh = try LoadedSpecification.load(inForce.path)
        guard fresh.spec.flow == inForce.spec.flow else {
            throw ControlError(
                .refused,
                "\(fresh.path) now describes flow \(fresh.spec.flow), this control plane serves \(inForce.spec.flow)",
                hint: "Give each flow a folder and a control plane of its own")
        }
        current.withLock { $0 = fresh }
        return fresh
    }

    /// Whether the file's text is another one than that of `digest`; a file that cannot be read counts as changed.
    func isChanged(since digest: Digest) -> Bool {
        guard let text = WholeFile.read(inForce.path) else { return true }
        return Digest(ofText: text) != digest
    }
}
