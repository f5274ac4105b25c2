# What the distribution is told: each path with its target, methods and policies, each error with its page.

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition

  # With a standby, reads go to a group that fails over; CloudFront refuses writes to a group.
  standby_name = var.active_origin == "app" ? "standby" : "app"
  reads        = var.standby_origin == null ? "app" : "app-with-failover"
  writes       = var.active_origin

  methods = {
    read = ["GET", "HEAD", "OPTIONS"]
    all  = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
  }

  # The default behaviour last, as CloudFront takes it.
  rendered = [for b in concat(var.behaviors, [merge(var.default_behavior, { path = "*", flow = false })]) : {
    path                     = b.path
    target                   = b.origin == "static" ? "static" : b.methods == "read" ? local.reads : local.writes
    methods                  = local.methods[b.methods]
    cache_policy_id          = module.managed_policies.cache[b.cache]
    origin_request_policy_id = b.origin == "app" ? module.managed_policies.all_viewer : null
    functions = { for event, arn in {
      viewer-request  = b.viewer_request_function_arn
      viewer-response = b.viewer_response_function_arn
    } : event => arn if arn != null }
  }]
  ordered = slice(local.rendered, 0, length(var.behaviors))
  default = local.rendered[length(var.behaviors)]

  # Every error that CloudFront may cache gets a time of its own: 0 unless a page says otherwise.
  pages = { for p in var.custom_error_pages : tostring(p.error_code) => p }
  errors = [for code in [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504] : {
    code          = code
    page          = try(local.pages[tostring(code)].page, null)
    response_code = try(coalesce(local.pages[tostring(code)].response_code, code), null)
    cache_seconds = try(local.pages[tostring(code)].cache_seconds, 0)
  }]

  # Where each error page is served from: the first behaviour whose pattern matches, else the default.
  page_origins = { for p in var.custom_error_pages : p.page => concat([
    for b in var.behaviors : b.origin
    if can(regex("^${replace(replace(replace(replace(replace(b.path, ".", "\\."), "$", "\\$"), "+", "\\+"), "?", "."), "*", ".*")}$", p.page))
  ], [var.default_behavior.origin])[0]... }
}
