// Resources through which users reach the flow: without them there is an outage.

/// What each serving type does for users.
enum ServingTypes {
    /// By type: what users lose with it.
    static let roles: [String: String] = [
        "aws_lb": "the load balancer", "aws_alb": "the load balancer", "aws_elb": "the load balancer",
        "aws_lb_listener": "the listener", "aws_alb_listener": "the listener", "aws_lb_listener_rule": "a routing rule",
        "aws_alb_listener_rule": "a routing rule", "aws_lb_listener_certificate": "a listener's certificate",
        "aws_lb_target_group": "where the load balancer sends requests",
        "aws_alb_target_group": "where the load balancer sends requests",
        "aws_lb_target_group_attachment": "a target of the load balancer",
        "aws_autoscaling_attachment": "the machines behind the load balancer",
        "aws_ecs_service": "the service", "aws_ecs_cluster": "the cluster", "aws_ecs_task_set": "the service's tasks",
        "aws_ecs_cluster_capacity_providers": "the cluster's capacity", "aws_autoscaling_group": "the machines",
        "aws_instance": "a machine",
        "aws_eks_cluster": "the cluster", "aws_eks_node_group": "the cluster's machines",
        "aws_eks_fargate_profile": "the cluster's capacity",
        "aws_cloudfront_distribution": "the CDN in front of the flow",
        "aws_cloudfront_vpc_origin": "the CDN's way to the service",
        "aws_cloudfront_origin_access_control": "the CDN's access to its origin",
        "aws_cloudfront_origin_access_identity": "the CDN's access to its origin",
        "aws_s3_bucket_website_configuration": "the static site", "aws_s3_bucket_policy": "who may use the bucket",
        "aws_route53_record": "a DNS record", "aws_route53_health_check": "a health check of DNS",
        "aws_acm_certificate": "a certificate",
        "aws_acm_certificate_validation": "a certificate's validation", "aws_api_gateway_rest_api": "the API",
        "aws_apigatewayv2_api": "the API",
        "aws_api_gateway_stage": "the API's stage", "aws_apigatewayv2_stage": "the API's stage",
        "aws_api_gateway_deployment": "the API's deployment",
        "aws_apigatewayv2_route": "a route of the API", "aws_apigatewayv2_integration": "what is behind the API",
        "aws_api_gateway_method": "a method of the API", "aws_api_gateway_integration": "what is behind the API",
        "aws_api_gateway_domain_name": "the API's name", "aws_apigatewayv2_domain_name": "the API's name",
        "aws_lambda_function": "a function", "aws_lambda_alias": "the version of a function that is used",
        "aws_lambda_permission": "the right to call a function",
        "aws_lambda_event_source_mapping": "what feeds a function", "aws_apprunner_service": "the service",
        "aws_elastic_beanstalk_environment": "the service",
        "aws_service_discovery_service": "how services find each other",
        "aws_globalaccelerator_accelerator": "the entry addresses",
        "aws_globalaccelerator_endpoint_group": "what is behind the entry addresses",
        "aws_globalaccelerator_listener": "the entry's listener",
        "aws_vpc": "the network", "aws_subnet": "a subnet", "aws_internet_gateway": "the way to the internet",
        "aws_nat_gateway": "a zone's way out",
        "aws_route_table": "routes", "aws_route": "a route", "aws_route_table_association": "a subnet's routes",
        "aws_main_route_table_association": "the network's routes",
        "aws_vpc_endpoint": "a private way to an AWS service",
        "aws_vpc_peering_connection": "the way to another network",
        "aws_ec2_transit_gateway_vpc_attachment": "the way to other networks",
        "aws_db_proxy": "the way to the database", "aws_db_proxy_target": "the way to the database",
        "aws_db_subnet_group": "the database's network",
        "aws_security_group": "a security group", "aws_volume_attachment": "a machine's volume",
        "aws_efs_mount_target": "a zone's way to the files",
        "aws_efs_access_point": "the way to the files", "aws_neptune_cluster_instance": "an instance of the database",
        "aws_appautoscaling_target": "scaling by load", "aws_appautoscaling_policy": "scaling by load",
        "aws_autoscaling_policy": "scaling by load",
        "aws_appautoscaling_scheduled_action": "scaling by the clock",
        "aws_autoscaling_schedule": "scaling by the clock",
        "aws_lambda_provisioned_concurrency_config": "functions kept warm",
        "aws_ses_domain_identity": "the sender of mails",
        "aws_sesv2_email_identity": "the sender of mails", "aws_sns_topic": "a topic",
        "aws_cloudwatch_event_rule": "what an event starts",
        "aws_cloudwatch_event_target": "what an event starts", "aws_scheduler_schedule": "what the clock starts",
        "aws_cloudwatch_event_bus": "the way of events", "aws_appsync_graphql_api": "the API",
        "aws_apigatewayv2_api_mapping": "the API's name", "aws_api_gateway_base_path_mapping": "the API's name",
        "aws_batch_job_queue": "the way of jobs", "aws_batch_compute_environment": "what jobs run on",
        "aws_eip": "an address that others may know", "aws_eip_association": "an address that others may know",
        "aws_vpn_connection": "the way to another network", "aws_dx_connection": "the way to another network",
        "aws_kms_alias": "the name by which a key is found", "aws_cloudfront_function": "a function of the CDN",
        "aws_cognito_user_pool_client": "what users sign in through",
        "aws_cognito_user_pool_domain": "where users sign in",
        "aws_autoscaling_lifecycle_hook": "the time that a machine has to start or end",
    ]

    /// Types that AWS replaces without users noticing, or whose replacement is how they change.
    static let replaceable: Set<String> = [
        "aws_lb_target_group_attachment", "aws_lambda_permission", "aws_acm_certificate",
        "aws_acm_certificate_validation", "aws_api_gateway_deployment",
        "aws_appautoscaling_policy", "aws_appautoscaling_scheduled_action", "aws_autoscaling_policy",
        "aws_autoscaling_schedule",
        "aws_security_group", "aws_cloudwatch_event_rule", "aws_cloudwatch_event_target", "aws_scheduler_schedule",
        "aws_instance",
        "aws_lambda_provisioned_concurrency_config", "aws_route53_health_check", "aws_efs_access_point",
        "aws_autoscaling_attachment",
        "aws_lb_listener_certificate", "aws_volume_attachment", "aws_kms_alias", "aws_eip", "aws_eip_association",
        "aws_autoscaling_lifecycle_hook", "aws_cloudfront_function", "aws_batch_compute_environment",
    ]

    /// Types whose removal takes capacity away, rather than a way.
    static let scaling: Set<String> = [
        "aws_appautoscaling_target", "aws_appautoscaling_policy", "aws_autoscaling_policy",
        "aws_appautoscaling_scheduled_action",
        "aws_autoscaling_schedule", "aws_lambda_provisioned_concurrency_config",
    ]

    /// Types whose removal alone is worth a look and no more: something else would have to use them.
    static let minor: Set<String> = [
        "aws_acm_certificate_validation", "aws_security_group", "aws_s3_bucket_policy", "aws_sns_topic",
        "aws_eip_association",
    ]

    /// Types of which only the team knows whether anything still uses them.
    static let undecided: Set<String> = [
        "aws_acm_certificate", "aws_cloudwatch_event_rule", "aws_cloudwatch_event_target", "aws_scheduler_schedule",
        "aws_volume_attachment", "aws_lb_listener_certificate", "aws_eip", "aws_kms_alias", "aws_cloudfront_function",
        "aws_vpn_connection", "aws_batch_job_queue", "aws_batch_compute_environment",
    ]
}
