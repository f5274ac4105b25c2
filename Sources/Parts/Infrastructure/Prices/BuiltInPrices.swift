// List prices of us-east-1, each with where it was read and when it is known to have held.

/// The built-in tables. Only us-east-1: the other data set at hand (eu-west-1, of 2023) is too old to be honest.
///
/// A date is the newest at which one of the row's sources held the price; `-` where none gave one. Sources agree where
/// more than one is named. A `?` before a usage type marks one that was not read anywhere but written from memory: a
/// lookup in AWS's list fails loudly if it is wrong.
enum BuiltInPrices {
    static let usEast1 = #"""
        @region us-east-1
        @source A infracost golden files, asserted by its tests against the live price API (date: last edit)
        @source B public notes quoting the Price List API (AmazonECS offer published 2026-09-11, read 2026-09-28)
        @source C transcription of https://aws.amazon.com/elasticloadbalancing/pricing/ of 2026-09-20
        @source D pages of 2026 (vantage, signoz 2026-02-15, c3x, duckbill); undated ones count from 2026-01-01
        @source T one table of RDS classes refreshed 2026-04, consistent with A where both exist
        @source M from memory of AWS's pages, not checked: undated, so it lets nothing pass a budget gate
        @source W page of AWS, day not noted

        # What only designs, and resources beside the usual ones, use.
        ec2.m7g.large.hour | .0816 | 0- | AmazonEC2 | - | - M
        ebs.gp3.gb-month | .08 | 0- | AmazonEC2 | - | - M
        transfer.region.gb | .02 | 0- | AWSDataTransfer | - | - M
        dynamodb.wcu-hour | .00065 | 0- | AmazonDynamoDB | - | - M
        dynamodb.rcu-hour | .00013 | 0- | AmazonDynamoDB | - | - M

        # Fargate. Billed per second from the image pull on, one minute at least (B).
        fargate.linux.x86.vcpu-hour | .04048 | 0- | AmazonECS | USE1-Fargate-vCPU-Hours:perCPU | 2026-09-28 ABD
        fargate.linux.x86.gb-hour | .004445 | 0- | AmazonECS | USE1-Fargate-GB-Hours | 2026-09-28 ABD
        fargate.linux.arm64.vcpu-hour | .03238 | 0- | AmazonECS | USE1-Fargate-ARM-vCPU-Hours:perCPU | 2026-09-28 BD
        fargate.linux.arm64.gb-hour | .00356 | 0- | AmazonECS | USE1-Fargate-ARM-GB-Hours | 2026-09-28 BD
        fargate.ephemeral.gb-hour | .000111 | 0- | AmazonECS | ?USE1-Fargate-EphemeralStorage-GB-Hours | 2026-09-28 B
        # Spot prices float: the day's price, and no promise. They are not in the offer AmazonECS.
        fargate.spot.linux.x86.vcpu-hour | .01288871 | 0- | - | - | 2026-09-28 B
        fargate.spot.linux.x86.gb-hour | .00141527 | 0- | - | - | 2026-09-28 B
        savings-plan.1y.fargate.linux.x86.vcpu-hour | .032384 | 0- | - | - | 2026-09-28 B
        savings-plan.3y.fargate.linux.x86.vcpu-hour | .022264 | 0- | - | - | 2026-09-28 B

        # Network
        ipv4.hour | .005 | 0- | AmazonVPC | USE1-PublicIPv4:InUseAddress | 2026-09-28 BD
        @attributes productFamily=Load Balancer-Application
        alb.hour | .0225 | 0- | AWSELB | LoadBalancerUsage | 2026-09-20 AC
        alb.lcu-hour | .008 | 0- | AWSELB | LCUUsage | 2026-09-20 AC
        @attributes productFamily=Load Balancer-Network
        nlb.hour | .0225 | 0- | AWSELB | LoadBalancerUsage | - A
        nlb.lcu-hour | .006 | 0- | AWSELB | LCUUsage | - A
        @attributes productFamily=NAT Gateway; operation=NatGateway
        nat.hour | .045 | 0- | AmazonEC2 | NatGateway-Hours | 2026-09-28 AB
        nat.gb | .045 | 0- | AmazonEC2 | NatGateway-Bytes | 2026-09-28 AB
        @attributes
        endpoint.interface.hour | .01 | 0- | AmazonVPC | USE1-VpcEndpoint-Hours | 2024-10-01 A
        # Cheaper tiers exist from a petabyte on; they were not read.
        endpoint.interface.gb | .01 | 0-1048576 | AmazonVPC | USE1-VpcEndpoint-Bytes | 2024-10-01 A
        transfer.internet.gb | .09 | 0-10240 | AWSDataTransfer | ?DataTransfer-Out-Bytes | 2026-09-28 AB
        transfer.internet.gb | .085 | 10240-51200 | AWSDataTransfer | ?DataTransfer-Out-Bytes | 2026-09-28 AB
        transfer.internet.gb | .07 | 51200-153600 | AWSDataTransfer | ?DataTransfer-Out-Bytes | 2026-09-28 AB
        transfer.internet.gb | .05 | 153600- | AWSDataTransfer | ?DataTransfer-Out-Bytes | 2026-09-28 AB
        transfer.zone.gb | .01 | 0- | AWSDataTransfer | ?DataTransfer-Regional-Bytes | 2026-09-28 AB

