# Origins. The bucket is read under origin access control. The load balancer is reached through a VPC
# origin: it stays internal, so there is no door past the WAF and no shared secret to keep.

locals {
  app_origins = { for k, o in {
    app     = var.app_origin
    standby = var.standby_origin == null ? null : merge(var.standby_origin, { public = false, secret_header = null })
  } : k => o if o != null }

  vpc_origins   = { for k, o in local.app_origins : k => o if !o.public }
  secret_origin = { for k, o in local.app_origins : k => o.secret_header if o.secret_header != null }
}

resource "aws_cloudfront_origin_access_control" "static" {
  count = var.static_origin == null ? 0 : 1

  name                              = "${var.name}-static"
  description                       = "Signs every request to the static bucket"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_vpc_origin" "this" {
  for_each = local.vpc_origins

  vpc_origin_endpoint_config {
    name                   = "${var.name}-${each.key}"
    arn                    = each.value.load_balancer_arn
    http_port              = 80 # required by the API, never used: https-only
    https_port             = 443
    origin_protocol_policy = "https-only"

    origin_ssl_protocols {
      items    = ["TLSv1.2"]
      quantity = 1
    }
  }
}

# Only with a public load balancer and unsafe.secret_in_state. custom_header has no write-only form, so
# the value is in the state twice (here and in the distribution), and a third time in the listener rule.
data "aws_secretsmanager_secret_version" "origin" {
  for_each = local.secret_origin

  secret_id = each.value.secret_arn
}
