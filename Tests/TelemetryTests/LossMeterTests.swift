// Loss, told from disorder, threads, restarts of either side and requests under way.

import Core
import Statistics
import Telemetry
import Testing

@Suite struct LossMeterTests {
    private func lost(_ gaps: [TelemetryGap]) -> Int { gaps.reduce(0) { $0 + ($1.lostLines ?? 0) } }

    private func feed(_ meter: inout LossMeter, _ numbers: some Sequence<Int>, process: Int = 1, at second: Int) {
        for number in numbers { meter.saw(.init(process: process, number: number), at: second) }
    }

    @Test func `all lines means no gap, whatever their first number`() {
        var meter = LossMeter()
        feed(&meter, 500..<600, at: 1)
        #expect(meter.tick(at: 1) == [] && meter.tick(at: 2) == [] && meter.tick(at: 3) == [])
    }

    @Test func `missing numbers are a gap once, after they stayed missing for a second tick`() {
        var meter = LossMeter()
        feed(&meter, 0..<10, at: 1)
        #expect(meter.tick(at: 1) == [])
        feed(&meter, 15..<20, at: 2)
        #expect(meter.tick(at: 2) == [])
        #expect(meter.tick(at: 3) == [TelemetryGap(from: 1, to: 3, lostLines: 5, reason: .linesLost)])
        #expect(meter.tick(at: 4) == [])
        feed(&meter, 22..<30, at: 5)
        #expect(meter.tick(at: 5) == [])
        #expect(lost(meter.tick(at: 6)) == 2)
    }

    @Test func `disorder and numbers given twice by two threads are no loss`() {
        var generator = SeededGenerator(seed: 4)
        var meter = LossMeter()
        var total = 0
        var number = 0
        for second in 0..<50 {
            // Two threads that both write number n and then go on with n + 2.
            var numbers: [Int] = []
            for _ in 0..<100 {
                if generator.next() % 10 == 0 { numbers += [number, number] } else { numbers += [number, number + 1] }
                number += 2
            }
            for index in numbers.indices {
                numbers.swapAt(index, min(numbers.count - 1, index + Int(generator.next() % 6)))
            }
            feed(&meter, numbers, at: second)
            total += lost(meter.tick(at: second))
        }
        #expect(total == 0)
    }

    @Test func `random loss is told to the line in the end`() {
        for seed in 1...20 {
            var generator = SeededGenerator(seed: UInt64(seed))
            var meter = LossMeter()
            var dropped = 0
            var told = 0
            for second in 0..<60 {
                for number in (second * 100)..<((second + 1) * 100) {
                    // The last lines arrive: loss at the very end shows no missing number.
                    if generator.next() % 20 == 0, number < 5990, number > 0 {
                        dropped += 1
                    } else {
                        meter.saw(.init(process: 1, number: number), at: second)
                    }
                }
                told += lost(meter.tick(at: second))
            }
            told += lost(meter.tick(at: 60)) + lost(meter.tick(at: 61))
            #expect(told == dropped, "seed \(seed)")
        }
    }

    @Test func `a data plane that started anew begins at zero, with the same or another identity`() {
        for process in [1, 2] {
            var meter = LossMeter()
            feed(&meter, 0..<5000, at: 1)
            #expect(meter.tick(at: 1) == [])
            feed(&meter, 3..<10, process: process, at: 2)
            _ = meter.tick(at: 2)
            #expect(lost(meter.tick(at: 3)) == 3, "process \(process)")
        }
    }

    @Test func `a reload has two processes at once`() {
        var meter = LossMeter()
        feed(&meter, 0..<100, process: 1, at: 1)
        feed(&meter, 0..<50, process: 2, at: 1)
        feed(&meter, 100..<110, process: 1, at: 2)
        feed(&meter, 50..<90, process: 2, at: 2)
        #expect(meter.tick(at: 2) == [] && meter.tick(at: 3) == [])
    }

    @Test func `processes beyond the limit are forgotten, oldest first`() {
        var meter = LossMeter()
        for process in 0..<100 { feed(&meter, 0..<10, process: process, at: process) }
        #expect(meter.checkpoint(at: 100)?.streams.count == TelemetryLimits.processes)
    }

    @Test func `after a restart of ours the lines missed meanwhile are known`() throws {
        var before = LossMeter()
        feed(&before, 0..<100, at: 10)
        let checkpoint = try #require(before.checkpoint(at: 11))
        #expect(checkpoint == .init(second: 11, streams: [.init(process: 1, next: 100)]))
        // Lines 100 to 129 were written while nobody listened.
        var after = LossMeter(resuming: checkpoint)
        feed(&after, 130..<150, at: 20)
        var gaps = after.tick(at: 20)
        gaps += after.tick(at: 21)
        gaps += after.tick(at: 22)
        #expect(gaps.count == 1)
        #expect(gaps.first?.reason == .controlPlaneDown && gaps.first?.lostLines == 30 && gaps.first?.from == 11)
        // From here on loss is loss again.
        feed(&after, 155..<160, at: 23)
        #expect(lost(after.tick(at: 23)) == 0)
        #expect(after.tick(at: 24).map(\.reason) == [.linesLost])
    }

