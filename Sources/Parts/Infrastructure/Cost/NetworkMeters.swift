// What load balancers, gateways, addresses and endpoints use.

internal import Core

/// Meters of the network.
enum NetworkMeters {
    static func loadBalancer(_ balancer: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        let kind = balancer.text("load_balancer_type") ?? "application"
        guard kind == "application" || kind == "network" else {
            metering.gap("no price for a load balancer of type \(kind)")
            return
        }
        let isApplication = kind == "application"
        metering.add(isApplication ? "alb.hour" : "nlb.hour", hoursPerMonth, "730 h")
        let share = stack.share(balancer.type) { ($0.text("load_balancer_type") ?? "application") == kind }
        let behindCache = stack.all("aws_cloudfront_distribution").isEmpty ? 1 : 1 - stack.usage[.cacheHitShare]
        let rate = stack.usage.averageRequestsPerSecond * share * behindCache
        let units = stack.usage.capacityUnitsPerHour(requestsPerSecond: rate)
        // A network load balancer's unit counts the same bytes, and more connections: never more units than this.
        metering.add(
            isApplication ? "alb.lcu-hour" : "nlb.lcu-hour", units * hoursPerMonth,
            "\(rate.rounded(to: 2)) requests/s on average are \(units.rounded(to: 3)) capacity units, 730 h")
        addresses(balancer, stack, &metering)
        if !isInternal(balancer), stack.all("aws_cloudfront_distribution").isEmpty {
            metering.add(
                "transfer.internet.gb", stack.usage.responseGB * share, "responses to viewers")
        }
    }

    private static func isInternal(_ balancer: CostResource) -> Bool { balancer.flag("internal") }

    /// One public address per zone, at least: an application load balancer under load takes more.
    private static func addresses(_ balancer: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        guard !isInternal(balancer) else { return }
        let mapped = balancer.snapshot["subnet_mapping"].isSet
        let zones = stack.subnets(mapped ? "subnet_mapping" : "subnets", of: balancer)
        if balancer.isUnknown("internal") {
            let most = (zones ?? 6) * hoursPerMonth
            metering.add(
                "ipv4.hour", Quantity(low: 0, expected: (zones ?? 2) * hoursPerMonth, high: most),
                "whether it faces the internet is known only after apply")
        } else if let zones {
            metering.add("ipv4.hour", zones * hoursPerMonth, "a public address in each of \(zones.plain) zones, 730 h")
        } else {
            metering.add(
                "ipv4.hour", Quantity(low: 2, expected: 2, high: 6).times(hoursPerMonth),
                "a public address in each of 2 to 6 zones (known only after apply), 730 h")
        }
    }

    static func natGateway(_ gateway: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        metering.add("nat.hour", hoursPerMonth, "730 h")
        let gigabytes = stack.usage.requests * stack.usage[.outwardBytes] / 1e9 * stack.share(gateway.type)
        metering.add("nat.gb", gigabytes, "\(gigabytes.rounded(to: 2)) GB to other parties' APIs")
        guard gateway.text("connectivity_type") != "private" else { return }
        metering.add("transfer.internet.gb", gigabytes, "what goes through the NAT gateway goes out to the internet")
        // Its address is an aws_eip, and counted there. One from outside the plan is counted here.
        let known = gateway.text("allocation_id")
        let addresses = stack.all("aws_eip")
        let isCounted =
            known.map { id in addresses.contains { $0.text("id") == id || $0.text("allocation_id") == id } }
            ?? (stack.resource("aws_eip", behind: "allocation_id", of: gateway) != nil
                || addresses.count >= stack.all(gateway.type).count)
        if !isCounted { metering.add("ipv4.hour", hoursPerMonth, "its public address, 730 h") }
    }

    static func address(_ address: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        metering.add("ipv4.hour", hoursPerMonth, "a public address, used or idle, 730 h")
    }

    static func endpoint(_ endpoint: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        let kind = endpoint.isUnknown("vpc_endpoint_type") ? nil : endpoint.text("vpc_endpoint_type") ?? "Gateway"
        guard kind == "Interface" else {
            if kind != "Gateway" {
                metering.gap("no price for an endpoint of type \(kind ?? "known only after apply")")
            }
            return
        }
        if let zones = stack.subnets("subnet_ids", of: endpoint) {
            metering.add("endpoint.interface.hour", zones * hoursPerMonth, "in \(zones.plain) zones for 730 h")
        } else {
            metering.add(
                "endpoint.interface.hour", Quantity(low: 1, expected: 2, high: 6).times(hoursPerMonth),
                "in 1 to 6 zones (known only after apply) for 730 h")
        }
        let isInterface: (CostResource) -> Bool = { $0.text("vpc_endpoint_type") == "Interface" }
        let gigabytes = stack.usage.requests * stack.usage[.endpointBytes] / 1e9
        metering.add(
            "endpoint.interface.gb", gigabytes * stack.share(endpoint.type, where: isInterface),
            "its share of \(gigabytes.rounded(to: 2)) GB to AWS's APIs")
    }

    static func zone(_ zone: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        metering.add("route53.zone.month", 1, "a hosted zone; its queries are not priced")
    }

    static func healthCheck(_ check: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        let kind = check.text("type") ?? ""
        guard !check.isUnknown("type") else {
            metering.gap("its type is known only after apply")
            return
        }
        let isCalculated = ["CALCULATED", "CLOUDWATCH_METRIC", "RECOVERY_CONTROL"].contains(kind)
        var options = 0.0
        if kind.hasPrefix("HTTPS") { options += 1 }
        if kind.hasSuffix("STR_MATCH") { options += 1 }
        if check.number("request_interval") == 10 { options += 1 }
        if check.flag("measure_latency") { options += 1 }
        if isCalculated {
            metering.add("route53.health-check.aws.month", 1, "computed from others")
            return
        }
        // Whether the endpoint is in AWS is in no attribute: both are possible, and each has its own price.
        let either = Quantity(low: 0, expected: 0, high: 1)
        let aws = Quantity(low: 1, expected: 1, high: 0)
        metering.add("route53.health-check.aws.month", aws, "if its endpoint is in AWS, as expected")
        metering.add("route53.health-check.external.month", either, "if its endpoint is outside AWS")
        if options > 0 {
            metering.add("route53.health-check.aws-option.month", aws.times(options), "\(options.plain) options")
            metering.add(
                "route53.health-check.external-option.month", either.times(options), "\(options.plain) options")
        }
    }
}

extension Double {
    /// Rounded for people to so many decimals.
    func rounded(to digits: Int) -> String {
        let factor = (0..<digits).reduce(1.0) { value, _ in value * 10 }
        return ((self * factor).rounded() / factor).plain
    }
}
