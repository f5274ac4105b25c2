// CloudFront, WAF, and the routes of the flow.

internal import Core

extension StackContext {
    var edgeFile: GeneratedFile {
        let standby = """

              # Reads fail over by themselves. Writes follow active_origin: changing it to standby is the failover.
              standby_origin = {
                domain_name = module.standby_service.load_balancer_dns_name
                load_balancer_arn = module.standby_service.load_balancer_arn
              }

              active_origin = var.active_origin

            """
        return file(
            "edge.tf", "CloudFront with WAF in front of load balancer and files.",
            [
                """
                module "edge" {
                  source = \(source("edge"))

                  name = \(HCL.string(name))
                  domain_names = var.domain_names
                  certificate_arn = var.edge_certificate_arn
                  dns_zone = var.zone_id == null ? null : { zone_id = var.zone_id }

                  app_origin = {
                    domain_name = module.service.load_balancer_dns_name
                    load_balancer_arn = module.service.load_balancer_arn
                  }
                \(hasSecondRegion ? standby : "")
                  static_origin = {
                    bucket_regional_domain_name = module.static.bucket_regional_domain_name
                    bucket_arn = module.static.bucket_arn
                  }

                  # Whatever is not named below goes to the service, and is not cached.
                  default_behavior = { origin = "app", methods = "all" }

                  # The flow's routes of steady.yaml come first: nothing cached may match them.
                  behaviors = [
                \(behaviors.joined(separator: "\n"))
                    { path = "/assets/*", origin = "static", cache = "static" },
                    { path = "/errors/*", origin = "static", cache = "static" },
                  ]

                  custom_error_pages = [for code in [502, 503, 504] : { error_code = code, page = "/errors/unavailable.html" }]
                }
                """
            ])
    }

    /// One line for each path of the flow; methods of the same path are put together. At most 22, which with the two of
    /// files is CloudFront's limit: the rest is served by the default behaviour in the same way.
    private var behaviors: [String] {
        var paths: [(path: String, isReading: Bool)] = []
        for route in spec.routes {
            let segments = route.segments.map { $0.hasPrefix("{") || $0 == "*" ? "*" : $0 }
            let path = "/" + segments.joined(separator: "/")
            guard path != "/", path != "/*", !["/assets/*", "/errors/*"].contains(path) else { continue }
            let isReading = ["GET", "HEAD", "OPTIONS"].contains(route.method)
            if let index = paths.firstIndex(where: { $0.path == path }) {
                paths[index].isReading = paths[index].isReading && isReading
            } else {
                paths.append((path, isReading))
            }
        }
        return paths.prefix(22).map { path, isReading in
            "    { path = \(HCL.string(path)), origin = \"app\", \(isReading ? "" : "methods = \"all\", ")flow = true },"
        }
    }
}
