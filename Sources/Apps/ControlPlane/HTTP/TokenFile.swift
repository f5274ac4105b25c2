// Where the access token lives between two starts: a file that only its owner can read.

import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The file with the access token, mode 600.
package struct TokenFile: Sendable {
    /// Its path.
    package let path: String

    /// The token file at a path.
    package init(path: String) {
        self.path = path
    }

    /// The token in the file, and whether it was created just now: then its link is to be printed once.
    ///
    /// `randomBytes` gives as many random bytes as asked for. The file appears complete or not at all; if two starts
    /// race, both get the same token. Throws `refused` if the file is readable for others, is no regular file, or holds
    /// no token; `unavailable` if it cannot be read or written.
    package func loadOrCreate(
        randomBytes: (Int) -> [UInt8]
    ) throws(ControlError) -> (token: AccessToken, created: Bool) {
        if let token = try load() { return (token, false) }
        guard let token = AccessToken(randomBytes: randomBytes(AccessToken.byteCount)) else {
            throw ControlError(
                .internal, "the source of random bytes gave a wrong number of them", hint: "Report this as a fault")
        }
        if try create(token) { return (token, true) }
        guard let other = try load() else {
            throw failure("vanished while it was being created", cause: nil)
        }
        return (other, false)
    }

    /// The token in the file; nil if there is no file. Throws as `loadOrCreate` does.
    package func load() throws(ControlError) -> AccessToken? {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            if errno == ELOOP { throw refusal("is a symbolic link", hint: "Replace it by a regular file") }
            throw failure("cannot be opened", cause: errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("cannot be examined", cause: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw refusal("is no regular file", hint: "Move it away; a new one is created at the next start")
        }
        let mode = status.st_mode & 0o777
        guard mode & 0o077 == 0 else {
            throw refusal(
                "has mode \(String(mode, radix: 8)): others on this machine can read or change it",
                hint: "Delete it to get a new token (the old one may be known), or run: chmod 600 \(path)")
        }
        return try read(from: descriptor)
    }

    private func read(from descriptor: Int32) throws(ControlError) -> AccessToken {
        var buffer = [UInt8](repeating: 0, count: HTTPLimits.tokenFileBytes)
        let count = Self.readSome(descriptor, &buffer)
        guard count >= 0 else { throw failure("cannot be read", cause: errno) }
        let text = String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n").first.map(String.init)
        guard let text, let token = AccessToken(text: text) else {
            throw refusal("holds no token", hint: "Delete it; a new one is created at the next start")
        }
        return token
    }

    /// Writes a file beside it and links it into place; false if another process was first.
    private func create(_ token: AccessToken) throws(ControlError) -> Bool {
        let draft = "\(path).\(getpid()).new"
        unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("cannot be created", cause: errno) }
        defer { unlink(draft) }
        let bytes = Array((token.text + "\n").utf8)
        let written = Self.writeSome(descriptor, bytes) == bytes.count && fsync(descriptor) == 0
        let fault = errno
        close(descriptor)
        guard written else { throw failure("cannot be written", cause: fault) }
        if link(draft, path) == 0 { return true }
        if errno == EEXIST { return false }
        throw failure("cannot be created", cause: errno)
    }

    private static func readSome(_ descriptor: Int32, _ buffer: inout [UInt8]) -> Int {
        buffer.withUnsafeMutableBytes { recv in
            #if canImport(Glibc)
                Glibc.read(descriptor, recv.baseAddress, recv.count)
            #elseif canImport(Musl)
                Musl.read(descriptor, recv.baseAddress, recv.count)
            #else
                Darwin.read(descriptor, recv.baseAddress, recv.count)
            #endif
        }
    }

    private static func writeSome(_ descriptor: Int32, _ bytes: [UInt8]) -> Int {
        bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }

    private func refusal(_ what: String, hint: String) -> ControlError {
        ControlError(.refused, "the token file \(path) \(what)", hint: hint)
    }

    private func failure(_ what: String, cause: Int32?) -> ControlError {
        let reason = cause.map { ": " + String(cString: strerror($0)) } ?? ""
        return ControlError(
            .unavailable, "the token file \(path) \(what)\(reason)",
            hint: "Check that its folder exists and that you may write there")
    }
}
