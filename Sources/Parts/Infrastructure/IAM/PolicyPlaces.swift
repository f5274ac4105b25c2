// Where plans hold policies.

/// The attributes that hold policies, by resource type.
enum PolicyPlaces {
    /// Policies of identities: what somebody may do.
    static let identity: [String: AttributePath] = [
        "aws_iam_policy": "policy", "aws_iam_role_policy": "policy", "aws_iam_user_policy": "policy",
        "aws_iam_group_policy": "policy",
        "aws_ssoadmin_permission_set_inline_policy": "inline_policy",
    ]
    /// Policies of resources: who may do something with them.
    static let resource: [String: AttributePath] = [
        "aws_iam_role": "assume_role_policy", "aws_s3_bucket_policy": "policy", "aws_s3_bucket": "policy",
        "aws_s3_access_point": "policy",
        "aws_sqs_queue_policy": "policy", "aws_sqs_queue": "policy", "aws_sns_topic_policy": "policy",
        "aws_sns_topic": "policy",
        "aws_kms_key": "policy", "aws_kms_key_policy": "policy", "aws_kms_external_key": "policy",
        "aws_secretsmanager_secret_policy": "policy",
        "aws_secretsmanager_secret": "policy", "aws_ecr_repository_policy": "policy",
        "aws_ecr_registry_policy": "policy",
        "aws_backup_vault_policy": "policy", "aws_vpc_endpoint": "policy", "aws_vpc_endpoint_policy": "policy",
        "aws_efs_file_system_policy": "policy",
        "aws_glacier_vault": "access_policy", "aws_cloudwatch_log_resource_policy": "policy_document",
        "aws_cloudwatch_event_bus_policy": "policy",
        "aws_opensearch_domain_policy": "access_policies", "aws_opensearch_domain": "access_policies",
        "aws_elasticsearch_domain": "access_policies",
        "aws_api_gateway_rest_api": "policy", "aws_api_gateway_rest_api_policy": "policy",
        "aws_dynamodb_resource_policy": "policy",
        "aws_kinesis_resource_policy": "policy", "aws_media_store_container_policy": "policy",
        "aws_codeartifact_repository_permissions_policy": "policy_document",
        "aws_glue_resource_policy": "policy", "aws_iot_policy": "policy", "aws_ses_identity_policy": "policy",
        "aws_transfer_access": "policy",
        "aws_lambda_layer_version_permission": "policy", "aws_msk_cluster_policy": "policy",
    ]
    /// Attributes with the name or ARN of a managed policy that is given to somebody.
    static let attachments: Set<String> = [
        "aws_iam_role_policy_attachment", "aws_iam_user_policy_attachment", "aws_iam_group_policy_attachment",
        "aws_iam_policy_attachment",
        "aws_ssoadmin_managed_policy_attachment",
    ]

    /// What policies of resources are about: when it goes, its policy goes with it.
    static let owners: Set<String> = [
        "aws_s3_bucket", "aws_sqs_queue", "aws_sns_topic", "aws_kms_key", "aws_secretsmanager_secret",
        "aws_ecr_repository",
        "aws_efs_file_system", "aws_backup_vault", "aws_dynamodb_table", "aws_kinesis_stream", "aws_vpc_endpoint",
        "aws_api_gateway_rest_api", "aws_opensearch_domain", "aws_s3_access_point", "aws_cloudwatch_event_bus",
    ]

    /// The types that `AccessRules` wants to see together.
    static let all = Set(identity.keys).union(resource.keys).union(attachments).union([
        "aws_lambda_permission", "aws_iam_user_group_membership", "aws_iam_group_membership", "aws_iam_access_key",
        "aws_iam_user_login_profile", "aws_iam_user", "aws_lambda_function_url",
        "aws_iam_role_policy_attachments_exclusive", "aws_iam_user_policy_attachments_exclusive",
        "aws_iam_group_policy_attachments_exclusive", "aws_iam_instance_profile", "aws_kms_grant",
        "aws_ram_principal_association",
    ])

    /// Whether resources of a type tell what an identity has even when they do not change.
    static func isHeld(_ type: String) -> Bool {
        identity[type] != nil || attachments.contains(type) || type == "aws_iam_role"
    }

    /// Whom an identity's policy belongs to: `role/name`; nil where nobody or not known.
    static func holder(_ change: ResourceChange, _ snapshot: Snapshot) -> String? {
        for (key, kind) in [("role", "role"), ("user", "user"), ("group", "group")] {
            if let name = snapshot[AttributePath(stringLiteral: key)].value?.string { return "\(kind)/\(name)" }
        }
        return nil
    }
}
