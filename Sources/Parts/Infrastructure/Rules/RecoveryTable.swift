// Attributes that keep data recoverable.

import Core

extension Guarded {
    private static let rds: Set<String> = ["aws_db_instance", "aws_rds_cluster"]
    private static let clusters: Set<String> = ["aws_rds_cluster", "aws_docdb_cluster", "aws_neptune_cluster"]
    private static let drill =
        "Destroying it would then take one careless plan. Keep it on; remove it only in the plan that is reviewed to destroy it."

    /// Protection against being destroyed.
    static let protections: [Guarded] = [
        Guarded(
            "protection-removed", .recovery, rds.union(clusters).union(["aws_rds_global_cluster"]),
            "deletion_protection",
            .flag(safe: true), "deletion protection", missing: .bool(false), onCreate: .warn, hint: drill),
        Guarded(
            "protection-removed", .recovery, ["aws_dynamodb_table", "aws_opensearchserverless_collection"],
            "deletion_protection_enabled", .flag(safe: true), "deletion protection", missing: .bool(false), hint: drill),
        Guarded(
            "protection-removed", .recovery, ["aws_cognito_user_pool"], "deletion_protection",
            .ranked(["INACTIVE", "ACTIVE"]),
            "deletion protection", missing: .string("INACTIVE"), hint: drill),
        Guarded(
            "protection-removed", .failureModes, ["aws_lb", "aws_alb"], "enable_deletion_protection", .flag(safe: true),
            "deletion protection", missing: .bool(false), hint: drill),
        Guarded(
            "protection-removed", .recovery, rds.union(clusters).union(["aws_redshift_cluster"]), "skip_final_snapshot",
            .flag(safe: false), "the final snapshot (skip_final_snapshot = false)", missing: .bool(false),
            onCreate: .warn,
            hint: "Leave skip_final_snapshot false and name a final_snapshot_identifier: it is the last way back."),
        Guarded(
            "protection-removed", .recovery,
            ["aws_fsx_windows_file_system", "aws_fsx_openzfs_file_system", "aws_fsx_lustre_file_system"],
            "skip_final_backup", .flag(safe: false), "the final backup", missing: .bool(false)),
        Guarded(
            "protection-removed", .recovery,
            ["aws_s3_bucket", "aws_ecr_repository", "aws_backup_vault", "aws_s3_directory_bucket", "aws_route53_zone"],
            "force_destroy", .flag(safe: false), "the refusal to destroy what is not empty (force_destroy = false)",
            missing: .bool(false),
            hint: drill),
        Guarded(
            "protection-removed", .recovery, ["aws_ecr_repository"], "force_delete", .flag(safe: false),
            "the refusal to destroy what is not empty (force_delete = false)", missing: .bool(false), hint: drill),
        Guarded(
            "protection-removed", .recovery, ["aws_instance", "aws_launch_template"], "disable_api_termination",
            .flag(safe: true),
            "termination protection", missing: .bool(false), hint: drill),
        Guarded(
            "protection-removed", .recovery, ["aws_s3_bucket_versioning"], "versioning_configuration.0.status",
            .ranked(["Disabled", "Suspended", "Enabled"]), "versioning of the bucket", onCreate: .warn,
            hint: "Without versions an overwritten or deleted object is gone."),
        Guarded(
            "protection-removed", .recovery, ["aws_s3_bucket_versioning"], "versioning_configuration.0.mfa_delete",
            .ranked(["Disabled", "Enabled"]), "the second factor for deleting versions"),
        Guarded(
            "protection-removed", .recovery, ["aws_s3_bucket"], "versioning.0.enabled", .flag(safe: true),
            "versioning of the bucket",
            hint: "Without versions an overwritten or deleted object is gone."),
        Guarded(
            "protection-removed", .recovery, ["aws_cloudwatch_log_group"], "deletion_protection_enabled",
            .flag(safe: true), "deletion protection", missing: .bool(false), hint: drill),
        Guarded(
            "protection-removed", .failureModes, ["aws_eks_cluster"], "deletion_protection", .flag(safe: true),
            "deletion protection", missing: .bool(false), hint: drill),
        Guarded(
            "protection-removed", .failureModes, ["aws_instance"], "disable_api_stop", .flag(safe: true),
            "protection from being stopped", missing: .bool(false), hint: drill),
        Guarded(
            "backup-weaker", .recovery, ["aws_db_instance"], "replicate_source_db", .present,
            "following its primary: it becomes a database of its own", verdict: .cannotProve,
            hint: "If it is promoted on purpose, say so in an exception; the primary is then without a replica."),
        Guarded(
            "backup-weaker", .recovery, ["aws_rds_cluster"], "global_cluster_identifier", .present,
            "being part of a global cluster", verdict: .cannotProve),
        Guarded(
            "protection-removed", .recovery, ["aws_s3_bucket_object_lock_configuration"],
            "rule.0.default_retention.0.mode",
            .ranked(["GOVERNANCE", "COMPLIANCE"]), "the mode of the object lock"),
        Guarded(
            "protection-removed", .recovery, ["aws_secretsmanager_secret"], "recovery_window_in_days", .number(),
            "the days in which a deleted secret can be brought back", missing: .number("30"), onCreate: .warn),
        Guarded(
            "protection-removed", .recovery, ["aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key"],
            "deletion_window_in_days",
            .number(), "the days in which a deleted key can be brought back", missing: .number("30")),
        Guarded(
            "protection-removed", .recovery, ["aws_kms_key"], "is_enabled", .flag(safe: true), "the key",
            missing: .bool(true),
            hint: "Nothing that it encrypted can be read while it is disabled."),
        Guarded(
            "protection-removed", .recovery, ["aws_backup_vault_lock_configuration"], "min_retention_days", .number(),
            "the shortest time that recovery points are locked"),
        Guarded(
            "tls-weaker", .secrets, rds.union(["aws_docdb_cluster", "aws_neptune_cluster"]), "storage_encrypted",
            .flag(safe: true), "encryption of the storage", missing: .bool(false), onCreate: .warn),
    ]

