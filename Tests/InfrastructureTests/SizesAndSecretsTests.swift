// What names of machines and texts of plans say.

import Infrastructure
import Testing

@Suite struct SizesAndSecretsTests {
    @Test(arguments: [
        ("db.r6g.large", 2.0, 16.0, false), ("db.m7g.2xlarge", 8, 32, false), ("c7g.medium", 1, 2, false),
        ("t4g.micro", 2, 1, true),
        ("cache.r7g.xlarge", 4, 32, false), ("m6g.large.search", 2, 8, false), ("db.t3.2xlarge", 8, 32, true),
    ])
    func `sizes by name`(name: String, processors: Double, memory: Double, isBurstable: Bool) throws {
        let size = try #require(MachineSize(name))
        #expect(size.processors == processors && size.memory == memory && size.isBurstable == isBurstable)
    }

    @Test(arguments: ["", "large", "db.serverless", "m7g", "x", "db.r6g.huge", "..", "db..large"])
    func `what is no size`(name: String) { #expect(MachineSize(name) == nil) }

    @Test func `less is less`() throws {
        func size(_ name: String) throws -> MachineSize { try #require(MachineSize(name)) }
        #expect(try size("db.t4g.large").isLess(than: size("db.m7g.large")), "it may be slowed down")
        #expect(try size("db.m7g.large").isLess(than: size("db.r7g.large")))
        #expect(try !size("db.r7g.xlarge").isLess(than: size("db.m7g.large")))
    }

    @Test(arguments: [
        ("-----BEGIN RSA PRIVATE KEY-----\nMII", ""), ("AKIAIOSFODNN7EXAMPLE", ""),
        ("ghp_0123456789abcdefghijABCDEFGHIJ012345", ""),
        ("postgres://app:s3cr3tpw@db/x", ""), ("export DB_PASSWORD=abcdefgh1234", ""),
        ("hunter2hunter2", "DB_PASSWORD"),
        ("sk_live_0123456789abcdefghij", "KEY"), ("xoxb-1234567890-abcdef", ""),
    ])
    func `secrets`(text: String, name: String) { #expect(SecretPatterns.kind(of: text, named: name) != nil) }

    @Test(arguments: [
        ("arn:aws:secretsmanager:us-east-1:1:secret:x", "DB_PASSWORD"), ("{{resolve:secretsmanager:x}}", "DB_PASSWORD"),
        ("true", "USE_TOKEN"),
        ("90", "TOKEN_TTL_SECONDS"), ("/run/secrets/db", "DB_PASSWORD_FILE"), ("https://example.org/a@b", ""),
        ("postgres://app@db/x", ""),
        ("hello world, this is no secret", "PASSWORD_HINT"), ("s3cr3tpw", ""), ("${var.password}", "PASSWORD"),
        ("", "PASSWORD"), ("SERVICE_ROLE", "image_pull_credentials_type"),
    ])
    func `no secrets`(text: String, name: String) {
        #expect(SecretPatterns.kind(of: text, named: name) == nil, "\(text)")
    }
}
