// Releases, settings and orders as tests need them.

import Core
package import Releases

/// Builds what a rollout needs.
package enum SampleRelease {
    /// The flow of these samples.
    package static let flow = "donations"

    /// A release whose content follows from its name, or from `content`.
    package static func unit(
        _ name: String, content: String? = nil, instances: Int = 1, startWithin: Duration = .seconds(20),
        stopWithin: Duration = .seconds(5), schemaFloor: Int? = nil
    ) -> ReleaseUnit {
        let digest = Digest(ofText: content ?? name)
        return ReleaseUnit(
            name: name, artifact: .directory(digest: digest, path: "/artifacts/\(digest.short)"), configuration: nil,
            secretVersions: ["payment": "1"],
            service: ServiceSpec(
                runtime: .exec, run: ["./donations"], port: 8080, health: "/healthz", instances: instances,
                startWithin: startWithin, stopWithin: stopWithin, schemaFloor: schemaFloor))
    }

    /// Settings with short times, so that a whole rollout takes about half a minute at 100 units per second.
    package static func settings(
        policy: JudgePolicy = JudgePolicy(limit: 300, soak: 5), ramp: RampPolicy = RampPolicy(),
        watch: Duration = .seconds(30), lease: Duration = .seconds(30)
    ) -> RolloutSettings {
        RolloutSettings(
            policy: policy, ramp: ramp, startWithin: .seconds(20), stopWithin: .seconds(5), watch: watch, lease: lease,
            specification: Digest(ofText: "steady.yaml"))
    }

    /// Who orders in these samples.
    package static let alice = StopRequest(actor: "user:alice", reason: "because")
}
