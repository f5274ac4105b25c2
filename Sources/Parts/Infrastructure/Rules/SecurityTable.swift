// Attributes that keep data and secrets from strangers.

import Core

extension Guarded {
    private static let stores: Set<String> = [
        "aws_db_instance", "aws_rds_cluster_instance", "aws_redshift_cluster", "aws_dms_replication_instance",
        "aws_mq_broker",
    ]
    private static let edgePolicies = [
        "SSLv3", "TLSv1", "TLSv1_2016", "TLSv1.1_2016", "TLSv1.2_2018", "TLSv1.2_2019", "TLSv1.2_2021", "TLSv1.2_2025",
        "TLSv1.3_2025",
    ]
    private static let open =
        "Whoever can reach it may try passwords and faults on it. Keep it private, and let in what needs it."

    /// Who can reach data.
    static let exposures: [Guarded] =
        [
            Guarded(
                "exposed", .secrets, stores, "publicly_accessible", .flag(safe: false),
                "no public address (publicly_accessible = false)",
                missing: .bool(false), onCreate: .refuse, hint: open),
            Guarded(
                "exposed", .secrets, ["aws_eks_cluster"], "vpc_config.0.endpoint_public_access", .flag(safe: false),
                "no public endpoint",
                missing: .bool(true), hint: open),
        ]
        + ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"].map { name in
            Guarded(
                "exposed", .secrets,
                ["aws_s3_bucket_public_access_block", "aws_s3_account_public_access_block", "aws_s3_access_point"],
                AttributePath(stringLiteral: name), .flag(safe: true), "the block of public access (\(name))",
                missing: .bool(false),
                onCreate: .warn, hint: open)
        } + [
            Guarded(
                "exposed", .secrets, ["aws_s3_bucket_acl", "aws_s3_bucket"], "acl",
                .ranked(["public-read-write", "public-read", "authenticated-read", "private"]), "a private bucket",
                onCreate: .refuse, hint: open),
            Guarded(
                "exposed", .secrets, ["aws_s3_bucket_ownership_controls"], "rule.0.object_ownership",
                .ranked(["ObjectWriter", "BucketOwnerPreferred", "BucketOwnerEnforced"]), "ownership of objects"),
            Guarded(
                "exposed", .secrets, ["aws_instance", "aws_launch_template"], "metadata_options.0.http_tokens",
                .ranked(["optional", "required"]),
                "session tokens for instance metadata"),
            Guarded(
                "exposed", .secrets, ["aws_lambda_function_url"], "authorization_type", .ranked(["NONE", "AWS_IAM"]),
                "authorization of the function's URL"),
            Guarded(
                "exposed", .secrets, ["aws_ecs_service"], "network_configuration.0.assign_public_ip",
                .flag(safe: false), "tasks without a public address", missing: .bool(false), onCreate: .warn),
            Guarded(
                "exposed", .secrets, ["aws_secretsmanager_secret_policy"], "block_public_policy", .flag(safe: true),
                "the block of public policies", missing: .bool(false), hint: open),
            Guarded(
                "exposed", .secrets, ["aws_ram_resource_share"], "allow_external_principals", .flag(safe: false),
                "sharing within the organisation only", hint: "Share with the accounts that need it, and no further."),
        ] + logins + headers

    /// Headers with which browsers protect people, and what is shared with others.
    private static let headers: [Guarded] =
        [
            "strict_transport_security", "content_security_policy", "content_type_options", "frame_options",
        ].map { name in
            Guarded(
                "exposed", .secrets, ["aws_cloudfront_response_headers_policy"],
                AttributePath(stringLiteral: "security_headers_config.0.\(name)"), .present,
                "the header \(name.replacing("_", with: "-"))")
        } + [
            Guarded(
                "tls-weaker", .secrets, ["aws_cloudfront_response_headers_policy"],
                "security_headers_config.0.strict_transport_security.0.access_control_max_age_sec", .number(),
                "how long browsers insist on TLS"),
            Guarded(
                "exposed", .secrets, ["aws_ebs_snapshot_block_public_access"], "state",
                .ranked(["unblocked", "block-new-sharing", "block-all-sharing"]), "the block of public snapshots"),
            Guarded(
                "exposed", .secrets, ["aws_ec2_image_block_public_access"], "state",
                .ranked(["unblocked", "block-new-sharing"]), "the block of public images"),
            Guarded(
                "exposed", .secrets, ["aws_opensearch_domain", "aws_elasticsearch_domain"],
                "advanced_security_options.0.enabled", .flag(safe: true), "access control within the index"),
            Guarded(
                "tls-weaker", .secrets, ["aws_opensearch_domain", "aws_elasticsearch_domain"],
                "node_to_node_encryption.0.enabled", .flag(safe: true), "encryption between nodes"),
            Guarded(
                "tls-weaker", .secrets, ["aws_opensearch_domain", "aws_elasticsearch_domain"],
                "encrypt_at_rest.0.enabled", .flag(safe: true), "encryption of the index"),
            Guarded(
                "exposed", .secrets, ["aws_subnet"], "map_public_ip_on_launch", .flag(safe: false),
                "machines without a public address", missing: .bool(false), hint: open),
            Guarded(
                "exposed", .secrets, ["aws_launch_template"], "network_interfaces.0.associate_public_ip_address",
                .flag(safe: false), "machines without a public address", missing: .bool(false), hint: open),
            Guarded(
                "exposed", .secrets, ["aws_instance", "aws_launch_configuration"], "associate_public_ip_address",
                .flag(safe: false), "machines without a public address", missing: .bool(false), hint: open),
            Guarded(
                "exposed", .secrets, ["aws_cloudfront_distribution"], "default_cache_behavior.0.trusted_key_groups",
                .present, "signed requests"),
            Guarded(
                "exposed", .secrets, ["aws_networkfirewall_firewall_policy"],
                "firewall_policy.0.stateless_default_actions.0", .not("aws:pass"), "the firewall's answer to the rest"),
            Guarded(
                "exposed", .secrets, ["aws_networkfirewall_firewall_policy"],
                "firewall_policy.0.stateless_fragment_default_actions.0", .not("aws:pass"),
                "the firewall's answer to the rest"),
            Guarded(
                "exposed", .secrets, ["aws_elasticache_user"], "authentication_mode.0.type",
                .not("no-password-required"), "proof of who comes"),
            Guarded(
                "exposed", .secrets, ["aws_elasticache_user"], "no_password_required", .flag(safe: false),
                "proof of who comes", missing: .bool(false)),
            Guarded(
                "tls-weaker", .secrets, ["aws_ebs_encryption_by_default"], "enabled", .flag(safe: true),
                "encryption of new volumes", missing: .bool(true)),
            Guarded(
                "secret-in-clear", .secrets, ["aws_ssm_parameter"], "type", .ranked(["String", "SecureString"]),
                "encryption of the parameter",
                hint: "Keep it a SecureString, and change what was in it: it can be read."),
            Guarded(
                "mutable", .immutable, ["aws_ecr_registry_scanning_configuration"], "scan_type",
                .ranked(["BASIC", "ENHANCED"]), "the scanning of images"),
            Guarded(
                "logging-off", .observed, ["aws_wafv2_web_acl"], "visibility_config.0.cloudwatch_metrics_enabled",
                .flag(safe: true), "the firewall's metrics"),
            Guarded(
                "rotation", .secrets, ["aws_kms_key"], "rotation_period_in_days", .ceiling(),
                "the days between new keys"),
        ]

    /// How people prove who they are.
    private static let logins: [Guarded] = [
        Guarded(
            "exposed", .secrets, ["aws_cognito_user_pool"], "mfa_configuration", .ranked(["OFF", "OPTIONAL", "ON"]),
            "a second factor", missing: .string("OFF")),
        Guarded(
            "exposed", .secrets, ["aws_cognito_user_pool"], "user_pool_add_ons.0.advanced_security_mode",
            .ranked(["OFF", "AUDIT", "ENFORCED"]), "protection against stolen passwords"),
        Guarded(
            "exposed", .secrets, ["aws_cognito_user_pool"], "password_policy.0.minimum_length", .number(),
            "the least length of passwords"),
        Guarded(
            "exposed", .secrets, ["aws_iam_account_password_policy"], "minimum_password_length", .number(),
            "the least length of passwords"),
        Guarded(
            "exposed", .secrets, ["aws_iam_account_password_policy"], "password_reuse_prevention", .number(),
            "how many old passwords are refused"),
    ]

    /// Encryption on the way, at rest, and identity.
    static let encryption: [Guarded] = [
        Guarded(
            "tls-weaker", .secrets, ["aws_lb_listener", "aws_alb_listener"], "ssl_policy", .listenerPolicy,
            "the TLS policy of the listener", onCreate: .refuse,
            hint: "Take one from TLS 1.2 on, for example ELBSecurityPolicy-TLS13-1-2-Res-2021-06."),
        Guarded(
            "tls-weaker", .secrets, ["aws_lb_listener", "aws_alb_listener"], "protocol", .ranked(["HTTP", "HTTPS"]),
            "TLS on the listener"),
        Guarded(
            "tls-weaker", .secrets, ["aws_lb_listener", "aws_alb_listener"], "certificate_arn", .present,
            "the listener's certificate"),
        Guarded(
            "tls-weaker", .secrets, ["aws_lb_listener", "aws_alb_listener"], "mutual_authentication.0.mode",
            .ranked(["off", "passthrough", "verify"]), "certificates that clients must show"),
        Guarded(
            "tls-weaker", .secrets, ["aws_lb_target_group"], "protocol", .ranked(["HTTP", "HTTPS"]),
            "TLS to the targets"),
        Guarded(
            "tls-weaker", .secrets, ["aws_cloudfront_distribution"], "viewer_certificate.0.minimum_protocol_version",
            .ranked(edgePolicies), "the lowest TLS version for viewers"),
        Guarded(
            "tls-weaker", .secrets, ["aws_cloudfront_distribution"], "default_cache_behavior.0.viewer_protocol_policy",
            .ranked(["allow-all", "redirect-to-https", "https-only"]), "TLS for viewers", onCreate: .warn),
        Guarded(
            "exposed", .secrets, ["aws_cloudfront_distribution"], "default_cache_behavior.0.response_headers_policy_id",
            .present, "security headers"),
        Guarded(
            "tls-weaker", .secrets, ["aws_api_gateway_domain_name", "aws_apigatewayv2_domain_name"], "security_policy",
            .ranked(["TLS_1_0", "TLS_1_2"]), "the lowest TLS version"),
        Guarded(
            "tls-weaker", .secrets, ["aws_apigatewayv2_domain_name"], "domain_name_configuration.0.security_policy",
            .ranked(["TLS_1_0", "TLS_1_2"]), "the lowest TLS version"),
        Guarded(
            "tls-weaker", .secrets, ["aws_opensearch_domain", "aws_elasticsearch_domain"],
            "domain_endpoint_options.0.enforce_https", .flag(safe: true), "TLS only"),
        Guarded(
            "tls-weaker", .secrets, ["aws_opensearch_domain", "aws_elasticsearch_domain"],
            "domain_endpoint_options.0.tls_security_policy",
            .ranked(["Policy-Min-TLS-1-0-2019-07", "Policy-Min-TLS-1-2-2019-07", "Policy-Min-TLS-1-2-PFS-2023-10"]),
            "the lowest TLS version"),
        Guarded(
            "tls-weaker", .secrets, ["aws_elasticache_replication_group"], "transit_encryption_enabled",
            .flag(safe: true), "encryption on the way"),
        Guarded(
            "tls-weaker", .secrets, ["aws_elasticache_replication_group"], "transit_encryption_mode",
            .ranked(["preferred", "required"]), "encryption on the way"),
        Guarded(
            "tls-weaker", .secrets, ["aws_elasticache_replication_group"], "at_rest_encryption_enabled",
            .flag(safe: true), "encryption at rest"),
        Guarded(
            "tls-weaker", .secrets, ["aws_msk_cluster"], "encryption_info.0.encryption_in_transit.0.client_broker",
            .ranked(["PLAINTEXT", "TLS_PLAINTEXT", "TLS"]), "encryption on the way"),
        Guarded(
            "tls-weaker", .secrets, ["aws_efs_file_system", "aws_ebs_volume"], "encrypted", .flag(safe: true),
            "encryption at rest"),
        Guarded(
            "tls-weaker", .secrets,
            [
                "aws_rds_cluster", "aws_db_instance", "aws_cloudwatch_log_group", "aws_sns_topic", "aws_sqs_queue",
                "aws_secretsmanager_secret",
            ], "kms_key_id", .present, "the key of its own", verdict: .warn),
        Guarded(
            "tls-weaker", .secrets, ["aws_sns_topic"], "kms_master_key_id", .present, "encryption at rest",
            verdict: .warn),
        Guarded(
            "tls-weaker", .secrets, ["aws_sqs_queue"], "kms_master_key_id", .present, "encryption at rest",
            verdict: .warn),
        Guarded(
            "tls-weaker", .secrets, ["aws_db_instance", "aws_rds_cluster", "aws_neptune_cluster"],
            "iam_database_authentication_enabled", .flag(safe: true), "sign-in by IAM", missing: .bool(false)),
        Guarded(
            "rotation", .secrets, ["aws_kms_key"], "enable_key_rotation", .flag(safe: true), "rotation of the key",
            missing: .bool(false), onCreate: .warn),
        Guarded(
            "exposed", .secrets, ["aws_cloudfront_distribution"], "viewer_certificate.0.acm_certificate_arn", .present,
            "the certificate", verdict: .refuse),
    ]

    /// What is immutable stays so.
    static let immutability: [Guarded] = [
        Guarded(
            "mutable", .immutable, ["aws_ecr_repository"], "image_tag_mutability",
            .ranked(["MUTABLE", "MUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION", "IMMUTABLE"]),
            "immutable image tags", missing: .string("MUTABLE"), onCreate: .warn,
            hint: "A tag that can move makes a release that nobody can name, and no way back to it."),
        Guarded(
            "mutable", .immutable, ["aws_ecr_repository"], "image_scanning_configuration.0.scan_on_push",
            .flag(safe: true), "scanning of images", missing: .bool(false), verdict: .refuse),
        Guarded(
            "mutable", .immutable, ["aws_ecs_service", "aws_ecs_task_set"], "enable_execute_command",
            .flag(safe: false), "no commands inside running tasks (enable_execute_command = false)",
            missing: .bool(false), onCreate: .refuse,
            hint: "What runs is never changed in place. Look at logs and metrics; change by a release."),
        Guarded(
            "mutable", .immutable, ["aws_lambda_function"], "publish", .flag(safe: true), "published versions",
            missing: .bool(false), verdict: .warn),
        Guarded(
            "mutable", .immutable, ["aws_instance"], "key_name", .empty, "no way to log in (key_name)", onCreate: .warn,
            hint: "Nobody logs in to change production: use Session Manager to look, and releases to change."),
        Guarded("mutable", .immutable, ["aws_lambda_function"], "code_signing_config_arn", .present, "code signing"),
    ]
}
