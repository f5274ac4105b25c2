# Identity and placement ---------------------------------------------------------------------------

variable "name" {
  description = "Name of the database instance and prefix of everything beside it, for example donations-production. 2 to 32 characters: lower-case letters, digits, hyphens; begins with a letter."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,31}$", var.name)) && !can(regex("--|-$", var.name))
    error_message = "name is \"${var.name}\"; it must be 2 to 32 lower-case letters, digits and hyphens, begin with a letter, and neither end with a hyphen nor hold two in a row: RDS refuses both in an identifier."
  }
}

variable "unsafe" {
  description = "Safeties that are given up: key = name of the safety (deletion_protection, multi_az, final_snapshot, backup_retention, keep_automated_backups, alarm_actions), value = the reason, at least 20 characters."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([
      for key in keys(var.unsafe) :
      contains(["deletion_protection", "multi_az", "final_snapshot", "backup_retention", "keep_automated_backups", "alarm_actions"], key)
    ])
    error_message = "unsafe has the keys ${join(", ", keys(var.unsafe))}; allowed are deletion_protection, multi_az, final_snapshot, backup_retention, keep_automated_backups, alarm_actions. A key that means nothing would look like a decision."
  }

  validation {
    condition     = alltrue([for reason in values(var.unsafe) : length(trimspace(reason)) >= 20])
    error_message = "Every value in unsafe is the reason for giving up a safety and needs at least 20 characters, because whoever reads it at 3 a.m. was not there when it was decided."
  }
}

variable "vpc_id" {
  description = "Id of the VPC of the primary, for example vpc-0a1b2c3d."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^vpc-[0-9a-f]{8,17}$", var.vpc_id))
    error_message = "vpc_id is \"${var.vpc_id}\"; it must look like vpc-0a1b2c3d."
  }
}

variable "subnet_group_name" {
  description = "Name of the DB subnet group of the primary. It must hold private subnets in at least two zones."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9 ._-]{1,255}$", var.subnet_group_name)) && var.subnet_group_name != "default"
    error_message = "subnet_group_name is \"${var.subnet_group_name}\"; it must be the lower-case name of a DB subnet group, and not \"default\": that one holds the public subnets of the default VPC."
  }
}

variable "client_security_groups" {
  description = "Who may connect: a label of your choice => id of a security group. Labels keep the plan stable while ids are still unknown. No address ranges: a database is reached by services, not by networks."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(var.client_security_groups) > 0 && alltrue([for id in values(var.client_security_groups) : can(regex("^sg-[0-9a-f]{8,17}$", id))])
    error_message = "client_security_groups is ${jsonencode(var.client_security_groups)}; it needs at least one entry, and every value must look like sg-0a1b2c3d. Without a client nobody could connect."
  }
}

# Engine and size ----------------------------------------------------------------------------------

variable "engine_version" {
  description = "Major version of PostgreSQL, 15 or newer, without a minor version: minor versions are applied by RDS in the maintenance window."
  type        = string
  default     = "17"
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{2}$", var.engine_version)) && try(tonumber(var.engine_version) >= 15, false)
    error_message = "engine_version is \"${var.engine_version}\"; it must be a major version from 15 on, such as \"17\". A minor version would make Terraform try to go back after RDS has applied a newer one; versions before 15 are near or beyond the end of standard support."
  }
}

variable "allow_major_version_upgrade" {
  description = "Permits a change of engine_version to a newer major version. Set it for the one apply that upgrades, then take it back."
  type        = bool
  default     = false
  nullable    = false
}

variable "instance_class" {
  description = "Instance class, for example db.m7g.large. Burstable classes (db.t…) get an alarm on their CPU credits."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^db\\.[a-z][a-z0-9]*[0-9][a-z0-9]*\\.([0-9]+x)?(micro|small|medium|large|xlarge)$", var.instance_class))
    error_message = "instance_class is \"${var.instance_class}\"; it must look like db.m7g.large."
  }
}

