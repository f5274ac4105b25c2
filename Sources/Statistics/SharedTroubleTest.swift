// The absolute limit, excused by the control: is the canary above the limit for reasons of its own?

import Foundation

/// An anytime-valid test of "the canary's bad rate is at most max(limit, twice the rate of its environment)".
///
/// The plain limit test (`RateLimitTest`) sends a build home for an incident that hits both arms; the ratio test alone
/// needs five times the failures at low traffic. This test stands between: it is a Bayes factor over what nobody can
/// see, the bad rate q(t) that the environment (database, network, users) imposes on *both* arms.
///
/// - Environment: a renewal process on a grid of rates. It starts calm; calm and short trouble end with hazard 1/120
///   per second, long trouble with 1/7200. The next regime is trouble (0.8 times the limit … 97 %) with a chance of
///   1/30, long in a quarter of these, otherwise calm. The control's bad units have rate q(t).
/// - Null: the canary's rate is c(q) = max(limit, 2q).
/// - Alternative k: c(q) until an onset, from then on max(c(q), a_k). The onset is the start with weight
///   `onset.atStart`, else any later second.
///
/// `E = P(both arms' data | alternatives, averaged) / P(both arms' data | null)`, by forward filtering over the grid.
///
/// Validity. Under the null averaged over the environment prior E is a nonnegative martingale with E_0 = 1, so Ville's
/// bound holds. For one fixed environment path h the bound is alpha / prior(h) at worst: not a guarantee for
/// adversarial incidents. That false rollbacks stay within alpha during bursts, outages and common drift is shown by
/// simulation (tests of `Releases`), not proven. In a calm environment E is at most the plain limit test's E for the
/// same stakes, up to the prior's trouble, and likelihood ratios rise with the bad count: rates below the limit are
/// covered too.
package struct SharedTroubleTest: Codable, Hashable, Sendable {
    /// Mean length of calm and of short trouble, in seconds.
    static let shortSeconds = 120.0
    /// Mean length of long trouble: a rate common to both arms that stays.
    static let longSeconds = 7_200.0
    /// The part of trouble that is long.
    static let longPart = 0.25
    /// The chance that a new regime is one of trouble: with the above one onset of trouble an hour.
    static let troubleChance = 1.0 / 30
    /// The chance that the first regime is already one of trouble, per rate of the grid up to twice the limit. It falls
    /// with the power 1.5 of the rate (nobody releases into a service that fails half of the time) but
    /// a total outage keeps a chance of its own: with two failures and no control yet, one waits for the control.
    static let troubleAtStart = 0.02
    static let outageAtStart = 1e-4

    private let multiples: [Double]
    private let onset: OnsetPrior
    private let model: Model
    /// One row of the grid per hypothesis (null first, then the alternatives), each normalised to 1.
    private var beliefs: [Double]
    /// ln of each hypothesis's likelihood times its stake.
    private var logWealth: [Double]
    private var reserve: Double
    private var idleSeconds = 0

    /// A fresh test with E = 1 against `limit`, a rate in 0..<0.5.
    package init(limit: Double, multiples: [Double] = RateLimitTest.failureMultiples, onset: OnsetPrior) {
        self.multiples = multiples
        model = Model(limit: limit, multiples: multiples)
        self.onset = onset
        beliefs = Array(repeating: model.firstBelief, count: model.alternatives.count + 1).flatMap { $0 }
        logWealth = [0] + model.stakes.map { log(onset.atStart * $0) }
        reserve = 1 - onset.atStart
    }

    /// ln E, natural logarithm.
    package var logE: Double {
        let null = logWealth[0]
        var terms = [log(reserve)]
        for row in 1..<logWealth.count { terms.append(logWealth[row] - null) }
        return LogSpace.sum(terms)
    }

    /// How likely it is, under the null, that the environment is above the limit now, 0…1.
    package var troubleChance: Double {
        var chance = 0.0
        for state in model.environment.indices where model.environment[state] > model.limit { chance += beliefs[state] }
        return chance
    }

    /// Adds a tick of both arms that stands for `seconds`. An arm of which nothing is known in this tick (a lost row)
    /// has zero units. The tick raises ln E by no more than `atMost`: one clump of failures must not convince alone.
    package mutating func add(
        canaryUnits: Int, canaryBad: Int, controlUnits: Int, controlBad: Int, seconds: Int = 1,
        atMost: Double = .infinity
    ) {
        idleSeconds += seconds
        guard canaryUnits + controlUnits > 0 else { return }
        renew()
        stakeReserve()
        idleSeconds = 0
        let control = Likelihoods(
            bad: controlBad, good: controlUnits - controlBad, logBad: model.logBad, logGood: model.logGood)
        let canary = Likelihoods(
            bad: canaryBad, good: canaryUnits - canaryBad, logBad: model.canaryLogBad, logGood: model.canaryLogGood)
        let before = logWealth
        filter(control, canary)
        let null = logWealth[0]
        logWealth[0] = 0
        for row in 1..<logWealth.count { logWealth[row] = min(logWealth[row] - null, before[row] + atMost) }
    }

    /// Lets the environment draw new regimes for the seconds that passed.
    private mutating func renew() {
        let keptShort = pow(1 - 1 / Self.shortSeconds, Double(idleSeconds))
        let keptLong = pow(1 - 1 / Self.longSeconds, Double(idleSeconds))
        let size = model.environment.count
        let firstLong = model.firstLong
        let rows = logWealth.count
        beliefs.withUnsafeMutableBufferPointer { beliefs in
            model.regimePrior.withUnsafeBufferPointer { prior in
                for row in 0..<rows {
                    let base = row * size
                    var short = 0.0
                    var long = 0.0
                    for state in 0..<firstLong { short += beliefs[base + state] }
                    for state in firstLong..<size { long += beliefs[base + state] }
                    let ended = short * (1 - keptShort) + long * (1 - keptLong)
                    for state in 0..<size {
                        let kept = state < firstLong ? keptShort : keptLong
                        beliefs[base + state] = kept * beliefs[base + state] + ended * prior[state]
                    }
                }
            }
        }
    }

    /// Stakes a part of the reserve on "the fault begins now": the null's beliefs are mixed into every alternative's.
    private mutating func stakeReserve() {
        let stake = onset.staked(from: reserve, during: idleSeconds)
        guard stake > 0 else { return }
        reserve -= stake
        let size = model.environment.count
        for row in 1..<logWealth.count {
            let added = log(stake * model.stakes[row - 1]) + logWealth[0]
            let total = LogSpace.add(logWealth[row], added)
            let newShare = exp(added - total)
            logWealth[row] = total
            beliefs.withUnsafeMutableBufferPointer { beliefs in
                for state in 0..<size {
                    beliefs[row * size + state] += newShare * (beliefs[state] - beliefs[row * size + state])
                }
            }
        }
    }

    /// One step of the forward filter for every hypothesis. Bare pointers: this loop is most of what a judge computes.
    private mutating func filter(_ control: Likelihoods, _ canary: Likelihoods) {
        let size = model.environment.count
        beliefs.withUnsafeMutableBufferPointer { beliefs in
            control.relative.withUnsafeBufferPointer { controlPart in
                canary.relative.withUnsafeBufferPointer { canaryPart in
                    model.columns.withUnsafeBufferPointer { columns in
                        for row in logWealth.indices {
                            let base = row * size
                            var total = 0.0
                            for state in base..<base + size {
                                total += beliefs[state] * controlPart[state - base] * canaryPart[columns[state]]
                            }
                            guard total > 1e-250 else {
                                logWealth[row] += Self.carefully(beliefs, base, columns, control, canary)
                                continue
                            }
                            for state in base..<base + size {
                                beliefs[state] *= controlPart[state - base] * canaryPart[columns[state]] / total
                            }
                            logWealth[row] += control.scale + canary.scale + log(total)
                        }
                    }
                }
            }
        }
    }

    /// The same by logarithms, where the best rate for one arm is hopeless for the other; ln of the row's likelihood.
    private static func carefully(
        _ beliefs: UnsafeMutableBufferPointer<Double>, _ base: Int, _ columns: UnsafeBufferPointer<Int>,
        _ control: Likelihoods, _ canary: Likelihoods
    ) -> Double {
        let steps = control.logs.indices.map { control.logs[$0] + canary.logs[columns[base + $0]] }
        let scale = steps.max() ?? 0
        var total = 0.0
        for state in steps.indices {
            beliefs[base + state] *= exp(steps[state] - scale)
            total += beliefs[base + state]
        }
        for state in steps.indices { beliefs[base + state] /= total }
        return scale + log(total)
    }
}

