// Secrets: versions by number, readable by their owner alone.

import Foundation
import Glibc
import Hosts
import Testing

@Suite struct SecretFilesTests {
    private func code(_ body: () throws -> Void) -> HostError.Code? {
        do { try body() } catch { return (error as? HostError)?.code }
        return nil
    }

    @Test func `each value is a version of its own, the same value again is the same version`() async throws {
        try await HostLab.with { lab in
            let secrets = SecretFiles(root: lab.folder + "/secrets")
            #expect(code { _ = try secrets.newestVersion(of: "payment") } == .notFound)
            #expect(try secrets.set("payment", to: "one") == "1")
            #expect(try secrets.set("payment", to: "two") == "2")
            #expect(try secrets.set("payment", to: "two") == "2")
            #expect(try secrets.set("payment", to: "one") == "3", "an older value set again is new")
            #expect(try secrets.newestVersion(of: "payment") == "3")
            #expect(try secrets.value(of: "payment", version: "2") == "two")
            for number in 4...12 { try secrets.set("payment", to: "number \(number)") }
            #expect(try secrets.newestVersion(of: "payment") == "12", "by number, not by letters")
        }
    }

    @Test func `files are 600 in a folder of 700, and what others can read is not used`() async throws {
        try await HostLab.with { lab in
            let secrets = SecretFiles(root: lab.folder + "/secrets")
            try secrets.set("payment", to: "one")
            let file = lab.folder + "/secrets/payment/1"
            #expect(try lab.mode(file) == 0o600 && lab.mode(lab.folder + "/secrets/payment") == 0o700)
            for mode: mode_t in [0o640, 0o604, 0o660] {
                try #require(chmod(file, mode) == 0)
                #expect(code { _ = try secrets.value(of: "payment", version: "1") } == .unusable)
            }
        }
    }

    @Test(arguments: ["", "../x", "a/b", "a b", "ä", ".", "a.b"])
    func `a name that could lead elsewhere is refused`(name: String) async throws {
        try await HostLab.with { lab in
            let secrets = SecretFiles(root: lab.folder + "/secrets")
            #expect(code { try secrets.set(name, to: "x") } == .unusable)
        }
    }

    @Test func `a value is neither empty nor huge, and may be of many lines`() async throws {
        try await HostLab.with { lab in
            let secrets = SecretFiles(root: lab.folder + "/secrets")
            #expect(code { try secrets.set("a", to: "") } == .unusable)
            let huge = String(repeating: "x", count: HostLimits.secretBytes + 1)
            #expect(code { try secrets.set("a", to: huge) } == .unusable)
            try secrets.set("a", to: "one\ntwo\n")
            #expect(try secrets.value(of: "a", version: "1") == "one\ntwo\n")
        }
    }

    @Test(arguments: ["2", "x", "../1", "01x", ""])
    func `a version that is not there is not found`(version: String) async throws {
        try await HostLab.with { lab in
            let secrets = SecretFiles(root: lab.folder + "/secrets")
            try secrets.set("a", to: "one")
            #expect(code { _ = try secrets.value(of: "a", version: version) } == .notFound)
        }
    }
}
