// Attributes that keep the flow up when something breaks, releases that can go back, and eyes on it all.

import Core

extension Guarded {
    private static let zone = "With one zone less its failure becomes yours: the objective counts on the others."

    /// What survives the loss of a part.
    static let resilience: [Guarded] = [
        Guarded(
            "zone-loss", .failureModes, ["aws_db_instance"], "multi_az", .flag(safe: true),
            "a standby in another zone (multi_az)", missing: .bool(false), onCreate: .warn, hint: zone),
        Guarded(
            "zone-loss", .failureModes, ["aws_elasticache_replication_group"], "multi_az_enabled", .flag(safe: true),
            "a standby in another zone", missing: .bool(false), hint: zone),
        Guarded(
            "zone-loss", .failureModes, ["aws_elasticache_replication_group"], "automatic_failover_enabled",
            .flag(safe: true), "failover by itself", missing: .bool(false), onCreate: .warn, hint: zone),
        Guarded(
            "zone-loss", .failureModes, ["aws_opensearch_domain", "aws_elasticsearch_domain"],
            "cluster_config.0.zone_awareness_enabled", .flag(safe: true), "data in several zones",
            missing: .bool(false), hint: zone),
        Guarded(
            "zone-loss", .failureModes, ["aws_dms_replication_instance"], "multi_az", .flag(safe: true),
            "a standby in another zone", missing: .bool(false), hint: zone),
        Guarded(
            "zone-loss", .failureModes, ["aws_redshift_cluster"], "multi_az", .flag(safe: true),
            "a standby in another zone", missing: .bool(false), hint: zone),
        Guarded(
            "zone-loss", .failureModes, ["aws_mq_broker"], "deployment_mode",
            .ranked(["SINGLE_INSTANCE", "ACTIVE_STANDBY_MULTI_AZ", "CLUSTER_MULTI_AZ"]), "a standby in another zone",
            hint: zone),
        Guarded(
            "zone-loss", .failureModes, ["aws_lb", "aws_alb"], "enable_cross_zone_load_balancing", .flag(safe: true),
            "balancing between zones", hint: zone),
        Guarded(
            "zone-loss", .failureModes, ["aws_ecs_service"], "availability_zone_rebalancing",
            .ranked(["DISABLED", "ENABLED"]), "rebalancing between zones", verdict: .warn, hint: zone),
        Guarded(
            "exposed", .secrets, ["aws_lb", "aws_alb"], "drop_invalid_header_fields", .flag(safe: true),
            "dropping of invalid headers", verdict: .refuse),
        Guarded(
            "failover", .failureModes, ["aws_cloudfront_distribution"], "origin_group", .keys("origin_id"),
            "origins to fail over to"),
        Guarded(
            "failover", .failureModes, ["aws_cloudfront_distribution"], "custom_error_response", .keys("error_code"),
            "error pages", verdict: .warn),
        Guarded(
            "failover", .failureModes, ["aws_cloudfront_distribution"], "enabled", .flag(safe: true),
            "the distribution", hint: "Users get nothing from a disabled distribution."),
        Guarded(
            "failover", .failureModes, ["aws_route53_record"], "health_check_id", .present,
            "the health check behind the record"),
        Guarded(
            "failover", .failureModes, ["aws_route53_health_check"], "disabled", .flag(safe: false), "the health check",
            missing: .bool(false)),
        Guarded(
            "failover", .failureModes, ["aws_db_instance"], "auto_minor_version_upgrade", .flag(safe: true),
            "minor upgrades by themselves", missing: .bool(true), verdict: .warn),
        Guarded(
            "failover", .failureModes, ["aws_db_instance", "aws_rds_cluster", "aws_rds_cluster_instance"],
            "apply_immediately", .flag(safe: false), "changes in the maintenance window only", missing: .bool(false),
            verdict: .warn, hint: "A change that restarts the database then does so at once, in the middle of the day."),
    ]