variable "multi_az" {
  description = "Keeps a synchronous standby in a second zone. false needs unsafe.multi_az."
  type        = bool
  default     = true
  nullable    = false

  validation {
    condition     = var.multi_az || contains(keys(var.unsafe), "multi_az")
    error_message = "multi_az is false; a single zone cannot keep a 99.95 % promise, and patching means downtime. Give the reason in unsafe = { multi_az = \"…\" } if this is meant."
  }
}

variable "allocated_storage" {
  description = "Storage to begin with, in GiB, 20 to 65536 (gp3). It grows by itself up to max_allocated_storage and never shrinks."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.allocated_storage >= 20 && var.allocated_storage <= 65536 && floor(var.allocated_storage) == var.allocated_storage
    error_message = "allocated_storage is ${var.allocated_storage}; gp3 needs a whole number from 20 to 65536 GiB."
  }
}

variable "max_allocated_storage" {
  description = "Limit of storage autoscaling in GiB, at least 110 % of allocated_storage, at most 65536."
  type        = number
  default     = 500
  nullable    = false

  validation {
    condition     = var.max_allocated_storage * 10 >= var.allocated_storage * 11 && var.max_allocated_storage <= 65536 && floor(var.max_allocated_storage) == var.max_allocated_storage
    error_message = "max_allocated_storage is ${var.max_allocated_storage}; it must be a whole number from 110 % of allocated_storage (${var.allocated_storage}) to 65536 GiB: RDS refuses less, and a full disk stops the database."
  }
}

variable "storage_iops" {
  description = "Provisioned IOPS, 12000 to 64000, or null for the gp3 baseline (3000, from 400 GiB on 12000). Only from 400 GiB on."
  type        = number
  default     = null

  validation {
    condition     = var.storage_iops == null ? true : var.allocated_storage >= 400 && var.storage_iops >= 12000 && var.storage_iops <= 64000
    error_message = "storage_iops is ${coalesce(var.storage_iops, 0)} with ${var.allocated_storage} GiB; RDS takes 12000 to 64000, and only from 400 GiB on (below, gp3 is fixed at 3000)."
  }
}

variable "storage_throughput" {
  description = "Provisioned throughput in MiB/s, 500 to 4000 and at most a quarter of storage_iops, or null for the gp3 baseline (125, from 400 GiB on 500). Needs storage_iops."
  type        = number
  default     = null

  validation {
    condition = var.storage_throughput == null ? true : (
      var.storage_iops != null && var.storage_throughput >= 500 && var.storage_throughput <= 4000 &&
      var.storage_throughput * 4 <= coalesce(var.storage_iops, 0)
    )
    error_message = "storage_throughput is ${coalesce(var.storage_throughput, 0)}; RDS takes 500 to 4000 MiB/s, at most a quarter of storage_iops, and only together with it."
  }
}

# Database -----------------------------------------------------------------------------------------

variable "database_name" {
  description = "Name of the first database: 1 to 63 lower-case letters, digits, underscores; begins with a letter."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,62}$", var.database_name)) && !contains(["postgres", "rdsadmin", "template0", "template1"], var.database_name)
    error_message = "database_name is \"${var.database_name}\"; it must be 1 to 63 lower-case letters, digits and underscores, begin with a letter, and not be a name that PostgreSQL or RDS use themselves."
  }
}

variable "port" {
  description = "TCP port, 1150 to 65535."
  type        = number
  default     = 5432
  nullable    = false

  validation {
    condition     = var.port >= 1150 && var.port <= 65535 && floor(var.port) == var.port
    error_message = "port is ${var.port}; RDS takes a whole number from 1150 to 65535."
  }
}

variable "master_username" {
  description = "Name of the master user: 1 to 63 lower-case letters, digits, underscores. For administration only; services use roles of their own, with IAM authentication."
  type        = string
  default     = "administrator"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,62}$", var.master_username)) && !can(regex("^(rds|pg_|postgres$|public$|admin$|user$)", var.master_username))
    error_message = "master_username is \"${var.master_username}\"; it must be 1 to 63 lower-case letters, digits and underscores, begin with a letter, and not be a reserved or easily guessed name (rds…, pg_…, postgres, public, admin, user)."
  }
}

