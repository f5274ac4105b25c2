// How an instance of the flow's service is started, found healthy and stopped.

/// A value of an instance's environment: plain, or a secret by name.
package enum EnvironmentValue: Codable, Hashable, Sendable {
    /// The value itself.
    case plain(String)
    /// A secret's name; its value is read when an instance starts and is never stored.
    case secret(SecretReference)
}

/// How an instance of the service is run.
package struct ServiceSpec: Codable, Hashable, Sendable {
    /// What runs an instance.
    package enum Runtime: String, Codable, Hashable, Sendable, CaseIterable {
        /// A process started from the artifact's directory.
        case exec
        /// A container of the image named by digest.
        case podman
    }

    /// What runs an instance.
    package var runtime: Runtime
    /// The command, split like a shell would at spaces and quotes; run in the artifact's directory, with `PORT`,
    /// `STEADY_RELEASE` and `STEADY_CONFIG` in its environment. For podman: arguments after the image; may be empty.
    package var run: [String]
    /// The port inside a container (podman). With exec each instance gets a free port in `PORT` instead.
    package var port: Int
    /// The path that answers 200 when an instance can take traffic.
    package var health: String
    /// The configuration folder, relative to the specification: its snapshot is part of a release. nil if none.
    package var config: String?
    /// Further environment of an instance.
    package var environment: [String: EnvironmentValue]
    /// How many instances of a release run, 1 … 50.
    package var instances: Int
    /// How long a new instance may take to become healthy.
    package var startWithin: Duration
    /// How long an instance has to end after SIGTERM before SIGKILL, and in-flight requests to finish.
    package var stopWithin: Duration
    /// The cookie that carries the session id: units of the judge are sessions where it exists. nil if none.
    package var sessionCookie: String?
    /// The oldest schema that instances of this release can work with; nil if not said.
    package var schemaFloor: Int?

    /// A service.
    package init(
        runtime: Runtime, run: [String], port: Int, health: String, config: String? = nil,
        environment: [String: EnvironmentValue] = [:], instances: Int, startWithin: Duration, stopWithin: Duration,
        sessionCookie: String? = nil, schemaFloor: Int? = nil
    ) {
        self.runtime = runtime
        self.run = run
        self.port = port
        self.health = health
        self.config = config
        self.environment = environment
        self.instances = instances
        self.startWithin = startWithin
        self.stopWithin = stopWithin
        self.sessionCookie = sessionCookie
        self.schemaFloor = schemaFloor
    }
}

/// How a release ships.
package struct RolloutSpec: Codable, Hashable, Sendable {
    /// How traffic moves to a new release.
    package enum Strategy: String, Codable, Hashable, Sendable, CaseIterable {
        /// A small share first, growing by evidence.
        case canary
        /// Half of the traffic from the start, judged by the absolute limits and against the other half.
        case blueGreen = "blue-green"
    }

    /// How much a rollout may hurt, whatever the evidence.
    package struct Harm: Codable, Hashable, Sendable {
        /// Failed units of the canary after which it goes home.
        package var failures: Int
        /// The share of the window's error budget after which it goes home.
        package var budget: Percent

        /// A limit of harm.
        package init(failures: Int, budget: Percent) {
            self.failures = failures
            self.budget = budget
        }
    }

    /// How traffic moves.
    package var strategy: Strategy
    /// The chance that a harmless release goes home, over the whole rollout.
    package var falseRollback: Percent
    /// The chance that a release at the limit is promoted.
    package var missBad: Percent
    /// The share of failed units from which on a release must not be promoted.
    package var limitBad: Percent
    /// The share of slow units from which on a release must not be promoted.
    package var limitSlow: Percent
    /// How much a rollout may hurt.
    package var harm: Harm
    /// How long the old release is kept warm and the new one is watched after promotion.
    package var watch: Duration
    /// How long a rollout may go on without a decision.
    package var limit: Duration
    /// How long the control plane may be silent before the guard sends all traffic home.
    package var lease: Duration

    /// How a release ships.
    package init(
        strategy: Strategy, falseRollback: Percent, missBad: Percent, limitBad: Percent, limitSlow: Percent,
        harm: Harm, watch: Duration, limit: Duration, lease: Duration
    ) {
        self.strategy = strategy
        self.falseRollback = falseRollback
        self.missBad = missBad
        self.limitBad = limitBad
        self.limitSlow = limitSlow
        self.harm = harm
        self.watch = watch
        self.limit = limit
        self.lease = lease
    }
}
