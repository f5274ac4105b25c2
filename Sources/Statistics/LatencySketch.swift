// Quantiles of latencies with a bounded relative error, in little memory, mergeable without loss.
// After DDSketch: Masson, Rim, Lee, "DDSketch: A fast and fully-mergeable quantile sketch with relative-error
// guarantees", VLDB 2019.

internal import Foundation

/// A mergeable sketch of durations that answers quantiles with a relative error of at most 1 %.
///
/// Durations fall into buckets whose edges grow by `gamma = (1 + a) / (1 - a)`, a = 1 %; only counts are kept, so
/// merging is exact, associative and commutative: the sketch of a whole equals the merged sketches of its parts.
/// Range: from 1 µs to 24 h. Less counts as zero, more as 24 h.
package struct LatencySketch: Hashable, Sendable {
    /// What is wrong with bytes that should be an encoded sketch.
    package struct DecodingFault: Error, Hashable, Sendable, CustomStringConvertible {
        /// The fault in one sentence.
        package let description: String
    }

    /// The named limits and constants of the sketch.
    package enum Limits {
        /// The relative error of a quantile, at most.
        package static let relativeError = 0.01
        /// The shortest duration told from zero, in milliseconds: 1 µs.
        package static let shortest = 0.001
        /// The longest duration told from longer ones, in milliseconds: 24 h.
        package static let longest = 86_400_000.0
        /// Buckets above zero, at most: what the range above needs, ceil(ln(8.64e10) / ln(gamma)) + 1.
        package static let buckets = 1261
        /// Bytes of an encoded sketch, at most: the version, the zero count, and a gap and a count for each bucket.
        package static let encodedBytes = 1 + 10 + 3 + buckets * 12
    }

    private static let version: UInt8 = 1
    private static let gamma = (1 + Limits.relativeError) / (1 - Limits.relativeError)
    private static let inverseLogGamma = 1 / log(gamma)

    /// How many durations were added.
    package private(set) var count = 0
    private var zeros = 0
    /// The bucket that `counts[0]` stands for; 0 if there are none.
    private var offset = 0
    /// Counts of neighbouring buckets, without empty ones at either end.
    private var counts: [Int] = []

    /// An empty sketch.
    package init() {}

    /// Adds one duration; a negative one counts as zero.
    package mutating func add(_ duration: Duration) {
        let parts = duration.components
        add(milliseconds: Double(parts.seconds) * 1000 + Double(parts.attoseconds) / 1e15)
    }

    /// Adds a duration in milliseconds `times` times (0 or more); a negative duration or one that is no number counts
    /// as zero.
    package mutating func add(milliseconds: Double, times: Int = 1) {
        precondition(times >= 0, "a duration cannot be added \(times) times")
        guard times > 0 else { return }
        count += times
        if milliseconds >= Limits.shortest {
            add(times, toBucket: Self.bucket(of: milliseconds))
        } else {
            zeros += times
        }
    }

    /// Adds everything that `other` holds; exact.
    package mutating func merge(_ other: LatencySketch) {
        count += other.count
        zeros += other.zeros
        guard !other.counts.isEmpty else { return }
        makeRoom(from: other.offset, through: other.offset + other.counts.count - 1)
        let shift = other.offset - offset
        for index in other.counts.indices { counts[index + shift] += other.counts[index] }
    }

    /// The duration in milliseconds at quantile `p` (0 … 1), within 1 % of it; nil for an empty sketch.
    ///
    /// The rank is the nearest rank: the smallest value for which at least `p` of all values are not larger, which is
    /// value number max(1, ceil(p * count)) in ascending order.
    package func quantile(_ p: Double) -> Double? {
        guard count > 0 else { return nil }
        // The small amount keeps 0.07 * 100 = 7.000000000000001 from becoming rank 8.
        let rank = max(1, min(count, Int((p * Double(count) - 1e-9).rounded(.up))))
        var seen = zeros
        if seen >= rank { return 0 }
        for index in counts.indices {
            seen += counts[index]
            if seen >= rank { return Self.value(ofBucket: offset + index) }
        }
        return Self.value(ofBucket: offset + counts.count - 1)
    }

    /// The same as a duration, rounded to a microsecond.
    package func duration(at p: Double) -> Duration? {
        quantile(p).map { .microseconds(Int64(($0 * 1000).rounded())) }
    }

    private static func bucket(of milliseconds: Double) -> Int {
        let reach = min(milliseconds, Limits.longest) / Limits.shortest
        let index = Int((log(reach) * inverseLogGamma).rounded(.up))
        return max(0, min(index, Limits.buckets - 1))
    }

    /// The value whose relative distance to both edges of the bucket is the same.
    private static func value(ofBucket index: Int) -> Double {
        min(Limits.longest, Limits.shortest * 2 * pow(gamma, Double(index)) / (gamma + 1))
    }

    private mutating func add(_ times: Int, toBucket bucket: Int) {
        makeRoom(from: bucket, through: bucket)
        counts[bucket - offset] += times
    }

    private mutating func makeRoom(from low: Int, through high: Int) {
        if counts.isEmpty {
            offset = low
            counts = Array(repeating: 0, count: high - low + 1)
            return
        }
        if low < offset {
            counts.insert(contentsOf: repeatElement(0, count: offset - low), at: 0)
            offset = low
        }
        let missing = high - (offset + counts.count - 1)
        if missing > 0 { counts.append(contentsOf: repeatElement(0, count: missing)) }
    }
}

