// Artifacts by digest: equal content is stored once, whatever cannot be an artifact is refused with the reason.

import Core
import Foundation
import Glibc
import Hosts
import Releases
import Testing

@Suite(.timeLimit(.minutes(1))) struct ArtifactStoreTests {
    private static let files = ["run": "#!/bin/sh\n", "lib/a.txt": "same", "lib/deep/b.txt": "other"]

    private func failure(_ store: ArtifactStore, _ path: String) async -> HostError? {
        do { _ = try await store.store(path, id: "A-1") } catch { return error as? HostError }
        return nil
    }

    @Test func `the same files have the same digest, whenever and in whatever order they were written`() async throws {
        try await HostLab.with { lab in
            let store = try lab.store
            let first = try await store.store(lab.build("one", Self.files), id: "A-1").place
            try lab.build("two", ["lib/deep/b.txt": "other"])
            try lab.build("two", ["lib/a.txt": "same"])
            let path = try lab.build("two", ["run": "#!/bin/sh\n"])
            try FileManager.default.createDirectory(atPath: path + "/empty", withIntermediateDirectories: true)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 7)], ofItemAtPath: path + "/run")
            let second = try await store.store(path, id: "A-2").place
            #expect(first?.digest == second?.digest && first?.path == second?.path)
            #expect(try lab.list("store/trees") == [first?.digest.hex])
        }
    }

    @Test(arguments: [
        ["run": "#!/bin/sh\n\n"], ["lib/a.txt": "Same"], ["lib/c.txt": "same"], ["lib/deep/a.txt": "other"],
    ])
    func `any other content has another digest`(change: [String: String]) async throws {
        try await HostLab.with { lab in
            let store = try lab.store
            let first = try await store.store(lab.build("one", Self.files), id: "A-1").place
            let second = try await store.store(
                lab.build("two", Self.files.merging(change) { $1 }), id: "A-2"
            ).place
            #expect(first?.digest != second?.digest)
        }
    }

    @Test func `what may be run is part of the content, other rights are not`() async throws {
        try await HostLab.with { lab in
            let store = try lab.store
            let first = try await store.store(lab.build("one", Self.files), id: "A-1").place
            let plain = try await store.store(lab.build("two", Self.files, programs: []), id: "A-2").place
            #expect(first?.digest != plain?.digest)
            let path = try lab.build("three", Self.files)
            try #require(chmod(path + "/run", 0o700) == 0 && chmod(path + "/lib/a.txt", 0o600) == 0)
            #expect(try await store.store(path, id: "A-3").place?.digest == first?.digest)
        }
    }

    @Test func `stored files are read-only and shared between artifacts`() async throws {
        try await HostLab.with { lab in
            let store = try lab.store
            let first = try #require(try await store.store(lab.build("one", Self.files), id: "A-1").place)
            let second = try #require(
                try await store.store(lab.build("two", ["run": "#!/bin/sh\n", "x": "same"]), id: "A-2").place)
            #expect(try lab.inode(first.path + "/lib/a.txt") == lab.inode(second.path + "/x"))
            #expect(try lab.mode(first.path + "/lib/a.txt") == 0o444 && lab.mode(first.path + "/run") == 0o555)
            #expect(try lab.list("store/blobs").count == 3)
            try FileManager.default.removeItem(atPath: lab.folder + "/one")
            #expect(try String(contentsOfFile: first.path + "/lib/a.txt", encoding: .utf8) == "same")
        }
    }

    @Test func `a dry run gives the same artifact and stores nothing`() async throws {
        try await HostLab.with { lab in
            let store = try lab.store
            let path = try lab.build("one", Self.files)
            let told = try await store.store(path, id: "A-1", isKept: false)
            #expect(try lab.list("store/trees").isEmpty && lab.list("store/blobs").isEmpty)
            #expect(try await store.store(path, id: "A-2") == told)
        }
    }

    @Test(arguments: ["a.tar", "a.tar.gz", "a.tgz", "a.tar.xz"])
    func `an archive is the artifact of what is in it`(name: String) async throws {
        try await HostLab.with { lab in
            let store = try lab.store
            let path = try lab.build("one", Self.files)
            let archive = "\(lab.folder)/\(name)"
            let tar = Process()
            tar.executableURL = URL(filePath: "/usr/bin/env")
            tar.arguments = ["tar", "--create", "--auto-compress", "--file", archive, "--directory", path, "."]
            try tar.run()
            tar.waitUntilExit()
            #expect(try await store.store(archive, id: "A-1") == store.store(path, id: "A-2"))
            #expect(try lab.list("store/incoming").isEmpty)
        }
    }

    @Test func `what is no archive, or none that can be unpacked, is refused`() async throws {
        try await HostLab.with { lab in
            let store = try lab.store
            try lab.build("files", ["a.zip": "x", "b.tar.gz": "garbage"])
            let zip = await failure(store, lab.folder + "/files/a.zip")
            #expect(zip?.code == .unusable && zip?.hint.contains(".tar.gz") == true)
            let broken = await failure(store, lab.folder + "/files/b.tar.gz")
            #expect(broken?.code == .unusable && broken?.message.contains("unpacked") == true)
            #expect(try lab.list("store/incoming").isEmpty && lab.list("store/trees").isEmpty)
            #expect(await failure(store, lab.folder + "/nowhere")?.code == .notFound)
        }
    }

    @Test(arguments: ["/etc/passwd", "../../outside", "lib/../../outside", "../one-more/x"])
    func `a link that leads out is refused, naming it`(target: String) async throws {
        try await HostLab.with { lab in
            let path = try lab.build("one", Self.files)
            try FileManager.default.createSymbolicLink(atPath: path + "/link", withDestinationPath: target)
            let error = try await failure(lab.store, path)
            #expect(error?.code == .unusable && error?.message.contains(target) == true)
        }
    }

    @Test(arguments: ["run", "lib/a.txt", "lib/../run", "./run", "nothing-yet"])
    func `a link that stays inside is kept as a link`(target: String) async throws {
        try await HostLab.with { lab in
            let path = try lab.build("one", Self.files)
            try FileManager.default.createSymbolicLink(atPath: path + "/link", withDestinationPath: target)
            let place = try #require(try await lab.store.store(path, id: "A-1").place)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: place.path + "/link") == target)
        }
    }

    @Test func `an empty folder and a named pipe are no artifacts`() async throws {
        try await HostLab.with { lab in
            let store = try lab.store
            try FileManager.default.createDirectory(
                atPath: lab.folder + "/empty/deep", withIntermediateDirectories: true)
            #expect(await failure(store, lab.folder + "/empty")?.code == .unusable)
            let path = try lab.build("one", Self.files)
            try #require(mkfifo(path + "/pipe", 0o600) == 0)
            let error = await failure(store, path)
            #expect(error?.code == .unusable && error?.message.contains("/pipe") == true)
        }
    }

    @Test func `a file that is not what it was hashed as never gets under its digest`() async throws {
        try await HostLab.with { lab in
            let store = try lab.store
            let path = try lab.build("one", Self.files)
            // As if the file had changed between hashing and copying: its blob holds something else.
            let digest = Digest(ofText: "same").hex
            try "changed".write(toFile: "\(lab.folder)/store/blobs/\(digest)", atomically: false, encoding: .utf8)
            let error = await failure(store, path)
            #expect(error?.code == .unusable && error?.message.contains("changed while it was read") == true)
            #expect(try lab.list("store/trees").isEmpty && lab.list("store/incoming").isEmpty)
        }
    }

    @Test func `leftovers of a crash are removed at the next start`() async throws {
        try await HostLab.with { lab in
            _ = try lab.store
            try lab.build("store/incoming/A-0", ["half": "x"])
            _ = try lab.store
            #expect(try lab.list("store/incoming").isEmpty)
            #expect(try lab.mode(lab.folder + "/store/trees") == 0o700)
        }
    }

    @Test func `what nothing refers to is removed once it is old, with the files that only it had`() async throws {
        try await HostLab.with { lab in
            let store = try lab.store
            let kept = try #require(try await store.store(lab.build("one", Self.files), id: "A-1").place)
            let other = Self.files.merging(["lib/deep/b.txt": "only here"]) { $1 }
            let left = try #require(try await store.store(lab.build("two", other), id: "A-2").place)
            let now = WallTime(second: Int(Date().timeIntervalSince1970))
            let later = now + .seconds(3700)
            #expect(try store.collect(keeping: [kept.digest], now: now) == [], "it is young")
            #expect(try store.collect(keeping: [kept.digest], now: later) == [left.digest])
            #expect(try lab.list("store/trees") == [kept.digest.hex])
            #expect(try lab.list("store/incoming") == [])
            #expect(try store.collect(keeping: [kept.digest], now: later) == [])
            #expect(try lab.list("store/blobs").count == 3, "the three files of the artifact that is kept")
            #expect(try String(contentsOfFile: kept.path + "/lib/deep/b.txt", encoding: .utf8) == "other")
        }
    }
}
