# The VPC, its subnets and their routes.
#
# Address plan, in eighths of var.cidr. It has room for four zones whatever their number now, so that a further zone
# moves no existing subnet:
#
#   eighths 0 to 3   private    one eighth a zone          tasks: most addresses, Fargate takes one a task
#   eighths 4 and 5  public     half an eighth a zone      load balancers and NAT gateways
#   eighth  6        database   a quarter of it a zone     databases
#   eighth  7        not used   room for what comes later

data "aws_availability_zones" "available" {
  state = "available"

  # Local zones and wavelength zones must be opted into, and have neither NAT gateways nor RDS multi-AZ.
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }

  lifecycle {
    postcondition {
      condition     = length(self.names) >= var.zone_count || length(var.zones) > 0
      error_message = "The region offers ${length(self.names)} availability zones, fewer than zone_count = ${var.zone_count}. Lower zone_count or choose another region."
    }

    postcondition {
      condition     = length(setsubtract(var.zones, self.names)) == 0
      error_message = "zones names [${join(", ", var.zones)}], but the provider's region offers [${join(", ", self.names)}]."
    }
  }
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  zones = length(var.zones) > 0 ? var.zones : slice(data.aws_availability_zones.available.names, 0, var.zone_count)

  # Resources are keyed by zone, not by index: taking the last zone away touches nothing else.
  zone_index = { for index, zone in local.zones : zone => index }

  private_cidrs  = { for zone, index in local.zone_index : zone => cidrsubnet(var.cidr, 3, index) }
  public_cidrs   = { for zone, index in local.zone_index : zone => cidrsubnet(var.cidr, 4, 8 + index) }
  database_cidrs = { for zone, index in local.zone_index : zone => cidrsubnet(var.cidr, 5, 24 + index) }

  # Zone that has a NAT gateway, for each zone that has a way out.
  nat_zone = {
    for zone in local.zones : zone => var.nat == "single" ? local.zones[0] : zone
    if var.nat != "none"
  }

  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.region
}

resource "aws_vpc" "this" {
  cidr_block           = var.cidr
  enable_dns_support   = true # both are needed for the private names of the interface endpoints
  enable_dns_hostnames = true

  # Free of charge; shows how near the VPC is to its limit of addresses.
  enable_network_address_usage_metrics = true

  tags = { Name = var.name }
}

# The default group allows everything between its members, and what names no group ends up in it. Without rules it is
# useless, as it should be.
resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-default-unused" }
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id

  tags = { Name = var.name }
}

resource "aws_subnet" "public" {
  for_each = local.public_cidrs

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value

  # Load balancers and NAT gateways bring their own addresses; nothing else belongs here.
  map_public_ip_on_launch = false

  tags = { Name = "${var.name}-public-${each.key}" }
}

resource "aws_subnet" "private" {
  for_each = local.private_cidrs

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.key
  cidr_block              = each.value
  map_public_ip_on_launch = false

  tags = { Name = "${var.name}-private-${each.key}" }
}

resource "aws_subnet" "database" {
  for_each = local.database_cidrs

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.key
  cidr_block              = each.value
  map_public_ip_on_launch = false

  tags = { Name = "${var.name}-database-${each.key}" }
}

resource "aws_db_subnet_group" "this" {
  name        = var.name
  description = "Database subnets of ${var.name}: no route to or from the internet."
  subnet_ids  = [for zone in local.zones : aws_subnet.database[zone].id]
}

resource "aws_eip" "nat" {
  for_each = toset(values(local.nat_zone))

  domain = "vpc"

  tags = { Name = "${var.name}-nat-${each.key}" }

  # An address in a VPC without an internet gateway cannot be used.
  depends_on = [aws_internet_gateway.this]
}

resource "aws_nat_gateway" "this" {
  for_each = toset(values(local.nat_zone))

  allocation_id = aws_eip.nat[each.key].id
  subnet_id     = aws_subnet.public[each.key].id

  tags = { Name = "${var.name}-${each.key}" }

  depends_on = [aws_internet_gateway.this]
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-public" }
}

resource "aws_route" "public_internet" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this.id
}

resource "aws_route_table_association" "public" {
  for_each = aws_subnet.public

  subnet_id      = each.value.id
  route_table_id = aws_route_table.public.id
}

# One table a zone, also with a single NAT gateway: going back to one gateway a zone then changes routes only.
resource "aws_route_table" "private" {
  for_each = local.zone_index

  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-private-${each.key}" }
}

resource "aws_route" "private_nat" {
  for_each = local.nat_zone

  route_table_id         = aws_route_table.private[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[each.value].id
}

resource "aws_route_table_association" "private" {
  for_each = aws_subnet.private

  subnet_id      = each.value.id
  route_table_id = aws_route_table.private[each.key].id
}

# No default route: a database has no business on the internet, in either direction.
resource "aws_route_table" "database" {
  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-database" }
}

resource "aws_route_table_association" "database" {
  for_each = aws_subnet.database

  subnet_id      = each.value.id
  route_table_id = aws_route_table.database.id
}
