// Attributes that say how much the flow can carry. Less than now needs a load report that proves it is enough.

import Core

extension Guarded {
    private static func row(
        _ types: Set<String>, _ path: AttributePath, _ order: Order, _ what: String, missing: JSONValue? = nil
    ) -> Guarded {
        Guarded(
            "capacity", .slo, types, path, order, what, missing: missing, verdict: .cannotProve,
            hint: "Prove that it is enough: run a load test at twice the peak with the smaller size, then review again."
        )
    }

    private static let database: Set<String> = ["aws_db_instance", "aws_rds_cluster"]

    /// Sizes and counts.
    static let capacity: [Guarded] = [
        row(["aws_ecs_service"], "desired_count", .number(), "the number of tasks", missing: .number("0")),
        row(["aws_ecs_task_definition"], "cpu", .number(), "the processor units of a task"),
        row(["aws_ecs_task_definition"], "memory", .number(), "the memory of a task"),
        row(["aws_appautoscaling_target"], "min_capacity", .number(), "the least capacity"),
        row(["aws_appautoscaling_target"], "max_capacity", .number(), "the largest capacity"),
        row(
            ["aws_appautoscaling_target"], "suspended_state.0.dynamic_scaling_out_suspended", .flag(safe: false),
            "scaling out by load", missing: .bool(false)),
        row(
            ["aws_appautoscaling_target"], "suspended_state.0.scheduled_scaling_suspended", .flag(safe: false),
            "scaling by schedule", missing: .bool(false)),
        row(
            ["aws_appautoscaling_scheduled_action"], "scalable_target_action.0.min_capacity", .number(),
            "the scheduled least capacity"),
        row(
            ["aws_appautoscaling_scheduled_action"], "scalable_target_action.0.max_capacity", .number(),
            "the scheduled largest capacity"),
        row(
            ["aws_appautoscaling_policy"], "target_tracking_scaling_policy_configuration.0.target_value", .ceiling(),
            "the load at which capacity is added"),
        row(
            ["aws_appautoscaling_policy"], "target_tracking_scaling_policy_configuration.0.scale_out_cooldown",
            .ceiling(), "the pause before more capacity is added"),
        row(["aws_autoscaling_group"], "min_size", .number(), "the least number of machines"),
        row(["aws_autoscaling_group"], "max_size", .number(), "the largest number of machines"),
        row(["aws_autoscaling_group"], "desired_capacity", .number(), "the number of machines"),
        row(
            ["aws_autoscaling_policy"], "target_tracking_configuration.0.target_value", .ceiling(),
            "the load at which capacity is added"),
        row(
            ["aws_instance", "aws_launch_template", "aws_launch_configuration"], "instance_type", .size,
            "the size of a machine"),
        row(
            database.union(["aws_rds_cluster_instance", "aws_docdb_cluster_instance", "aws_neptune_cluster_instance"]),
            "instance_class", .size, "the size of the database"),
        row(["aws_rds_cluster"], "db_cluster_instance_class", .size, "the size of the database"),
        row(database, "iops", .number(), "the database's operations per second"),
        row(
            database, "storage_type", .ranked(disks),
            "the kind of the database's storage"),
        row(database, "storage_throughput", .number(), "the database's throughput"),
        row(database, "allocated_storage", .number(), "the database's storage"),
        row(database, "max_allocated_storage", .number(), "the storage that the database may grow to"),
        row(
            ["aws_rds_cluster"], "serverlessv2_scaling_configuration.0.min_capacity", .number(),
            "the database's least capacity"),
        row(
            ["aws_rds_cluster"], "serverlessv2_scaling_configuration.0.max_capacity", .number(),
            "the database's largest capacity"),
        row(["aws_dynamodb_table"], "global_secondary_index", .keys("name"), "the indexes that queries use"),
        row(["aws_dynamodb_table"], "read_capacity", .number(), "the reads per second"),
        row(["aws_dynamodb_table"], "write_capacity", .number(), "the writes per second"),
        row(["aws_dynamodb_table"], "billing_mode", .ranked(["PROVISIONED", "PAY_PER_REQUEST"]), "capacity on demand"),
        row(
            ["aws_elasticache_replication_group", "aws_elasticache_cluster", "aws_memorydb_cluster"], "node_type",
            .size, "the size of the cache"),
        row(["aws_elasticache_replication_group"], "num_cache_clusters", .number(), "the number of cache nodes"),
        row(["aws_elasticache_replication_group"], "num_node_groups", .number(), "the number of shards"),
        row(["aws_elasticache_replication_group"], "replicas_per_node_group", .number(), "the replicas of a shard"),
        row(["aws_elasticache_cluster"], "num_cache_nodes", .number(), "the number of cache nodes"),
        row(["aws_lambda_function"], "memory_size", .number(), "the function's memory", ),
        row(["aws_lambda_function"], "timeout", .number(), "the time that the function may take"),
        row(
            ["aws_lambda_function"], "reserved_concurrent_executions", .number(endless: -1),
            "how often the function may run at once"),
        row(
            ["aws_lambda_provisioned_concurrency_config"], "provisioned_concurrent_executions", .number(),
            "the functions kept warm"),
        row(
            ["aws_opensearch_domain", "aws_elasticsearch_domain"], "cluster_config.0.instance_type", .size,
            "the size of a node"),
        row(
            ["aws_opensearch_domain", "aws_elasticsearch_domain"], "cluster_config.0.instance_count", .number(),
            "the number of nodes"),
        row(["aws_msk_cluster"], "number_of_broker_nodes", .number(), "the number of brokers"),
        row(["aws_kinesis_stream"], "shard_count", .number(), "the number of shards"),
        row(["aws_eks_node_group"], "scaling_config.0.min_size", .number(), "the least number of nodes"),
        row(["aws_eks_node_group"], "scaling_config.0.max_size", .number(), "the largest number of nodes"),
        row(["aws_eks_node_group"], "scaling_config.0.desired_size", .number(), "the number of nodes"),
        row(["aws_redshift_cluster"], "number_of_nodes", .number(), "the number of nodes"),
        row(["aws_efs_file_system"], "provisioned_throughput_in_mibps", .number(), "the file system's throughput"),
        row(
            ["aws_efs_file_system"], "throughput_mode", .ranked(["bursting", "provisioned", "elastic"]),
            "how the file system's throughput grows"),
        row(["aws_ebs_volume"], "iops", .number(), "the volume's operations per second"),
        row(["aws_ebs_volume"], "throughput", .number(), "the volume's throughput"),
        row(
            ["aws_api_gateway_usage_plan"], "throttle_settings.0.rate_limit", .number(),
            "the requests let through per second"),
        row(
            ["aws_apprunner_auto_scaling_configuration_version"], "min_size", .number(), "the least number of instances"
        ),
        row(
            ["aws_apprunner_auto_scaling_configuration_version"], "max_size", .number(),
            "the largest number of instances"),
    ]

