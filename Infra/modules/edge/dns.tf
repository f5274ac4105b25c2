# Alias records for every name, IPv4 and IPv6.

resource "aws_route53_record" "this" {
  for_each = var.dns_zone == null ? {} : {
    for pair in setproduct(var.domain_names, ["A", "AAAA"]) : "${pair[0]} ${pair[1]}" => { name = pair[0], type = pair[1] }
  }

  zone_id = var.dns_zone.zone_id
  name    = each.value.name
  type    = each.value.type

  alias {
    name                   = aws_cloudfront_distribution.this.domain_name
    zone_id                = aws_cloudfront_distribution.this.hosted_zone_id
    evaluate_target_health = false # not supported for CloudFront
  }
}
