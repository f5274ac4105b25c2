// Runs a whole rollout with the real store and driver in a simulated world, and dies where it is told to.
//
//     crashprobe SCENARIO FOLDER [--away SECONDS] [--kill-at N --when before|after]
//
// Without --kill-at it runs to the end, prints one line of JSON and exits 0; started again in the same folder it goes
// on from the files. --away: simulated seconds that pass before it looks.

import Core
import Foundation
import TestKit

func value(of option: String, in arguments: [String]) -> String? {
    arguments.firstIndex(of: option).flatMap { $0 + 1 < arguments.count ? arguments[$0 + 1] : nil }
}

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count >= 2, let scenario = Scenario(rawValue: arguments[0]) else {
    let names = Scenario.allCases.map(\.rawValue).joined(separator: "|")
    print("usage: crashprobe \(names) FOLDER [--away SECONDS] [--kill-at N --when before|after]")
    exit(64)
}
let away = value(of: "--away", in: arguments).flatMap { Int($0) } ?? 0
let probe = try await Probe(
    scenario, folder: arguments[1], away: .seconds(away),
    killAt: value(of: "--kill-at", in: arguments).flatMap { Int($0) },
    value(of: "--when", in: arguments).flatMap { FaultyReleaseStore.Moment(rawValue: $0) } ?? .before)
print(try CanonicalJSON.text(try await probe.run()))
