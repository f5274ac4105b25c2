// All that chance decides about one session, decided before it begins.

internal import Core
internal import Statistics

/// One session as it is meant to be.
package struct SessionPlan: Hashable, Sendable {
    /// Its number, from 0.
    package let number: Int
    /// Its intended beginning, since the start of the run.
    package let start: Duration
    /// The pause before each step.
    package let thinks: [Duration]
    /// The values that it begins with.
    package let values: [String: String]
}

/// Makes the sessions of a run one by one: a function of journey, schedule and seed.
package struct SessionPlans: Sequence, IteratorProtocol {
    private let journey: Journey
    private let names: [String]
    private var arrivals: ArrivalSchedule.Arrivals
    private var choices: SeededGenerator
    private var number = 0

    /// The sessions of `journey` by `schedule`. Beginnings and choices come from two streams, so a journey with more
    /// choices has the same beginnings.
    package init(journey: Journey, schedule: ArrivalSchedule, seed: UInt64) {
        self.journey = journey
        names = journey.variables.keys.sorted()
        var streams = SeededGenerator(seed: seed)
        arrivals = schedule.arrivals(using: SeededGenerator(seed: streams.next()))
        choices = SeededGenerator(seed: streams.next())
    }

    /// The next session; nil after the last.
    package mutating func next() -> SessionPlan? {
        guard let start = arrivals.next() else { return nil }
        defer { number += 1 }
        var values: [String: String] = [:]
        for name in names {
            if let variable = journey.variables[name] { values[name] = draw(variable) }
        }
        let thinks = journey.steps.map { step in
            step.think.lowerBound + (step.think.upperBound - step.think.lowerBound) * choices.uniform()
        }
        return SessionPlan(number: number, start: start, thinks: thinks, values: values)
    }

    private mutating func draw(_ variable: Journey.Variable) -> String {
        switch variable {
        case .oneOf(let texts): texts[Int(choices.uniform() * Double(texts.count))]
        case .sessionNumber: String(number)
        case .hexadecimal(let digits):
            String((0..<digits).map { _ in Character(String(choices.next() >> 60, radix: 16)) })
        }
    }
}
