# ---- observed -------------------------------------------------------------------------------------------------------
_TOPIC = "arn:aws:sns:us-east-1:123456789012:oncall"
BURN = block("aws_cloudwatch_metric_alarm", "burn", f'''
  alarm_name = "donations-burn"
  namespace = "Donations"
  metric_name = "FailedDonors"
  statistic = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold = 5
  period = 60
  evaluation_periods = 3
  datapoints_to_alarm = 2
  treat_missing_data = "breaching"
  actions_enabled = true
  alarm_actions = ["{_TOPIC}"]
  ok_actions = ["{_TOPIC}"]
''')
HEALTHY = BURN.replace('"burn" {', '"healthy" {').replace("donations-burn", "donations-healthy").replace("FailedDonors", "HealthyHosts") \
    .replace("GreaterThanThreshold", "LessThanThreshold").replace('"Sum"', '"Minimum"')
case("alarm-deleted", "observed", "the burn alarm is deleted", "it is moved", STAYS + BURN, STAYS, moved(STAYS + BURN, "aws_cloudwatch_metric_alarm.burn", "slo"))
case("alarm-renamed", "observed", "the burn alarm is replaced by one that watches another metric", "the alarm is renamed in the configuration, moved, its description too", BURN,
     sub(BURN, '"burn" {', '"other" {', '"donations-burn"', '"donations-other"', '"FailedDonors"', '"Visits"'),
     sub(moved(BURN, "aws_cloudwatch_metric_alarm.burn", "slo"), "actions_enabled = true", 'actions_enabled = true\n  alarm_description = "see the runbook"'))
_change("alarm-threshold-raised", "observed", "alarm above 5 becomes above 500", "above 5 becomes above 3", BURN, ("threshold = 5", "threshold = 500"), ("threshold = 5", "threshold = 3"))
_change("alarm-threshold-lowered", "observed", "alarm below 5 becomes below 1", "below 5 becomes below 6", HEALTHY, ("threshold = 5", "threshold = 1"), ("threshold = 5", "threshold = 6"))
_reverse("alarm-actions-emptied", "observed", "the alarm's actions are emptied", "filled", BURN, f'alarm_actions = ["{_TOPIC}"]', "alarm_actions = []")
_reverse("alarm-disabled", "observed", "the alarm's actions are disabled", "enabled", BURN, "actions_enabled = true", "actions_enabled = false")
_reverse("alarm-periods-doubled", "observed", "evaluation periods 3 to 6, datapoints 2 to 5", "6 to 3", BURN, "evaluation_periods = 3\n  datapoints_to_alarm = 2", "evaluation_periods = 6\n  datapoints_to_alarm = 5")
_reverse("alarm-datapoints-raised", "observed", "2 of 3 becomes 3 of 3", "3 of 3 becomes 2 of 3", BURN, "datapoints_to_alarm = 2", "datapoints_to_alarm = 3")
_reverse("alarm-period-longer", "observed", "period 60 to 3600 s", "3600 to 60 s", BURN, "period = 60", "period = 3600")
_reverse("alarm-missing-data", "observed", "missing data counts as healthy", "as a breach", BURN, '"breaching"', '"notBreaching"')
_change("alarm-comparison-flipped", "observed", "above becomes below", "above 5 becomes 5 or above", BURN, ('"GreaterThanThreshold"', '"LessThanThreshold"'), ('"GreaterThanThreshold"', '"GreaterThanOrEqualToThreshold"'))
COMPOSITE = block("aws_cloudwatch_composite_alarm", "page", f'''
  alarm_name = "donations-page"
  alarm_rule = "ALARM(donations-burn) OR ALARM(donations-healthy)"
  actions_enabled = true
  alarm_actions = ["{_TOPIC}"]
''')
case("composite-deleted", "observed", "the composite alarm is deleted", "it is moved", STAYS + COMPOSITE, STAYS, moved(STAYS + COMPOSITE, "aws_cloudwatch_composite_alarm.page", "oncall"))
_change("composite-narrowed", "observed", "burn OR healthy becomes burn AND healthy", "a third alarm is added by OR", COMPOSITE, (" OR ", " AND "), ("ALARM(donations-healthy)", "ALARM(donations-healthy) OR ALARM(donations-slow)"))
case("alarm-added", "observed", "of two alarms one is deleted", "a second alarm is added, its topic too, in the same plan", STAYS + BURN + HEALTHY, STAYS + BURN,
     BURN + HEALTHY.replace(f'["{_TOPIC}"]', "[aws_sns_topic.alerts.arn]") + STAYS, good_before=BURN)
