# Ids of the policies that AWS manages, looked up by name. A module of its own, because the id of these
# data sources is an optional argument, which test mocks cannot fill in; a module's outputs they can.

data "aws_cloudfront_cache_policy" "this" {
  for_each = {
    never  = "Managed-CachingDisabled"
    static = "Managed-CachingOptimized"
    origin = "UseOriginCacheControlHeaders-QueryStrings" # without the prefix: AWS named it so
  }

  name = each.value
}

data "aws_cloudfront_origin_request_policy" "all_viewer" {
  name = "Managed-AllViewer" # with the Host header: the application sees the name that the visitor typed
}
