output "bucket_name" {
  description = "Name of the bucket."
  value       = aws_s3_bucket.this["primary"].id
}

output "bucket_arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.this["primary"].arn
}

output "bucket_region" {
  description = "Region of the bucket."
  value       = local.regions.primary
}

output "bucket_regional_domain_name" {
  description = "Regional domain name of the bucket: what CloudFront uses as origin."
  value       = aws_s3_bucket.this["primary"].bucket_regional_domain_name
}

output "bucket_hosted_zone_id" {
  description = "Route 53 zone id of S3 in the bucket's region."
  value       = aws_s3_bucket.this["primary"].hosted_zone_id
}

output "kms_key_arn" {
  description = "ARN of the key that encrypts the bucket; null for kinds that use SSE-S3."
  value       = try(local.kms_key_arns.primary, null)
}

output "log_prefix" {
  description = "Prefix that the log-writing service must be told, as given; empty for the root of the bucket."
  value       = var.log_prefix
}

output "replica_bucket_name" {
  description = "Name of the replica bucket; null without replica."
  value       = try(aws_s3_bucket.this["replica"].id, null)
}

output "replica_bucket_arn" {
  description = "ARN of the replica bucket; null without replica."
  value       = try(aws_s3_bucket.this["replica"].arn, null)
}

output "replica_bucket_regional_domain_name" {
  description = "Regional domain name of the replica bucket; null without replica."
  value       = try(aws_s3_bucket.this["replica"].bucket_regional_domain_name, null)
}

output "replica_kms_key_arn" {
  description = "ARN of the key that encrypts the replica; null without replica."
  value       = try(local.kms_key_arns.replica, null)
}

output "replication_role_arn" {
  description = "ARN of the role that S3 replicates under; null without replica."
  value       = try(aws_iam_role.replication[0].arn, null)
}

output "reader_policy_json" {
  description = "Identity policy (JSON) that lets a role of this account list the bucket and read its objects."
  value       = jsonencode({ Version = "2012-10-17", Statement = local.read_statements })
}

output "writer_policy_json" {
  description = "Identity policy (JSON) that lets a role of this account list, read, write and delete objects. A delete makes a version noncurrent; deleting versions is not included."
  value       = jsonencode({ Version = "2012-10-17", Statement = concat(local.read_statements, local.write_statements) })
}

locals {
  via_s3 = { StringEquals = { "kms:ViaService" = "s3.${local.regions.primary}.${local.dns}" } }

  read_statements = concat(
    [
      { Effect = "Allow", Action = ["s3:ListBucket"], Resource = local.arns.primary },
      { Effect = "Allow", Action = ["s3:GetObject"], Resource = "${local.arns.primary}/*" },
    ],
    local.uses_kms ? [{ Effect = "Allow", Action = ["kms:Decrypt"], Resource = local.kms_key_arns.primary, Condition = local.via_s3 }] : [],
  )

  write_statements = concat(
    [{ Effect = "Allow", Action = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"], Resource = "${local.arns.primary}/*" }],
    local.uses_kms ? [{ Effect = "Allow", Action = ["kms:GenerateDataKey"], Resource = local.kms_key_arns.primary, Condition = local.via_s3 }] : [],
  )
}
