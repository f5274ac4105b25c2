import Core
// What a session sends and what it takes from answers.
import LoadTesting
import Testing

struct JourneyTests {
    @Test(
        arguments: [
            ("plain", "plain"), ("{{a}}", "x y&z"), ("q={{a|form}}!", "q=x%20y%26z!"), ("{{a}}{{b}}", "x y&zé"),
            ("{{b|form}}", "%C3%A9"), ("{{open", "{{open"), ("}}{{a}}{{", "}}x y&z{{"),
        ])
    func `a template puts values in their places`(template: String, text: String) {
        #expect(Template(template).rendered(with: ["a": "x y&z", "b": "é"]) == text)
    }

    @Test(
        arguments: [
            ("id='7'", "7"), ("a id='' b", ""), ("id='7", nil), ("nothing", nil), ("id='1' id='2'", "1"), ("", nil),
        ] as [(String, String?)])
    func `a value is taken from between its marks`(body: String, value: String?) {
        #expect(Journey.Extract("id", after: "id='", before: "'").value(in: body) == value)
    }

    @Test func `a value that never ends is not taken`() {
        let body = "id='" + String(repeating: "x", count: 5000) + "'"
        #expect(Journey.Extract("id", after: "id='", before: "'").value(in: body) == nil)
    }

    @Test(
        arguments: [
            [], [Journey.Step("a", "GET", "/"), Journey.Step("a", "GET", "/")],
            [Journey.Step("a", "GET", "/{{missing}}")],
            // What a step extracts is there for later steps only.
            [Journey.Step("a", "GET", "/{{id}}", extracts: [.init("id", after: "<", before: ">")])],
            [
                Journey.Step("a", "GET", "/", body: "{{late}}"),
                Journey.Step("b", "GET", "/", extracts: [.init("late", after: "<", before: ">")]),
            ],
        ] as [[Journey.Step]])
    func `steps that do not fit together are refused`(steps: [Journey.Step]) {
        let error = #expect(throws: LoadTestingError.self) { try Journey(steps: steps) }
        #expect(error?.code == .invalidJourney)
    }

    @Test func `sessions differ by chance, the same seed gives the same sessions`() throws {
        let journey = try Journey(
            variables: ["n": .sessionNumber, "key": .hexadecimal(digits: 16), "amount": .oneOf(["5", "10"])],
            steps: [Journey.Step("a", "GET", "/", think: .milliseconds(200) ... .seconds(1))])
        let schedule = try ArrivalSchedule([.init(.seconds(10), at: Rate(perSecond: 20))])
        let plans = Array(SessionPlans(journey: journey, schedule: schedule, seed: 5))
        #expect(plans == Array(SessionPlans(journey: journey, schedule: schedule, seed: 5)))
        #expect(plans.map(\.number) == Array(0..<plans.count))
        #expect(Set(plans.compactMap { $0.values["key"] }).count == plans.count)
        #expect(Set(plans.compactMap { $0.values["amount"] }) == ["5", "10"])
        #expect(plans.allSatisfy { $0.thinks[0] >= .milliseconds(200) && $0.thinks[0] <= .seconds(1) })
        #expect(plans.allSatisfy { $0.values["key"]?.count == 16 })
    }

    @Test(
        arguments: [
            (["a=1; Path=/; HttpOnly", "b = 2 "], "a=1; b=2"), (["a=1", "a=2"], "a=2"),
            (["a=1", "a=x; Max-Age=0"], nil),
            (["=1", "novalue", ""], nil), (["a=x=y"], "a=x=y"), (["a=1; max-age=60"], "a=1"),
        ] as [([String], String?)])
    func `a session keeps the cookies that it was given`(headers: [String], sent: String?) {
        var jar = CookieJar()
        for header in headers { jar.take(header) }
        #expect(jar.header == sent)
    }

    @Test func `a jar does not grow without end`() {
        var jar = CookieJar()
        for number in 0..<1000 { jar.take("c\(number)=1") }
        jar.take("big=" + String(repeating: "x", count: 5000))
        #expect(jar.header?.split(separator: ";").count == Limits.cookies)
    }
}
