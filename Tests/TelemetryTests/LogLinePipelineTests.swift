// From bytes to counts: garbage, floods and long lines are counted, and nothing stops it.

import Core
import Telemetry
import Testing

/// A parser for tests: `SECOND NUMBER`, anything else is a fault.
private struct PlainParser: RequestLineParser {
    func parse(_ line: UnsafeRawBufferPointer) throws(RequestLineFault) -> RequestObservation {
        let parts = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard parts.count == 2, let second = Int(parts[0]), let number = Int(parts[1]) else {
            throw RequestLineFault("no request", at: 3)
        }
        return RequestObservation(
            time: WallTime(second: second), method: "GET", path: "/", status: 200, total: .milliseconds(5),
            server: "v1.1", sequence: .init(process: 1, number: number))
    }
}

@Suite struct LogLinePipelineTests {
    private let base = 1_750_000_000

    private func pipeline(resuming checkpoint: LossMeter.Checkpoint? = nil) -> LogLinePipeline {
        LogLinePipeline(
            parser: PlainParser(),
            counter: ObservationCounter(
                routes: RouteTable([RouteSpec(text: "GET /")].compactMap { $0 }),
                limits: LatencyLimits(below: .seconds(8), warn: .seconds(6))), resuming: checkpoint)
    }

    private func send(_ text: String, to pipeline: LogLinePipeline) {
        Array(text.utf8).withUnsafeBytes { pipeline.receive($0) }
    }

    private func now(_ second: Int) -> WallTime { WallTime(second: base + second) }

    @Test func `one or more lines in a message, with or without a line break`() {
        let pipeline = pipeline()
        send("\(base) 0\n", to: pipeline)
        send("\(base) 1\n\(base) 2", to: pipeline)
        send("\n\n", to: pipeline)
        send("", to: pipeline)
        let seen = pipeline.process(now: now(0))
        #expect(seen.map(\.0.sequence?.number) == [0, 1, 2] && seen.allSatisfy { $0.1.quality == .good })
        #expect(pipeline.process(now: now(0)).isEmpty)
        let flush = pipeline.flush(now: now(1))
        #expect(flush.cells.map(\.statistics.counts.requests) == [3])
        #expect(flush.checkpoint == .init(second: base + 1, streams: [.init(process: 1, next: 3)]))
        #expect(pipeline.status.parsed == 3 && pipeline.status.counted.counted == 3)
    }

    @Test func `garbage is counted, the last few samples are kept in readable form, and the rest goes on`() {
        let pipeline = pipeline()
        for index in 0..<20 { send("garbage \(index)\n", to: pipeline) }
        let bytes: [UInt8] = [0xFF, 0x00, 0x41, 0x1B] + [UInt8](repeating: 66, count: 5000)
        bytes.withUnsafeBytes { pipeline.receive($0) }
        send("\(base) 7", to: pipeline)
        #expect(pipeline.process(now: now(0)).count == 1)
        let status = pipeline.status
        #expect(status.garbage == 21 && status.parsed == 1)
        #expect(status.samples.count == TelemetryLimits.garbageSamples)
        #expect(status.samples.first?.text == "garbage 16" && status.samples.first?.fault == "no request at byte 3")
        #expect(status.samples.last?.text.hasPrefix(#"\xff\x00A\x1bBBB"#) == true)
        #expect((status.samples.last?.text.count ?? 0) < TelemetryLimits.garbageSampleBytes + 12)
    }

    @Test func `a line that is too long is counted by itself`() {
        let pipeline = pipeline()
        send(String(repeating: "1", count: TelemetryLimits.lineBytes + 1) + "\n\(base) 0\n", to: pipeline)
        #expect(pipeline.process(now: now(0)).count == 1)
        #expect(pipeline.status.overlong == 1 && pipeline.status.garbage == 0 && pipeline.status.samples.count == 1)
    }