_FILTER = LOG + block("aws_cloudwatch_log_metric_filter", "errors", '''
  name = "errors"
  log_group_name = "/ecs/donations"
  pattern = "{ $.level = \\"error\\" }"
  metric_transformation {
    name = "Errors"
    namespace = "Donations"
    value = "1"
  }
''')
case("metric-filter-deleted", "observed", "the metric filter is deleted", "it is moved", _FILTER, LOG, moved(_FILTER, "aws_cloudwatch_log_metric_filter.errors", "failures"))
_FLOW = block("aws_flow_log", "main", '''
  vpc_id = "vpc-0123456789abcdef0"
  traffic_type = "ALL"
  log_destination_type = "s3"
  log_destination = "arn:aws:s3:::donations-flow-logs"
  tags = {}
''')
case("flow-log-deleted", "observed", "flow logs are deleted", "they are moved", STAYS + _FLOW, STAYS, moved(STAYS + _FLOW, "aws_flow_log.main", "vpc"), also=["secrets"])
_TRAIL = block("aws_cloudtrail", "main", '''
  name = "organisation"
  s3_bucket_name = "donations-trail"
  is_multi_region_trail = true
  include_global_service_events = true
  enable_log_file_validation = true
  enable_logging = true
  tags = {}
''')
case("trail-deleted", "observed", "the trail is deleted", "it is moved", STAYS + _TRAIL, STAYS, moved(STAYS + _TRAIL, "aws_cloudtrail.main", "audit"), also=["secrets", "decided"])
_reverse("trail-logging-off", "observed", "the trail stops logging", "it starts", _TRAIL, "enable_logging = true", "enable_logging = false", also=["secrets", "decided"])
_reverse("trail-one-region", "observed", "the trail covers one region", "all", _TRAIL, "is_multi_region_trail = true", "is_multi_region_trail = false", also=["secrets", "decided"])
_reverse("trail-validation-off", "observed", "log file validation off", "on", _TRAIL, "enable_log_file_validation = true", "enable_log_file_validation = false", also=["secrets", "decided"])
_SUB = STAYS + block("aws_sns_topic_subscription", "pager", '''
  topic_arn = aws_sns_topic.alerts.arn
  protocol = "https"
  endpoint = "https://events.example.net/integration/steady"
''')
case("subscription-deleted", "observed", "nobody is paged any more: the subscription is deleted", "it is moved", _SUB, STAYS, moved(_SUB, "aws_sns_topic_subscription.pager", "oncall"))
case("topic-deleted", "observed", "the alarm topic and its subscription are deleted", "another topic is added", LOG + _SUB, LOG, LOG + _SUB + STAYS.replace('"alerts" {', '"news" {').replace("donations-alerts", "donations-news"))
_reverse("log-retention-shorter", "observed", "logs kept 365 to 7 days", "7 to 365 days", LOG, "retention_in_days = 365", "retention_in_days = 7")
_reverse("alb-access-logs-off", "observed", "access logs of the load balancer off", "on", ALB, '    bucket = "donations-lb-logs"\n    enabled = true', '    bucket = "donations-lb-logs"\n    enabled = false')
_reverse("rds-log-exports-removed", "observed", "the database no longer exports its logs", "it does", RDS, '  enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]\n', "")
_reverse("rds-insights-off", "observed", "performance insights off", "on", RDS, "performance_insights_enabled = true", "performance_insights_enabled = false")
_reverse("rds-monitoring-off", "observed", "enhanced monitoring off", "on", RDS, "monitoring_interval = 60", "monitoring_interval = 0")
_CLUSTER = block("aws_ecs_cluster", "main", '''
  name = "production"
  setting {
    name = "containerInsights"
    value = "enhanced"
  }
  tags = {}
''')
_reverse("container-insights-off", "observed", "container insights off", "on", _CLUSTER, '"enhanced"', '"disabled"')
_DASH = block("aws_cloudwatch_dashboard", "slo", '''
  dashboard_name = "donations-slo"
  dashboard_body = jsonencode({ widgets = [{ type = "text", x = 0, y = 0, width = 6, height = 3, properties = { markdown = "SLO" } }] })
''')
case("dashboard-deleted", "observed", "the SLO dashboard is deleted", "it is moved", STAYS + _DASH, STAYS, moved(STAYS + _DASH, "aws_cloudwatch_dashboard.slo", "objectives"), doubt="alarms still fire: a warning could be argued for")
_CANARY = block("aws_synthetics_canary", "donate", '''
  name = "donate"
  artifact_s3_location = "s3://donations-canary/"
  execution_role_arn = "arn:aws:iam::123456789012:role/canary"
  handler = "donate.handler"
  runtime_version = "syn-nodejs-puppeteer-9.0"
  s3_bucket = "donations-canary"
  s3_key = "donate.zip"
  start_canary = true
  schedule {
    expression = "rate(1 minute)"
  }
  tags = {}
''')
case("canary-deleted", "observed", "the synthetic donor is deleted", "it is moved", STAYS + _CANARY, STAYS, moved(STAYS + _CANARY, "aws_synthetics_canary.donate", "donor"))
_reverse("canary-rarer", "observed", "the synthetic donor comes once an hour instead of once a minute", "the reverse", _CANARY, "rate(1 minute)", "rate(60 minutes)", doubt="not in the reference's catalogue")
_HEALTH = block("aws_route53_health_check", "main", '''
  fqdn = "donate.example.org"
  type = "HTTPS"
  port = 443
  resource_path = "/healthz"
  failure_threshold = 3
  request_interval = 10
  tags = {}
''')
case("health-check-deleted", "observed", "the DNS health check is deleted", "it is moved", STAYS + _HEALTH, STAYS, moved(STAYS + _HEALTH, "aws_route53_health_check.main", "donate"), also=["failure-modes", "slo"])
_GUARD = block("aws_guardduty_detector", "main", '''
  enable = true
  finding_publishing_frequency = "FIFTEEN_MINUTES"
  tags = {}
''')
_reverse("guardduty-off", "observed", "threat detection off", "on", _GUARD, "enable = true", "enable = false", also=["secrets"], doubt="not in the reference's catalogue")
_ANOMALY = block("aws_cloudwatch_event_rule", "drift", '''
  name = "donations-deployment-failed"
  event_pattern = jsonencode({ source = ["aws.ecs"], "detail-type" = ["ECS Deployment State Change"] })
  state = "ENABLED"
  tags = {}
''')
_reverse("event-rule-disabled", "observed", "the rule that reports failed deployments is disabled", "enabled", _ANOMALY, '"ENABLED"', '"DISABLED"', doubt="not in the reference's catalogue")

