# The names under which AWS keeps its policies.

mock_provider "aws" {}

run "policies_are_looked_up_by_name" {
  command = plan

  module {
    source = "./managed-policies"
  }

  assert {
    condition     = { for k, p in data.aws_cloudfront_cache_policy.this : k => p.name } == { never = "Managed-CachingDisabled", static = "Managed-CachingOptimized", origin = "UseOriginCacheControlHeaders-QueryStrings" }
    error_message = "cache policies"
  }

  assert {
    condition     = data.aws_cloudfront_origin_request_policy.all_viewer.name == "Managed-AllViewer"
    error_message = "everything is passed on, the Host header too"
  }
}