    /// What is healthy, and what is told apart from it.
    static let health: [Guarded] = [
        Guarded(
            "destroy-serving", .slo, ["aws_ecs_service"], "load_balancer", .count,
            "the load balancer in front of the tasks",
            hint: "Users reach the tasks through it."),
        Guarded(
            "destroy-serving", .slo, ["aws_ecs_service"], "service_registries", .count,
            "how other services find the tasks", verdict: .cannotProve,
            hint: "Show that nobody looks for it there any more."),
        Guarded(
            "exposed", .secrets, ["aws_apigatewayv2_route"], "authorization_type", .not("NONE"),
            "authorization of the route",
            missing: .string("NONE")),
        Guarded(
            "exposed", .secrets, ["aws_api_gateway_method"], "authorization", .not("NONE"),
            "authorization of the method"),
        Guarded(
            "failover", .failureModes, ["aws_autoscaling_group"], "health_check_type", .ranked(["EC2", "ELB"]),
            "health by the load balancer", missing: .string("EC2")),
        Guarded(
            "logging-off", .observed, ["aws_cloudwatch_event_rule"], "state", .ranked(["DISABLED", "ENABLED"]),
            "the rule",
            missing: .string("ENABLED")),
        Guarded(
            "extended-support", .cost, ["aws_db_instance", "aws_rds_cluster"], "engine_lifecycle_support",
            .ranked(["open-source-rds-extended-support", "open-source-rds-extended-support-disabled"]),
            "no extended support", hint: "After the end of its version's support each vCPU costs 0.10 USD an hour more."
        ),
        Guarded(
            "budget-alert", .cost, ["aws_budgets_budget"], "notification", .count, "notifications of the budget",
            hint: "Costs would rise unseen."),
        Guarded(
            "mutable", .immutable, ["aws_lambda_function"], "image_uri", .digest, "an image named by digest",
            hint: "Name it by digest: a tag can mean another image tomorrow."),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_codedeploy_deployment_group"], "deployment_config_name", .gradual,
            "a shift in steps", hint: "All at once means that a bad release reaches everybody before anybody looks."),
    ]

    /// A release that can be stopped and taken back.
    static let releases: [Guarded] = [
        Guarded(
            "rollout-unsafe", .rollback, ["aws_ecs_service"], "deployment_circuit_breaker.0.enable", .flag(safe: true),
            "the circuit breaker of deployments", missing: .bool(false)),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_ecs_service"], "deployment_circuit_breaker.0.rollback",
            .flag(safe: true), "going back when a deployment fails", missing: .bool(false)),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_ecs_service"], "alarms.0.enable", .flag(safe: true),
            "alarms that stop a deployment", missing: .bool(false)),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_ecs_service"], "alarms.0.rollback", .flag(safe: true),
            "going back when an alarm fires", missing: .bool(false)),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_ecs_service"], "alarms.0.alarm_names", .elements,
            "alarms that stop a deployment"),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_ecs_service"], "deployment_minimum_healthy_percent", .number(),
            "the share of tasks that serves during a deployment", missing: .number("100"), onCreate: .warn),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_ecs_service"], "deployment_configuration.0.bake_time_in_minutes",
            .number(), "the minutes that the old tasks stay after the shift"),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_ecs_service"], "deployment_configuration.0.strategy",
            .ranked(["ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"]), "the way that traffic is shifted",
            verdict: .cannotProve, hint: "Show how a bad release is noticed and taken back with the new way."),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_ecs_service"], "health_check_grace_period_seconds", .number(),
            "the time for becoming healthy", verdict: .warn),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_lb_target_group", "aws_alb_target_group"], "deregistration_delay",
            .number(), "the time that requests in flight get to finish", missing: .number("300"), verdict: .warn),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_codedeploy_deployment_group"], "auto_rollback_configuration.0.enabled",
            .flag(safe: true), "going back when a deployment fails", missing: .bool(false)),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_codedeploy_deployment_group"], "alarm_configuration.0.enabled",
            .flag(safe: true), "alarms that stop a deployment"),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_lb_target_group", "aws_alb_target_group"], "health_check.0.enabled",
            .flag(safe: true), "health checks", missing: .bool(true)),
    ]

    /// The same where releases are machines, functions, or AWS's own deployment services.
    static let otherReleases: [Guarded] = [
        Guarded(
            "rollout-unsafe", .rollback, ["aws_autoscaling_group"],
            "instance_refresh.0.preferences.0.min_healthy_percentage", .number(),
            "the share of machines that serves during a refresh"),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_autoscaling_group"], "instance_refresh.0.preferences.0.auto_rollback",
            .flag(safe: true), "going back when a refresh fails", missing: .bool(false)),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_autoscaling_group"],
            "instance_refresh.0.preferences.0.checkpoint_percentages", .count, "the stops of a refresh"),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_ecs_capacity_provider"],
            "auto_scaling_group_provider.0.managed_draining", .ranked(["DISABLED", "ENABLED"]),
            "draining of machines that go"),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_ecs_capacity_provider"],
            "auto_scaling_group_provider.0.managed_termination_protection", .ranked(["DISABLED", "ENABLED"]),
            "protection of machines with tasks"),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_ecs_service"], "deployment_configuration.0.lifecycle_hook", .count,
            "the tests on the way of a deployment"),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_lambda_alias"], "function_version", .not("$LATEST"),
            "a numbered version", hint: "What is latest changes under the alias: name a version."),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_lambda_function"], "publish", .flag(safe: true), "numbered versions",
            missing: .bool(false), hint: "Without a version there is none to go back to."),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_codedeploy_deployment_group"], "auto_rollback_configuration.0.events",
            .elements, "the reasons to go back"),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_codedeploy_deployment_group"], "alarm_configuration.0.alarms", .elements,
            "alarms that stop a deployment"),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_codedeploy_deployment_group"],
            "blue_green_deployment_config.0.terminate_blue_instances_on_deployment_success.0.termination_wait_time_in_minutes",
            .number(), "the minutes that the old tasks stay after the shift"),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_codedeploy_deployment_config"],
            "traffic_routing_config.0.time_based_canary.0.percentage", .ceiling(),
            "the share that a new release meets first"),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_codedeploy_deployment_config"],
            "traffic_routing_config.0.time_based_canary.0.interval", .number(), "the minutes that it is watched"),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_codedeploy_deployment_config"],
            "traffic_routing_config.0.time_based_linear.0.percentage", .ceiling(), "the share of one step"),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_codedeploy_deployment_config"],
            "traffic_routing_config.0.time_based_linear.0.interval", .number(), "the minutes between steps"),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_codedeploy_deployment_config"], "minimum_healthy_hosts.0.value",
            .number(), "the machines that serve during a deployment"),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_eks_node_group"], "update_config.0.max_unavailable_percentage",
            .ceiling(), "the share of nodes replaced at once"),
        Guarded(
            "rollout-unsafe", .rollback, ["aws_eks_node_group"], "update_config.0.max_unavailable", .ceiling(),
            "the nodes replaced at once"),
    ]

    /// Failover of names, functions and searches.
    static let failovers: [Guarded] = [
        Guarded(
            "failover", .failureModes, ["aws_route53_record"], "alias.0.evaluate_target_health", .flag(safe: true),
            "failover by the target's health"),
        Guarded(
            "failover", .failureModes, ["aws_route53_health_check"], "failure_threshold", .ceiling(),
            "the failed checks until users are sent elsewhere", missing: .number("3")),
        Guarded(
            "failover", .failureModes, ["aws_lambda_function_event_invoke_config"], "maximum_retry_attempts", .number(),
            "how often a failed event is tried again", missing: .number("2")),
        Guarded(
            "failover", .failureModes, ["aws_lambda_function_event_invoke_config"],
            "destination_config.0.on_failure.0.destination", .present, "where failed events go"),
        Guarded(
            "zone-loss", .failureModes, ["aws_opensearch_domain", "aws_elasticsearch_domain"],
            "cluster_config.0.dedicated_master_enabled", .flag(safe: true), "masters of their own",
            missing: .bool(false)),
    ]

    /// Eyes.
    static let observation: [Guarded] = [
        Guarded(
            "logging-off", .observed, ["aws_cloudtrail"], "event_selector.0.read_write_type",
            .ranked(["ReadOnly", "WriteOnly", "All"]), "the kinds of events in the audit trail"),
        Guarded(
            "logging-off", .observed, ["aws_cloudtrail"], "event_selector.0.include_management_events",
            .flag(safe: true), "management events in the audit trail"),
        Guarded(
            "alarm-weaker", .observed, ["aws_synthetics_canary"], "start_canary", .flag(safe: true),
            "the synthetic user"),
        Guarded(
            "logging-off", .observed, ["aws_xray_sampling_rule"], "fixed_rate", .number(), "the share of traces",
            verdict: .cannotProve),
        Guarded(
            "logging-off", .observed, ["aws_xray_sampling_rule"], "reservoir_size", .number(),
            "the traces a second that are sure", verdict: .cannotProve),
        Guarded(
            "log-retention", .observed, ["aws_cloudwatch_log_group"], "retention_in_days", .number(endless: 0),
            "the days that logs are kept", missing: .number("0")),
        Guarded(
            "log-retention", .observed, ["aws_cloudtrail_event_data_store"], "retention_period", .number(),
            "the days that audit records are kept"),
        Guarded(
            "logging-off", .observed, ["aws_lb", "aws_alb"], "access_logs.0.enabled", .flag(safe: true), "access logs",
            missing: .bool(false)),
        Guarded(
            "logging-off", .observed, ["aws_lb", "aws_alb"], "connection_logs.0.enabled", .flag(safe: true),
            "connection logs", missing: .bool(false)),
        Guarded("logging-off", .observed, ["aws_cloudfront_distribution"], "logging_config", .present, "access logs"),
        Guarded("logging-off", .observed, ["aws_s3_bucket"], "logging", .present, "access logs"),
        Guarded(
            "logging-off", .observed, ["aws_cloudtrail"], "enable_logging", .flag(safe: true), "the audit trail",
            missing: .bool(true)),
        Guarded(
            "logging-off", .observed, ["aws_cloudtrail"], "is_multi_region_trail", .flag(safe: true),
            "the audit trail of all regions", missing: .bool(false)),
        Guarded(
            "logging-off", .observed, ["aws_cloudtrail"], "enable_log_file_validation", .flag(safe: true),
            "proof that the audit trail was not altered", missing: .bool(false)),
        Guarded(
            "logging-off", .observed, ["aws_cloudtrail"], "include_global_service_events", .flag(safe: true),
            "events of global services", missing: .bool(true)),
        Guarded(
            "logging-off", .observed,
            ["aws_db_instance", "aws_rds_cluster", "aws_docdb_cluster", "aws_neptune_cluster"],
            "enabled_cloudwatch_logs_exports", .elements, "the database's logs"),
        Guarded(
            "logging-off", .observed, ["aws_db_instance", "aws_rds_cluster_instance"], "performance_insights_enabled",
            .flag(safe: true), "performance insights", missing: .bool(false)),
        Guarded(
            "logging-off", .observed, ["aws_db_instance", "aws_rds_cluster_instance"], "monitoring_interval",
            .ceiling(endless: 0),
            "enhanced monitoring", missing: .number("0")),
        Guarded(
            "logging-off", .observed, ["aws_api_gateway_stage", "aws_apigatewayv2_stage"], "access_log_settings",
            .present, "access logs"),
        Guarded(
            "logging-off", .observed, ["aws_api_gateway_stage"], "xray_tracing_enabled", .flag(safe: true), "traces",
            missing: .bool(false), verdict: .warn),
        Guarded(
            "logging-off", .observed, ["aws_lambda_function"], "tracing_config.0.mode",
            .ranked(["PassThrough", "Active"]), "traces", verdict: .warn),
        Guarded(
            "logging-off", .observed, ["aws_instance", "aws_launch_template"], "monitoring", .flag(safe: true),
            "detailed monitoring", verdict: .warn),
        Guarded(
            "logging-off", .observed, ["aws_config_configuration_recorder_status", "aws_guardduty_detector"],
            "is_enabled", .flag(safe: true), "the recorder"),
        Guarded(
            "logging-off", .observed, ["aws_guardduty_detector"], "enable", .flag(safe: true), "detection of threats",
            missing: .bool(true)),
        Guarded(
            "logging-off", .observed, ["aws_wafv2_web_acl_logging_configuration"], "log_destination_configs", .present,
            "the firewall's log"),
        Guarded(
            "logging-off", .observed, ["aws_eks_cluster"], "enabled_cluster_log_types", .elements, "the cluster's logs"),
        Guarded(
            "logging-off", .observed, ["aws_sfn_state_machine"], "logging_configuration.0.level",
            .ranked(["OFF", "FATAL", "ERROR", "ALL"]), "the workflow's log"),
    ]
}