variable "manage_master_user_password" {
  description = "RDS makes the master password, keeps it in Secrets Manager and rotates it. It must be false with a replica or with blue_green_update, because RDS supports neither beside a managed password; then give master_password."
  type        = bool
  default     = true
  nullable    = false

  validation {
    condition     = !var.manage_master_user_password || var.replica_region == null
    error_message = "manage_master_user_password is true and replica_region is set; RDS refuses to create a PostgreSQL replica of an instance with a managed password. Set manage_master_user_password = false and give master_password (write-only), or use backup_replication_region instead of a replica."
  }

  validation {
    condition     = !var.manage_master_user_password || !var.blue_green_update
    error_message = "manage_master_user_password is true and blue_green_update is true; RDS Blue/Green Deployments do not support a managed password. Set manage_master_user_password = false and give master_password (write-only)."
  }
}

variable "master_password_rotation_days" {
  description = "Days between rotations of the managed master password, 1 to 90."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.master_password_rotation_days >= 1 && var.master_password_rotation_days <= 90 && floor(var.master_password_rotation_days) == var.master_password_rotation_days
    error_message = "master_password_rotation_days is ${var.master_password_rotation_days}; it must be a whole number from 1 to 90: a secret older than 90 days breaks the secrets promise."
  }
}

variable "master_password" {
  description = "Master password for manage_master_user_password = false, 12 to 128 printable characters without / @ \" and space. Ephemeral and write-only: it reaches neither plan nor state. Take it from an ephemeral resource, and rotate it by a Lambda function of the secrets module."
  type        = string
  default     = null
  ephemeral   = true
  sensitive   = true

  validation {
    condition     = var.master_password == null ? true : can(regex("^[!#-.0-?A-~]{12,128}$", var.master_password))
    error_message = "master_password must have 12 to 128 printable ASCII characters other than / @ \" and space: RDS refuses those."
  }
}

variable "master_password_version" {
  description = "Counter that tells Terraform that master_password has changed: raise it by one with every new password. Required with manage_master_user_password = false, null otherwise."
  type        = number
  default     = null

  validation {
    condition     = var.manage_master_user_password ? var.master_password_version == null : var.master_password_version != null
    error_message = "master_password_version must be set exactly when manage_master_user_password is false: a write-only password is sent to RDS only when its version changes."
  }

  validation {
    condition     = var.master_password_version == null ? true : var.master_password_version >= 1 && floor(var.master_password_version) == var.master_password_version
    error_message = "master_password_version must be a whole number from 1 on."
  }
}

variable "max_connections" {
  description = "max_connections of PostgreSQL, 20 to 5000; the connection alarms are shares of it. About 10 MiB of memory each; RDS itself would take memory / 9.5 MB. A change needs a reboot."
  type        = number
  default     = 400
  nullable    = false

  validation {
    condition     = var.max_connections >= 20 && var.max_connections <= 5000 && floor(var.max_connections) == var.max_connections
    error_message = "max_connections is ${var.max_connections}; it must be a whole number from 20 to 5000. More than 5000 is the work of a pooler."
  }
}

variable "statement_timeout" {
  description = "Longest run time of one statement in milliseconds, 1000 to 3600000. Migrations raise it in their own session."
  type        = number
  default     = 30000
  nullable    = false

  validation {
    condition     = var.statement_timeout >= 1000 && var.statement_timeout <= 3600000
    error_message = "statement_timeout is ${var.statement_timeout}; it must be 1000 to 3600000 ms. 0 (no limit) lets one bad query hold its connection for ever."
  }
}

variable "idle_in_transaction_session_timeout" {
  description = "Longest time that an open transaction may do nothing, in milliseconds, 1000 to 3600000."
  type        = number
  default     = 60000
  nullable    = false

  validation {
    condition     = var.idle_in_transaction_session_timeout >= 1000 && var.idle_in_transaction_session_timeout <= 3600000
    error_message = "idle_in_transaction_session_timeout is ${var.idle_in_transaction_session_timeout}; it must be 1000 to 3600000 ms. An idle transaction holds locks and keeps vacuum from cleaning."
  }
}

