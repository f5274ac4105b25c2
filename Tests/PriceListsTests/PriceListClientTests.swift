// Fetching price lists from a server on loopback.

import Core
import Foundation
import PriceLists
import Synchronization
import Testing

@Suite struct PriceListClientTests {
    private static let regional = "/offers/v1.0/aws/AmazonECS/current/us-east-1/index.json"
    private static let global = "/offers/v1.0/aws/AmazonECS/current/index.json"

    private func fetched(_ answers: [String: [String]]) async throws -> (result: Result<String, any Error>, asked: Int)
    {
        let server = try CannedServer(answers)
        defer { server.stop() }
        let path = "\(NSTemporaryDirectory())steady-list-\(server.port).json"
        defer { unlink(path) }
        do {
            let list = try await PriceListClient(base: server.base).fetch(
                offer: "AmazonECS", region: "us-east-1", to: path)
            let text = try String(contentsOfFile: list.path, encoding: .utf8)
            #expect(list.digest == Digest(ofText: text) && list.bytes == text.utf8.count)
            #expect(list.address.hasPrefix(server.base))
            return (.success(text), server.asked.withLock { $0.values.reduce(0, +) })
        } catch {
            #expect(!FileManager.default.fileExists(atPath: path), "half a list stays")
            return (.failure(error), server.asked.withLock { $0.values.reduce(0, +) })
        }
    }

    @Test func `the region's list comes first, the global one after it`() async throws {
        let both = try await fetched([
            Self.regional: [CannedServer.answer("regional")], Self.global: [CannedServer.answer("global")],
        ])
        #expect(try both.result.get() == "regional")
        for status in ["403 Forbidden", "404 Not Found"] {
            let one = try await fetched([
                Self.regional: [CannedServer.answer("", status: status)], Self.global: [CannedServer.answer("global")],
            ])
            #expect(try one.result.get() == "global")
        }
    }

    @Test func `a large list comes whole`() async throws {
        let body = String(repeating: "0123456789", count: 1_000_000)
        let found = try await fetched([Self.regional: [CannedServer.answer(body)]])
        #expect(try found.result.get() == body)
    }

    @Test func `what breaks off is tried again, and three times at most`() async throws {
        let broken = CannedServer.answer("half", announced: 100)
        let mended = try await fetched([Self.regional: [broken, CannedServer.answer("whole")]])
        #expect(try mended.result.get() == "whole" && mended.asked == 2)
        let never = try await fetched([Self.regional: [broken]])
        #expect(never.asked == 3)
        #expect(throws: PriceListError.self) { try never.result.get() }
    }

    @Test(arguments: [("500 Broken", "answered 500"), ("404 Not Found", "no list for us-east-1")])
    func `an error says what and where`(status: String, said: String) async throws {
        let found = try await fetched([Self.regional: [CannedServer.answer("x", status: status)]])
        let error = #expect(throws: PriceListError.self) { try found.result.get() }
        #expect(error?.message.contains(said) == true, "\(String(describing: error))")
    }

    @Test func `a server that is not there is named`() async throws {
        let server = try CannedServer([:])
        server.stop()
        let error = await #expect(throws: PriceListError.self) {
            try await PriceListClient(base: server.base).fetch(
                offer: "AmazonECS", region: "us-east-1", to: "\(NSTemporaryDirectory())steady-none.json")
        }
        #expect(error?.message.contains(server.base) == true)
    }
}
