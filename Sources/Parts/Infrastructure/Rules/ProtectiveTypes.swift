// Resources that are nothing but a protection of another one: without them it is weaker.

import Core

/// What goes with each protective type.
enum ProtectiveTypes {
    /// The rule and promise that its removal breaks, and what it was.
    static let rules: [String: (rule: String, promise: Promise, what: String)] = [
        "aws_s3_bucket_versioning": ("protection-removed", .recovery, "the versioning of a bucket"),
        "aws_s3_bucket_object_lock_configuration": ("protection-removed", .recovery, "the lock of a bucket's objects"),
        "aws_s3_bucket_public_access_block": ("exposed", .secrets, "the block of public access to a bucket"),
        "aws_s3_account_public_access_block": ("exposed", .secrets, "the block of public access to all buckets"),
        "aws_s3_bucket_ownership_controls": ("exposed", .secrets, "the ownership of a bucket's objects"),
        "aws_s3_bucket_server_side_encryption_configuration": ("tls-weaker", .secrets, "the encryption of a bucket"),
        "aws_ebs_encryption_by_default": ("tls-weaker", .secrets, "the encryption of new volumes"),
        "aws_iam_account_password_policy": ("exposed", .secrets, "the rules for passwords"),
        "aws_sqs_queue_redrive_policy": ("failover", .failureModes, "the queue for messages that fail"),
        "aws_ecr_registry_scanning_configuration": ("mutable", .immutable, "the scanning of images"),
        "aws_network_acl": ("open-to-world", .secrets, "a network's rules"),
        "aws_signer_signing_profile": ("mutable", .immutable, "the signing of code"),
        "aws_lambda_code_signing_config": ("mutable", .immutable, "the signing of code"),
        "aws_lambda_function_event_invoke_config": ("failover", .failureModes, "where failed events go"),
        "aws_dynamodb_contributor_insights": ("logging-off", .observed, "a table's insights"),
    ]

    static func check(_ change: ResourceChange) -> [Observation] {
        guard change.action == .delete || change.action == .forget, let own = rules[change.type] else { return [] }
        return [
            Observation(
                own.rule, own.promise, .refuse, at: change.address, "\(own.what) is \(change.action.participle)",
                hint: "Put the block back, or say in an exception what protects instead.")
        ]
    }
}
