// Fetches files of AWS's bulk price list to disk.

internal import AsyncHTTPClient
package import Core
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// What went wrong while a price list was fetched.
package struct PriceListError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What failed, with its address.
    package var message: String
    /// What to do.
    package var hint: String

    /// For people.
    package var description: String { "\(message)\n\(hint)" }
}

/// A fetched file.
package struct FetchedList: Hashable, Sendable {
    /// Where it came from.
    package var address: String
    /// Where it lies.
    package var path: String
    /// Its length in bytes.
    package var bytes: Int
    /// Its SHA-256.
    package var digest: Digest
}

/// Fetches price lists. AWS's server needs no account.
package struct PriceListClient: Sendable {
    /// Where AWS publishes its prices.
    package static let aws = "https://pricing.us-east-1.amazonaws.com"

    private let base: String

    /// A client for the server at `base`: scheme and host.
    package init(base: String = aws) {
        self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
    }

    /// Fetches the current list of an offer for a region into the file at `path`, which must not exist; where the offer
    /// has no list for regions, the global one. `progress` is told how many bytes have come. Throws `PriceListError`
    /// and leaves no file.
    package func fetch(
        offer: String, region: String, to path: String, progress: @Sendable (Int) -> Void = { _ in }
    ) async throws -> FetchedList {
        let stem = "\(base)/offers/v1.0/aws/\(offer)/current"
        var missing: Transfer = .missing(0)
        for address in ["\(stem)/\(region)/index.json", "\(stem)/index.json"] {
            missing = try await patiently(address, to: path, progress)
            if case .done(let list) = missing { return list }
        }
        throw PriceListError(
            message: "\(stem) has no list for \(region), and none for all regions",
            hint: "Check the offer's name and the region's: \(base)/offers/v1.0/aws/index.json lists them.")
    }

    private enum Transfer {
        case done(FetchedList)
        case missing(Int)
    }

    /// A breaking connection is no answer: it is tried again, from the start.
    private func patiently(_ address: String, to path: String, _ progress: (Int) -> Void) async throws -> Transfer {
        var tries = 1
        while true {
            do { return try await transfer(address, to: path, progress) } catch let error as PriceListError {
                throw error
            } catch {
                guard tries < PriceListLimits.tries, !Task.isCancelled else {
                    throw PriceListError(
                        message: "\(address) cannot be fetched: \(error)",
                        hint: "Check the network, or fetch it elsewhere and name the file.")
                }
                tries += 1
            }
        }
    }

    private func transfer(_ address: String, to path: String, _ progress: (Int) -> Void) async throws -> Transfer {
        var configuration = HTTPClient.Configuration()
        configuration.timeout.connect = .seconds(PriceListLimits.connectSeconds)
        configuration.timeout.read = .seconds(PriceListLimits.idleSeconds)
        configuration.decompression = .disabled
        // A refused connection is an answer; tries are counted here.
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let answer = try await client.execute(
                HTTPClientRequest(url: address), timeout: .seconds(PriceListLimits.seconds))
            let result = try await take(answer, address, path, progress)
            try await client.shutdown()
            return result
        } catch {
            try await client.shutdown()
            throw error
        }
    }

    private func take(
        _ answer: HTTPClientResponse, _ address: String, _ path: String, _ progress: (Int) -> Void
    ) async throws -> Transfer {
        switch answer.status.code {
        case 200: break
        // S3, which serves the lists, says 403 of what is not there.
        case 403, 404: return .missing(Int(answer.status.code))
        default:
            throw PriceListError(
                message: "\(address) answered \(answer.status.code) \(answer.status.reasonPhrase)",
                hint: "Try again later, or fetch it elsewhere and name the file.")
        }
        guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
        else {
            throw PriceListError(message: "\(path) cannot be written", hint: "Check its folder and its disk.")
        }
        do {
            let list = try await write(answer, to: file, address, path, progress)
            try file.close()
            return .done(list)
        } catch {
            // Half a list is worse than none.
            try FileManager.default.removeItem(atPath: path)
            throw error
        }
    }

    private func write(
        _ answer: HTTPClientResponse, to file: FileHandle, _ address: String, _ path: String,
        _ progress: (Int) -> Void
    ) async throws -> FetchedList {
        var digest = Digest.Stream()
        var count = 0
        for try await part in answer.body {
            count += part.readableBytes
            guard count <= PriceListLimits.fileBytes else {
                throw PriceListError(
                    message: "\(address) has more than \(PriceListLimits.fileBytes) bytes",
                    hint: "That is no list of one region; name the file by hand if it is.")
            }
            digest.add(Data(part.readableBytesView))
            do { try file.write(contentsOf: Data(part.readableBytesView)) } catch {
                throw PriceListError(
                    message: "\(path) cannot be written: \(error.localizedDescription)", hint: "Check its disk.")
            }
            progress(count)
        }
        let announced = answer.headers.first(name: "content-length").flatMap { Int($0) }
        guard announced == nil || announced == count else {
            throw Short(description: "\(count) of \(announced ?? 0) bytes came")
        }
        return FetchedList(address: address, path: path, bytes: count, digest: digest.finish())
    }

    private struct Short: Error, CustomStringConvertible {
        var description: String
    }
}
