// When sessions begin. Decided before the run and from a seed alone: no answer, however slow, changes it.

package import Core
internal import Foundation
package import Statistics

/// The intended beginnings of all sessions of a run.
package struct ArrivalSchedule: Hashable, Sendable {
    /// How sessions follow one another at a given rate.
    package enum Spacing: Hashable, Sendable {
        /// Evenly. Hides queueing: real users do not take turns.
        case constant
        /// At random, independent of one another: a Poisson process.
        case poisson
    }

    /// A time with a rate that stays or changes evenly.
    package struct Phase: Hashable, Sendable {
        /// How long it lasts.
        package var duration: Duration
        /// The rate at its beginning.
        package var from: Rate
        /// The rate at its end.
        package var to: Rate

        /// A phase whose rate goes evenly from `from` to `to`.
        package init(_ duration: Duration, from: Rate, to: Rate) {
            self.duration = duration
            self.from = from
            self.to = to
        }

        /// A phase at one rate.
        package init(_ duration: Duration, at rate: Rate) {
            self.init(duration, from: rate, to: rate)
        }

        /// The sessions to expect in it: the mean of both rates times its length.
        var expected: Double { (from.perSecond + to.perSecond) / 2 * duration.inSeconds }

        /// When, in seconds from its beginning, `count` sessions are to be expected. The rate a + k·t integrates to
        /// a·t + k·t²/2; this is its inverse, in the form that is exact for k = 0 too.
        func second(of count: Double) -> Double {
            let slope = (to.perSecond - from.perSecond) / duration.inSeconds
            let root = (from.perSecond * from.perSecond + 2 * slope * count).squareRoot()
            return 2 * count / (from.perSecond + root)
        }
    }

    /// The phases in order.
    package let phases: [Phase]
    /// How sessions follow one another.
    package let spacing: Spacing

    /// A schedule; throws `LoadTestingError` if it has no sessions, more than ten million, or lasts longer than a day.
    package init(_ phases: [Phase], spacing: Spacing = .poisson) throws(LoadTestingError) {
        let sessions = phases.reduce(0) { $0 + $1.expected }
        let duration = phases.reduce(.zero) { $0 + $1.duration }
        let sane = phases.allSatisfy { $0.duration > .zero && $0.from.perSecond >= 0 && $0.to.perSecond >= 0 }
        guard sane, sessions > 0, sessions <= Limits.sessions, duration <= Limits.duration else {
            throw LoadTestingError(
                .invalidSchedule, message: "A schedule has \(Int(sessions.rounded())) sessions in \(duration.spoken)",
                hint: "Give phases of more than 0 s and rates of 0 or more: at least one session, at most "
                    + "\(Int(Limits.sessions)), within \(Limits.duration.spoken).")
        }
        self.phases = phases
        self.spacing = spacing
    }

    /// How long it lasts.
    package var duration: Duration { phases.reduce(.zero) { $0 + $1.duration } }
    /// How many sessions are to be expected.
    package var expectedSessions: Double { phases.reduce(0) { $0 + $1.expected } }

    /// The intended beginnings as times since the start, ascending: a function of the generator's state alone.
    package func arrivals(using generator: SeededGenerator) -> Arrivals {
        Arrivals(schedule: self, generator: generator)
    }

    /// Intended beginnings, made one by one. A Poisson process of changing rate is one of rate 1 on a clock that runs
    /// as fast as sessions are expected (Cinlar, Introduction to Stochastic Processes, 1975, chapter 4.7).
    package struct Arrivals: Sequence, IteratorProtocol {
        private let schedule: ArrivalSchedule
        private var generator: SeededGenerator
        private var phase = 0
        private var phaseStart = Duration.zero
        /// Expected sessions since the phase began, up to the last arrival.
        private var count = 0.0

        init(schedule: ArrivalSchedule, generator: SeededGenerator) {
            self.schedule = schedule
            self.generator = generator
        }

        /// The next intended beginning; nil after the last.
        package mutating func next() -> Duration? {
            count += schedule.spacing == .constant ? 1 : generator.exponential(rate: 1)
            while phase < schedule.phases.count {
                let current = schedule.phases[phase]
                if count <= current.expected {
                    return phaseStart + .nanoseconds(Int64((current.second(of: count) * 1e9).rounded()))
                }
                count -= current.expected
                phaseStart += current.duration
                phase += 1
            }
            return nil
        }
    }
}