    private static let disks = ["standard", "sc1", "st1", "gp2", "gp3", "io1", "io2"]

    /// Sizes of what stands beside the usual services, and switches that stop scaling or taking work.
    static let moreCapacity: [Guarded] = [
        row(
            ["aws_db_proxy_default_target_group"], "connection_pool_config.0.max_connections_percent", .number(),
            "the share of connections that the proxy may use"),
        row(
            [
                "aws_fsx_windows_file_system", "aws_fsx_ontap_file_system", "aws_fsx_openzfs_file_system",
                "aws_fsx_lustre_file_system",
            ], "throughput_capacity", .number(), "the file system's throughput"),
        row(
            ["aws_elasticache_serverless_cache"], "cache_usage_limits.0.data_storage.0.maximum", .number(),
            "the cache's largest size"),
        row(
            ["aws_elasticache_serverless_cache"], "cache_usage_limits.0.ecpu_per_second.0.maximum", .number(),
            "the cache's largest speed"),
        row(["aws_memorydb_cluster"], "num_shards", .number(), "the number of shards"),
        row(["aws_memorydb_cluster"], "num_replicas_per_shard", .number(), "the replicas of a shard"),
        row(["aws_msk_cluster"], "broker_node_group_info.0.instance_type", .size, "the size of a broker"),
        row(
            ["aws_kinesis_stream"], "stream_mode_details.0.stream_mode", .ranked(["PROVISIONED", "ON_DEMAND"]),
            "capacity on demand"),
        row(
            ["aws_autoscaling_group"], "suspended_processes", .empty, "processes of the group, none of them suspended",
            missing: .string("")),
        row(["aws_autoscaling_group"], "warm_pool", .count, "the pool of warm machines"),
        row(
            ["aws_autoscaling_group"], "mixed_instances_policy.0.instances_distribution.0.on_demand_base_capacity",
            .number(), "the machines that are sure to run on demand"),
        row(
            ["aws_autoscaling_group"],
            "mixed_instances_policy.0.instances_distribution.0.on_demand_percentage_above_base_capacity", .number(),
            "the share of machines on demand"),
        row(["aws_autoscaling_policy"], "enabled", .flag(safe: true), "scaling by load", missing: .bool(true)),
        row(
            ["aws_autoscaling_policy"], "step_adjustment.0.scaling_adjustment", .number(),
            "how many machines one step adds"),
        row(
            ["aws_appautoscaling_policy"], "step_scaling_policy_configuration.0.step_adjustment.0.scaling_adjustment",
            .number(), "how many tasks one step adds"),
        row(["aws_autoscaling_schedule"], "min_size", .number(endless: -1), "the scheduled least number of machines"),
        row(["aws_autoscaling_schedule"], "max_size", .number(endless: -1), "the scheduled largest number of machines"),
        row(
            ["aws_autoscaling_schedule"], "desired_capacity", .number(endless: -1), "the scheduled number of machines"),
        row(
            ["aws_ecs_capacity_provider"], "auto_scaling_group_provider.0.managed_scaling.0.status",
            .ranked(["DISABLED", "ENABLED"]), "scaling of the machines by ECS"),
        row(["aws_lambda_event_source_mapping"], "enabled", .flag(safe: true), "taking events", missing: .bool(true)),
        row(
            ["aws_lambda_event_source_mapping"], "scaling_config.0.maximum_concurrency", .number(),
            "how many functions take events at once"),
        row(
            ["aws_api_gateway_method_settings"], "settings.0.throttling_rate_limit", .number(endless: -1),
            "the requests let through per second"),
        row(
            ["aws_api_gateway_method_settings"], "settings.0.throttling_burst_limit", .number(endless: -1),
            "the requests let through at once"),
        row(
            ["aws_apigatewayv2_stage"], "default_route_settings.0.throttling_rate_limit", .number(),
            "the requests let through per second"),
        row(
            ["aws_apigatewayv2_stage"], "default_route_settings.0.throttling_burst_limit", .number(),
            "the requests let through at once"),
        row(["aws_api_gateway_usage_plan"], "quota_settings.0.limit", .number(), "the requests let through in all"),
        row(
            ["aws_dynamodb_table"], "on_demand_throughput.0.max_read_request_units", .number(endless: -1),
            "the most reads per second"),
        row(
            ["aws_dynamodb_table"], "on_demand_throughput.0.max_write_request_units", .number(endless: -1),
            "the most writes per second"),
        row(
            ["aws_dynamodb_table"], "stream_enabled", .flag(safe: true), "the stream of changes", missing: .bool(false)),
        row(["aws_batch_compute_environment"], "compute_resources.0.max_vcpus", .number(), "the largest capacity"),
        row(
            ["aws_batch_compute_environment", "aws_batch_job_queue"], "state", .ranked(["DISABLED", "ENABLED"]),
            "taking jobs"),
        row(["aws_sqs_queue"], "max_message_size", .number(), "the largest message"),
        row(["aws_ebs_volume"], "type", .ranked(disks), "the kind of the volume"),
        row(
            ["aws_scheduler_schedule"], "state", .ranked(["DISABLED", "ENABLED"]), "the schedule",
            missing: .string("ENABLED")),
        Guarded(
            "latency", .latency, ["aws_sqs_queue"], "delay_seconds", .ceiling(), "how long messages wait",
            missing: .number("0"), verdict: .cannotProve,
            hint: "Show that users still get their answer in time with that wait."),
        Guarded(
            "destroy-serving", .slo, ["aws_globalaccelerator_endpoint_group"], "traffic_dial_percentage", .number(),
            "the share of the traffic that comes here", missing: .number("100"), verdict: .cannotProve,
            hint: "Show that the others carry all of it: run a load test without this one."),
        Guarded(
            "destroy-serving", .slo, ["aws_ec2_instance_state"], "state", .ranked(["stopped", "running"]),
            "the machine", hint: "Shift users away from it first."),
        Guarded(
            "destroy-serving", .slo, ["aws_cloudfront_distribution"],
            "restrictions.0.geo_restriction.0.restriction_type",
            .ranked(["whitelist", "blacklist", "none"]), "the countries that are let in", verdict: .cannotProve,
            hint: "Show who comes from where: users of all other countries get an error."),
    ]

