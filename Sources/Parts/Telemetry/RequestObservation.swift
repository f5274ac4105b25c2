// One request as the data plane saw it end.

package import Core

/// One request, observed at its end.
package struct RequestObservation: Hashable, Sendable {
    /// The place of a log line in the stream of one process of the data plane: how a lost line is noticed.
    package struct Sequence: Hashable, Sendable {
        /// The process that wrote the line.
        package var process: Int
        /// The line's number in it, from 0; with several threads two lines may share a number.
        package var number: Int

        /// A place in a stream.
        package init(process: Int, number: Int) {
            self.process = process
            self.number = number
        }
    }

    /// When it ended.
    package var time: WallTime
    /// The method; nil if no request could be read.
    package var method: String?
    /// The path without query; nil if no request could be read, or if it has none (`OPTIONS *`).
    package var path: String?
    /// The status sent to the user; nil if none was sent.
    package var status: Int?
    /// From the first byte of the request to the last byte of the answer, without idle time before it.
    package var total: Duration
    /// From the end of the request's connection to the server to the answer's head; nil if there was none.
    package var response: Duration?
    /// The server chosen last; nil if none was.
    package var server: String?
    /// The release that the server runs, see `ServerName`; nil if no server was chosen.
    package var release: String?
    /// HAProxy's termination state: two characters, or four with the state of the cookie; `--` when all went well.
    package var termination: String
    /// What stands for the user's session, equal for equal sessions; nil if there is none.
    package var session: String?
    /// Bytes sent to the user.
    package var bytes: Int
    /// How often the connection to a server was tried again.
    package var retries: Int
    /// Whether it went to another server after the first could not be reached.
    package var redispatched: Bool
    /// Its line's place in the stream; nil if not known.
    package var sequence: Sequence?

    /// An observation; `release` is derived from `server`.
    package init(
        time: WallTime, method: String?, path: String?, status: Int?, total: Duration, response: Duration? = nil,
        server: String?, termination: String = "----", session: String? = nil, bytes: Int = 0, retries: Int = 0,
        redispatched: Bool = false, sequence: Sequence? = nil
    ) {
        self.time = time
        self.method = method
        self.path = path
        self.status = status
        self.total = total
        self.response = response
        self.server = server
        release = server.map(ServerName.release(of:))
        self.termination = termination
        self.session = session
        self.bytes = bytes
        self.retries = retries
        self.redispatched = redispatched
        self.sequence = sequence
    }
}