    @Test func `a flood is cut off at the limit, counted, told as a gap once, and over afterwards`() {
        let pipeline = pipeline()
        for number in 0..<(TelemetryLimits.queuedLines + 500) { send("\(base) \(number)", to: pipeline) }
        #expect(pipeline.process(now: now(0)).count == TelemetryLimits.queuedLines)
        #expect(pipeline.status.dropped == 500)
        let gap = TelemetryGap(from: base, to: base + 2, lostLines: 0, reason: .flood)
        #expect(pipeline.flush(now: now(1)).gaps == [gap])
        // How many of them were requests is known by their numbers.
        send("\(base + 1) \(TelemetryLimits.queuedLines + 500)", to: pipeline)
        #expect(pipeline.process(now: now(1)).count == 1)
        #expect(pipeline.flush(now: now(2)).gaps == [])
        #expect(pipeline.flush(now: now(3)).gaps.map(\.lostLines) == [500])
        #expect(pipeline.flush(now: now(4)).gaps == [])
    }

    @Test func `a flood of garbage loses no requests`() {
        let pipeline = pipeline()
        send("\(base) 0", to: pipeline)
        for _ in 0..<(TelemetryLimits.queuedLines + 500) { send("flood", to: pipeline) }
        pipeline.process(now: now(0))
        #expect(pipeline.flush(now: now(1)).gaps.map(\.lostLines) == [0])
        send("\(base + 1) 1", to: pipeline)
        pipeline.process(now: now(1))
        for second in 2...4 { #expect(pipeline.flush(now: now(second)).gaps == []) }
        #expect(pipeline.status.lost == 0)
    }

    @Test func `a flood of long messages is cut off by bytes`() {
        let pipeline = pipeline()
        let block = [UInt8](repeating: 65, count: 64_000)
        let fitting = TelemetryLimits.queuedBytes / 64_000
        for _ in 0..<(fitting + 3) { block.withUnsafeBytes { pipeline.receive($0) } }
        pipeline.process(now: now(0))
        #expect(pipeline.status.dropped == 3 && pipeline.status.overlong == fitting)
    }

    @Test func `a missing line is told as a gap and counted`() {
        let pipeline = pipeline()
        send("\(base) 0\n\(base) 1\n\(base) 5\n", to: pipeline)
        pipeline.process(now: now(0))
        #expect(pipeline.flush(now: now(1)).gaps == [])
        #expect(pipeline.flush(now: now(2)).gaps.map(\.lostLines) == [3])
        #expect(pipeline.status.lost == 3)
    }

    @Test func `a restart knows what it missed`() {
        let pipeline = pipeline(resuming: .init(second: base - 30, streams: [.init(process: 1, next: 10)]))
        send("\(base) 42", to: pipeline)
        pipeline.process(now: now(0))
        let gaps = pipeline.flush(now: now(0)).gaps + pipeline.flush(now: now(1)).gaps
        #expect(gaps.map(\.lostLines) == [32] && gaps.map(\.reason) == [.controlPlaneDown])
    }

    @Test func `a flush that the store refused comes again with the next one`() {
        let pipeline = pipeline()
        send("\(base) 0", to: pipeline)
        pipeline.process(now: now(0))
        pipeline.giveBack(pipeline.flush(now: now(1)))
        send("\(base + 1) 1", to: pipeline)
        pipeline.process(now: now(1))
        let flush = pipeline.flush(now: now(2))
        #expect(flush.cells.map(\.second) == [base, base + 1] && flush.time == now(2))
        #expect(pipeline.flush(now: now(3)).cells == [])
    }

    @Test func `what was refused for too long becomes a gap, the newest is kept`() {
        let pipeline = pipeline()
        let seconds = TelemetryLimits.backlogCells + 10
        for second in 0..<seconds {
            send("\(base + second) \(second)", to: pipeline)
            if second % 5000 == 0 || second == seconds - 1 {
                pipeline.process(now: now(second))
                pipeline.giveBack(pipeline.flush(now: now(second)))
            }
        }
        let flush = pipeline.flush(now: now(seconds))
        #expect(flush.cells.count == TelemetryLimits.backlogCells && flush.cells.first?.second == base + 10)
        #expect(flush.gaps == [TelemetryGap(from: base, to: base + 10, lostLines: 10, reason: .storeFailed)])
    }
}