    /// Lists of subnets: how many zones carry the flow.
    static let zones: [Guarded] = [
        (["aws_lb", "aws_alb", "aws_elb"], "subnets"), (["aws_lb", "aws_alb"], "subnet_mapping"),
        (
            [
                "aws_db_subnet_group", "aws_elasticache_subnet_group", "aws_redshift_subnet_group",
                "aws_docdb_subnet_group",
            ], "subnet_ids"
        ),
        (["aws_autoscaling_group"], "vpc_zone_identifier"),
        (["aws_autoscaling_group", "aws_rds_cluster", "aws_elb"], "availability_zones"),
        (["aws_ecs_service"], "network_configuration.0.subnets"), (["aws_lambda_function"], "vpc_config.0.subnet_ids"),
        (["aws_vpc_endpoint"], "subnet_ids"), (["aws_eks_cluster"], "vpc_config.0.subnet_ids"),
        (["aws_eks_node_group"], "subnet_ids"),
        (["aws_opensearch_domain", "aws_elasticsearch_domain"], "vpc_options.0.subnet_ids"),
    ].map { types, path in
        Guarded(
            "zone-loss", .failureModes, types, AttributePath(stringLiteral: path), .count, "the subnets (zones)",
            hint: "Each subnet stands for a zone: with one less, the loss of another is an outage.")
    }
}
