# Security headers on every answer, also on errors and on what comes from the cache.

resource "aws_cloudfront_response_headers_policy" "this" {
  name    = "${var.name}-security"
  comment = "Security headers of ${var.name}"

  security_headers_config {
    strict_transport_security {
      access_control_max_age_sec = var.hsts.max_age_days * 86400
      include_subdomains         = var.hsts.include_subdomains
      preload                    = var.hsts.preload
      override                   = true
    }

    # The application may send a stricter policy, with nonces that only it knows.
    content_security_policy {
      content_security_policy = var.content_security_policy
      override                = false
    }

    content_type_options {
      override = true
    }

    frame_options {
      frame_option = var.frame_option
      override     = true
    }

    referrer_policy {
      referrer_policy = var.referrer_policy
      override        = true
    }
  }

  custom_headers_config {
    items {
      header   = "Permissions-Policy"
      value    = var.permissions_policy
      override = false
    }
  }

  remove_headers_config {
    items {
      header = "X-Powered-By"
    }
  }
}
