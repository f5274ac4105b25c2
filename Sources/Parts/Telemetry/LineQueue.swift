// A bounded queue of raw bytes between the thread that receives and the one that counts.

/// Messages that wait to be read, in the order of arrival. Beyond its limits it drops the newest and counts them.
struct LineQueue: Sendable {
    private(set) var bytes: [UInt8] = []
    /// The end of each message in `bytes`.
    private(set) var ends: [Int] = []
    /// Messages dropped since the queue was taken last.
    private(set) var dropped = 0

    /// Adds a message, or drops it.
    mutating func append(_ message: UnsafeRawBufferPointer) {
        guard ends.count < TelemetryLimits.queuedLines, bytes.count + message.count <= TelemetryLimits.queuedBytes
        else {
            dropped += 1
            return
        }
        bytes.append(contentsOf: message)
        ends.append(bytes.count)
    }

    /// Everything that waits; an empty queue with the memory of `used`, unless that is too much, takes its place.
    mutating func take(reusing used: LineQueue) -> LineQueue {
        var next = used
        if next.bytes.capacity > TelemetryLimits.idleQueueBytes {
            next = LineQueue()
        } else {
            next.bytes.removeAll(keepingCapacity: true)
            next.ends.removeAll(keepingCapacity: true)
            next.dropped = 0
        }
        swap(&self, &next)
        return next
    }
}