        # Edge
        cloudfront.out.us.gb | .085 | 0-10240 | AmazonCloudFront | US-DataTransfer-Out-Bytes | 2024-07-01 A
        cloudfront.out.us.gb | .080 | 10240-51200 | AmazonCloudFront | US-DataTransfer-Out-Bytes | 2024-07-01 A
        cloudfront.out.us.gb | .060 | 51200-153600 | AmazonCloudFront | US-DataTransfer-Out-Bytes | 2024-07-01 A
        cloudfront.out.us.gb | .040 | 153600-512000 | AmazonCloudFront | US-DataTransfer-Out-Bytes | 2024-07-01 A
        cloudfront.out.us.gb | .030 | 512000-1048576 | AmazonCloudFront | US-DataTransfer-Out-Bytes | 2024-07-01 A
        cloudfront.out.us.gb | .025 | 1048576-5242880 | AmazonCloudFront | US-DataTransfer-Out-Bytes | 2024-07-01 A
        cloudfront.out.us.gb | .020 | 5242880- | AmazonCloudFront | US-DataTransfer-Out-Bytes | 2024-07-01 A
        cloudfront.out.eu.gb | .085 | 0-10240 | AmazonCloudFront | EU-DataTransfer-Out-Bytes | 2024-07-01 A
        cloudfront.out.eu.gb | .080 | 10240-51200 | AmazonCloudFront | EU-DataTransfer-Out-Bytes | 2024-07-01 A
        cloudfront.out.eu.gb | .060 | 51200-153600 | AmazonCloudFront | EU-DataTransfer-Out-Bytes | 2024-07-01 A
        cloudfront.out.eu.gb | .040 | 153600-512000 | AmazonCloudFront | EU-DataTransfer-Out-Bytes | 2024-07-01 A
        cloudfront.out.eu.gb | .030 | 512000-1048576 | AmazonCloudFront | EU-DataTransfer-Out-Bytes | 2024-07-01 A
        cloudfront.out.eu.gb | .025 | 1048576-5242880 | AmazonCloudFront | EU-DataTransfer-Out-Bytes | 2024-07-01 A
        cloudfront.out.eu.gb | .020 | 5242880- | AmazonCloudFront | EU-DataTransfer-Out-Bytes | 2024-07-01 A
        cloudfront.https.us.request | .0100/10000 | 0- | AmazonCloudFront | US-Requests-Tier2-HTTPS | 2024-07-01 A
        cloudfront.http.us.request | .0075/10000 | 0- | AmazonCloudFront | ?US-Requests-Tier1 | 2024-07-01 A
        cloudfront.https.eu.request | .0120/10000 | 0- | AmazonCloudFront | EU-Requests-Tier2-HTTPS | 2024-07-01 A
        cloudfront.http.eu.request | .0090/10000 | 0- | AmazonCloudFront | ?EU-Requests-Tier1 | 2024-07-01 A
        cloudfront.invalidation.path | 0 | 0-1000 | AmazonCloudFront | ?Invalidations | 2024-07-01 A
        cloudfront.invalidation.path | .005 | 1000- | AmazonCloudFront | ?Invalidations | 2024-07-01 A
        cloudfront.origin.gb | .02 | 0- | AmazonCloudFront | ?US-DataTransfer-Out-OBytes | 2024-07-01 A
        # Flat plans, per distribution: WAF, DNS and logs included, no overage, no continuous deployment.
        cloudfront.flat.free.month | 0 | 0- | CloudFrontPlans | - | 2026-01-01 D
        cloudfront.flat.pro.month | 15 | 0- | CloudFrontPlans | - | 2026-01-01 D
        cloudfront.flat.business.month | 200 | 0- | CloudFrontPlans | - | 2026-01-01 D
        cloudfront.flat.premium.month | 1000 | 0- | CloudFrontPlans | - | 2026-01-01 D
        waf.acl.month | 5.00 | 0- | awswaf | USE1-WebACLV2 | 2026-01-01 AD
        waf.rule.month | 1.00 | 0- | awswaf | USE1-RuleV2 | 2026-01-01 AD
        waf.request | .60/1000000 | 0- | awswaf | USE1-RequestV2-Tier0 | 2026-01-01 AD
        waf.bot-control.month | 10 | 0- | awswaf | - | 2026-01-01 AD
        waf.bot-control.request | 1/1000000 | 0- | awswaf | - | 2026-01-01 AD