variable "log_min_duration_statement" {
  description = "Statements that take longer than this many milliseconds are logged, 1 to 60000."
  type        = number
  default     = 500
  nullable    = false

  validation {
    condition     = var.log_min_duration_statement >= 1 && var.log_min_duration_statement <= 60000
    error_message = "log_min_duration_statement is ${var.log_min_duration_statement}; it must be 1 to 60000 ms. 0 logs every statement with its data, -1 logs none."
  }
}

variable "parameters" {
  description = "Further PostgreSQL parameters: name => { value, apply_method = immediate (dynamic parameters) or pending-reboot (static ones) }."
  type = map(object({
    value        = string
    apply_method = optional(string, "immediate")
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for p in values(var.parameters) : contains(["immediate", "pending-reboot"], p.apply_method)])
    error_message = "parameters has the apply methods ${join(", ", [for p in values(var.parameters) : p.apply_method])}; allowed are immediate and pending-reboot."
  }

  validation {
    condition = length(setintersection(keys(var.parameters), [
      "rds.force_ssl", "log_min_duration_statement", "log_connections", "log_disconnections", "log_lock_waits", "statement_timeout",
      "idle_in_transaction_session_timeout", "shared_preload_libraries", "pg_stat_statements.track", "max_connections", "track_io_timing",
    ])) == 0
    error_message = "parameters has ${join(", ", keys(var.parameters))}, among them one that the module sets itself. Use its own variable; those without one (rds.force_ssl, logging of connections, pg_stat_statements) are not optional."
  }
}

variable "ca_cert_identifier" {
  description = "Certificate authority of the server certificate: rds-ca-rsa2048-g1, rds-ca-rsa4096-g1 or rds-ca-ecc384-g1."
  type        = string
  default     = "rds-ca-rsa2048-g1"
  nullable    = false

  validation {
    condition     = contains(["rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"], var.ca_cert_identifier)
    error_message = "ca_cert_identifier is \"${var.ca_cert_identifier}\"; allowed are rds-ca-rsa2048-g1, rds-ca-rsa4096-g1, rds-ca-ecc384-g1 (rds-ca-2019 has expired)."
  }
}

# Protection, backups, maintenance -----------------------------------------------------------------

variable "deletion_protection" {
  description = "RDS refuses to delete the instance. false needs unsafe.deletion_protection."
  type        = bool
  default     = true
  nullable    = false

  validation {
    condition     = var.deletion_protection || contains(keys(var.unsafe), "deletion_protection")
    error_message = "deletion_protection is false; one wrong apply would delete the data. Give the reason in unsafe = { deletion_protection = \"…\" } if this is meant."
  }
}

variable "skip_final_snapshot" {
  description = "Deletes the instance without a last snapshot. true needs unsafe.final_snapshot."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.skip_final_snapshot || contains(keys(var.unsafe), "final_snapshot")
    error_message = "skip_final_snapshot is true; after a deletion nothing would be left. Give the reason in unsafe = { final_snapshot = \"…\" } if this is meant."
  }
}

variable "final_snapshot_suffix" {
  description = "Ending of the final snapshot's name (NAME-final-SUFFIX), 1 to 20 lower-case letters and digits. Change it when an instance of the same name was deleted before: its snapshot still holds the old name."
  type        = string
  default     = "1"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]{1,20}$", var.final_snapshot_suffix))
    error_message = "final_snapshot_suffix is \"${var.final_snapshot_suffix}\"; it must be 1 to 20 lower-case letters and digits."
  }
}

variable "backup_retention_days" {
  description = "Days for which the database can be restored to any second (point-in-time recovery), 1 to 35. Less than 7 needs unsafe.backup_retention."
  type        = number
  default     = 35
  nullable    = false

  validation {
    condition     = var.backup_retention_days >= 1 && var.backup_retention_days <= 35 && floor(var.backup_retention_days) == var.backup_retention_days
    error_message = "backup_retention_days is ${var.backup_retention_days}; it must be a whole number from 1 to 35. 0 would switch point-in-time recovery off and is not to be had."
  }

  validation {
    condition     = var.backup_retention_days >= 7 || contains(keys(var.unsafe), "backup_retention")
    error_message = "backup_retention_days is ${var.backup_retention_days}; a corruption found after a weekend would be beyond repair. Use 7 to 35, or give the reason in unsafe = { backup_retention = \"…\" }."
  }
}

