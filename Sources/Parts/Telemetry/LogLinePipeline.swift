// From the bytes of log lines to counts: the way of a request into the store.

package import Core
internal import Synchronization

/// Takes log lines in on one thread and counts them on another. Never fails on what a line holds.
///
/// `receive` only copies bytes into a bounded queue, so that the receiver is back at its socket at once. `process`
/// reads and counts what waits; `flush` hands the counts over. The two are called from one task, `process` several
/// times a second.
package final class LogLinePipeline: Sendable {
    /// What came in so far, for the operator.
    package struct Status: Codable, Hashable, Sendable {
        /// One line that could not be read.
        package struct Sample: Codable, Hashable, Sendable {
            /// When it was read.
            package var time: WallTime
            /// Why it could not be read.
            package var fault: String
            /// Its first bytes; what is not printable ASCII as `\xHH`.
            package var text: String
        }

        /// Lines read as requests.
        package var parsed = 0
        /// Lines that were none.
        package var garbage = 0
        /// Lines longer than `TelemetryLimits.lineBytes`.
        package var overlong = 0
        /// Messages dropped because too many waited.
        package var dropped = 0
        /// What became of the requests.
        package var counted = ObservationCounter.Totals()
        /// Lines known to be lost between the data plane and here.
        package var lost = 0
        /// The last few lines that could not be read, oldest first.
        package var samples: [Sample] = []
    }

    private struct Intake {
        var counter: ObservationCounter
        var meter: LossMeter
        var status = Status()
        var spare = LineQueue()
        var droppedSince: Int?
        var gaps: [TelemetryGap] = []
    }

    private let parser: any RequestLineParser
    private let queue = Mutex(LineQueue())
    private let intake: Mutex<Intake>

    /// A pipeline. `checkpoint` is the one of the store's last flush, so that lines missed meanwhile are counted.
    package init(
        parser: any RequestLineParser, counter: ObservationCounter, resuming checkpoint: LossMeter.Checkpoint? = nil
    ) {
        self.parser = parser
        intake = Mutex(Intake(counter: counter, meter: LossMeter(resuming: checkpoint)))
    }

    /// Takes a message of one or more lines in; from any thread, without waiting for the counting.
    package func receive(_ message: UnsafeRawBufferPointer) {
        queue.withLock { $0.append(message) }
    }

    /// Reads and counts what has come in, and gives the requests that were counted in order of arrival, with their
    /// outcome. At most `TelemetryLimits.queuedLines` messages at a time.
    @discardableResult
    package func process(now: WallTime) -> [(RequestObservation, Outcome)] {
        intake.withLock { intake in
            let batch = queue.withLock { $0.take(reusing: intake.spare) }
            var requests: [(RequestObservation, Outcome)] = []
            requests.reserveCapacity(batch.ends.count)
            batch.bytes.withUnsafeBytes { bytes in
                var start = 0
                for end in batch.ends {
                    let message = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
                    self.read(message, into: &intake, now: now) { requests.append(($0, $1)) }
                    start = end
                }
            }
            Self.note(dropped: batch.dropped, in: &intake, now: now)
            intake.spare = batch
            return requests
        }
    }

    /// Compares with the data plane's own counters; call `process` before.
    package func compare(_ counters: DataPlaneCounters) {
        intake.withLock { $0.meter.compare(counters) }
    }

    /// What was counted and lost since the last flush, for the store. To be called once a second, after `process`. A
    /// flush that the store did not take goes back by `giveBack`.
    package func flush(now: WallTime) -> TelemetryFlush {
        intake.withLock { intake in
            let lost = intake.meter.tick(at: now.second)
            intake.status.lost += lost.reduce(0) { $0 + ($1.lostLines ?? 0) }
            var flush = intake.counter.flush(now: now)
            if let since = intake.droppedSince {
                // What was dropped may have been anything. How many requests are missing the meter tells by their
                // numbers.
                flush.gaps.append(TelemetryGap(from: since, to: now.second + 1, lostLines: 0, reason: .flood))
                intake.droppedSince = nil
            }
            flush.gaps += lost
            flush.checkpoint = intake.meter.checkpoint(at: now.second)
            return flush
        }
    }

    /// Takes a flush back that the store refused: its counts come again with the next one, as far as there is room
    /// (`TelemetryLimits.backlogCells`); what does not fit becomes a gap.
    package func giveBack(_ flush: TelemetryFlush) {
        intake.withLock { $0.counter.giveBack(flush) }
    }

    /// What came in so far.
    package var status: Status {
        intake.withLock { intake in
            var status = intake.status
            status.counted = intake.counter.totals
            return status
        }
    }

    private func read(
        _ message: UnsafeRawBufferPointer, into intake: inout Intake, now: WallTime,
        _ counted: (RequestObservation, Outcome) -> Void
    ) {
        var rest = message
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.count
            let line = UnsafeRawBufferPointer(rebasing: rest[..<end])
            rest = UnsafeRawBufferPointer(rebasing: rest[min(end + 1, rest.count)...])
            if line.isEmpty { continue }
            if line.count > TelemetryLimits.lineBytes {
                intake.status.overlong += 1
                Self.keep(line, "longer than \(TelemetryLimits.lineBytes) bytes", in: &intake, now: now)
                continue
            }
            do throws(RequestLineFault) {
                let observation = try parser.parse(line)
                intake.status.parsed += 1
                if let sequence = observation.sequence { intake.meter.saw(sequence, at: now.second) }
                if case .counted(let outcome) = intake.counter.count(observation, now: now) {
                    counted(observation, outcome)
                }
            } catch {
                intake.status.garbage += 1
                Self.keep(line, "\(error.description) at byte \(error.offset)", in: &intake, now: now)
            }
        }
    }

    private static func note(dropped: Int, in intake: inout Intake, now: WallTime) {
        guard dropped > 0 else { return }
        intake.status.dropped += dropped
        intake.droppedSince = intake.droppedSince ?? now.second
    }

    private static func keep(_ line: UnsafeRawBufferPointer, _ fault: String, in intake: inout Intake, now: WallTime) {
        if intake.status.samples.count >= TelemetryLimits.garbageSamples { intake.status.samples.removeFirst() }
        intake.status.samples.append(Status.Sample(time: now, fault: fault, text: printable(line)))
    }

    private static func printable(_ line: UnsafeRawBufferPointer) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in line.prefix(TelemetryLimits.garbageSampleBytes) {
            if byte >= 0x20, byte < 0x7F {
                text.append(byte)
            } else {
                text += [UInt8(ascii: "\\"), UInt8(ascii: "x"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
