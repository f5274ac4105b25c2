// Days, months and sums of a bill.

import Core
import Foundation
import Infrastructure
import Testing

@Suite struct ActualCostTests {
    @Test(arguments: [
        ("2026-11-24", "2026-11-01", "2026-12-01", 30), ("2026-12-31", "2026-12-01", "2027-01-01", 31),
        ("2028-02-29", "2028-02-01", "2028-03-01", 29), ("1969-12-31", "1969-12-01", "1970-01-01", 31),
    ])
    func `a day knows its month`(text: String, start: String, next: String, length: Int) throws {
        let day = try #require(CalendarDay(text: text))
        #expect(day.description == text && day.monthStart.description == start)
        #expect(day.nextMonthStart.description == next && day.month.count == length)
        #expect(day.nextMonthStart.previousMonthStart == day.monthStart)
    }

    @Test(arguments: ["2026-02-29", "2026-1-01", "", "2026-11-24T00:00:00Z", "26-11-24"])
    func `what is no day is refused`(text: String) { #expect(CalendarDay(text: text) == nil) }

    @Test func `today and yesterday are not settled, whatever the source calls an estimate`() {
        let cost = ActualCost.steady(10, from: "2026-10-01", to: "2026-11-10")
        #expect(cost.settled.last?.day.description == "2026-11-08")
        #expect(!cost.days.contains { !$0.isEstimated })
        // Eight whole days, 85 % of yesterday and 30 % of today.
        #expect(cost.monthToDate == Money(micros: 91_500_000, currency: "USD"))
        #expect(cost.previousMonth == Money(micros: 310_000_000, currency: "USD"))
    }

    @Test func `a day that two pages share is added up, and a month not read whole has no sum`() {
        let day = CalendarDay.of("2026-11-01")
        let cost = ActualCost(
            days: [
                ActualCost.Day(day: day, isEstimated: false, services: ["a": 1, "b": 2]),
                ActualCost.Day(day: day, isEstimated: true, services: ["b": 3, "c": -1]),
            ], readAt: day.adding(3).noon)
        #expect(cost.days == [ActualCost.Day(day: day, isEstimated: true, services: ["a": 1, "b": 5, "c": -1])])
        #expect(cost.byService.map(\.name) == ["b", "a", "c"])
        #expect(cost.previousMonth == nil)
    }
}
