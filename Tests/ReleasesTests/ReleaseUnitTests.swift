// What a release is made of, and how it may be called.

import Core
import Releases
import TestKit
import Testing

@Suite struct ReleaseUnitTests {
    @Test(arguments: ["v1", "2026-11-24", "a", "1.2.3", "build_7", String(repeating: "x", count: 40)])
    func `names that may be`(name: String) {
        #expect(ReleaseUnit.fault(inName: name) == nil)
    }

    @Test(arguments: [
        "", "-v1", ".v1", "_v1", "v 1", "v/1", "v..1", "../v1", "v1;drop", "v1\n", "vé", "v1'", "v%31",
        String(repeating: "x", count: 41),
    ])
    func `names that may not be, each with a reason`(name: String) throws {
        let fault = try #require(ReleaseUnit.fault(inName: name))
        #expect(fault.contains("release's name"))
    }

    @Test func `equal content has one digest, whatever its name`() throws {
        let first = try SampleRelease.unit("v1", content: "same").digest
        let second = try SampleRelease.unit("v2", content: "same").digest
        #expect(first == second)
    }

    @Test func `every part of the content changes the digest`() throws {
        let unit = SampleRelease.unit("v1")
        var changed = Array(repeating: unit, count: 6)
        changed[0].artifact = .image("registry/donations@sha256:0")
        changed[1].configuration = .directory(digest: .zero, path: "/c")
        changed[2].secretVersions = ["payment": "2"]
        changed[3].service.run = ["./donations", "--fast"]
        changed[4].service.environment = ["MODE": .plain("test")]
        changed[5].service.schemaFloor = 3
        let digests = try changed.map { try $0.digest } + [unit.digest]
        #expect(Set(digests).count == 7)
    }

    @Test func `a release names versions of secrets, and survives being stored`() throws {
        let unit = SampleRelease.unit("v1")
        let text = try CanonicalJSON.text(unit)
        #expect(text.contains("\"secretVersions\":{\"payment\":\"1\"}"))
        #expect(try CanonicalJSON.decode(ReleaseUnit.self, from: text) == unit)
    }
}
