output "cache" {
  description = "Ids of the cache policies, by what behaviours call them: never, static, origin."
  value       = { for k, p in data.aws_cloudfront_cache_policy.this : k => p.id }
}

output "all_viewer" {
  description = "Id of the origin request policy that passes everything on."
  value       = data.aws_cloudfront_origin_request_policy.all_viewer.id
}
