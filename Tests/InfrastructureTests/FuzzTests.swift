// Plans that are damaged in any way: a clear error or a verdict, never a crash.

import Core
import Foundation
import Infrastructure
import Testing

@Suite(.timeLimit(.minutes(2))) struct FuzzTests {
    /// A generator with a seed (splitmix64): a found case can be tried again.
    private struct Chance {
        var state: UInt64

        mutating func next(_ limit: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((z ^ (z >> 31)) % UInt64(limit))
        }
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Infra/plan-corpus/plans").standardizedFileURL.path

    private func damaged(_ bytes: [UInt8], _ chance: inout Chance) -> [UInt8] {
        var bytes = bytes
        for _ in 0...chance.next(4) where bytes.count > 2 {
            let place = chance.next(bytes.count)
            switch chance.next(6) {
            case 0: bytes = Array(bytes[..<place])
            case 1: bytes[place] = UInt8(chance.next(256))
            case 2: bytes.insert(contentsOf: Array(#"{"[,null:"x"#.utf8).prefix(1 + chance.next(8)), at: place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + 1 + chance.next(40)))
            case 4:
                let end = min(bytes.count, place + 1 + chance.next(200))
                bytes.insert(contentsOf: bytes[place..<end], at: chance.next(bytes.count))
            default:
                bytes.replaceSubrange(
                    place..<place, with: Array(repeating: UInt8(ascii: "["), count: 1 + chance.next(400)))
            }
        }
        return bytes
    }

    @Test(arguments: [UInt64(1), 2, 3, 4]) func `damaged plans end in an error or a verdict`(seed: UInt64) throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder).filter { $0.hasSuffix(".json") }
            .sorted()
        #expect(files.count > 600)
        var chance = Chance(state: seed)
        var errors = 0
        for round in 0..<300 {
            let file = files[chance.next(files.count)]
            let whole = try Data(contentsOf: URL(filePath: "\(Self.folder)/\(file)"))
            var rest = damaged(Array(whole), &chance)[...]
            let piece = 1 + chance.next(5000)
            do {
                let report = try Reviewer.review(
                    {
                        defer { rest = rest.dropFirst(piece) }
                        return Array(rest.prefix(piece))
                    }, settings: .init(spec: nil, now: today))
                #expect(ReviewText.text(report).count > 4, "seed \(seed), round \(round), \(file)")
                _ =
                    ReviewSARIF.json(report, plan: file).canonicalText + ReviewJUnit.xml(report)
                    + ReviewMarkdown.text(report)
            } catch let error as PlanError {
                errors += 1
                #expect(!error.message.isEmpty && !error.hint.isEmpty)
            }
        }
        #expect((30..<300).contains(errors), "\(errors)")
    }

    @Test(arguments: [
        #"{"address":5,"change":{}}"#, #"{"address":"a","change":null}"#,
        #"{"address":"","type":"aws_lb","change":{"actions":"delete"}}"#,
        #"{"address":"aws_db_instance.a","type":"aws_db_instance","change":{"actions":["update"],"before":[],"after":"x","after_unknown":[true]}}"#,
        #"{"address":"aws_ecs_service.a","type":"aws_ecs_service","change":{"actions":["update"],"before":{"desired_count":1e400},"after":{"desired_count":-1e308}}}"#,
        #"{"address":"aws_ecs_service.a","type":"aws_ecs_service","change":{"actions":["update"],"before":{"desired_count":"9e18"},"after":{"desired_count":"nan"}}}"#,
        #"{"address":"aws_security_group.a","type":"aws_security_group","change":{"actions":["create"],"after":{"ingress":[{"from_port":1e300,"to_port":-5,"protocol":"tcp","cidr_blocks":["0.0.0.0/0"]}]}}}"#,
        #"{"address":"aws_iam_policy.a","type":"aws_iam_policy","change":{"actions":["create"],"after":{"policy":"{\"Statement\":[[[]]]}"}}}"#,
        #"{"address":"aws_lb_target_group.a","type":"aws_lb_target_group","change":{"actions":["update"],"before":{"health_check":[{"matcher":"9-1"}]},"after":{"health_check":[{"matcher":"-,-"}]}}}"#,
        #"{"address":"aws_backup_plan.a","type":"aws_backup_plan","change":{"actions":["update"],"before":{"rule":[{"schedule":"cron(0 0/0 L W ?)"}]},"after":{"rule":[{"schedule":"cron(*/0 */0 0-9999999999 9-1 x y)"}]}}}"#,
    ])
    func `strange values are no crash`(change: String) throws {
        _ = try review("{\"format_version\":\"1.2\",\"resource_changes\":[\(change)]}")
    }
}