extension LatencySketch {
    /// The sketch as bytes, at most `Limits.encodedBytes`: a version byte, then varints (LEB128): zeros, number of
    /// buckets in use, and for each the distance from the one before and its count.
    package var encoded: [UInt8] {
        var bytes: [UInt8] = [Self.version]
        Self.append(zeros, to: &bytes)
        Self.append(counts.lazy.filter { $0 > 0 }.count, to: &bytes)
        var last = 0
        for index in counts.indices where counts[index] > 0 {
            Self.append(offset + index - last, to: &bytes)
            Self.append(counts[index], to: &bytes)
            last = offset + index
        }
        return bytes
    }

    /// The sketch that `encoded` gave these bytes for; throws `DecodingFault` for anything else.
    package init(encoded bytes: [UInt8]) throws(DecodingFault) {
        try merge(encoded: bytes)
    }

    /// Adds everything that an encoded sketch holds, without building it; throws `DecodingFault` for bytes that are no
    /// encoded sketch, and then leaves the sketch as it was.
    package mutating func merge(encoded bytes: [UInt8]) throws(DecodingFault) {
        let result: Result<Void, DecodingFault> = bytes.withUnsafeBytes { raw in
            do throws(DecodingFault) {
                return .success(try merge(encoded: raw))
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    /// The same for bytes that lie anywhere.
    package mutating func merge(encoded bytes: UnsafeRawBufferPointer) throws(DecodingFault) {
        // Twice over the bytes: first whether all of it is sound, then the adding, which cannot fail any more.
        var sum = count
        var reach: (low: Int, high: Int)?
        try Self.walk(bytes) { bucket, times throws(DecodingFault) in
            let (next, overflow) = sum.addingReportingOverflow(times)
            guard !overflow else { throw DecodingFault(description: "a sketch that counts more than fits") }
            sum = next
            if let bucket { reach = (reach?.low ?? bucket, bucket) }
        }
        count = sum
        if let reach { makeRoom(from: reach.low, through: reach.high) }
        try Self.walk(bytes) { bucket, times throws(DecodingFault) in
            if let bucket { counts[bucket - offset] += times } else { zeros += times }
        }
    }

    /// Calls `body` with the zeros (bucket nil) and then with each bucket in use, in ascending order.
    private static func walk(
        _ bytes: UnsafeRawBufferPointer, _ body: (Int?, Int) throws(DecodingFault) -> Void
    ) throws(DecodingFault) {
        var reader = VarintReader(bytes)
        guard let version = reader.nextByte() else { throw DecodingFault(description: "an empty sketch encoding") }
        guard version == Self.version else {
            throw DecodingFault(description: "a sketch of version \(version), expected \(Self.version)")
        }
        try body(nil, try reader.next())
        let inUse = try reader.next()
        guard inUse <= Limits.buckets else { throw DecodingFault(description: "a sketch with \(inUse) buckets") }
        var bucket = 0
        for position in 0..<inUse {
            let (next, overflow) = bucket.addingReportingOverflow(try reader.next())
            let times = try reader.next()
            guard !overflow, next < Limits.buckets, position == 0 || next > bucket, times > 0 else {
                throw DecodingFault(description: "a sketch with bucket \(position) out of order, range or empty")
            }
            bucket = next
            try body(bucket, times)
        }
        guard reader.isAtEnd else { throw DecodingFault(description: "a sketch with bytes behind its end") }
    }

    private static func append(_ value: Int, to bytes: inout [UInt8]) {
        var rest = UInt64(value)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

/// Reads LEB128 numbers of up to 63 bits.
private struct VarintReader {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func nextByte() -> UInt8? {
        guard position < bytes.count else { return nil }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func next() throws(LatencySketch.DecodingFault) -> Int {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 56, by: 7) {
            guard let byte = nextByte() else {
                throw LatencySketch.DecodingFault(description: "a sketch that ends in the middle")
            }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return Int(value) }
        }
        throw LatencySketch.DecodingFault(description: "a sketch with a number of more than nine bytes")
    }
}