/// The likelihood of one arm's tick under each rate of a grid.
private struct Likelihoods {
    let logs: [Double]
    /// The largest logarithm, and all likelihoods relative to it.
    let scale: Double
    let relative: [Double]

    init(bad: Int, good: Int, logBad: [Double], logGood: [Double]) {
        let (bad, good) = (Double(bad), Double(good))
        let count = logBad.count
        var highest = -Double.infinity
        let logs = [Double](unsafeUninitializedCapacity: count) { buffer, filled in
            logBad.withUnsafeBufferPointer { logBad in
                logGood.withUnsafeBufferPointer { logGood in
                    for index in 0..<count {
                        buffer[index] = bad * logBad[index] + good * logGood[index]
                        highest = max(highest, buffer[index])
                    }
                }
            }
            filled = count
        }
        self.logs = logs
        scale = highest
        relative = [Double](unsafeUninitializedCapacity: count) { buffer, filled in
            logs.withUnsafeBufferPointer { logs in
                for index in 0..<count { buffer[index] = exp(logs[index] - highest) }
            }
            filled = count
        }
    }
}

extension SharedTroubleTest {
    /// The tables that follow from the limit; the two for the canary have one row per hypothesis.
    struct Model: Hashable, Sendable {
        let limit: Double
        /// Rates: calm, short trouble, long trouble.
        let environment: [Double]
        let firstTrouble: Int
        let firstLong: Int
        let regimePrior: [Double]
        let alternatives: [Double]
        let stakes: [Double]
        let logBad: [Double]
        let logGood: [Double]
        /// The different rates a canary may have, and which one holds for hypothesis and state (row by row, null
        /// first).
        let canaryLogBad: [Double]
        let canaryLogGood: [Double]
        let columns: [Int]

