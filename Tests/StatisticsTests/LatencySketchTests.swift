// The sketch against sorted values: its stated error, exact merging, and bytes that are none of its.

import Foundation
import Statistics
import Testing

@Suite struct LatencySketchTests {
    /// Distributions of durations in milliseconds.
    enum Shape: String, CaseIterable, Sendable {
        case uniform
        case exponential
        case logNormal
        case pareto
        case bimodal
        case constant
        case wholeMilliseconds

        func draw(_ generator: inout SeededGenerator) -> Double {
            let uniform = 1 - generator.uniform()
            switch self {
            case .uniform: return 1 + 9000 * uniform
            case .exponential: return -120 * log(uniform)
            case .logNormal:
                let normal = sqrt(-2 * log(uniform)) * cos(2 * .pi * generator.uniform())
                return exp(4 + 1.5 * normal)
            // Shape 1.05: hardly a mean, a long way out; ends at the sketch's range.
            case .pareto: return min(86_000_000, pow(uniform, -1 / 1.05))
            case .bimodal: return generator.uniform() < 0.9 ? 20 + uniform : 9000 + 100 * uniform
            case .constant: return 8000
            case .wholeMilliseconds: return (-30 * log(uniform)).rounded(.down)
            }
        }
    }

    @Test(arguments: Shape.allCases)
    func `every quantile is within one percent of the value of its rank`(_ shape: Shape) throws {
        for seed in 1...5 {
            var generator = SeededGenerator(seed: UInt64(seed))
            var sketch = LatencySketch()
            let values = (0..<2000).map { _ in shape.draw(&generator) }
            values.forEach { sketch.add(milliseconds: $0) }
            let sorted = values.sorted()
            for thousandths in 0...1000 {
                let rank = max(1, (thousandths * sorted.count + 999) / 1000)
                let exact = sorted[rank - 1]
                let answer = try #require(sketch.quantile(Double(thousandths) / 1000))
                let error = abs(answer - exact)
                #expect(error <= exact * 0.01 * (1 + 1e-9), "seed \(seed), p \(thousandths)/1000: \(answer), \(exact)")
            }
        }
    }

    @Test(arguments: [
        ([10.0], 0.5, 10.0), ([10, 20], 0.5, 10), ([10, 20], 0.51, 20), ([10, 20, 30, 40], 0.75, 30),
        ([10, 20, 30, 40], 0, 10), ([10, 20, 30, 40], 1, 40), ([0, 0, 30], 0.6, 0),
        // 0.95 of 20 values is rank 19, not 20.
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 190, 2000], 0.95, 190),
    ])
    func `the rank is the nearest rank`(_ values: [Double], _ p: Double, _ expected: Double) throws {
        var sketch = LatencySketch()
        values.forEach { sketch.add(milliseconds: $0) }
        let answer = try #require(sketch.quantile(p))
        #expect(abs(answer - expected) <= expected * 0.01)
    }

    @Test func `an empty sketch has no quantile`() {
        #expect(LatencySketch().quantile(0.5) == nil)
        #expect(LatencySketch().duration(at: 0.5) == nil)
    }

    @Test func `merged parts are the whole, in any order and grouping`() throws {
        var generator = SeededGenerator(seed: 11)
        let shapes = Shape.allCases
        var whole = LatencySketch()
        var parts = Array(repeating: LatencySketch(), count: 7)
        for index in 0..<5000 {
            let value = shapes[index % shapes.count].draw(&generator)
            whole.add(milliseconds: value)
            parts[Int(generator.next() % 7)].add(milliseconds: value)
        }
        var forward = LatencySketch()
        for part in parts { forward.merge(part) }
        var backward = LatencySketch()
        for part in parts.reversed() { try backward.merge(encoded: part.encoded) }
        var left = parts[0]
        left.merge(parts[1])
        var right = parts[2]
        for part in parts[3...] { right.merge(part) }
        left.merge(right)
        #expect(forward == whole && backward == whole && left == whole)
        #expect(whole.count == 5000)
    }

    @Test func `out of range counts as the nearest end, and a duration as its milliseconds`() throws {
        var sketch = LatencySketch()
        for value in [-5, 0, 0.0001, .nan] { sketch.add(milliseconds: value) }
        #expect(sketch.quantile(1) == 0)
        sketch.add(milliseconds: .infinity, times: 10)
        let longest = try #require(sketch.quantile(1))
        #expect(abs(longest - 86_400_000) <= 864_000)
        var other = LatencySketch()
        other.add(.milliseconds(8000))
        let answer = try #require(other.duration(at: 0.5))
        #expect(answer >= .milliseconds(7920) && answer <= .milliseconds(8080))
    }

    @Test(arguments: Shape.allCases)
    func `bytes give the same sketch back, and are few`(_ shape: Shape) throws {
        var generator = SeededGenerator(seed: 3)
        var sketch = LatencySketch()
        #expect(try LatencySketch(encoded: sketch.encoded) == sketch)
        for _ in 0..<100_000 { sketch.add(milliseconds: shape.draw(&generator)) }
        let bytes = sketch.encoded
        #expect(try LatencySketch(encoded: bytes) == sketch)
        #expect(bytes.count <= 4000 && bytes.count <= LatencySketch.Limits.encodedBytes)
    }

    @Test(
        arguments: [
            [], [0], [2, 0, 0], [1], [1, 0], [1, 0, 1], [1, 0, 1, 5], [1, 0, 1, 5, 0],
            // a bucket beyond the last; two buckets at one place; a number of ten bytes; bytes behind the end
            [1, 0, 1, 0xF1, 0x09, 1], [1, 0, 2, 5, 1, 0, 1],
            [1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1],
            [1, 0, 0, 0],
            // a count that overflows together with the zeros
            [1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 1, 5, 1],
        ] as [[UInt8]])
    func `bytes that are no sketch are refused, and change nothing`(_ bytes: [UInt8]) {
        var sketch = LatencySketch()
        sketch.add(milliseconds: 5)
        let before = sketch
        #expect(throws: LatencySketch.DecodingFault.self) { try sketch.merge(encoded: bytes) }
        #expect(sketch == before)
    }

    @Test func `no bytes whatever make decoding fail otherwise`() throws {
        var generator = SeededGenerator(seed: 5)
        var valid = LatencySketch()
        for _ in 0..<200 { valid.add(milliseconds: Shape.logNormal.draw(&generator)) }
        let bytes = valid.encoded
        var decoded = 0
        for round in 0..<6000 {
            var mutated: [UInt8]
            if round % 2 == 0 {
                mutated = (0..<Int(generator.next() % 40)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
                if !mutated.isEmpty { mutated[0] = 1 }
            } else {
                mutated = bytes
                for _ in 0...(generator.next() % 3) {
                    mutated[Int(generator.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: generator.next())
                }
                if generator.next() % 4 == 0 { mutated.removeLast(Int(generator.next() % UInt64(bytes.count))) }
            }
            let attempt = Result { () throws(LatencySketch.DecodingFault) in try LatencySketch(encoded: mutated) }
            guard case .success(let sketch) = attempt else { continue }
            decoded += 1
            // What was accepted is a sketch: it counts, answers and survives another round.
            #expect(try LatencySketch(encoded: sketch.encoded) == sketch)
            #expect((sketch.quantile(0.5) == nil) == (sketch.count == 0))
        }
        #expect(decoded > 50 && decoded < 5500)
    }
}
