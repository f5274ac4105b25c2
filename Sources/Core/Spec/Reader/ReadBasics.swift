// Reads who owns the flow, what belongs to it, what it promises, and the traffic expected.

internal import Yams

extension FlowSpecReader {
    static func readOwner(_ top: MapReader, flow: String?) -> OwnerSpec {
        let owner = top.map("owner", known: "owner")
        if !top.has("owner") {
            top.notes.warning(
                "no-owner", at: top.place, "owner is missing: nobody is named who answers for the flow",
                hint: "write owner: { team: NAME, escalate: [WHO, THEN-WHO] }")
        }
        let team = owner.take(
            "team", .text, default: flow ?? "", shown: flow ?? "none",
            because: "the flow's own name, so that tags are never empty")
        let escalate = owner.texts("escalate", example: "oncall, engineering-manager")
        owner.tookDefault("escalate", "none", because: "whom to call cannot be guessed")
        return OwnerSpec(
            team: team, escalate: escalate ?? [],
            costCenter: owner.takeOptional("costCenter", .text, because: "who pays cannot be guessed"))
    }

    static func readRoutes(_ top: MapReader) -> [RouteSpec] {
        let hint = "write routes: [GET /donate, POST /donations]"
        guard top.has("routes") else {
            top.noteMissing("routes", hint: "\(hint): the requests that the objectives are about")
            return []
        }
        guard let nodes = top.list("routes", hint: hint) else { return [] }
        if nodes.isEmpty { top.noteError("missing-key", "routes", "lists no route", hint: hint) }
        var routes: [RouteSpec] = []
        var seen: [String: Int] = [:]
        for node in nodes {
            let place = Place(node) ?? top.place(of: "routes")
            guard let route = top.notes.scalar(node, .route, path: "routes", fallback: place) else { continue }
            if let line = seen[route.shape] {
                top.notes.error(
                    "duplicate-name", "routes", at: place,
                    "routes: \(route.description.quoted) matches what the route in line \(line) matches",
                    hint: "keep one of the two")
            } else {
                seen[route.shape] = place.line
                routes.append(route)
            }
        }
        return routes
    }

    static func readObjectives(_ map: MapReader) -> ObjectivesSpec {
        let availability = map.map("availability", known: "objectives.availability")
        let target = availability.take(
            "target", .availability,
            default: Percent(microPercent: 99_900_000), shown: "99.9%",
            because: "43 minutes of failure in 30 days: a first objective that one region and a small team can keep; "
                + "tighten it by what is measured")
        return ObjectivesSpec(
            availability: .init(target: target, window: readWindow(availability)),
            latency: readLatency(map.map("latency", known: "objectives.latency")))
    }

    private static func readLatency(_ map: MapReader) -> ObjectivesSpec.Latency {
        let percentile = map.take(
            "percentile", .percentile, default: 95, shown: "95",
            because: "one slow request in twenty is noise, more is felt; higher percentiles need more traffic")
        let limits: ClosedRange<Duration> = .milliseconds(1)...(.seconds(3600))
        let below = map.take(
            "below", .duration(limits, example: "8s"), default: .seconds(8), shown: "8s",
            because: "ten seconds is how long people keep their attention on a page (Nielsen 1993); "
                + "8 s leaves the network its part")
        let early = Duration.milliseconds(max(1, below.wholeMilliseconds * 3 / 4))
        let warn = map.take(
            "warn", .duration(limits, example: early.text), default: early, shown: early.text,
            because: "three quarters of below: early enough to act before the objective is missed")
        if map.has("warn"), map.notes.isSound(map.path(of: "warn")), map.notes.isSound(map.path(of: "below")),
            warn >= below
        {
            map.noteError(
                "conflict", "warn", "is \(warn.text), not less than below (\(below.text)): it would never come first",
                hint: "write warn: \(early.text)")
        }
        return .init(percentile: percentile, below: below, warn: warn, window: readWindow(map))
    }

    private static func readWindow(_ map: MapReader) -> Duration {
        map.take(
            "window", .duration(.seconds(3600)...SpecLimits.longestWindow, example: "30d"),
            default: .seconds(30 * 86_400),
            shown: "30d",
            because: "about a month: holds every weekday at least four times, long enough to forgive, "
                + "short enough to remember")
    }

    static func readTraffic(_ map: MapReader) -> TrafficSpec {
        TrafficSpec(
            peak: map.take(
                "peak", .rate, default: Rate(perSecond: 1), shown: "1/s",
                because: "a small flow: too little is assumed rather than evidence that never comes; "
                    + "measurements replace it"),
            grow: map.take(
                "grow", .factor, default: 10, shown: "10x", because: "the growth that every design here plans for"))
    }
}

extension ValueKind where Value == Percent {
    /// A share that can be promised: more than nothing, less than everything.
    static var availability: ValueKind {
        let all = Percent(microPercent: 100_000_000)
        return .percent(Percent(microPercent: 0)...all, example: "99.9%").checked { target in
            guard target.microPercent > 0 else {
                return ValueFault(
                    code: "out-of-range", problem: "promises nothing",
                    hint: "write the share of requests that must succeed, for example 99.9%")
            }
            return target < all
                ? nil
                : ValueFault(
                    code: "out-of-range", problem: "leaves no failure at all: nothing could ever be released",
                    hint: "write the share that users would miss, for example 99.95%")
        }
    }
}

extension RouteSpec {
    /// The same for two routes that match the same requests.
    var shape: String {
        method + " /" + segments.map { $0.hasPrefix("{") && $0.hasSuffix("}") ? "{}" : $0 }.joined(separator: "/")
    }
}

extension ValueKind where Value == RouteSpec {
    /// A method and a path.
    static var route: ValueKind {
        let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
        return ValueKind(noun: "a route", example: "POST /donations") { text in
            guard text.count <= 500, let route = RouteSpec(text: text) else { return .failure(routeFault(text)) }
            guard methods.contains(route.method) else {
                let known = "methods are \(methods.joined(separator: ", "))"
                let hint = nearest(route.method, in: methods).map { "write \($0); \(known)" } ?? known
                return .failure(ValueFault(code: "unknown-choice", problem: "has an unknown method", hint: hint))
            }
            if let odd = route.segments.first(where: { !isSegment($0) }) {
                return .failure(
                    ValueFault(
                        problem: "has the segment \(odd.quoted) that no request can match as meant",
                        hint: "{name} stands for one whole segment, * as the last one for the rest; no spaces"))
            }
            return .success(route)
        }
    }

    private static func isSegment(_ text: String) -> Bool {
        if text == "*" { return true }
        let isPattern = text.hasPrefix("{") && text.hasSuffix("}") && text.count > 2
        let inner = isPattern ? String(text.dropFirst().dropLast()) : text
        return inner.unicodeScalars.allSatisfy { $0.isASCII && $0.value > 32 && !"{}*".unicodeScalars.contains($0) }
    }

    private static func routeFault(_ text: String) -> ValueFault {
        let parts = text.split(separator: " ")
        var hint = "write a method and a path: GET /donate"
        if parts.count == 2, parts[1].hasPrefix("/") {
            let path = parts[1].prefix { $0 != "?" && $0 != "#" }
            let plain = "\(parts[0].uppercased()) \(path)"
            if RouteSpec(text: plain) != nil { hint = "write \(plain)" }
            if path.contains("*") { hint = "* stands for the rest of a path and must be its last segment" }
        } else if parts.count == 1, text.hasPrefix("/") {
            hint = "write the method before the path: GET \(text.prefix(60))"
        }
        return ValueFault(problem: "is not a route", hint: hint)
    }
}
