// Forecasts of simulated months: how often the range holds, how far the middle is off, and what must not move it.

import Core
import Foundation
import Infrastructure
import Testing

@Suite struct CostForecastTests {
    private func forecast(_ cost: ActualCost) throws -> CostForecast { try CostForecast.make(cost).get() }

    /// Day of the month, noise, weekend share, growth a day; 300 months each.
    @Test(arguments: [
        (3, 0.05, 1.0, 0.0), (10, 0.05, 1.0, 0.0), (10, 0.15, 1.0, 0.0), (10, 0.08, 0.6, 0.0), (20, 0.1, 0.5, 0.0),
        (12, 0.05, 1.0, 0.005), (3, 0.1, 0.7, 0.0),
    ])
    func `about eight of ten months end in the range, and the middle is not off`(
        today: Int, noise: Double, weekend: Double, growth: Double
    ) throws {
        var chance = SeededNumbers(seed: 20_261_124)
        let bill = SimulatedBill(noise: noise, weekend: weekend, growth: growth)
        let start = CalendarDay.of("2026-09-01")
        let month = CalendarDay.of("2026-11-01")
        var held = 0
        var error = 0.0
        let rounds = 300
        for _ in 0..<rounds {
            let days = bill.days(from: start, count: 91, &chance)
            let truth = days.filter { $0.day >= month }.map { Double($0.micros) / 1e6 }.reduce(0, +)
            let made = try forecast(ActualCost(seenOn: month.adding(today - 1), days))
            if dollars(made.month.low) <= truth, truth <= dollars(made.month.high) { held += 1 }
            error += (dollars(made.month.expected) - truth) / truth / Double(rounds)
            #expect(made.month.low.micros <= made.month.expected.micros)
            #expect(made.month.expected.micros <= made.month.high.micros)
        }
        let share = Double(held) / Double(rounds)
        #expect(share >= 0.72 && share <= 0.90, "seed 20261124: \(share) in the range")
        #expect(abs(error) < 0.015, "seed 20261124: the middle is off by \(error)")
    }

    @Test func `a steady bill ends at its days times its day`() throws {
        let made = try forecast(.steady(10, from: "2026-09-01", to: "2026-11-12"))
        #expect(abs(dollars(made.month.expected) - 300) < 0.5)
        #expect(abs(dollars(made.nextMonth.expected) - 310) < 0.5)
        #expect(made.crossing(Money(micros: 205_000_000, currency: "USD"))?.description == "2026-11-21")
        #expect(made.crossing(Money(micros: 301_000_000, currency: "USD")) == nil)
        #expect(made.oneOffs.isEmpty && made.newLevelSince == nil)
    }

    @Test(arguments: [("2026-11-02", 2, "Amazon Registrar"), ("2026-11-11", 10, "Savings Plans")])
    func `a single large item counts once`(today: String, ago: Int, service: String) throws {
        var days = ActualCost.steady(10, from: "2026-09-01", to: "2026-11-30").days
        let at = CalendarDay.of(today).adding(-(ago - 1))
        for index in days.indices where days[index].day == at { days[index].services[service] = 150_000_000 }
        let made = try forecast(
            ActualCost(
                seenOn: .of(today),
                days.map { day in
                    var whole = day
                    whole.services["Amazon RDS"] = 10_000_000
                    return whole
                }))
        let settled = ago > 2
        // An item of yesterday is seen to 85 % only.
        #expect(abs(dollars(made.month.expected) - (300 + (settled ? 150 : 127.5))) < 2, "\(made.month)")
        #expect(abs(dollars(made.nextMonth.expected) - 310) < 1)
        #expect(made.oneOffs.map(\.service) == [service])
    }

    @Test func `a fee of the first of two months is expected on the first of the third`() throws {
        var days = ActualCost.steady(10, from: "2026-09-01", to: "2026-11-30").days
        for index in days.indices { days[index].services = ["Amazon RDS": 10_000_000] }
        for index in days.indices where days[index].day.dayOfMonth == 1 {
            days[index].services["Savings Plans"] = 90_000_000
        }
        let made = try forecast(ActualCost(seenOn: .of("2026-11-16"), days))
        #expect(abs(dollars(made.month.expected) - 390) < 1)
        #expect(abs(dollars(made.nextMonth.expected) - 400) < 1, "\(made.nextMonth)")
        #expect(made.notes.contains { $0.contains("Savings Plans on 2026-12-01") }, "\(made.notes)")
    }

    @Test func `a new level is carried on from where it began`() throws {
        let first = CalendarDay.of("2026-09-01")
        let days = (0..<91).map { index in
            ActualCost.Day(
                day: first.adding(index), isEstimated: true,
                services: ["Amazon RDS": first.adding(index) >= .of("2026-11-05") ? 20_000_000 : 10_000_000])
        }
        let made = try forecast(ActualCost(seenOn: .of("2026-11-14"), days))
        #expect(made.newLevelSince?.description == "2026-11-05")
        #expect(abs(dollars(made.month.expected) - 560) < 3, "\(made.month)")
        #expect(abs(dollars(made.nextMonth.expected) - 620) < 5, "\(made.nextMonth)")
    }

    @Test func `two days of a month rest on the month before`() throws {
        let made = try forecast(.steady(10, from: "2026-10-01", to: "2026-11-02"))
        #expect(abs(dollars(made.month.expected) - 300) < 1)
        #expect(made.basisDays == 28)
    }

    @Test func `without data nothing is forecast, and the reason says what to do`() {
        let none = ActualCost(days: [], readAt: CalendarDay.of("2026-11-12").noon)
        guard case .failure(let gap) = CostForecast.make(none) else { return #expect(Bool(false), "forecast") }
        #expect(gap.hint.contains("cost-allocation tag"))
        let young = ActualCost.steady(10, from: "2026-11-08", to: "2026-11-12")
        guard case .failure(let early) = CostForecast.make(young) else { return #expect(Bool(false), "forecast") }
        #expect(early.message.contains("only 3 days") && early.hint.contains("1 days"))
    }
}