    /// Backups, and how far back they reach.
    static let backups: [Guarded] = [
        Guarded(
            "backup-weaker", .recovery, rds.union(clusters), "backup_retention_period", .number(),
            "the days that backups are kept",
            hint: "Shorter than now is a way back that no longer exists. 0 switches point-in-time recovery off."),
        Guarded(
            "backup-weaker", .recovery, rds, "delete_automated_backups", .flag(safe: false),
            "keeping automated backups after deletion (delete_automated_backups = false)"),
        Guarded(
            "backup-weaker", .recovery, ["aws_rds_cluster"], "backtrack_window", .number(),
            "the seconds that can be taken back"),
        Guarded(
            "backup-weaker", .recovery, rds.union(["aws_docdb_cluster", "aws_neptune_cluster"]),
            "copy_tags_to_snapshot", .flag(safe: true),
            "tags on snapshots", verdict: .warn),
        Guarded(
            "backup-weaker", .recovery, ["aws_dynamodb_table"], "point_in_time_recovery.0.enabled", .flag(safe: true),
            "point-in-time recovery", missing: .bool(false)),
        Guarded(
            "backup-weaker", .recovery, ["aws_dynamodb_table"], "point_in_time_recovery.0.recovery_period_in_days",
            .number(),
            "the days of point-in-time recovery"),
        Guarded(
            "backup-weaker", .recovery, ["aws_dynamodb_table"], "replica", .keys("region_name"),
            "copies in other regions"),
        Guarded(
            "backup-weaker", .recovery,
            ["aws_elasticache_replication_group", "aws_elasticache_cluster", "aws_memorydb_cluster"],
            "snapshot_retention_limit", .number(), "the days that snapshots are kept", missing: .number("0")),
        Guarded(
            "backup-weaker", .recovery, ["aws_redshift_cluster"], "automated_snapshot_retention_period", .number(),
            "the days that snapshots are kept"),
        Guarded(
            "backup-weaker", .recovery, ["aws_docdb_cluster", "aws_neptune_cluster"], "backup_retention_period",
            .number(),
            "the days that backups are kept"),
        Guarded(
            "backup-weaker", .recovery,
            [
                "aws_fsx_windows_file_system", "aws_fsx_lustre_file_system", "aws_fsx_openzfs_file_system",
                "aws_fsx_ontap_file_system",
            ],
            "automatic_backup_retention_days", .number(), "the days that backups are kept"),
        Guarded(
            "backup-weaker", .recovery, ["aws_efs_backup_policy"], "backup_policy.0.status",
            .ranked(["DISABLED", "ENABLED"]),
            "backups of the file system"),
        Guarded(
            "backup-weaker", .recovery, ["aws_db_instance_automated_backups_replication"], "retention_period",
            .number(endless: nil),
            "the days that backups are kept in the other region", missing: .number("7")),
        Guarded(
            "backup-weaker", .recovery, ["aws_backup_region_settings"], "resource_type_opt_in_preference", .present,
            "the types that are backed up"),
        Guarded(
            "backup-weaker", .recovery, ["aws_kinesis_stream"], "retention_period", .number(),
            "the hours that records are kept",
            missing: .number("24")),
        Guarded(
            "backup-weaker", .recovery, ["aws_sqs_queue"], "message_retention_seconds", .number(),
            "how long messages are kept",
            missing: .number("345600")),
        Guarded(
            "backup-weaker", .recovery, ["aws_sqs_queue"], "redrive_policy", .present,
            "the queue for messages that fail"),
        Guarded(
            "backup-weaker", .recovery, ["aws_lambda_function", "aws_lambda_event_source_mapping"],
            "dead_letter_config.0.target_arn", .present,
            "where failed events go"),
    ]