variable "delete_automated_backups" {
  description = "Deletes the automated backups together with the instance. true needs unsafe.keep_automated_backups."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.delete_automated_backups || contains(keys(var.unsafe), "keep_automated_backups")
    error_message = "delete_automated_backups is true; point-in-time recovery would end with the instance. Give the reason in unsafe = { keep_automated_backups = \"…\" } if this is meant."
  }
}

variable "backup_window" {
  description = "Daily window of the automated backup, hh:mm-hh:mm in UTC, at least 30 minutes, outside maintenance_window."
  type        = string
  default     = "02:00-03:00"
  nullable    = false

  validation {
    condition     = can(regex("^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$", var.backup_window))
    error_message = "backup_window is \"${var.backup_window}\"; it must look like 02:00-03:00 (UTC)."
  }
}

variable "maintenance_window" {
  description = "Weekly window of maintenance, ddd:hh:mm-ddd:hh:mm in UTC, 30 minutes to 24 hours, outside backup_window."
  type        = string
  default     = "sun:03:30-sun:04:30"
  nullable    = false

  validation {
    condition     = can(regex("^(mon|tue|wed|thu|fri|sat|sun):([01][0-9]|2[0-3]):[0-5][0-9]-(mon|tue|wed|thu|fri|sat|sun):([01][0-9]|2[0-3]):[0-5][0-9]$", var.maintenance_window))
    error_message = "maintenance_window is \"${var.maintenance_window}\"; it must look like sun:03:30-sun:04:30 (UTC, lower case)."
  }
}

variable "blue_green_update" {
  description = "Carries out changes that would stop the database through an RDS blue-green deployment. Needs manage_master_user_password = false and no replica; a new major version also needs the parameter rds.logical_replication = 1."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.blue_green_update || var.replica_region == null
    error_message = "blue_green_update is true and replica_region is set; RDS Blue/Green Deployments do not support cross-region replicas."
  }
}

variable "kms_key_deletion_window_days" {
  description = "Days between the order to delete a KMS key and its deletion, 7 to 30. Without the key every backup is unreadable."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.kms_key_deletion_window_days >= 7 && var.kms_key_deletion_window_days <= 30
    error_message = "kms_key_deletion_window_days is ${var.kms_key_deletion_window_days}; KMS takes 7 to 30."
  }
}

# A second region ----------------------------------------------------------------------------------

variable "replica_region" {
  description = "Region of a read replica that can be promoted, or null for none. Needs replica_subnet_group_name, replica_security_group_ids, and manage_master_user_password = false."
  type        = string
  default     = null

  validation {
    condition     = var.replica_region == null ? true : can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.replica_region))
    error_message = "replica_region is \"${coalesce(var.replica_region, "null")}\"; it must look like eu-west-1."
  }
}

variable "replica_instance_class" {
  description = "Instance class of the replica, or null for that of the primary. A smaller one cannot carry the load after a promotion."
  type        = string
  default     = null

  validation {
    condition     = var.replica_instance_class == null ? true : can(regex("^db\\.[a-z][a-z0-9]*[0-9][a-z0-9]*\\.([0-9]+x)?(micro|small|medium|large|xlarge)$", var.replica_instance_class))
    error_message = "replica_instance_class is \"${coalesce(var.replica_instance_class, "null")}\"; it must look like db.m7g.large."
  }
}

variable "replica_multi_az" {
  description = "Keeps a standby of the replica in a second zone of its region, so that a promotion does not begin with a single zone."
  type        = bool
  default     = true
  nullable    = false
}

variable "replica_subnet_group_name" {
  description = "Name of the DB subnet group in replica_region, or null without a replica."
  type        = string
  default     = null

  validation {
    condition     = (var.replica_subnet_group_name == null) == (var.replica_region == null)
    error_message = "replica_subnet_group_name must be set exactly when replica_region is: a replica without one would land in the default VPC of its region."
  }
}