        init(limit: Double, multiples: [Double]) {
            let calm = [0.01, 0.05, 0.2, 0.5].map { $0 * limit }
            let trouble = Self.trouble(limit: limit)
            let rates = calm + trouble + trouble
            self.limit = limit
            environment = rates
            firstTrouble = calm.count
            firstLong = calm.count + trouble.count
            regimePrior = Self.prior(calm.count, trouble.count, chance: SharedTroubleTest.troubleChance)
            alternatives = RateLimitTest.alternatives(limit: limit, multiples: multiples)
            stakes = Self.stakes(count: alternatives.count)
            logBad = rates.map { log($0) }
            logGood = rates.map { log1p(-$0) }
            let excused = rates.map { min(max(limit, 2 * $0), Self.ceiling) }
            let distinct = excused + alternatives
            canaryLogBad = distinct.map { log($0) }
            canaryLogGood = distinct.map { log1p(-$0) }
            let count = rates.count
            columns = ([0] + alternatives).enumerated().flatMap { row, alternative in
                excused.indices.map { excused[$0] >= alternative ? $0 : count + row - 1 }
            }
        }

        /// What is believed about the environment before the first unit.
        var firstBelief: [Double] {
            let rates = environment[firstTrouble..<firstLong].map { rate in
                let fall = pow(min(1, 2 * limit / rate), 1.5)
                return max(
                    SharedTroubleTest.troubleAtStart * fall, rate == Self.ceiling ? SharedTroubleTest.outageAtStart : 0)
            }
            let calm = 1 - rates.reduce(0, +)
            return Array(repeating: calm / Double(firstTrouble), count: firstTrouble) + rates.map { $0 * 0.2 }
                + rates.map { $0 * 0.8 }
        }

        /// No regime is certain failure: one good unit would refute it.
        static let ceiling = 0.97

        /// From 0.8 times the limit in steps of 2 up to the ceiling. Twice the environment, which the null allows the
        /// canary, covers the distance to the nearest rate of the grid.
        static func trouble(limit: Double) -> [Double] {
            var rates: [Double] = []
            var rate = 0.8 * limit
            while rate < ceiling * 0.8 {
                rates.append(rate)
                rate *= 2
            }
            return rates + [ceiling]
        }

        static func prior(_ calm: Int, _ trouble: Int, chance: Double) -> [Double] {
            let long = SharedTroubleTest.longPart
            return Array(repeating: (1 - chance) / Double(calm), count: calm)
                + Array(repeating: chance * (1 - long) / Double(trouble), count: trouble)
                + Array(repeating: chance * long / Double(trouble), count: trouble)
        }

        /// A total failure is the commonest fault of a release: it gets nearly half of the stake.
        static func stakes(count: Int) -> [Double] {
            guard count > 1 else { return [1] }
            return (0..<count).map { $0 == count - 1 ? 0.55 : 0.45 / Double(count - 1) }
        }
    }
}

extension SharedTroubleTest {
    private enum Key: String, CodingKey {
        case limit, multiples, onset, beliefs, logWealth, reserve, idleSeconds
    }

    /// Restores a test; the tables are computed again.
    package init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: Key.self)
        multiples = try box.decode([Double].self, forKey: .multiples)
        model = Model(limit: try box.decode(Double.self, forKey: .limit), multiples: multiples)
        onset = try box.decode(OnsetPrior.self, forKey: .onset)
        beliefs = try box.decode([Double].self, forKey: .beliefs)
        logWealth = try box.decode([Double].self, forKey: .logWealth)
        reserve = try box.decode(Double.self, forKey: .reserve)
        idleSeconds = try box.decode(Int.self, forKey: .idleSeconds)
        guard logWealth.count == model.alternatives.count + 1,
            beliefs.count == logWealth.count * model.environment.count
        else { throw DecodingError.dataCorruptedError(forKey: .beliefs, in: box, debugDescription: "wrong table size") }
    }

    /// Stores the state without the tables.
    package func encode(to encoder: any Encoder) throws {
        var box = encoder.container(keyedBy: Key.self)
        try box.encode(model.limit, forKey: .limit)
        try box.encode(multiples, forKey: .multiples)
        try box.encode(onset, forKey: .onset)
        try box.encode(beliefs, forKey: .beliefs)
        try box.encode(logWealth, forKey: .logWealth)
        try box.encode(reserve, forKey: .reserve)
        try box.encode(idleSeconds, forKey: .idleSeconds)
    }
}
