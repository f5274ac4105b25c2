// The parts of a specification that say who, what and how much.

/// Who owns the flow: becomes the tags Owner and CostCenter.
package struct OwnerSpec: Codable, Hashable, Sendable {
    /// The owning team.
    package var team: String
    /// Who is called, in this order.
    package var escalate: [String]
    /// Who pays; nil if not said.
    package var costCenter: String?

    /// An owner.
    package init(team: String, escalate: [String] = [], costCenter: String? = nil) {
        self.team = team
        self.escalate = escalate
        self.costCenter = costCenter
    }
}

/// What the flow promises.
package struct ObjectivesSpec: Codable, Hashable, Sendable {
    /// The share of valid requests that must succeed.
    package struct Availability: Codable, Hashable, Sendable {
        /// The share, above 0 % and below 100 %.
        package var target: Percent
        /// The rolling window, at least one hour.
        package var window: Duration

        /// An availability objective.
        package init(target: Percent, window: Duration) {
            self.target = target
            self.window = window
        }
    }

    /// How fast the flow must answer.
    package struct Latency: Codable, Hashable, Sendable {
        /// The percentile, 1 … 99.9: that share of requests must be faster than `below`.
        package var percentile: Double
        /// The limit: a request that takes longer is slow.
        package var below: Duration
        /// From here on somebody should look; less than `below`.
        package var warn: Duration
        /// The rolling window, at least one hour.
        package var window: Duration

        /// A latency objective.
        package init(percentile: Double, below: Duration, warn: Duration, window: Duration) {
            self.percentile = percentile
            self.below = below
            self.warn = warn
            self.window = window
        }

        /// The share of requests that may be slow, 0 … 1: 0.05 for the 95th percentile.
        package var slowShare: Double { 1 - percentile / 100 }
    }

    /// The availability objective.
    package var availability: Availability
    /// The latency objective.
    package var latency: Latency

    /// The objectives.
    package init(availability: Availability, latency: Latency) {
        self.availability = availability
        self.latency = latency
    }
}

/// The traffic expected until there are measurements.
package struct TrafficSpec: Codable, Hashable, Sendable {
    /// Flows at the busiest time.
    package var peak: Rate
    /// The growth to plan for, 1 or more: 10 for `10x`.
    package var grow: Double

    /// Expected traffic.
    package init(peak: Rate, grow: Double) {
        self.peak = peak
        self.grow = grow
    }
}

/// One environment of the flow.
package struct EnvironmentSpec: Codable, Hashable, Sendable {
    /// What runs it.
    package enum Target: String, Codable, Hashable, Sendable, CaseIterable {
        /// Processes or containers on hosts behind HAProxy.
        case hosts
        /// Amazon ECS behind an ALB.
        case ecs
    }

    /// Its name, for example `production`.
    package var name: String
    /// What runs it.
    package var target: Target
    /// The environment that it mirrors; nil if none.
    package var like: String?
    /// The roles of whom one must approve a release; empty if none must.
    package var approve: [String]
    /// Where users reach it, `host:port`; nil for a free port on loopback. Hosts only.
    package var listen: String?
    /// The ECS cluster; nil for hosts.
    package var cluster: String?
    /// The ALB listener rule's ARN; nil for hosts.
    package var listenerRule: String?

    /// An environment.
    package init(
        name: String, target: Target, like: String? = nil, approve: [String] = [], listen: String? = nil,
        cluster: String? = nil, listenerRule: String? = nil
    ) {
        self.name = name
        self.target = target
        self.like = like
        self.approve = approve
        self.listen = listen
        self.cluster = cluster
        self.listenerRule = listenerRule
    }
}

/// The PostgreSQL database behind the flow.
package struct PostgresSpec: Codable, Hashable, Sendable {
    /// Who runs the server.
    package enum Server: String, Codable, Hashable, Sendable, CaseIterable {
        /// Somebody else: its address is in the secret that the service reads.
        case external
        /// `steady up` starts a cluster of its own under `.steady/` and writes the secret `database-url`.
        case scratch
    }

    /// How much data may be lost.
    package var rpo: Duration
    /// How long it may take to be back.
    package var rto: Duration
    /// How often a restore is drilled.
    package var drill: Duration
    /// Who runs the server.
    package var server: Server

    /// A database.
    package init(rpo: Duration, rto: Duration, drill: Duration, server: Server) {
        self.rpo = rpo
        self.rto = rto
        self.drill = drill
        self.server = server
    }
}

/// One secret, by name.
package struct SecretSpec: Codable, Hashable, Sendable {
    /// Its name.
    package var name: String
    /// How often it is rotated.
    package var rotate: Duration

    /// A secret.
    package init(name: String, rotate: Duration) {
        self.name = name
        self.rotate = rotate
    }
}

/// A secret meant by name, written `secret:NAME`.
package struct SecretReference: Codable, Hashable, Sendable {
    /// The secret's name.
    package var name: String

    /// A reference to the secret called `name`.
    package init(name: String) {
        self.name = name
    }
}

/// What the flow may cost.
package struct BudgetSpec: Codable, Hashable, Sendable {
    /// Per month.
    package var monthly: Money
    /// The share of it at which somebody is told.
    package var warn: Percent

    /// A budget.
    package init(monthly: Money, warn: Percent) {
        self.monthly = monthly
        self.warn = warn
    }
}

/// Something that the flow depends on.
package struct DependencySpec: Codable, Hashable, Sendable {
    /// Its name.
    package var name: String
    /// What the flow does when it fails.
    package var failure: String
    /// How often that is drilled.
    package var drill: Duration

    /// A dependency.
    package init(name: String, failure: String, drill: Duration) {
        self.name = name
        self.failure = failure
        self.drill = drill
    }
}

/// One step of the degradation ladder, as written.
package struct DegradeSpec: Codable, Hashable, Sendable {
    /// Its name.
    package var name: String
    /// The condition, for example `burn > 6`.
    package var when: String
    /// Further keys as written.
    package var other: [String: String]

    /// A step.
    package init(name: String, when: String, other: [String: String] = [:]) {
        self.name = name
        self.when = when
        self.other = other
    }
}
