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
            database, "storage_type", .ranked(["standard", "gp2", "gp3", "io1", "io2"]),
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
