// Which route of the flow a request belongs to.

package import Core

/// The flow's routes, ready to be asked for every request.
package struct RouteTable: Sendable {
    /// The label of everything that is no route of the flow.
    package static let other = "other"

    /// The routes as written (`POST /donations`), in their order, without `other`.
    package let labels: [String]
    private let patterns: [(route: RouteSpec, index: Int)]
    private let literals: [String: [(method: String, index: Int)]]

    /// A table of the routes; the first that matches wins, and those beyond `TelemetryLimits.routes` count as other.
    package init(_ routes: [RouteSpec]) {
        let kept = routes.prefix(TelemetryLimits.routes)
        labels = kept.map(\.description)
        var patterns: [(route: RouteSpec, index: Int)] = []
        var literals: [String: [(method: String, index: Int)]] = [:]
        for (index, route) in kept.enumerated() {
            let path = "/" + route.segments.joined(separator: "/")
            // A literal behind a pattern stays behind it: the order written decides.
            if patterns.isEmpty, !route.segments.contains(where: { $0 == "*" || $0.hasPrefix("{") }) {
                literals[path, default: []].append((route.method, index))
            } else {
                patterns.append((route, index))
            }
        }
        self.patterns = patterns
        self.literals = literals
    }

    /// The index in `labels` of the first route that matches; nil for other.
    package func index(method: String?, path: String?) -> Int? {
        guard let method, let path else { return nil }
        if let candidates = literals[path] {
            for candidate in candidates where candidate.method == method { return candidate.index }
        }
        for (route, index) in patterns where route.matches(method: method, path: path) { return index }
        return nil
    }

    /// The label of the first route that matches, or `other`.
    package func label(method: String?, path: String?) -> String {
        index(method: method, path: path).map { labels[$0] } ?? Self.other
    }
}
