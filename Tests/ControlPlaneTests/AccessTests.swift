// Tokens, sessions, hosts, failed logins: who may come in.

import ControlPlane
import Core
import Foundation
import Testing

struct AccessTests {
    let token = AccessToken(randomBytes: Array(0..<32))!

    @Test func `a token is 64 hexadecimal digits and matches only itself`() {
        #expect(token.text == "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
        #expect(token.matches(token.text))
        for wrong in ["", "0", token.text + "0", token.text.uppercased(), String(token.text.dropLast()), "ü"] {
            #expect(!token.matches(wrong))
        }
        #expect(AccessToken(randomBytes: [1, 2, 3]) == nil)
        #expect(AccessToken(text: token.text.uppercased()) == nil)
    }

    @Test func `printing a token shows nothing of it`() {
        #expect(!"\(token)".contains("0001"))
        #expect(!String(reflecting: token).contains("0001"))
    }

    @Test func `a session is valid for thirty days, for its token, and only unchanged`() throws {
        let sessions = Sessions(token: token)
        let session = sessions.issue(at: Samples.time)
        #expect(sessions.verify(session.value, at: Samples.time) == session)
        #expect(sessions.verify(session.value, at: Samples.time + .seconds(30 * 86_400 - 1)) == session)
        #expect(sessions.verify(session.value, at: Samples.time + .seconds(30 * 86_400)) == nil)
        #expect(sessions.verify(session.value, at: Samples.time - .seconds(60)) == session)
        #expect(!session.value.contains(token.text))
        let other = Sessions(token: AccessToken(randomBytes: Array(1...32))!)
        #expect(other.verify(session.value, at: Samples.time) == nil)
        let later = session.value.replacing("\(Samples.time.milliseconds)", with: "\(Samples.time.milliseconds + 1)")
        #expect(sessions.verify(later, at: Samples.time) == nil)
        for broken in ["", "v1", "v1..", "v1.1.zz", "v2" + session.value.dropFirst(2), session.value + ".x"] {
            #expect(sessions.verify(broken, at: Samples.time) == nil)
        }
    }

    @Test func `a form token belongs to one session`() {
        let sessions = Sessions(token: token)
        let one = sessions.issue(at: Samples.time)
        let two = sessions.issue(at: Samples.time + .milliseconds(1))
        #expect(sessions.isFormToken(sessions.formToken(of: one), of: one))
        #expect(!sessions.isFormToken(sessions.formToken(of: one), of: two))
        #expect(!sessions.isFormToken("", of: one))
    }

    @Test func `ten failures are allowed, then one every six seconds, and a clock set back refills nothing`() {
        var bucket = FailureBucket()
        func take(at seconds: Int) -> Bool { bucket.take(at: Samples.time + .seconds(seconds)) }
        for _ in 0..<10 { #expect(take(at: 0)) }
        #expect(!take(at: 0))
        #expect(!take(at: -3600))
        #expect(!take(at: -3595))
        #expect(take(at: -3589))
        #expect(!take(at: -3589))
        for _ in 0..<10 { #expect(take(at: 86_400)) }
        #expect(!take(at: 86_400))
    }

    @Test(arguments: [
        // authority, on loopback, on all addresses, on a name of its own
        ("localhost", true, true, true),
        ("localhost:8420", true, true, true),
        ("LOCALHOST:8420", true, true, true),
        ("127.0.0.1:8420", true, true, true),
        ("[::1]:8420", true, true, true),
        ("192.168.1.7:8420", false, true, false),
        ("[fe80::1]:8420", false, true, false),
        ("ops.example.org", false, false, true),
        ("ops.example.org:443", false, false, true),
        ("evil.example", false, false, false),
        ("localhost.evil.example", false, false, false),
        ("127.0.0.1.evil.example", false, false, false),
        ("localhost:8420@evil.example", false, false, false),
        ("localhost:", false, false, false),
        ("", false, false, false),
        ("[::1", false, false, false),
    ])
    func `only names that cannot be another site's are allowed`(
        authority: String, loopback: Bool, everywhere: Bool, named: Bool
    ) {
        #expect(HostCheck(listening: "127.0.0.1").allows(authority) == loopback)
        #expect(HostCheck(listening: "0.0.0.0").allows(authority) == everywhere)
        #expect(HostCheck(listening: "127.0.0.1", others: ["ops.example.org"]).allows(authority) == named)
        #expect(!HostCheck(listening: "127.0.0.1").allows(nil))
    }

    @Test func `a login link shows an address that a browser can open`() {
        #expect(
            ControlServer.loginLink(host: "0.0.0.0", port: 8420, token: token)
                == "http://127.0.0.1:8420/login?token=\(token.text)")
        #expect(ControlServer.loginLink(host: "::1", port: 1, token: token).hasPrefix("http://[::1]:1/"))
    }

    @Test func `form fields are decoded, the first of a name counts, and malformed ones are left out`() {
        let fields = FormFields("reason=too+slow%21&reason=x&empty=&bad=%zz&lonely&a=b=c")
        #expect(fields["reason"] == "too slow!")
        #expect(fields["empty"] == "")
        #expect(fields["bad"] == nil)
        #expect(fields["lonely"] == "")
        #expect(fields["a"] == "b=c")
        #expect(FormFields("")["x"] == nil)
    }
}

/// The file with the token, on the real file system.
struct TokenFileTests {
    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "steady-token-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer {
            do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
        }
        try body(folder.path)
    }

    private let bytes: (Int) -> [UInt8] = { Array(repeating: 7, count: $0) }

    @Test func `the first start creates the file with mode 600, the second reads it`() throws {
        try inFolder { folder in
            let file = TokenFile(path: folder + "/token")
            #expect(try file.load() == nil)
            let first = try file.loadOrCreate(randomBytes: bytes)
            #expect(first.created)
            let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let second = try file.loadOrCreate { Array(repeating: 9, count: $0) }
            #expect(!second.created)
            #expect(second.token.matches(first.token.text))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["token"])
        }
    }

    @Test(arguments: [0o644, 0o640, 0o660, 0o604, 0o610])
    func `a file that others can reach is refused`(mode: Int) throws {
        try inFolder { folder in
            let file = TokenFile(path: folder + "/token")
            _ = try file.loadOrCreate(randomBytes: bytes)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
            let error = #expect(throws: ControlError.self) { try file.load() }
            #expect(error?.code == .refused)
            #expect(error?.message.contains("mode \(String(mode, radix: 8))") == true)
            #expect(error?.hint.contains("chmod 600") == true)
        }
    }

    @Test func `a link, a folder and a file without a token are refused, a missing folder is named`() throws {
        try inFolder { folder in
            try Data("nonsense\n".utf8).write(to: URL(filePath: folder + "/short"))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder + "/short")
            try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: folder + "/short")
            for name in ["short", "link", "."] {
                let error = #expect(throws: ControlError.self) { try TokenFile(path: folder + "/" + name).load() }
                #expect(error?.code == .refused)
            }
            let error = #expect(throws: ControlError.self) {
                try TokenFile(path: folder + "/missing/token").loadOrCreate(randomBytes: bytes)
            }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains("/missing/token") == true)
        }
    }
}
