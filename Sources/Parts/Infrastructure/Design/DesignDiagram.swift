// Draws the proposed tier: SVG for pages, Mermaid for documents.

internal import Core

/// Draws the tier that a design proposes.
package enum DesignDiagram {
    /// Mermaid source of a flowchart, without fences.
    package static func mermaid(_ report: DesignReport) -> String {
        guard let tier = report.proposed else { return "flowchart TD\n  none[\"no tier can be priced\"]" }
        let graph = DiagramGraph(tier, hasDatabase: report.sizing.hasDatabase)
        var lines = ["flowchart TD"]
        for node in graph.nodes where node.region == nil { lines.append("  " + mermaid(node)) }
        for region in graph.regions {
            lines.append("  subgraph region-\(region.id)[\"\(region.title)\"]")
            for node in graph.nodes where node.region == region.id { lines.append("    " + mermaid(node)) }
            lines.append("  end")
        }
        for edge in graph.edges {
            let label = edge.label.isEmpty ? "" : "|\(edge.label)|"
            lines.append("  \(edge.from) \(edge.isDashed ? "-.->" : "-->")\(label) \(edge.to)")
        }
        return lines.joined(separator: "\n")
    }

    private static func mermaid(_ node: DiagramGraph.Node) -> String {
        "\(node.id)[\"\(node.title)<br/>\(node.detail)\"]"
    }

    /// A drawing as SVG: readable on light and dark ground, without script, fonts or anything from outside.
    package static func svg(_ report: DesignReport) -> String {
        guard let tier = report.proposed else {
            return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"><title>no tier</title></svg>\n"
        }
        let graph = DiagramGraph(tier, hasDatabase: report.sizing.hasDatabase)
        let cost = tier.cost.monthly.map { ", \($0.spoken) a month" } ?? ""
        let title = "\(report.flow): \(tier.title), \(tier.availability.expected.spoken)\(cost)"
        return SVGDrawing(graph).text(title: title)
    }
}

/// Lays a graph out in rows and writes it.
private struct SVGDrawing {
    private let graph: DiagramGraph
    private var places: [String: (x: Int, y: Int)] = [:]
    private var frames: [(title: String, x: Int, y: Int, width: Int, height: Int)] = []
    private var width = 0
    private var height = 0

    private static let box = (width: 168, height: 48)
    private static let step = (x: 192, y: 100)
    private static let margin = 24
    private static let top = 64

    init(_ graph: DiagramGraph) {
        self.graph = graph
        var left = Self.margin
        for region in graph.regions {
            let members = graph.nodes.filter { $0.region == region.id }
            let widest = Dictionary(grouping: members, by: \.row).values.map(\.count).max() ?? 1
            let inner = max(widest, 1) * Self.step.x
            place(members, left: left, width: inner)
            frames.append(frame(region.title, members, left, inner))
            left += inner + Self.margin
        }
        width = max(left, Self.margin + 2 * Self.step.x + Self.margin)
        place(graph.nodes.filter { $0.region == nil }, left: Self.margin, width: width - 2 * Self.margin)
        height = Self.top + ((graph.nodes.map(\.row).max() ?? 0) + 1) * Self.step.y
    }

    /// Each row is centred in the space given to it.
    private mutating func place(_ nodes: [DiagramGraph.Node], left: Int, width: Int) {
        for (row, members) in Dictionary(grouping: nodes, by: \.row) {
            let start = left + (width - members.count * Self.step.x) / 2
            for (index, node) in members.enumerated() {
                places[node.id] = (
                    start + index * Self.step.x + (Self.step.x - Self.box.width) / 2, Self.top + row * Self.step.y
                )
            }
        }
    }

    private func frame(
        _ title: String, _ members: [DiagramGraph.Node], _ left: Int, _ width: Int
    ) -> (title: String, x: Int, y: Int, width: Int, height: Int) {
        let rows = members.map(\.row)
        let first = Self.top + (rows.min() ?? 0) * Self.step.y - 26
        let last = Self.top + (rows.max() ?? 0) * Self.step.y + Self.box.height + 14
        return (title, left, first, width, last - first)
    }

