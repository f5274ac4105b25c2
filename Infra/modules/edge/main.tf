# The distribution: who may come in (TLS, WAF, countries), where each path goes, what is cached.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

# AWS keeps the cache and origin request policies; naming them beats copying them.
module "managed_policies" {
  source = "./managed-policies"
}

resource "aws_cloudfront_distribution" "this" {
  comment             = var.name
  enabled             = true
  aliases             = var.domain_names
  http_version        = "http2and3"
  is_ipv6_enabled     = true
  price_class         = var.price_class
  default_root_object = var.default_root_object
  web_acl_id          = aws_wafv2_web_acl.this.arn

  viewer_certificate {
    acm_certificate_arn      = var.certificate_arn
    minimum_protocol_version = var.minimum_tls
    ssl_support_method       = "sni-only"
  }

  restrictions {
    geo_restriction {
      restriction_type = var.geo_restriction.type
      locations        = var.geo_restriction.countries
    }
  }

  dynamic "origin" {
    for_each = var.static_origin == null ? [] : [var.static_origin]

    content {
      origin_id                = "static"
      domain_name              = origin.value.bucket_regional_domain_name
      origin_path              = origin.value.path
      origin_access_control_id = aws_cloudfront_origin_access_control.static[0].id
    }
  }

  dynamic "origin" {
    for_each = local.app_origins

    content {
      origin_id   = origin.key
      domain_name = origin.value.domain_name
      # A dead origin is given up after 2 x 3 s instead of CloudFront's 3 x 10 s: visitors wait, and the
      # objective for latency counts it.
      connection_attempts = 2
      connection_timeout  = 3

      dynamic "vpc_origin_config" {
        for_each = origin.value.public ? [] : [1]

        content {
          vpc_origin_id            = aws_cloudfront_vpc_origin.this[origin.key].id
          origin_read_timeout      = origin.value.read_timeout_seconds
          origin_keepalive_timeout = origin.value.keepalive_timeout_seconds
        }
      }

      dynamic "custom_origin_config" {
        for_each = origin.value.public ? [1] : []

        content {
          http_port                = 80
          https_port               = 443
          origin_protocol_policy   = "https-only"
          origin_ssl_protocols     = ["TLSv1.2"]
          origin_read_timeout      = origin.value.read_timeout_seconds
          origin_keepalive_timeout = origin.value.keepalive_timeout_seconds
        }
      }

      dynamic "custom_header" {
        for_each = origin.value.secret_header == null ? [] : [origin.value.secret_header.name]

        content {
          name  = custom_header.value
          value = data.aws_secretsmanager_secret_version.origin[origin.key].secret_string
        }
      }
    }
  }

  dynamic "origin_group" {
    for_each = var.standby_origin == null ? [] : [1]

    content {
      origin_id = "app-with-failover"

      failover_criteria {
        status_codes = [500, 502, 503, 504]
      }

      member {
        origin_id = var.active_origin
      }

      member {
        origin_id = local.standby_name
      }
    }
  }

  dynamic "ordered_cache_behavior" {
    for_each = local.ordered

    content {
      path_pattern               = ordered_cache_behavior.value.path
      target_origin_id           = ordered_cache_behavior.value.target
      viewer_protocol_policy     = "redirect-to-https"
      allowed_methods            = ordered_cache_behavior.value.methods
      cached_methods             = ["GET", "HEAD"]
      compress                   = true
      cache_policy_id            = ordered_cache_behavior.value.cache_policy_id
      origin_request_policy_id   = ordered_cache_behavior.value.origin_request_policy_id
      response_headers_policy_id = aws_cloudfront_response_headers_policy.this.id

      dynamic "function_association" {
        for_each = ordered_cache_behavior.value.functions

        content {
          event_type   = function_association.key
          function_arn = function_association.value
        }
      }
    }
  }

  default_cache_behavior {
    target_origin_id           = local.default.target
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = local.default.methods
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = local.default.cache_policy_id
    origin_request_policy_id   = local.default.origin_request_policy_id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.this.id

    dynamic "function_association" {
      for_each = local.default.functions

      content {
        event_type   = function_association.key
        function_arn = function_association.value
      }
    }
  }

  dynamic "custom_error_response" {
    for_each = local.errors

    content {
      error_code            = custom_error_response.value.code
      response_code         = custom_error_response.value.response_code
      response_page_path    = custom_error_response.value.page
      error_caching_min_ttl = custom_error_response.value.cache_seconds
    }
  }

  lifecycle {
    precondition {
      condition     = alltrue([for page, origins in local.page_origins : alltrue([for o in origins : o == "static"])])
      error_message = "custom_error_pages: ${join(", ", [for page, origins in local.page_origins : page if contains(origins, "app")])} would be fetched from the application, which is what is failing. Add a behaviour for it with origin static."
    }
  }
}

resource "aws_cloudfront_monitoring_subscription" "this" {
  count = var.additional_metrics ? 1 : 0

  distribution_id = aws_cloudfront_distribution.this.id

  monitoring_subscription {
    realtime_metrics_subscription_config {
      realtime_metrics_subscription_status = "Enabled"
    }
  }
}
