import Statistics
import Testing

struct SeededGeneratorTests {
    @Test func `draws follow the published sequence`() {
        // Reference values of SplitMix64 for seed 1234567, as published with the algorithm's C source.
        var generator = SeededGenerator(seed: 1_234_567)
        let expected: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
        ]
        #expect(expected.map { _ in generator.next() } == expected)
    }

    @Test(arguments: [0.1, 3, 40, 2_000])
    func `a Poisson count has its mean as variance`(_ mean: Double) {
        var generator = SeededGenerator(seed: 7)
        let draws = (0..<2_000).map { _ in Double(generator.poisson(mean: mean)) }
        let average = draws.reduce(0, +) / 2_000
        let variance = draws.map { ($0 - average) * ($0 - average) }.reduce(0, +) / 2_000
        #expect(abs(average - mean) < 5 * (mean / 2_000).squareRoot())
        #expect(abs(variance / mean - 1) < 0.25)
    }

    @Test(arguments: [(100, 0.01), (1_000, 0.3), (50, 0.97), (2_000, 0.0005)])
    func `a binomial count has mean and variance of its law`(_ trials: Int, _ chance: Double) {
        var generator = SeededGenerator(seed: 8)
        let draws = (0..<3_000).map { _ in Double(generator.binomial(trials: trials, chance: chance)) }
        let mean = Double(trials) * chance
        let average = draws.reduce(0, +) / 3_000
        let variance = draws.map { ($0 - average) * ($0 - average) }.reduce(0, +) / 3_000
        #expect(abs(average - mean) < 5 * (mean / 3_000).squareRoot())
        #expect(abs(variance / (mean * (1 - chance)) - 1) < 0.25)
        #expect(draws.allSatisfy { $0 >= 0 && $0 <= Double(trials) })
    }

    @Test func `the edges of a binomial count need no luck`() {
        var generator = SeededGenerator(seed: 9)
        #expect(generator.binomial(trials: 10, chance: 0) == 0)
        #expect(generator.binomial(trials: 10, chance: 1) == 10)
        #expect(generator.binomial(trials: 0, chance: 0.5) == 0)
    }

    @Test func `waiting times have the mean of their rate`() {
        var generator = SeededGenerator(seed: 10)
        let total = (0..<5_000).map { _ in generator.exponential(rate: 4) }.reduce(0, +)
        #expect(abs(total / 5_000 - 0.25) < 0.02)
    }
}
