// What machines use that run by the hour: EC2, OpenSearch, Kafka; and tables with capacity bought ahead.

/// Meters of resources that are billed by machine hour. The built-in book has few of these prices: what is missing is
/// a gap with a lower bound.
enum MachineMeters {
    static func instance(_ instance: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        guard let type = instance.text("instance_type") else {
            metering.gap("its type is known only after apply")
            return
        }
        metering.add(Meter("ec2.\(type).hour"), hoursPerMonth, "\(type), Linux on demand, 730 h")
        metering.gap("its volumes and traffic are not priced")
    }

    static func group(_ group: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        let template =
            stack.resource("aws_launch_template", behind: "launch_template", of: group)
            ?? stack.resource("aws_launch_template", behind: "mixed_instances_policy", of: group)
            ?? stack.resource("aws_launch_configuration", behind: "launch_configuration", of: group)
        guard let type = template?.text("instance_type"), let least = group.number("min_size"),
            let most = group.number("max_size")
        else {
            metering.gap("the type or number of its machines is not in the plan")
            return
        }
        let expected = min(max(group.number("desired_capacity") ?? least, least), most)
        let count = Quantity(low: least, expected: expected, high: most)
        metering.add(
            Meter("ec2.\(type).hour"), count.times(hoursPerMonth),
            "\(count.spoken) machines \(type), Linux on demand, 730 h")
        metering.gap("volumes and traffic of its machines are not priced")
    }

    static func search(_ domain: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        guard let type = domain.text("cluster_config.0.instance_type") else {
            metering.gap("its machines are known only after apply")
            return
        }
        let name = type.replacing(".search", with: "").replacing(".elasticsearch", with: "")
        let count = domain.number("cluster_config.0.instance_count") ?? 1
        metering.add(
            Meter("opensearch.search.\(name).hour"), count * hoursPerMonth, "\(count.plain) machines \(name), 730 h")
        metering.gap("its storage and its masters are not priced")
    }

    static func kafka(_ cluster: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        guard let type = cluster.text("broker_node_group_info.0.instance_type"),
            let count = cluster.number("number_of_broker_nodes")
        else {
            metering.gap("its brokers are known only after apply")
            return
        }
        let name = type.replacing("kafka.", with: "")
        metering.add(
            Meter("msk.kafka.\(name).hour"), count * hoursPerMonth, "\(count.plain) brokers \(name), 730 h")
        metering.gap("its storage is not priced")
    }

    static func table(_ table: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        guard table.text("billing_mode") != "PAY_PER_REQUEST" else {
            metering.gap("billed by request; its requests are not in the model of use")
            return
        }
        for (name, meter) in [("write_capacity", "dynamodb.wcu-hour"), ("read_capacity", "dynamodb.rcu-hour")] {
            guard let units = table.number(AttributePath([.key(name)])) else { continue }
            metering.add(Meter(meter), units * hoursPerMonth, "\(units.plain) units for 730 h")
        }
        metering.gap("its storage is not priced")
    }
}