# ---- the edge: WAF, TLS, CloudFront ---------------------------------------------------------------------------------
WAF = block("aws_wafv2_web_acl", "main", '''
  name = "donations"
  scope = "REGIONAL"
  default_action {
    allow {}
  }
  rule {
    name = "rate"
    priority = 1
    action {
      block {}
    }
    statement {
      rate_based_statement {
        limit = 2000
        aggregate_key_type = "IP"
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name = "rate"
      sampled_requests_enabled = true
    }
  }
  rule {
    name = "common"
    priority = 2
    override_action {
      none {}
    }
    statement {
      managed_rule_group_statement {
        name = "AWSManagedRulesCommonRuleSet"
        vendor_name = "AWS"
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name = "common"
      sampled_requests_enabled = true
    }
  }
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name = "donations"
    sampled_requests_enabled = true
  }
  tags = {}
''')
_COMMON = WAF[WAF.index('  rule {\n    name = "common"'):WAF.index('  visibility_config {\n    cloudwatch_metrics_enabled = true\n    metric_name = "donations"')]
_RATE = WAF[WAF.index('  rule {\n    name = "rate"'):WAF.index('  rule {\n    name = "common"')]
_ATTACH = WAF + block("aws_wafv2_web_acl_association", "main", '''
  resource_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/donations/0123456789abcdef"
  web_acl_arn = aws_wafv2_web_acl.main.arn
''')
case("waf-detached", "failure-modes", "the WAF is detached from the load balancer", "the association is moved", _ATTACH, WAF, moved(_ATTACH, "aws_wafv2_web_acl_association.main", "alb"), also=["secrets"])
case("waf-deleted", "failure-modes", "the web ACL is deleted", "it is moved", STAYS + WAF, STAYS, moved(STAYS + WAF, "aws_wafv2_web_acl.main", "edge"), also=["secrets"])
_reverse("waf-rate-rule-removed", "failure-modes", "the rate limit is removed", "it is added", WAF, _RATE, "", also=["secrets"])
_reverse("waf-managed-rules-removed", "failure-modes", "the managed rules are removed", "added", WAF, _COMMON, "", also=["secrets"])
_reverse("waf-block-to-count", "failure-modes", "the rate rule only counts", "it blocks", WAF, "      block {}", "      count {}", also=["secrets"])
_reverse("waf-override-count", "failure-modes", "the managed rules only count", "they act", WAF, "      none {}", "      count {}", also=["secrets"])
_change("waf-rate-raised", "failure-modes", "the rate limit 2000 to 200000", "2000 to 1000", WAF, ("limit = 2000", "limit = 200000"), ("limit = 2000", "limit = 1000"), also=["secrets"])
_change("waf-rules-reordered", "failure-modes", "an allow-all rule goes before all others", "the two rules change their order", WAF,
        ("    name = \"rate\"\n    priority = 1\n    action {\n      block {}", "    name = \"rate\"\n    priority = 1\n    action {\n      allow {}"),
        ('name = "rate"\n    priority = 1', 'name = "rate"\n    priority = 3'), also=["secrets"])