variable "replica_security_group_ids" {
  description = "Ids of the security groups of the replica, made in replica_region; empty without a replica."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = (length(var.replica_security_group_ids) > 0) == (var.replica_region != null)
    error_message = "replica_security_group_ids must be set exactly when replica_region is: a replica without one would get the default security group of its VPC."
  }

  validation {
    condition     = alltrue([for id in var.replica_security_group_ids : can(regex("^sg-[0-9a-f]{8,17}$", id))])
    error_message = "replica_security_group_ids is ${jsonencode(var.replica_security_group_ids)}; every id must look like sg-0a1b2c3d."
  }
}

variable "backup_replication_region" {
  description = "Region into which RDS copies the automated backups for point-in-time recovery there, or null for none. AWS supports certain pairs of regions only."
  type        = string
  default     = null

  validation {
    condition     = var.backup_replication_region == null ? true : can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.backup_replication_region))
    error_message = "backup_replication_region is \"${coalesce(var.backup_replication_region, "null")}\"; it must look like eu-west-1."
  }
}

variable "backup_replication_retention_days" {
  description = "Days for which the copied backups are kept, 7 to 35."
  type        = number
  default     = 14
  nullable    = false

  validation {
    condition     = var.backup_replication_retention_days >= 7 && var.backup_replication_retention_days <= 35 && floor(var.backup_replication_retention_days) == var.backup_replication_retention_days
    error_message = "backup_replication_retention_days is ${var.backup_replication_retention_days}; it must be a whole number from 7 to 35."
  }
}

# Observability ------------------------------------------------------------------------------------

variable "log_retention_days" {
  description = "Days for which the logs of PostgreSQL are kept in CloudWatch: 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = contains([30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days is ${var.log_retention_days}; allowed are the values of CloudWatch Logs from 30 days on (30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653): slow faults are found after weeks."
  }
}

variable "database_insights_mode" {
  description = "standard keeps performance data for 7 days; advanced for 465 days, with execution plans and lock trees, at a price per vCPU."
  type        = string
  default     = "standard"
  nullable    = false

  validation {
    condition     = contains(["standard", "advanced"], var.database_insights_mode)
    error_message = "database_insights_mode is \"${var.database_insights_mode}\"; allowed are standard and advanced."
  }
}

variable "monitoring_interval" {
  description = "Seconds between samples of enhanced monitoring: 1, 5, 10, 15, 30 or 60."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = contains([1, 5, 10, 15, 30, 60], var.monitoring_interval)
    error_message = "monitoring_interval is ${var.monitoring_interval}; allowed are 1, 5, 10, 15, 30, 60. 0 (off) would hide memory and disk of the host."
  }
}

variable "event_topic_arn" {
  description = "ARN of the SNS topic that gets the events of the instance (failover, failure, low storage, maintenance), or null for none. Its policy must let events.rds.amazonaws.com publish."
  type        = string
  default     = null

  validation {
    condition     = var.event_topic_arn == null ? true : can(regex("^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$", var.event_topic_arn))
    error_message = "event_topic_arn is \"${coalesce(var.event_topic_arn, "null")}\"; it must be the ARN of an SNS topic."
  }
}

variable "event_subscription_enabled" {
  description = "Whether event_topic_arn is used. A flag of its own, because the ARN is still unknown while the topic is made in the same plan."
  type        = bool
  default     = true
  nullable    = false
}

variable "alarm_actions" {
  description = "ARNs that get the alarms of the primary and their end: warning = look at it in working hours, critical = act now. An empty list needs unsafe.alarm_actions."
  type = object({
    warning  = list(string)
    critical = list(string)
  })
  nullable = false

  validation {
    condition     = (length(var.alarm_actions.warning) > 0 && length(var.alarm_actions.critical) > 0) || contains(keys(var.unsafe), "alarm_actions")
    error_message = "alarm_actions is empty for warning or critical; an alarm that tells nobody is a picture. Give the reason in unsafe = { alarm_actions = \"…\" } if this is meant."
  }

  validation {
    condition     = alltrue([for arn in concat(var.alarm_actions.warning, var.alarm_actions.critical) : can(regex("^arn:[a-z-]+:[a-z0-9-]+:", arn))])
    error_message = "alarm_actions is ${jsonencode(var.alarm_actions)}; every entry must be an ARN."
  }
}

