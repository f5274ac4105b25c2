output "bucket_name" {
  description = "Name of the bucket that holds the states."
  value       = aws_s3_bucket.this["state"].id
}

output "bucket_arn" {
  description = "ARN of the bucket that holds the states."
  value       = aws_s3_bucket.this["state"].arn
}

output "log_bucket_name" {
  description = "Name of the bucket with the access logs of the state bucket."
  value       = aws_s3_bucket.this["logs"].id
}

output "log_bucket_arn" {
  description = "ARN of the bucket with the access logs of the state bucket."
  value       = aws_s3_bucket.this["logs"].arn
}

output "kms_key_arn" {
  description = "ARN of the key that encrypts the states."
  value       = aws_kms_key.state.arn
}

output "region" {
  description = "Region of the buckets."
  value       = local.region
}

output "state_keys" {
  description = "Object key of each stack's state, by stack."
  value       = local.keys
}

output "reader_policy_json" {
  description = "By stack: identity policy (JSON) that lets a role read the state."
  value       = { for s in var.stacks : s => jsonencode({ Version = "2012-10-17", Statement = local.reader[s] }) }
}

output "planner_policy_json" {
  description = "By stack: identity policy (JSON) that lets a role read the state and hold the lock: what terraform plan needs."
  value       = { for s in var.stacks : s => jsonencode({ Version = "2012-10-17", Statement = local.planner[s] }) }
}

output "writer_policy_json" {
  description = "By stack: identity policy (JSON) that lets a role read and write the state and hold the lock: what terraform apply needs. It cannot delete the state."
  value       = { for s in var.stacks : s => jsonencode({ Version = "2012-10-17", Statement = local.writer[s] }) }
}

output "backend" {
  description = "By stack: the backend block to paste into the root stack as backend.tf."
  value = { for s, key in local.keys : s => <<-EOT
    terraform {
      backend "s3" {
        bucket       = "${aws_s3_bucket.this["state"].id}"
        key          = "${key}"
        region       = "${local.region}"
        encrypt      = true
        kms_key_id   = "${aws_kms_key.state.arn}"
        use_lockfile = true
      }
    }
  EOT
  }
}
