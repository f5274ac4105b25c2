output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.this.id
}

output "vpc_arn" {
  description = "ARN of the VPC."
  value       = aws_vpc.this.arn
}

output "vpc_cidr" {
  description = "IPv4 range of the VPC."
  value       = aws_vpc.this.cidr_block
}

output "zones" {
  description = "Availability zones in use, in the order of the subnet lists."
  value       = local.zones
}

output "public_subnet_ids" {
  description = "Ids of the public subnets, in the order of zones: for load balancers."
  value       = [for zone in local.zones : aws_subnet.public[zone].id]
}

output "private_subnet_ids" {
  description = "Ids of the private subnets, in the order of zones: for tasks."
  value       = [for zone in local.zones : aws_subnet.private[zone].id]
}

output "database_subnet_ids" {
  description = "Ids of the database subnets, in the order of zones."
  value       = [for zone in local.zones : aws_subnet.database[zone].id]
}

output "public_subnet_cidrs" {
  description = "IPv4 ranges of the public subnets, in the order of zones."
  value       = [for zone in local.zones : local.public_cidrs[zone]]
}

output "private_subnet_cidrs" {
  description = "IPv4 ranges of the private subnets, in the order of zones."
  value       = [for zone in local.zones : local.private_cidrs[zone]]
}

output "database_subnet_cidrs" {
  description = "IPv4 ranges of the database subnets, in the order of zones."
  value       = [for zone in local.zones : local.database_cidrs[zone]]
}

output "database_subnet_group_name" {
  description = "Name of the RDS subnet group over the database subnets."
  value       = aws_db_subnet_group.this.name
}

output "database_subnet_group_arn" {
  description = "ARN of the RDS subnet group over the database subnets."
  value       = aws_db_subnet_group.this.arn
}

output "internet_gateway_id" {
  description = "Id of the internet gateway."
  value       = aws_internet_gateway.this.id
}

output "nat_gateway_ids" {
  description = "Ids of the NAT gateways by zone: empty with nat = none, one entry with nat = single."
  value       = { for zone, gateway in aws_nat_gateway.this : zone => gateway.id }
}

output "nat_public_ips" {
  description = "Public addresses of the NAT gateways by zone: what a partner sees, and may allow."
  value       = { for zone, address in aws_eip.nat : zone => address.public_ip }
}

output "public_route_table_id" {
  description = "Id of the route table of the public subnets."
  value       = aws_route_table.public.id
}

output "private_route_table_ids" {
  description = "Ids of the route tables of the private subnets, in the order of zones."
  value       = [for zone in local.zones : aws_route_table.private[zone].id]
}

output "database_route_table_id" {
  description = "Id of the route table of the database subnets."
  value       = aws_route_table.database.id
}

output "default_security_group_id" {
  description = "Id of the VPC's default security group, which has no rules."
  value       = aws_default_security_group.this.id
}

output "endpoint_security_group_id" {
  description = "Id of the security group of the interface endpoints."
  value       = aws_security_group.endpoints.id
}

output "s3_endpoint_id" {
  description = "Id of the S3 gateway endpoint: for bucket policies with aws:SourceVpce."
  value       = aws_vpc_endpoint.s3.id
}

output "s3_prefix_list_id" {
  description = "Id of the prefix list of S3 in this region: for egress rules of security groups."
  value       = aws_vpc_endpoint.s3.prefix_list_id
}

output "interface_endpoint_ids" {
  description = "Ids of the interface endpoints by service."
  value       = { for service, endpoint in aws_vpc_endpoint.interface : service => endpoint.id }
}

output "flow_log_id" {
  description = "Id of the flow log."
  value       = aws_flow_log.this.id
}

output "flow_log_group_name" {
  description = "Name of the log group of the flow logs."
  value       = aws_cloudwatch_log_group.flow_logs.name
}

output "flow_log_group_arn" {
  description = "ARN of the log group of the flow logs."
  value       = aws_cloudwatch_log_group.flow_logs.arn
}

output "flow_log_kms_key_arn" {
  description = "ARN of the KMS key that encrypts the flow logs."
  value       = local.flow_log_key_arn
}
