// Which resource types are priced, and which are known to be free.

/// The meters of one resource.
enum ResourceMeters {
    typealias Function = @Sendable (CostResource, CostStack, inout Metering) -> Void

    /// The types that are priced.
    static let functions: [String: Function] = [
        "aws_ecs_service": FargateMeters.service, "aws_lb": NetworkMeters.loadBalancer,
        "aws_alb": NetworkMeters.loadBalancer, "aws_nat_gateway": NetworkMeters.natGateway,
        "aws_eip": NetworkMeters.address, "aws_vpc_endpoint": NetworkMeters.endpoint,
        "aws_route53_zone": NetworkMeters.zone, "aws_route53_health_check": NetworkMeters.healthCheck,
        "aws_db_instance": DataMeters.instance, "aws_rds_cluster": DataMeters.cluster,
        "aws_rds_cluster_instance": DataMeters.clusterInstance, "aws_elasticache_cluster": DataMeters.cache,
        "aws_elasticache_replication_group": DataMeters.cache, "aws_s3_bucket": EdgeMeters.bucket,
        "aws_cloudfront_distribution": EdgeMeters.distribution, "aws_wafv2_web_acl": EdgeMeters.firewall,
        "aws_secretsmanager_secret": EdgeMeters.secret, "aws_kms_key": EdgeMeters.key,
        "aws_kms_replica_key": EdgeMeters.key, "aws_ecr_repository": EdgeMeters.repository,
        "aws_cloudwatch_log_group": WatchMeters.logGroup, "aws_cloudwatch_metric_alarm": WatchMeters.alarm,
        "aws_cloudwatch_dashboard": WatchMeters.dashboard, "aws_sns_topic": WatchMeters.topic,
        "aws_cloudwatch_log_metric_filter": WatchMeters.metricFilter, "aws_sqs_queue": WatchMeters.queue,
        "aws_backup_plan": WatchMeters.backupPlan, "aws_ecs_cluster": WatchMeters.cluster,
        "aws_appautoscaling_policy": WatchMeters.scalingPolicy,
        "aws_cloudwatch_composite_alarm": WatchMeters.compositeAlarm, "aws_instance": MachineMeters.instance,
        "aws_autoscaling_group": MachineMeters.group, "aws_opensearch_domain": MachineMeters.search,
        "aws_msk_cluster": MachineMeters.kafka, "aws_dynamodb_table": MachineMeters.table,
    ]

    /// Whether the cost of a plan rests on attributes of resources of this type.
    static func isAsked(_ type: String) -> Bool { functions[type] != nil || consulted.contains(type) }

    /// Free themselves, but they tell how large others are.
    private static let consulted: Set<String> = [
        "aws_appautoscaling_target", "aws_ecs_task_definition", "aws_subnet", "aws_launch_template",
        "aws_launch_configuration",
    ]

    /// Whether resources of a type cost nothing by themselves. Not being in the price table is no reason.
    static func isFree(_ type: String) -> Bool {
        functions[type] == nil && !billed.contains(type)
            && (free.contains(type) || freePrefixes.contains { type.hasPrefix($0) })
    }

    /// Exceptions from the prefixes: their storage, objects or metrics are billed.
    private static let billed: Set<String> = [
        "aws_s3_bucket_object", "aws_s3_bucket_analytics_configuration", "aws_s3_bucket_inventory",
        "aws_s3_bucket_metric", "aws_s3_bucket_intelligent_tiering_configuration",
        "aws_s3_bucket_replication_configuration",
    ]

    private static let freePrefixes = [
        "aws_iam_", "aws_default_", "aws_s3_bucket_", "aws_appautoscaling_", "aws_security_group",
        "aws_vpc_security_group_", "aws_route_table", "aws_lb_listener", "aws_lb_target_group", "aws_alb_listener",
        "aws_alb_target_group", "aws_network_acl", "null_", "random_", "local_", "tls_", "time_", "terraform_",
        "aws_ecr_lifecycle_", "aws_ecr_repository_", "aws_ecr_replication_", "aws_sns_topic_", "aws_sqs_queue_",
        "aws_kms_alias", "aws_kms_grant", "aws_kms_key_policy", "aws_secretsmanager_secret_", "aws_db_parameter_",
        "aws_db_subnet_", "aws_db_option_", "aws_rds_cluster_parameter_", "aws_elasticache_subnet_",
        "aws_elasticache_parameter_", "aws_backup_vault", "aws_cloudwatch_log_resource_", "aws_vpc_endpoint_",
    ]

    /// Resources that are settings, names or permissions. ECS clusters and task definitions cost what their services
    /// cost; a zone's records cost their queries; EventBridge rules on AWS's own events and budgets are not billed.
    private static let free: Set<String> = [
        "aws_vpc", "aws_subnet", "aws_route", "aws_internet_gateway", "aws_egress_only_internet_gateway",
        "aws_ecs_cluster_capacity_providers", "aws_ecs_task_definition",
        "aws_route53_record", "aws_acm_certificate", "aws_acm_certificate_validation", "aws_cloudwatch_event_rule",
        "aws_cloudwatch_event_target", "aws_cloudfront_cache_policy", "aws_cloudfront_origin_access_control",
        "aws_cloudfront_origin_access_identity", "aws_cloudfront_origin_request_policy", "aws_cloudfront_vpc_origin",
        "aws_cloudfront_response_headers_policy", "aws_wafv2_web_acl_association", "aws_wafv2_ip_set",
        "aws_backup_selection", "aws_budgets_budget",
        "aws_ce_anomaly_monitor", "aws_ce_anomaly_subscription", "aws_db_event_subscription", "aws_lambda_permission",
        "aws_launch_template", "aws_launch_configuration", "aws_key_pair", "aws_cloudwatch_log_delivery_source",
        "aws_cloudwatch_log_delivery_destination", "aws_nat_gateway_eip_association",
        "aws_eip_association", "aws_vpc_dhcp_options", "aws_vpc_dhcp_options_association", "aws_backup_report_plan",
        "aws_placement_group", "aws_volume_attachment", "aws_network_interface", "aws_vpc_peering_connection",
        "aws_vpc_ipv4_cidr_block_association",
        "aws_backup_restore_testing_selection", "aws_resourcegroups_group",
    ]

    /// What a resource uses. A resource that is neither priced nor known to be free is a gap.
    static func metering(_ resource: CostResource, _ stack: CostStack) -> Metering {
        var metering = Metering(resource.address)
        if let function = functions[resource.type] {
            function(resource, stack, &metering)
        } else if !isFree(resource.type) {
            metering.gap("no price for a resource of type \(resource.type)")
        }
        if let region = resource.text("region"), region != stack.region, functions[resource.type] != nil {
            metering.region = region
        }
        return metering
    }
}
