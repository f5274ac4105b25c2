// HAProxy's configuration file, as a pure function of what must be in it.

import Core

/// Everything that HAProxy's configuration depends on.
package struct HAProxyConfiguration: Hashable, Sendable {
    /// A server that must be there when HAProxy starts, before anybody drives it.
    package struct Server: Hashable, Sendable {
        /// Its name, `RELEASE.INDEX`.
        package var name: String
        /// Its loopback port.
        package var port: Int

        /// A server.
        package init(name: String, port: Int) {
            self.name = name
            self.port = port
        }
    }

    /// The frontend's name.
    package static let frontend = "users"
    /// The backend's name.
    package static let backend = "flow"
    /// The cookie that keeps a session with its server.
    package static let armCookie = "steady_arm"

    /// Where users reach the flow, `host:port`.
    package var listen: String
    /// The runtime socket's path.
    package var runtimeSocket: String
    /// The path of the datagram socket that log lines go to.
    package var logSocket: String
    /// Whether log lines also go to standard output, for a file of HAProxy's own.
    package var logsToOutput: Bool
    /// The path that answers 200 when an instance can take traffic.
    package var healthPath: String
    /// The cookie that carries the session id; nil if there is none.
    package var sessionCookie: String?
    /// The key of the arm cookies: the same across restarts, so that sessions stay where they are.
    package var cookieKey: String
    /// How long a server may take to answer.
    package var serverTimeout: Duration
    /// The servers of the last good release.
    package var servers: [Server]

    /// A configuration.
    package init(
        listen: String, runtimeSocket: String, logSocket: String, logsToOutput: Bool, healthPath: String,
        sessionCookie: String?, cookieKey: String, serverTimeout: Duration, servers: [Server]
    ) {
        self.listen = listen
        self.runtimeSocket = runtimeSocket
        self.logSocket = logSocket
        self.logsToOutput = logsToOutput
        self.healthPath = healthPath
        self.sessionCookie = sessionCookie
        self.cookieKey = cookieKey
        self.serverTimeout = serverTimeout
        self.servers = servers
    }

    /// The file's text.
    ///
    /// Log targets stand in the frontend alone: what HAProxy says about servers goes to its standard error instead, so
    /// that every line received is a request.
    ///
    /// `retry-on conn-failure`: only requests that never reached a server are tried again, so nothing is done twice. A
    /// refused attempt is charged to its server all the same (`econ`). `http-reuse safe` is the default and stays.
    package var text: String {
        let bytes = HAProxyLogFormat.lineBytes
        let output = logsToOutput ? "\n    log stdout len \(bytes) format raw local0 info" : ""
        let capture = (sessionCookie.flatMap(HAProxyLogFormat.captureLines) ?? []).map { "\n    \($0)" }.joined()
        let check =
            "check inter \(HAProxyLimits.checkInterval.wholeMilliseconds)ms fall \(HAProxyLimits.checkFalls) rise \(HAProxyLimits.checkRises)"
        let lines = servers.map { "\n    server \($0.name) 127.0.0.1:\($0.port) weight 256 \(check)" }.joined()
        return """
            # Written by steady. Changes made by hand are overwritten.
            global
                stats socket \(runtimeSocket) mode 600 level admin
                maxconn \(HAProxyLimits.connections)
                hard-stop-after 60s

            defaults
                mode http
                option dontlognull
                \(HAProxyLogFormat.defaultsLines.joined(separator: "\n    "))
                timeout connect 2s
                timeout http-request 10s
                timeout http-keep-alive 15s
                timeout client 60s
                timeout queue 5s
                timeout server \(serverTimeout.wholeMilliseconds)ms
                timeout check \(HAProxyLimits.checkTimeout.wholeMilliseconds)ms

            frontend \(Self.frontend)
                bind \(listen)
                log \(logSocket) len \(bytes) format raw local0 info\(output)\(capture)
                \(HAProxyLogFormat.directive)
                default_backend \(Self.backend)

            backend \(Self.backend)
                balance roundrobin
                cookie \(Self.armCookie) insert indirect nocache httponly dynamic
                dynamic-cookie-key \(cookieKey)
                option httpchk
                http-check send meth GET uri \(healthPath) ver HTTP/1.1 hdr Host steady hdr User-Agent steady-check
                http-check expect status 200
                retries 2
                retry-on conn-failure
                option redispatch 1\(lines)

            """
    }
}
