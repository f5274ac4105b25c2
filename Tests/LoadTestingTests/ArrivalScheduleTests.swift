// When sessions begin.
import Core
import LoadTesting
import Statistics
import Testing

struct ArrivalScheduleTests {
    private func arrivals(_ schedule: ArrivalSchedule, seed: UInt64 = 1) -> [Duration] {
        Array(schedule.arrivals(using: SeededGenerator(seed: seed)))
    }

    @Test func `a constant rate begins sessions evenly`() throws {
        let schedule = try ArrivalSchedule([.init(.seconds(2), at: Rate(perSecond: 4))], spacing: .constant)
        #expect(arrivals(schedule) == (1...8).map { .milliseconds(250 * $0) })
    }

    @Test func `the same seed gives the same beginnings, another seed others`() throws {
        let schedule = try ArrivalSchedule([.init(.seconds(60), at: Rate(perSecond: 20))])
        #expect(arrivals(schedule, seed: 7) == arrivals(schedule, seed: 7))
        #expect(arrivals(schedule, seed: 7) != arrivals(schedule, seed: 8))
    }

    /// A Poisson process: count, mean gap and variance of the gaps are those of the exponential distribution. With
    /// 20,000 gaps the mean's standard error is 0.7 % and the deviation's 1 %; the bounds are five of them.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `random arrivals have the right mean and spread`(seed: UInt64) throws {
        let schedule = try ArrivalSchedule([.init(.seconds(1000), at: Rate(perSecond: 20))])
        let times = arrivals(schedule, seed: seed).map(\.inSeconds)
        let gaps = zip([0] + times, times).map { $1 - $0 }
        let mean = gaps.reduce(0, +) / Double(gaps.count)
        let variance = gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(gaps.count)
        #expect(abs(Double(times.count) - 20_000) < 5 * 141.5)
        #expect(abs(mean - 0.05) < 5 * 0.05 * 0.0071)
        #expect(abs(variance.squareRoot() - 0.05) < 5 * 0.05 * 0.01)
        #expect(times == times.sorted())
        #expect((times.last ?? 0) <= 1000)
    }

    /// From 0 to 10/s in 100 s: 500 sessions, a quarter of them in the first half.
    @Test func `a rising rate puts a quarter of its sessions into its first half`() throws {
        let phase = ArrivalSchedule.Phase(.seconds(100), from: Rate(perSecond: 0), to: Rate(perSecond: 10))
        let times = arrivals(try ArrivalSchedule([phase], spacing: .constant))
        #expect(times.count == 500)
        #expect(times.count { $0 <= .seconds(50) } == 125)
        #expect(times.last == .seconds(100))
    }

    @Test func `phases follow one another, a silent one has no sessions`() throws {
        let schedule = try ArrivalSchedule(
            [
                .init(.seconds(1), at: Rate(perSecond: 2)), .init(.seconds(10), at: Rate(perSecond: 0)),
                .init(.seconds(1), at: Rate(perSecond: 4)),
            ], spacing: .constant)
        #expect(arrivals(schedule) == [500, 1000, 11_250, 11_500, 11_750, 12_000].map { .milliseconds($0) })
    }

    @Test(
        arguments: [
            [], [.init(.seconds(1), at: Rate(perSecond: 0))], [.init(.zero, at: Rate(perSecond: 5))],
            [.init(.seconds(100_000), at: Rate(perSecond: 1))], [.init(.seconds(80_000), at: Rate(perSecond: 1000))],
        ] as [[ArrivalSchedule.Phase]])
    func `a schedule without sessions, with too many or too long is refused`(phases: [ArrivalSchedule.Phase]) {
        let error = #expect(throws: LoadTestingError.self) { try ArrivalSchedule(phases) }
        #expect(error?.code == .invalidSchedule)
    }
}