        # Storage, secrets, keys. Cheaper tiers of S3 exist from 50 TB on; they were not read.
        @attributes volumeType=Standard
        s3.standard.gb-month | .023 | 0-51200 | AmazonS3 | TimedStorage-ByteHrs | 2025-07-07 A
        @attributes
        s3.put.request | .005/1000 | 0- | AmazonS3 | Requests-Tier1 | 2025-07-07 A
        s3.get.request | .0004/1000 | 0- | AmazonS3 | Requests-Tier2 | 2025-07-07 A
        s3.ia.gb-month | .0125 | 0- | AmazonS3 | ?TimedStorage-SIA-ByteHrs | 2025-07-07 A
        s3.glacier-ir.gb-month | .0036 | 0- | AmazonS3 | ?TimedStorage-GIR-ByteHrs | 2025-07-07 A
        s3.glacier-fr.gb-month | .0036 | 0- | AmazonS3 | ?TimedStorage-GlacierByteHrs | 2025-07-07 A
        secrets.month | .40 | 0- | AWSSecretsManager | USE1-AWSSecretsManager-Secrets | 2026-09-28 AB
        secrets.request | .05/10000 | 0- | AWSSecretsManager | USE1-AWSSecretsManagerAPIRequest | 2026-09-28 AB
        kms.key.month | 1.00 | 0- | awskms | us-east-1-KMS-Keys | - A
        kms.request | .03/10000 | 0- | awskms | us-east-1-KMS-Requests | - A
        @attributes storageType=S3
        ecr.gb-month | .10 | 0- | AmazonECR | TimedStorage-ByteHrs | - A
        @attributes
        backup.rds.gb-month | .095 | 0- | AWSBackup | - | - A
        backup.aurora.gb-month | .024 | 0- | AWSBackup | - | - A

        # Watching. More than 10,000 custom metrics cost less each; that tier was not read.
        cloudwatch.metric.month | .30 | 0-10000 | AmazonCloudWatch | CW:MetricMonitorUsage | 2026-02-15 D
        cloudwatch.alarm.standard.month | .10 | 0- | AmazonCloudWatch | CW:AlarmMonitorUsage | 2024-07-01 A
        cloudwatch.alarm.high.month | .30 | 0- | AmazonCloudWatch | ?CW:HighResAlarmMonitorUsage | 2024-07-01 A
        # Not in the price list.
        cloudwatch.dashboard.month | 3.00 | 0- | - | - | - AW
        @attributes operation=PutLogEvents
        cloudwatch.logs.ingest.gb | .50 | 0- | AmazonCloudWatch | DataProcessing-Bytes | - A
        @attributes
        cloudwatch.logs.store.gb-month | .03 | 0- | AmazonCloudWatch | TimedStorage-ByteHrs | - A
        cloudwatch.logs.insights.gb | .005 | 0- | AmazonCloudWatch | ?DataScanned-Bytes | - A
        route53.zone.month | .50 | 0-25 | AmazonRoute53 | HostedZone | - A
        route53.health-check.aws.month | .50 | 0- | AmazonRoute53 | - | - A
        route53.health-check.aws-option.month | 1 | 0- | AmazonRoute53 | - | - A
        route53.health-check.external.month | .75 | 0- | AmazonRoute53 | - | - A
        route53.health-check.external-option.month | 2 | 0- | AmazonRoute53 | - | - A
        sns.request | .50/1000000 | 0- | AmazonSNS | Requests-Tier1 | - A
        sqs.request | .40/1000000 | 0- | AWSQueueService | Requests-RBP | - A

