// `steady prices`: the prices that estimates rest on, and how they are brought up to date.

import ArgumentParser
import ControlPlane
import Core
import Foundation
import Infrastructure
import PriceLists

struct PricesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prices", abstract: "The prices that estimates rest on.",
        subcommands: [PricesShow.self, PricesUpdate.self])
}

struct PricesShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Every price with its source, date and digest.")

    @Option(help: "Only this region.")
    var region: String?

    @OptionGroup var prices: PriceOptions
    @OptionGroup var flow: FlowOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let all = try prices.book(flow).all.filter { region == nil || $0.region == region }
        if output.json { return try Console.json(all) }
        for price in all { Console.out(price.summary) }
        Console.out("\(all.count) prices")
    }
}

struct PricesUpdate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Take prices from AWS's bulk price list.",
        discussion: """
            Without files the lists are fetched from AWS (no account is needed; some have hundreds of megabytes), with files \
            they are read: https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/OFFER/current/REGION/index.json. A price \
            that a list has twice or not at all is an error, and then nothing is changed; with --keep-going what was matched \
            exactly is stored, the others keep the price that they had, and the exit code is 3.
            """)

    @Argument(help: "Files of the bulk price list (JSON). Without any, the lists are fetched.")
    var files: [String] = []

    @Option(help: "The region whose prices are taken.")
    var region = "us-east-1"

    @Option(name: .customLong("offer"), help: "Fetch only this offer (may be repeated): AmazonECS, AmazonRDS.")
    var offers: [String] = []

    @Option(help: "Fetch from this server instead of AWS's.")
    var from = PriceListClient.aws

    @Flag(name: .customLong("keep-going"), help: "Store what was matched exactly, even if other prices were not.")
    var keepGoing = false

    @OptionGroup var flow: FlowOptions

    func validate() throws {
        guard files.isEmpty || offers.isEmpty else {
            throw ValidationError("--offer is for fetching; with files there is nothing to fetch.")
        }
        guard from.hasPrefix("https://") || from.hasPrefix("http://") else {
            throw ValidationError("--from \(from) is no address: write http:// or https:// before it.")
        }
    }

    func run() async throws {
        let book = try PriceBook.builtIn()
        let selectors = book.selectors(region: region)
        guard !selectors.isEmpty else {
            throw CommandFailure(
                1, "nothing is known of the usage types of \(region)",
                hint: "The program knows those of us-east-1. For \(region) give prices of your own with --prices.")
        }
        let place = "\(flow.folder.path)/prices.txt"
        try flow.folder.create()
        var update = Update(selectors: selectors, region: region)
        if files.isEmpty { try await fetch(selectors, into: &update) }
        for file in files { try update.read(file, origin: file) }
        guard !update.taken.isEmpty, keepGoing || update.faults.isEmpty else {
            throw CommandFailure(
                1,
                update.faults.isEmpty
                    ? "no price was found"
                    : update.faults.prefix(Infrastructure.Limits.shownFindings).joined(separator: "\n"),
                hint: update.taken.isEmpty
                    ? "Nothing was changed. Name files of the region \(region), each whole."
                    : "Nothing was changed. --keep-going stores the \(update.taken.count) prices that were matched exactly."
            )
        }
        try WholeFile.write(try merged(update.taken, place: place), to: place)
        Console.out("\(update.taken.count) prices stored in \(place)")
        guard update.faults.isEmpty else {
            for fault in update.faults { Console.error("kept as it was: \(fault)") }
            throw ExitCode(3)
        }
    }

    /// Fetches each offer, takes what is asked for, and removes the file again: together they have about a gigabyte.
    private func fetch(_ selectors: [PriceSelector], into update: inout Update) async throws {
        let known = Set(selectors.map(\.offer))
        if let odd = offers.first(where: { !known.contains($0) }) {
            throw CommandFailure(
                1, "no price of the program comes from the offer \(odd)",
                hint: "Offers: \(known.sorted().joined(separator: ", ")).")
        }
        let client = PriceListClient(base: from)
        try FileManager.default.createDirectory(atPath: flow.folder.run, withIntermediateDirectories: true)
        for offer in offers.isEmpty ? known.sorted() : offers {
            let path = "\(flow.folder.run)/price-list-\(offer)-\(getpid()).json"
            Console.error("fetching \(offer) …")
            let list: FetchedList
            do { list = try await client.fetch(offer: offer, region: region, to: path) } catch let error
                as PriceListError
            {
                guard keepGoing else { throw CommandFailure(1, error.message, hint: error.hint) }
                update.faults.append(error.message)
                continue
            }
            defer { unlink(path) }
            Console.error("\(list.address): \(list.bytes) bytes")
            try update.read(path, origin: "\(list.address) sha256:\(list.digest.hex)")
        }
    }

    /// What an update has gathered so far.
    private struct Update {
        let selectors: [PriceSelector]
        let region: String
        var taken: [Price] = []
        var faults: [String] = []

        mutating func read(_ file: String, origin: String) throws {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), !isFolder.boolValue,
                let handle = FileHandle(forReadingAtPath: file)
            else {
                throw CommandFailure(
                    1, isFolder.boolValue ? "\(file) is a folder" : "\(file) cannot be read",
                    hint: "Download it from AWS's bulk price list first.")
            }
            let list = try BulkPriceList.read(
                { Array(try handle.read(upToCount: Infrastructure.Limits.planChunk) ?? Data()) },
                selectors: selectors, region: region, origin: origin, now: SystemWallClock().now)
            let day = list.published?.description ?? "an unknown day"
            Console.error("\(list.offer) of \(day): \(list.prices.count) prices")
            taken += list.prices
            faults += list.faults.map { "\(list.offer): \($0)" }
        }
    }

    /// What was stored before stays where this update says nothing.
    private func merged(_ taken: [Price], place: String) throws -> String {
        var kept: [Price] = []
        if let text = WholeFile.read(place) {
            let new = Set(taken.map(\.meter))
            kept = try PriceTable.read(text, layer: .updated).prices.filter { !new.contains($0.meter) }
        }
        return PriceTable.text(kept + taken, region: region)
    }
}
