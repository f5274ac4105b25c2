// `steady prices`: the prices that estimates rest on, and how they are brought up to date.

import ArgumentParser
import ControlPlane
import Core
import Foundation
import Infrastructure

struct PricesCommand: ParsableCommand {
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

struct PricesUpdate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Take prices from files of AWS's bulk price list.",
        discussion: """
            Download the offers first, for example AmazonRDS, AmazonECS, AWSELB: \
            https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/OFFER/current/REGION/index.json. A price that the list \
            has twice or not at all is an error: then nothing is changed.
            """)

    @Argument(help: "Files of the bulk price list (JSON).")
    var files: [String]

    @Option(help: "The region whose prices are taken.")
    var region = "us-east-1"

    @OptionGroup var flow: FlowOptions

    func run() throws {
        let book = try PriceBook.builtIn()
        let place = "\(flow.folder.path)/prices.txt"
        var taken: [Price] = []
        var faults: [String] = []
        for file in files {
            guard let handle = FileHandle(forReadingAtPath: file) else {
                throw CommandFailure(1, "\(file) cannot be read", hint: "Download it from AWS's bulk price list first.")
            }
            let list = try BulkPriceList.read(
                { Array(try handle.read(upToCount: Limits.planChunk) ?? Data()) },
                selectors: book.selectors(region: region), region: region, origin: file, now: SystemWallClock().now)
            Console.error(
                "\(file): \(list.offer) of \(list.published?.description ?? "an unknown day"), \(list.prices.count) prices"
            )
            taken += list.prices
            faults += list.faults.map { "\(file): \($0)" }
        }
        guard faults.isEmpty, !taken.isEmpty else {
            throw CommandFailure(
                1, faults.isEmpty ? "no price was found" : faults.prefix(20).joined(separator: "\n"),
                hint: "Nothing was changed. Name files of the region \(region), each whole.")
        }
        try flow.folder.create()
        try WholeFile.write(try merged(taken, place: place), to: place)
        Console.out("\(taken.count) prices stored in \(place)")
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