    /// The same in lesser-known places.
    static let moreBackups: [Guarded] = [
        Guarded(
            "backup-weaker", .recovery, ["aws_dlm_lifecycle_policy"], "state", .ranked(["DISABLED", "ENABLED"]),
            "snapshots of volumes"),
        Guarded(
            "backup-weaker", .recovery, ["aws_dlm_lifecycle_policy"], "policy_details.0.schedule.0.retain_rule.0.count",
            .number(), "how many snapshots are kept"),
        Guarded(
            "backup-weaker", .recovery, ["aws_dlm_lifecycle_policy"],
            "policy_details.0.schedule.0.retain_rule.0.interval", .number(), "how long snapshots are kept"),
        Guarded(
            "protection-removed", .recovery, ["aws_ebs_volume"], "final_snapshot", .flag(safe: true),
            "the final snapshot", missing: .bool(false)),
        Guarded(
            "protection-removed", .recovery, ["aws_elasticache_replication_group", "aws_elasticache_cluster"],
            "final_snapshot_identifier", .present, "the final snapshot"),
        Guarded(
            "protection-removed", .recovery, ["aws_memorydb_cluster"], "final_snapshot_name", .present,
            "the final snapshot"),
        Guarded(
            "protection-removed", .recovery, ["aws_efs_file_system"], "protection.0.replication_overwrite",
            .ranked(["DISABLED", "ENABLED"]), "the refusal to be overwritten by a replication"),
        Guarded(
            "protection-removed", .recovery, ["aws_instance"], "root_block_device.0.delete_on_termination",
            .flag(safe: false), "keeping the root volume"),
        Guarded(
            "backup-weaker", .recovery, ["aws_secretsmanager_secret"], "replica", .keys("region"),
            "copies in other regions"),
        Guarded(
            "backup-weaker", .recovery, ["aws_kinesis_firehose_delivery_stream"],
            "extended_s3_configuration.0.s3_backup_mode", .ranked(["Disabled", "Enabled"]), "the copy of each record"),
        Guarded(
            "no-backup", .recovery, ["aws_dynamodb_table"], "point_in_time_recovery.0.enabled", .flag(safe: true),
            "point-in-time recovery of a new table", missing: .bool(false), verdict: .warn, onCreate: .warn,
            hint: "Switch it on, unless AWS Backup keeps the table's data."),
    ]
}
