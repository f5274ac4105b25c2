// The one thing that a team writes, as typed values: `steady.yaml`.

/// A flow as its `steady.yaml` describes it, with every default filled in.
package struct FlowSpec: Codable, Hashable, Sendable {
    /// The flow's name: a lower-case DNS label, 1 … 40 characters.
    package var flow: String
    /// Who owns it.
    package var owner: OwnerSpec
    /// The requests that belong to the flow; all else is outside its objectives. Never empty.
    package var routes: [RouteSpec]
    /// What it promises.
    package var objectives: ObjectivesSpec
    /// The traffic expected until there are measurements.
    package var traffic: TrafficSpec
    /// Where it runs, in the order written. Never empty.
    package var environments: [EnvironmentSpec]
    /// How an instance is started and found healthy.
    package var service: ServiceSpec
    /// How a release ships.
    package var rollout: RolloutSpec
    /// The pipeline's commands by stage name (`build`, `test`, `scan`), as written.
    package var pipeline: [String: String]
    /// The PostgreSQL database behind the flow; nil if there is none.
    package var postgres: PostgresSpec?
    /// The secrets that it needs, by name; values are never in the specification.
    package var secrets: [SecretSpec]
    /// The monthly budget; nil if none is set.
    package var budget: BudgetSpec?
    /// What it depends on, and what happens when that fails.
    package var dependencies: [DependencySpec]
    /// What is switched off, and when, so that the rest keeps working.
    package var degrade: [DegradeSpec]
    /// Where news go: channel name to `secret:NAME`.
    package var notify: [String: SecretReference]
    /// The folder of runbooks, relative to the specification; nil if there is none.
    package var runbooks: String?
    /// What reviews of infrastructure need to know.
    package var review: ReviewSpec

    /// A specification from all its parts.
    package init(
        flow: String, owner: OwnerSpec, routes: [RouteSpec], objectives: ObjectivesSpec, traffic: TrafficSpec,
        environments: [EnvironmentSpec], service: ServiceSpec, rollout: RolloutSpec, pipeline: [String: String] = [:],
        postgres: PostgresSpec? = nil, secrets: [SecretSpec] = [], budget: BudgetSpec? = nil,
        dependencies: [DependencySpec] = [], degrade: [DegradeSpec] = [], notify: [String: SecretReference] = [:],
        runbooks: String? = nil, review: ReviewSpec = ReviewSpec()
    ) {
        self.flow = flow
        self.owner = owner
        self.routes = routes
        self.objectives = objectives
        self.traffic = traffic
        self.environments = environments
        self.service = service
        self.rollout = rollout
        self.pipeline = pipeline
        self.postgres = postgres
        self.secrets = secrets
        self.budget = budget
        self.dependencies = dependencies
        self.degrade = degrade
        self.notify = notify
        self.runbooks = runbooks
        self.review = review
    }
}