    func text(title: String) -> String {
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\" "
                + "height=\"\(height)\" role=\"img\" aria-label=\"\(escaped(title))\">",
            "<title>\(escaped(title))</title>", Self.style,
            "<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" "
                + "orient=\"auto\"><path class=\"tip\" d=\"M0 0 8 4 0 8z\"/></marker></defs>",
            "<rect class=\"ground\" width=\"\(width)\" height=\"\(height)\"/>",
            "<text class=\"title\" x=\"\(Self.margin)\" y=\"30\">\(escaped(title))</text>",
        ]
        for frame in frames {
            lines.append(
                "<rect class=\"region\" x=\"\(frame.x)\" y=\"\(frame.y)\" width=\"\(frame.width)\" "
                    + "height=\"\(frame.height)\" rx=\"8\"/>")
            lines.append(
                "<text class=\"name\" x=\"\(frame.x + 10)\" y=\"\(frame.y + 16)\">\(escaped(frame.title))</text>")
        }
        lines += graph.edges.compactMap(line) + graph.nodes.compactMap(box) + graph.edges.compactMap(label) + ["</svg>"]
        return lines.joined(separator: "\n") + "\n"
    }

    private func box(_ node: DiagramGraph.Node) -> String? {
        guard let place = places[node.id] else { return nil }
        let middle = place.x + Self.box.width / 2
        return "<g><rect class=\"box\" x=\"\(place.x)\" y=\"\(place.y)\" width=\"\(Self.box.width)\" "
            + "height=\"\(Self.box.height)\" rx=\"6\"/><text class=\"what\" x=\"\(middle)\" y=\"\(place.y + 20)\">"
            + "\(escaped(node.title))</text><text class=\"detail\" x=\"\(middle)\" y=\"\(place.y + 37)\">"
            + "\(escaped(node.detail))</text></g>"
    }

    private func ends(_ edge: DiagramGraph.Edge) -> (x1: Int, y1: Int, x2: Int, y2: Int)? {
        guard let from = places[edge.from], let to = places[edge.to] else { return nil }
        let half = Self.box.width / 2
        if from.y == to.y {
            let y = from.y + Self.box.height / 2
            // Beside each other: from edge to edge, below boxes that stand between.
            return from.x < to.x
                ? (from.x + Self.box.width, y, to.x, y) : (from.x, y, to.x + Self.box.width, y)
        }
        return (from.x + half, from.y + Self.box.height, to.x + half, to.y)
    }

    /// Whether boxes stand between the ends of a level arrow: then it goes around below them.
    private func isFar(_ edge: DiagramGraph.Edge) -> Bool {
        guard let from = places[edge.from], let to = places[edge.to] else { return false }
        return from.y == to.y && abs(from.x - to.x) > Self.step.x + Self.margin
    }

    private func line(_ edge: DiagramGraph.Edge) -> String? {
        guard let ends = ends(edge) else { return nil }
        let kind = edge.isDashed ? "way copy" : "way"
        if isFar(edge), let from = places[edge.from], let to = places[edge.to] {
            let half = Self.box.width / 2
            let bottom = from.y + Self.box.height
            return
                "<path class=\"\(kind)\" d=\"M\(from.x + half) \(bottom)V\(bottom + 30)H\(to.x + half)V\(bottom + 2)\"/>"
        }
        return "<path class=\"\(kind)\" d=\"M\(ends.x1) \(ends.y1)L\(ends.x2) \(ends.y2)\"/>"
    }

    private func label(_ edge: DiagramGraph.Edge) -> String? {
        guard !edge.label.isEmpty, let ends = ends(edge) else { return nil }
        var x = (ends.x1 + ends.x2) / 2
        var y = (ends.y1 + ends.y2) / 2 + 4
        if isFar(edge) {
            y = ends.y1 + Self.box.height / 2 + 26
        } else if ends.y1 == ends.y2 {
            y = ends.y1 + Self.box.height / 2 + 14
        } else if ends.x1 == ends.x2 {
            x += 8 + edge.label.count * 3
        }
        return "<text class=\"label\" x=\"\(x)\" y=\"\(y)\">\(escaped(edge.label))</text>"
    }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }

    private static let style = """
        <style>
        svg { color-scheme: light dark; --line: #7d8b99; }
        svg { --ground: #ffffff; --ink: #1c2733; --soft: #5b6875; --box: #eef3f8; }
        @media (prefers-color-scheme: dark) {
          svg { --ground: #12181f; --ink: #e8eef4; --soft: #a3b0bd; --box: #1f2a36; }
        }
        text { font-family: system-ui, sans-serif; font-size: 12px; fill: var(--soft); }
        .ground { fill: var(--ground); } .title { font-size: 15px; font-weight: 600; fill: var(--ink); }
        .region { fill: none; stroke: var(--line); stroke-dasharray: 2 3; }
        .box { fill: var(--box); stroke: var(--line); }
        .what, .detail, .label { text-anchor: middle; } .what { font-size: 13px; font-weight: 600; fill: var(--ink); }
        .label { paint-order: stroke; stroke: var(--ground); stroke-width: 4px; }
        .way { fill: none; stroke: var(--line); stroke-width: 1.5; marker-end: url(#arrow); }
        .copy { stroke-dasharray: 5 4; }
        .tip { fill: var(--line); }
        </style>
        """
}
