# The web ACL of the distribution. Rules run in order of priority: rate limits first (cheap, and a flood
# should not reach the rest), then reputation, then what looks into the request.

locals {
  managed_groups = concat(
    [{ name = "AWSManagedRulesAmazonIpReputationList", priority = 100 }],
    var.block_anonymous_ips ? [{ name = "AWSManagedRulesAnonymousIpList", priority = 110 }] : [],
    [
      { name = "AWSManagedRulesKnownBadInputsRuleSet", priority = 120 },
      { name = "AWSManagedRulesCommonRuleSet", priority = 130 },
      { name = "AWSManagedRulesSQLiRuleSet", priority = 140 },
    ],
  )

  # With exceptions for large bodies the group's own rule only labels, and the rule below blocks.
  counted = { for g in local.managed_groups : g.name => sort(distinct(concat(
    tolist(lookup(var.managed_rules_counted, g.name, [])),
    g.name == "AWSManagedRulesCommonRuleSet" && length(var.large_body_paths) > 0 ? ["SizeRestrictions_BODY"] : [],
  ))) }
}

resource "aws_wafv2_web_acl" "this" {
  region      = "us-east-1" # where AWS keeps everything of scope CLOUDFRONT
  name        = var.name
  description = "In front of the CloudFront distribution of ${var.name}"
  scope       = "CLOUDFRONT"

  default_action {
    allow {}
  }

  custom_response_body {
    key          = "too-many-requests"
    content      = var.blocked_page.content
    content_type = var.blocked_page.content_type
  }

  dynamic "rule" {
    for_each = { for i, r in var.rate_limits : r.name => merge(r, { priority = 10 + i }) }

    content {
      name     = "rate-${rule.key}"
      priority = rule.value.priority

      action {
        dynamic "block" {
          for_each = rule.value.action == "block" ? [1] : []

          content {
            custom_response {
              response_code            = 429
              custom_response_body_key = "too-many-requests"

              response_header {
                name  = "retry-after"
                value = "300"
              }
            }
          }
        }

        dynamic "count" {
          for_each = rule.value.action == "count" ? [1] : []

          content {}
        }
      }

      statement {
        rate_based_statement {
          aggregate_key_type    = "IP"
          evaluation_window_sec = 300
          limit                 = rule.value.limit

          scope_down_statement {
            byte_match_statement {
              positional_constraint = "STARTS_WITH"
              search_string         = rule.value.path_prefix

              field_to_match {
                uri_path {}
              }

              # /%64onate and /x/../donate are /donate.
              text_transformation {
                priority = 0
                type     = "URL_DECODE"
              }

              text_transformation {
                priority = 1
                type     = "NORMALIZE_PATH"
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.name}-rate-${rule.key}"
        sampled_requests_enabled   = true
      }
    }
  }

  dynamic "rule" {
    for_each = { for g in local.managed_groups : g.name => g }

    content {
      name     = rule.key
      priority = rule.value.priority

      override_action {
        none {}
      }

      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.key

          dynamic "rule_action_override" {
            for_each = local.counted[rule.key]

            content {
              name = rule_action_override.value

              action_to_use {
                count {}
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.name}-${rule.key}"
        sampled_requests_enabled   = true
      }
    }
  }

  # Large bodies are blocked unless the path is excepted: labelled by the common rules, and below none of
  # the prefixes (not A and not B, which holds for any number of them).
  dynamic "rule" {
    for_each = length(var.large_body_paths) > 0 ? [1] : []

    content {
      name     = "large-body"
      priority = 131

      action {
        block {}
      }

      statement {
        and_statement {
          statement {
            label_match_statement {
              scope = "LABEL"
              key   = "awswaf:managed:aws:core-rule-set:SizeRestrictions_Body"
            }
          }

          dynamic "statement" {
            for_each = sort(tolist(var.large_body_paths))

            content {
              not_statement {
                statement {
                  byte_match_statement {
                    positional_constraint = "STARTS_WITH"
                    search_string         = statement.value

                    field_to_match {
                      uri_path {}
                    }

                    text_transformation {
                      priority = 0
                      type     = "URL_DECODE"
                    }

                    text_transformation {
                      priority = 1
                      type     = "NORMALIZE_PATH"
                    }
                  }
                }
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.name}-large-body"
        sampled_requests_enabled   = true
      }
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = var.name
    sampled_requests_enabled   = true
  }
}