_WLOG = WAF + block("aws_wafv2_web_acl_logging_configuration", "main", '''
  resource_arn = aws_wafv2_web_acl.main.arn
  log_destination_configs = ["arn:aws:logs:us-east-1:123456789012:log-group:aws-waf-logs-donations"]
''')
case("waf-logging-deleted", "observed", "the WAF's log is deleted", "it is moved", _WLOG, WAF, moved(_WLOG, "aws_wafv2_web_acl_logging_configuration.main", "edge"), also=["failure-modes"])
CDN = block("aws_cloudfront_distribution", "main", '''
  enabled = true
  aliases = ["donate.example.org"]
  web_acl_id = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/donations/00000000-0000-0000-0000-000000000000"
  origin {
    domain_name = "donations-pages.s3.us-east-1.amazonaws.com"
    origin_id = "pages"
    origin_access_control_id = "E0123456789ABC"
  }
  origin {
    domain_name = "api.donate.example.org"
    origin_id = "api"
    custom_origin_config {
      http_port = 80
      https_port = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols = ["TLSv1.2"]
    }
  }
  default_cache_behavior {
    target_origin_id = "pages"
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods = ["GET", "HEAD"]
    cached_methods = ["GET", "HEAD"]
    cache_policy_id = "658327ea-f89d-4fab-a63d-7e88639e58f6"
    response_headers_policy_id = "67f7725c-6f97-4210-82d7-5512b31e9d03"
  }
  logging_config {
    bucket = "donations-cdn-logs.s3.amazonaws.com"
    include_cookies = false
  }
  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
  viewer_certificate {
    acm_certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"
    ssl_support_method = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
  tags = {}
''')
_reverse("cdn-waf-detached", "failure-modes", "the distribution loses its WAF", "it gets one", CDN,
         '"arn:aws:wafv2:us-east-1:123456789012:global/webacl/donations/00000000-0000-0000-0000-000000000000"', '""', also=["secrets"])
