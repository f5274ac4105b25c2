// Which buckets answer a window: exact, without overlap, few.

import Statistics
import Telemetry
import Testing

@Suite struct WindowPlanTests {
    private let now = 1_750_000_123

    private var kept: [Resolution: Int] {
        var kept: [Resolution: Int] = [:]
        for width in Resolution.allCases { kept[width] = width.ceiling(now - width.retention) }
        return kept
    }

    @Test func `any window is covered once, by whole buckets that are kept`() {
        var generator = SeededGenerator(seed: 2)
        for round in 0..<400 {
            let ages = [7200, 4 * 86_400, 40 * 86_400, 500 * 86_400]
            let from = now - Int.random(in: 0..<ages[round % 4], using: &generator)
            let to = Int.random(in: from...now, using: &generator)
            let plan = WindowPlan(from: from, to: to, kept: round % 5 == 0 ? [:] : kept)
            var position = plan.seconds.lowerBound
            for part in plan.parts {
                #expect(part.seconds.lowerBound == position && !part.seconds.isEmpty)
                #expect(part.seconds.lowerBound % part.resolution.width == 0)
                #expect(part.seconds.upperBound % part.resolution.width == 0)
                let first = round % 5 == 0 || part.resolution == .hour ? .min : kept[part.resolution] ?? .min
                #expect(part.seconds.lowerBound >= first)
                position = part.seconds.upperBound
            }
            #expect(position == plan.seconds.upperBound)
            #expect(from == to || plan.seconds.lowerBound <= from && plan.seconds.upperBound >= to)
            if from >= now - 3500 { #expect(from == to || plan.seconds == from..<to) }
        }
    }

    @Test func `a month is mostly hours`() {
        let plan = WindowPlan(from: now - 30 * 86_400, to: now, kept: kept)
        let buckets = plan.parts.reduce(0) { $0 + $1.seconds.count / $1.resolution.width }
        #expect(buckets < 720 + 59 + 59 + 5 + 9)
        #expect(plan.seconds.upperBound == now && now - 30 * 86_400 - plan.seconds.lowerBound < 60)
    }

    @Test(arguments: [
        (-1, 10, -10), (-10, 10, -10), (0, 10, 0), (9, 10, 0), (3599, 3600, 0), (-3601, 3600, -7200),
    ])
    func `a bucket begins at or before its seconds`(_ second: Int, _ width: Int, _ start: Int) {
        #expect(Resolution(rawValue: width)?.floor(second) == start)
    }

    @Test func `a series reads the widest buckets that fit its step`() {
        #expect(SeriesPlan(from: 1000, to: 2000, step: 60, kept: [:])?.resolution == .minute)
        #expect(SeriesPlan(from: 1000, to: 2000, step: 30, kept: [:])?.resolution == .tenSeconds)
        #expect(SeriesPlan(from: 1000, to: 2000, step: 7, kept: [:])?.resolution == .second)
        let old = SeriesPlan(from: now - 3 * 86_400, to: now, step: 1, kept: kept)
        #expect(old?.step == 60 && old?.resolution == .minute)
        let coarse = SeriesPlan(from: now - 3 * 86_400, to: now, step: 100, kept: kept)
        #expect(coarse?.step == 120 && coarse?.resolution == .minute)
        #expect(SeriesPlan(from: 1000, to: 999, step: 1, kept: [:]) == nil)
        #expect(SeriesPlan(from: 1000, to: 1001, step: 0, kept: [:]) == nil)
    }
}
