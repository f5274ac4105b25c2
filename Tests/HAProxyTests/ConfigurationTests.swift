// HAProxy's configuration file: what must be in it, and that HAProxy takes it.

import Foundation
import HAProxy
import Shell
import Testing

@Suite(.timeLimit(.minutes(1))) struct ConfigurationTests {
    static func configuration(
        folder: String = "/run/steady", servers: [HAProxyConfiguration.Server] = [], cookie: String? = "sid",
        logsToOutput: Bool = false
    ) -> HAProxyConfiguration {
        HAProxyConfiguration(
            listen: "unix@\(folder)/front.sock", runtimeSocket: folder + "/admin.sock", logSocket: folder + "/log.sock",
            logsToOutput: logsToOutput, healthPath: "/healthz", sessionCookie: cookie, cookieKey: "key",
            serverTimeout: .seconds(30), servers: servers)
    }

    @Test func `the servers of the last good release are there, with their full weight and their check`() {
        let servers = [(1, 20_001), (2, 20_002)].map { HAProxyConfiguration.Server(name: "v1.\($0)", port: $1) }
        let text = Self.configuration(servers: servers).text
        for line in ["server v1.1 127.0.0.1:20001 weight 256 check", "server v1.2 127.0.0.1:20002 weight 256 check"] {
            #expect(text.contains(line))
        }
    }

    @Test func `only requests that never reached a server are tried again`() {
        let lines = Self.configuration().text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        #expect(lines.contains("retry-on conn-failure"))
        #expect(lines.filter { $0.hasPrefix("retry-on") }.count == 1)
    }

    @Test func `equal settings give equal text`() {
        #expect(Self.configuration().text == Self.configuration().text)
        #expect(Self.configuration().text != Self.configuration(cookie: nil).text)
    }

    @Test(.enabled(if: LogLab.isInstalled), arguments: [nil, "sid"], [false, true])
    func `HAProxy takes it without a warning`(cookie: String?, logsToOutput: Bool) async throws {
        try await DataPlaneLab.withFolder { folder in
            let servers = [HAProxyConfiguration.Server(name: "v1.1", port: 20_001)]
            let configuration = Self.configuration(
                folder: folder, servers: servers, cookie: cookie, logsToOutput: logsToOutput)
            let file = folder + "/haproxy.cfg"
            try configuration.text.write(toFile: file, atomically: false, encoding: .utf8)
            let result = try await SystemCommandRunner().run(
                [LogLab.program, "-c", "-f", file], environment: nil, workingDirectory: nil, timeout: .seconds(20),
                outputLimit: 100_000)
            #expect(result.exitCode == 0, "\(result.standardError)")
            #expect(!(result.standardOutput + result.standardError).contains("[WARNING]"), "\(result.standardError)")
        }
    }
}