_reverse("cdn-allow-all", "secrets", "viewers may use HTTP", "they are redirected", CDN, '"redirect-to-https"', '"allow-all"')
_reverse("cdn-tls-weaker", "secrets", "TLSv1 accepted", "TLS 1.2 only", CDN, '"TLSv1.2_2021"', '"TLSv1"')
_reverse("cdn-oac-removed", "secrets", "origin access control removed", "added", CDN, '"E0123456789ABC"', '""')
_reverse("cdn-origin-http", "secrets", "the origin is reached by HTTP", "by HTTPS", CDN, '"https-only"', '"http-only"')
_reverse("cdn-headers-removed", "secrets", "security headers removed", "added", CDN, '    response_headers_policy_id = "67f7725c-6f97-4210-82d7-5512b31e9d03"\n', "", also=["failure-modes"], doubt="not in the reference's catalogue")
_reverse("cdn-disabled", "slo", "the distribution is disabled", "enabled", CDN, "  enabled = true", "  enabled = false", also=["failure-modes"])
_reverse("cdn-logging-removed", "observed", "access logs of the distribution removed", "added", CDN, '  logging_config {\n    bucket = "donations-cdn-logs.s3.amazonaws.com"\n    include_cookies = false\n  }\n', "")
case("oac-deleted", "secrets", "the origin access control itself is deleted", "it is moved", STAYS + (_OAC := block("aws_cloudfront_origin_access_control", "main", '''
  name = "pages"
  origin_access_control_origin_type = "s3"
  signing_behavior = "always"
  signing_protocol = "sigv4"
''')), STAYS, moved(STAYS + _OAC, "aws_cloudfront_origin_access_control.main", "pages"), also=["slo", "failure-modes"])
_LS = TG + LISTENER
_reverse("tls-policy-weaker", "secrets", "the listener accepts TLS 1.0", "TLS 1.2 and 1.3 only", _LS, "ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-2016-08")
_reverse("listener-https-to-http", "secrets", "HTTPS becomes HTTP", "HTTP becomes HTTPS", _LS, '''  port = 443
  protocol = "HTTPS"
  ssl_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"
''', '''  port = 443
  protocol = "HTTP"
''')
_REDIRECT = block("aws_lb_listener", "http", '''
  load_balancer_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/donations/0123456789abcdef"
  port = 80
  protocol = "HTTP"
  default_action {
    type = "redirect"
    redirect {
      port = "443"
      protocol = "HTTPS"
      status_code = "HTTP_301"
    }
  }
''')
_reverse("http-redirect-removed", "secrets", "port 80 serves instead of redirecting to HTTPS", "it redirects", TG + _REDIRECT, '''    type = "redirect"
    redirect {
      port = "443"
      protocol = "HTTPS"
      status_code = "HTTP_301"
    }
''', '''    type = "forward"
    target_group_arn = aws_lb_target_group.main.arn
''')
_FORCE = block("aws_db_parameter_group", "main", '''
  name = "donations"
  family = "postgres16"
  parameter {
    name = "rds.force_ssl"
    value = "1"
  }
  tags = {}
''')
_reverse("rds-force-ssl-off", "secrets", "connections to the database without TLS allowed", "refused", _FORCE, 'value = "1"', 'value = "0"')
_change("redis-transit-off", "secrets", "the cache without TLS", "the cache gets a tag", REDIS, ("transit_encryption_enabled = true", "transit_encryption_enabled = false"), ("tags = {}", 'tags = { Team = "payments" }'), also=["recovery"])
_BLOCKED = S3 + block("aws_s3_bucket_public_access_block", "main", '''
  bucket = "donations-receipts"
  block_public_acls = true
  block_public_policy = true
  ignore_public_acls = true
  restrict_public_buckets = true
''')
_reverse("public-access-block-off", "secrets", "a bucket's public policies no longer blocked", "blocked", _BLOCKED, "block_public_policy = true\n  ignore_public_acls = true\n  restrict_public_buckets = true",
         "block_public_policy = false\n  ignore_public_acls = true\n  restrict_public_buckets = false")
