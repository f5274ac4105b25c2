// The seams towards the data plane's log: where lines come from, and how one is read.

/// Delivers the data plane's log lines as they arrive.
package protocol LineSource: Sendable {
    /// Receives until `stop()`, on a thread of its own, and calls `sink` with the bytes of each message: one or more
    /// lines. `sink` must be quick, and copies what it keeps. Throws `sourceUnavailable` if it cannot begin.
    func start(_ sink: @escaping @Sendable (UnsafeRawBufferPointer) -> Void) throws(TelemetryError)

    /// Ends receiving; returns when `sink` will not be called again. Safe to repeat.
    func stop()
}

/// Reads one log line.
package protocol RequestLineParser: Sendable {
    /// The request that a line tells of, without its line break; throws `RequestLineFault` if it tells of none.
    func parse(_ line: UnsafeRawBufferPointer) throws(RequestLineFault) -> RequestObservation
}

/// Why a line could not be read.
package struct RequestLineFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The fault in one sentence.
    package var description: String
    /// Where in the line, in bytes from its start.
    package var offset: Int

    /// A fault.
    package init(_ description: String, at offset: Int) {
        self.description = description
        self.offset = offset
    }
}
