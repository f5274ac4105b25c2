// Bills made by chance with a fixed seed.

import Core
import Foundation
import Infrastructure

/// Makes days of a bill.
struct SimulatedBill {
    var perDay = 20.0
    var noise = 0.05
    /// Cost on Saturdays and Sundays over that on other days.
    var weekend = 1.0
    /// Growth a day, as a share of `perDay`.
    var growth = 0.0

    /// A standard normal number: the sum of twelve uniforms, which is close enough and needs no logarithm.
    static func normal(_ chance: inout SeededNumbers) -> Double {
        (0..<12).map { _ in chance.uniform() }.reduce(0, +) - 6
    }

    /// Whole days from `start`, split over two services.
    func days(from start: CalendarDay, count: Int, _ chance: inout SeededNumbers) -> [ActualCost.Day] {
        (0..<count).map { index in
            let day = start.adding(index)
            // 1970-01-01 was a Thursday: Saturday is 2, Sunday 3.
            let shape = [2, 3].contains(day.weekday) ? weekend : 1
            let cost = perDay * shape * (1 + growth * Double(index)) * max(0, 1 + noise * Self.normal(&chance))
            let micros = Int64((cost * 1e6).rounded())
            return ActualCost.Day(
                day: day, isEstimated: true,
                services: ["Amazon Elastic Container Service": micros * 7 / 10, "Amazon RDS": micros - micros * 7 / 10])
        }
    }
}

/// SplitMix64, as in `Statistics`, which these tests do not import.
struct SeededNumbers {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func uniform() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
    }
}

extension CalendarDay {
    /// A day of the tests.
    static func of(_ text: String) -> CalendarDay { CalendarDay(text: text) ?? CalendarDay(number: 0) }

    /// Noon of the day.
    var noon: WallTime { WallTime(second: number * 86_400 + 43_200) }
}

extension ActualCost {
    /// What a reader at noon of `today` would see: today half billed, yesterday almost, nothing of later.
    init(seenOn today: CalendarDay, _ days: [Day]) {
        let seen = days.filter { $0.day <= today }.map { day in
            var day = day
            let share: Int64 = day.day == today ? 30 : day.day == today.adding(-1) ? 85 : 100
            day.services = day.services.mapValues { $0 * share / 100 }
            return day
        }
        self.init(days: seen, readAt: today.noon)
    }

    /// A steady bill of so many dollars a day from `start` to `today`.
    static func steady(_ dollars: Double, from start: String, to today: String, service: String = "Amazon RDS")
        -> ActualCost
    {
        let first = CalendarDay.of(start)
        let last = CalendarDay.of(today)
        let days = (first.number...last.number).map {
            Day(
                day: CalendarDay(number: $0), isEstimated: true, services: [service: Int64((dollars * 1e6).rounded())])
        }
        return ActualCost(seenOn: last, days)
    }
}

func dollars(_ money: Money) -> Double { Double(money.micros) / 1e6 }