case("public-access-block-deleted", "secrets", "the block of public access is deleted", "it is added", _BLOCKED, S3, _BLOCKED, good_before=S3)

# ---- network --------------------------------------------------------------------------------------------------------
_SG = block("aws_security_group", "main", '''
  name = "donations"
  vpc_id = "vpc-0123456789abcdef0"
  tags = {}
''')


def _ingress(port, source, to=None, name="main", key="cidr_ipv4"):
    return block("aws_vpc_security_group_ingress_rule", name, f'''
  security_group_id = "sg-0123456789abcdef0"
  ip_protocol = "tcp"
  from_port = {port}
  to_port = {to or port}
  {key} = "{source}"
''')


case("sg-open-5432", "secrets", "the database's port is opened to the world", "443 is opened to the world", _SG, _SG + _ingress(5432, "0.0.0.0/0"), _SG + _ingress(443, "0.0.0.0/0"), also=["failure-modes"])
case("sg-open-22", "secrets", "SSH from 10.0.0.0/16 to the world", "from 10.0.0.0/16 to 10.0.1.0/24", _ingress(22, "10.0.0.0/16"), _ingress(22, "0.0.0.0/0"), _ingress(22, "10.0.1.0/24"), also=["failure-modes"])
case("sg-open-ipv6", "secrets", "the database's port is opened to ::/0", "to one /64", _SG, _SG + _ingress(5432, "::/0", key="cidr_ipv6"), _SG + _ingress(5432, "fd00:1234::/64", key="cidr_ipv6"), also=["failure-modes"])
case("sg-open-halves", "secrets", "the world in two halves: 0.0.0.0/1 and 128.0.0.0/1", "two private networks", _SG, _SG + _ingress(5432, "0.0.0.0/1") + _ingress(5432, "128.0.0.0/1", name="more"),
     _SG + _ingress(5432, "10.0.0.0/16") + _ingress(5432, "10.1.0.0/16", name="more"), also=["failure-modes"])
case("sg-open-all-ports", "secrets", "all ports to the world", "443 only", _SG, _SG + _ingress(0, "0.0.0.0/0", to=65535), _SG + _ingress(443, "0.0.0.0/0"), also=["failure-modes"])
_INLINE = block("aws_security_group", "db", '''
  name = "donations-db"
  vpc_id = "vpc-0123456789abcdef0"
  ingress {
    from_port = 5432
    to_port = 5432
    protocol = "tcp"
    security_groups = ["sg-0123456789abcdef0"]
  }
''')
_change("sg-inline-open", "secrets", "the database's inline rule opened to the world", "the rule gets a description", _INLINE, ('security_groups = ["sg-0123456789abcdef0"]', 'cidr_blocks = ["0.0.0.0/0"]'),
        ('protocol = "tcp"', 'protocol = "tcp"\n    description = "the service"'), also=["failure-modes"])
_reverse("rds-public", "secrets", "the database becomes publicly accessible", "private", RDS, "publicly_accessible = false", "publicly_accessible = true", also=["failure-modes"])
_reverse("tasks-public-ip", "secrets", "tasks get public addresses", "none", SERVICE, "assign_public_ip = false", "assign_public_ip = true", also=["cost", "failure-modes"], doubt="not in the reference's catalogue; public IPv4 is charged too")