    @Test func `a restart without traffic meanwhile is known to have missed nothing`() {
        var before = LossMeter()
        feed(&before, 0..<100, at: 10)
        let left = before.checkpoint(at: 11)
        #expect(left != nil)
        var after = LossMeter(resuming: left)
        feed(&after, 100..<110, at: 20)
        var gaps = after.tick(at: 20)
        gaps += after.tick(at: 21)
        #expect(gaps.map(\.lostLines) == [0] && gaps.map(\.reason) == [.controlPlaneDown])
    }

    @Test func `before the first line a restarted meter keeps its checkpoint`() {
        let checkpoint = LossMeter.Checkpoint(second: 11, streams: [.init(process: 1, next: 100)])
        var meter = LossMeter(resuming: checkpoint)
        #expect(meter.tick(at: 20) == [])
        #expect(meter.checkpoint(at: 20) == checkpoint)
    }

    @Test func `another data plane after a restart proves nothing about the old one`() {
        var meter = LossMeter(resuming: .init(second: 11, streams: [.init(process: 1, next: 100)]))
        feed(&meter, 40..<50, process: 2, at: 20)
        #expect(meter.tick(at: 20) == [] && meter.tick(at: 21) == [])
    }

    @Test func `a loss that did not stand yet is carried over a restart`() throws {
        var before = LossMeter()
        feed(&before, 0..<10, at: 1)
        _ = before.tick(at: 1)
        feed(&before, 14..<20, at: 2)
        let checkpoint = try #require(before.checkpoint(at: 2))
        var after = LossMeter(resuming: checkpoint)
        feed(&after, 20..<30, at: 5)
        var gaps = after.tick(at: 5)
        gaps += after.tick(at: 6)
        #expect(lost(gaps) == 4)
    }

    @Test func `silence is found by the counters, less the requests under way`() {
        var meter = LossMeter()
        feed(&meter, 0..<100, at: 1)
        meter.compare(DataPlaneCounters(process: 1, requests: 105, underWay: 5))
        #expect(meter.tick(at: 1) == [])
        // 100 further requests, 60 lines, 10 requests under way: 30 are lost, but some may still be on the way.
        feed(&meter, 100..<160, at: 2)
        var told: [Int] = []
        for second in 2...5 {
            meter.compare(DataPlaneCounters(process: 1, requests: 205, underWay: 10))
            told.append(lost(meter.tick(at: second)))
        }
        #expect(told == [0, 0, 30, 0])
        // They show as missing numbers later, and are not told twice.
        feed(&meter, 190..<210, at: 6)
        for second in 6...8 {
            meter.compare(DataPlaneCounters(process: 1, requests: 210, underWay: 0))
            #expect(lost(meter.tick(at: second)) == 0)
        }
    }

    @Test func `lines that are on the way when the counters are read are not lost`() {
        var meter = LossMeter()
        // 200 requests a second; each time the counters are read, the lines of the last ten have not arrived.
        for second in 0..<30 {
            let end = (second + 1) * 200
            feed(&meter, max(0, second * 200 - 10)..<(end - 10), at: second)
            meter.compare(DataPlaneCounters(process: 1, requests: end, underWay: 0))
            #expect(meter.tick(at: second) == [])
        }
    }

    @Test func `requests under way, and counters that fall, are no loss`() {
        var meter = LossMeter()
        feed(&meter, 0..<10, at: 1)
        meter.compare(DataPlaneCounters(process: 1, requests: 60, underWay: 50))
        #expect(meter.tick(at: 1) == [])
        meter.compare(DataPlaneCounters(process: 1, requests: 160, underWay: 100))
        meter.compare(DataPlaneCounters(process: 1, requests: 160, underWay: 100))
        #expect(meter.tick(at: 2) == [] && meter.tick(at: 3) == [])
        meter.compare(DataPlaneCounters(process: 1, requests: 4, underWay: 0))
        meter.compare(DataPlaneCounters(process: 1, requests: 4, underWay: 0))
        #expect(meter.tick(at: 4) == [] && meter.tick(at: 5) == [])
    }

    @Test func `what the data plane says it could not send is lost`() {
        var meter = LossMeter()
        feed(&meter, 0..<10, at: 1)
        meter.compare(DataPlaneCounters(process: 1, requests: 10, underWay: 500, droppedLines: 3))
        #expect(meter.tick(at: 1) == [])
        meter.compare(DataPlaneCounters(process: 1, requests: 17, underWay: 500, droppedLines: 10))
        _ = meter.tick(at: 2)
        meter.compare(DataPlaneCounters(process: 1, requests: 17, underWay: 500, droppedLines: 10))
        #expect(lost(meter.tick(at: 3)) == 7)
        #expect(lost(meter.tick(at: 4)) == 0)
    }

    @Test func `a data plane of which no line ever arrives is found by its counters`() {
        var meter = LossMeter()
        var told = 0
        for second in 1...6 {
            meter.compare(DataPlaneCounters(process: 9, requests: 1000 + second * 20, underWay: 2))
            told += lost(meter.tick(at: second))
        }
        #expect(told >= 50 && told <= 80)
    }
}
