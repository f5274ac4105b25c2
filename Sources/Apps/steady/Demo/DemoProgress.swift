// What the demo says while it runs: lines on standard error, the last one overwritten on a terminal.

import ControlPlane
import Foundation
import Synchronization

/// Shows progress.
final class DemoProgress: Sendable {
    private let start = ContinuousClock.now
    private let last = Mutex("")

    /// A line that stays.
    func say(_ text: String) {
        clear()
        Console.error("\(stamp()) \(text)")
    }

    /// Where a rollout is: overwritten on a terminal, elsewhere a line for each change of phase or share.
    func show(_ view: RolloutView) {
        let share = (view.sharePercent * 10).rounded() / 10
        let canary = view.counts.first.map { ", \($0.units) users, \($0.bad) failed, \($0.slow) slow" } ?? ""
        let needed = view.stillNeeded.map { ", needs \($0)" } ?? ""
        let line = "\(view.release) \(view.phase) \(share) %\(canary)\(needed)"
        guard Console.isTerminal else {
            let key = "\(view.release) \(view.phase) \(share)"
            let isNews = last.withLock { before in
                defer { before = key }
                return before != key
            }
            if isNews { Console.error("\(stamp())   \(line)") }
            return
        }
        FileHandle.standardError.write(Data("\r\u{1B}[K\(stamp())   \(line.prefix(110))".utf8))
    }

    private func clear() {
        if Console.isTerminal { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    }

    private func stamp() -> String {
        let seconds = Int((ContinuousClock.now - start).components.seconds)
        return "[\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)]"
    }
}