        # RDS. Multi-AZ is not exactly twice.
        @attributes databaseEngine=PostgreSQL; deploymentOption=Single-AZ
        rds.postgres.db.t4g.micro.single.hour | .016 | 0- | AmazonRDS | InstanceUsage:db.t4g.micro | 2026-04-01 T
        rds.postgres.db.t4g.small.single.hour | .032 | 0- | AmazonRDS | InstanceUsage:db.t4g.small | 2026-04-01 AT
        @attributes databaseEngine=PostgreSQL; deploymentOption=Multi-AZ
        rds.postgres.db.t4g.small.multi.hour | .065 | 0- | AmazonRDS | Multi-AZUsage:db.t4g.small | 2026-04-01 T
        @attributes databaseEngine=PostgreSQL; deploymentOption=Single-AZ
        rds.postgres.db.t4g.medium.single.hour | .065 | 0- | AmazonRDS | InstanceUsage:db.t4g.medium | 2026-04-01 T
        rds.postgres.db.t4g.large.single.hour | .129 | 0- | AmazonRDS | InstanceUsage:db.t4g.large | 2026-04-01 T
        rds.postgres.db.t3.large.single.hour | .145 | 0- | AmazonRDS | InstanceUsage:db.t3.large | - A
        rds.postgres.db.m6g.large.single.hour | .159 | 0- | AmazonRDS | InstanceUsage:db.m6g.large | 2026-04-01 T
        rds.postgres.db.m7g.large.single.hour | .168 | 0- | AmazonRDS | InstanceUsage:db.m7g.large | 2026-04-01 T
        rds.postgres.db.r6g.large.single.hour | .225 | 0- | AmazonRDS | InstanceUsage:db.r6g.large | 2026-04-01 T
        rds.postgres.db.m5.large.single.hour | .178 | 0- | AmazonRDS | InstanceUsage:db.m5.large | 2026-04-01 T
        rds.postgres.db.m6i.large.single.hour | .178 | 0- | AmazonRDS | InstanceUsage:db.m6i.large | 2026-04-01 T
        @attributes databaseEngine=MySQL; deploymentOption=Single-AZ
        rds.mysql.db.t3.large.single.hour | .136 | 0- | AmazonRDS | InstanceUsage:db.t3.large | - A
        rds.mysql.db.m5.large.single.hour | .171 | 0- | AmazonRDS | InstanceUsage:db.m5.large | - A
        @attributes databaseEngine=PostgreSQL; deploymentOption=Single-AZ
        rds.storage.gp2.single.gb-month | .115 | 0- | AmazonRDS | RDS:GP2-Storage | 2026-05-03 AD
        rds.storage.gp3.single.gb-month | .115 | 0- | AmazonRDS | RDS:GP3-Storage | 2026-05-03 AD
        @attributes databaseEngine=PostgreSQL; deploymentOption=Multi-AZ
        rds.storage.gp2.multi.gb-month | .230 | 0- | AmazonRDS | RDS:Multi-AZ-GP2-Storage | 2026-05-03 AD
        rds.storage.gp3.multi.gb-month | .230 | 0- | AmazonRDS | RDS:Multi-AZ-GP3-Storage | 2026-05-03 AD
        @attributes databaseEngine=PostgreSQL; deploymentOption=Single-AZ
        rds.iops.gp3.single.iops-month | .02 | 0- | AmazonRDS | ?RDS:GP3-PIOPS | 2026-05-03 AD
        @attributes databaseEngine=PostgreSQL; deploymentOption=Multi-AZ
        rds.iops.gp3.multi.iops-month | .04 | 0- | AmazonRDS | ?RDS:Multi-AZ-GP3-PIOPS | 2026-05-03 AD
        @attributes databaseEngine=PostgreSQL
        rds.backup.gb-month | .095 | 0- | AmazonRDS | RDS:ChargedBackupUsage | 2026-05-03 AD
        @attributes
        rds.extended-support.year1.vcpu-hour | .10 | 0- | AmazonRDS | - | 2026-01-01 AD
        rds.extended-support.year3.vcpu-hour | .20 | 0- | AmazonRDS | - | 2026-01-01 AD

        # Aurora. The sources differ over IO-optimised storage: both prices stand here, and asking for it fails.
        @attributes databaseEngine=Aurora PostgreSQL
        aurora.postgres.db.t3.medium.hour | .082 | 0- | AmazonRDS | InstanceUsage:db.t3.medium | 2025-03-05 A
        aurora.acu-hour | .12 | 0- | AmazonRDS | Aurora:ServerlessV2Usage | 2025-03-05 A
        aurora.io-optimized.acu-hour | .16 | 0- | AmazonRDS | ?Aurora:ServerlessV2IOOptimizedUsage | 2025-03-05 A
        @attributes
        aurora.storage.gb-month | .10 | 0- | AmazonRDS | ?Aurora:StorageUsage | 2025-03-05 A
        aurora.io-optimized.gb-month | .225 | 0- | AmazonRDS | - | 2025-03-05 A | reading=low
        aurora.io-optimized.gb-month | .23 | 0- | AmazonRDS | - | 2025-03-05 A | reading=high
        aurora.io.request | .20/1000000 | 0- | AmazonRDS | ?Aurora:StorageIOUsage | 2025-03-05 A
        aurora.backup.gb-month | .021 | 0- | AmazonRDS | ?Aurora:BackupUsage | 2025-03-05 A

        # What AWS does not bill, once per account and month, for ever.
        free | transfer.internet | 100 gb | 2026-09-28 AB
        free | cloudfront.out | 1024 gb | 2026-01-01 D
        free | cloudfront.https | 10000000 request | 2026-01-01 D
        free | cloudwatch.metric | 10 month | - W
        free | cloudwatch.alarm.standard | 10 month | - W
        free | cloudwatch.dashboard | 3 month | - AW
        free | cloudwatch.logs | 5 gb | - W
        """#
}