variable "replica_alarm_actions" {
  description = "The same for the alarms of the replica. The topics must be in replica_region: CloudWatch does not call across regions."
  type = object({
    warning  = list(string)
    critical = list(string)
  })
  default  = { warning = [], critical = [] }
  nullable = false

  validation {
    condition = (
      var.replica_region == null || contains(keys(var.unsafe), "alarm_actions") ||
      (length(var.replica_alarm_actions.warning) > 0 && length(var.replica_alarm_actions.critical) > 0)
    )
    error_message = "replica_alarm_actions is empty for warning or critical although there is a replica; a replica that falls behind unnoticed is no standby. Give the reason in unsafe = { alarm_actions = \"…\" } if this is meant."
  }
}

variable "runbook_base_url" {
  description = "Where the runbooks are, https, without a slash at the end; every alarm links to BASE/database-METRIC."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^https://[^\\s?#]+[^/\\s?#]$", var.runbook_base_url))
    error_message = "runbook_base_url is \"${var.runbook_base_url}\"; it must be an https address without query, fragment or slash at the end."
  }
}

variable "alarm_thresholds" {
  description = <<-EOT
    Where the alarms fire, warning and critical each:
    cpu_percent, connections_percent (of max_connections), free_storage_percent (of allocated_storage), freeable_memory_mib,
    db_load_per_vcpu (average active sessions per vCPU), transaction_ids (of 2 billion, wraparound), cpu_credits (burstable classes), replica_lag_seconds.
  EOT
  type = object({
    cpu_percent          = optional(object({ warning = number, critical = number }), { warning = 80, critical = 95 })
    connections_percent  = optional(object({ warning = number, critical = number }), { warning = 70, critical = 90 })
    free_storage_percent = optional(object({ warning = number, critical = number }), { warning = 20, critical = 8 })
    freeable_memory_mib  = optional(object({ warning = number, critical = number }), { warning = 512, critical = 256 })
    db_load_per_vcpu     = optional(object({ warning = number, critical = number }), { warning = 1, critical = 2 })
    transaction_ids      = optional(object({ warning = number, critical = number }), { warning = 500000000, critical = 1000000000 })
    cpu_credits          = optional(object({ warning = number, critical = number }), { warning = 60, critical = 20 })
    replica_lag_seconds  = optional(object({ warning = number, critical = number }), { warning = 60, critical = 300 })
  })
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for key in ["cpu_percent", "connections_percent", "db_load_per_vcpu", "transaction_ids", "replica_lag_seconds"] :
      var.alarm_thresholds[key].warning > 0 && var.alarm_thresholds[key].warning < var.alarm_thresholds[key].critical
    ])
    error_message = "alarm_thresholds: in cpu_percent, connections_percent, db_load_per_vcpu, transaction_ids and replica_lag_seconds warning must be above 0 and below critical, because it comes first."
  }

  validation {
    condition = alltrue([
      for key in ["free_storage_percent", "freeable_memory_mib", "cpu_credits"] :
      var.alarm_thresholds[key].critical > 0 && var.alarm_thresholds[key].warning > var.alarm_thresholds[key].critical
    ])
    error_message = "alarm_thresholds: in free_storage_percent, freeable_memory_mib and cpu_credits critical must be above 0 and below warning: less is worse."
  }

  validation {
    condition = (
      var.alarm_thresholds.cpu_percent.critical <= 100 && var.alarm_thresholds.connections_percent.critical <= 100 &&
      var.alarm_thresholds.free_storage_percent.warning < 100 && var.alarm_thresholds.transaction_ids.critical < 2000000000
    )
    error_message = "alarm_thresholds: a percentage above 100, or transaction_ids of 2 billion and more, can never be reached before the database stands still."
  }
}
