// A service of a few lines that starts at once: most tests need some service, not the example with its database.

import Foundation
import Glibc

/// What is wrong with a release of the stub.
struct StubFaults: Codable, Sendable {
    /// Every request fails.
    var failEverything: Bool?
    /// The share of requests that fail: every so many-th, so that a test does not depend on luck.
    var failEvery: Int?
    /// It never says that it is healthy.
    var neverHealthy: Bool?
    /// It crashes so many seconds after its first request.
    var crashAfter: Double?
    /// A child that ignores SIGTERM keeps the port.
    var leakPort: Bool?
    /// It ignores SIGTERM.
    var hangOnShutdown: Bool?
    /// How long each answer takes, in seconds.
    var takes: Double?
}

/// Lays out releases of the stub and its specification.
enum StubService {
    /// Its user-facing route.
    static let route = "/work"

    /// `steady.yaml` of the stub.
    struct Specification: Sendable {
        var lease = "30s"
        var startWithin = "5s"
        var listen: String?
        var peak = "100/s"

        func text(python: String) -> String {
            """
            steady: 1
            flow: stub
            owner: { team: tests, escalate: [oncall, manager], costCenter: tests }
            routes: [GET \(StubService.route)]
            objectives:
              availability: { target: 99.9%, window: 30d }
              latency: { percentile: 95, below: 2s, warn: 1s, window: 30d }
            traffic: { peak: \(peak), grow: 2x }
            environments:
              production: { target: hosts\(listen.map { ", listen: \"\($0)\"" } ?? "") }
            service:
              run: "\(python) server.py"
              health: /healthz
              config: config/
              instances: 2
              startWithin: \(startWithin)
              stopWithin: 2s
            rollout: { strategy: canary, watch: 1h, lease: \(lease) }
            budget: { monthly: 10 USD, warn: 80% }

            """
        }
    }

    /// The path of the interpreter itself: version managers put a shell script in its place, which takes its time.
    static let python: String? = {
        guard let found = Programs.find("python3"),
            let pipe = popen("'\(found)' -c 'import sys; print(sys.executable)'", "r")
        else { return nil }
        defer { pclose(pipe) }
        var bytes = [CChar](repeating: 0, count: 4096)
        guard fgets(&bytes, Int32(bytes.count), pipe) != nil else { return nil }
        return String(decoding: bytes.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }()

    /// Writes a release's artifact to `folder`.
    static func layOut(_ version: String, faults: StubFaults, in folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        struct File: Encodable {
            var version: String
            var faults: StubFaults
        }
        try JSONEncoder().encode(File(version: version, faults: faults))
            .write(to: URL(fileURLWithPath: "\(folder)/release.json"))
        try Data(program.utf8).write(to: URL(fileURLWithPath: "\(folder)/server.py"))
    }

    /// The service: HTTP/1.1 with keep-alive on one thread.
    private static let program = #"""
        import asyncio, json, os, signal, sys, time

        release = json.load(open("release.json"))
        faults = release["faults"]
        path = os.environ["STEADY_CONFIG"] + "/app.json"
        try:
            title = json.load(open(path))["title"]
        except Exception as error:
            print(f"{path} cannot be used: {error}", flush=True)
            sys.exit(78)
        served = 0

        def answer(request):
            global served
            target = request.split(b" ", 2)[1].split(b"?")[0]
            if target == b"/healthz":
                return (503, "starting") if faults.get("neverHealthy") else (200, "well")
            if target != b"/work":
                return (404, "no such page")
            served += 1
            if served == 1 and faults.get("crashAfter"):
                asyncio.get_running_loop().call_later(faults["crashAfter"], crash)
            if faults.get("failEverything") or (faults.get("failEvery") and served % faults["failEvery"] == 0):
                return (500, "built to fail")
            return (200, f"{release['version']}: {title}")

        def crash():
            print("fault: crash", flush=True)
            os._exit(70)

        class Connection(asyncio.Protocol):
            def connection_made(self, transport):
                self.transport, self.rest = transport, b""

            def data_received(self, data):
                self.rest += data
                while b"\r\n\r\n" in self.rest:
                    head, self.rest = self.rest.split(b"\r\n\r\n", 1)
                    status, text = answer(head)
                    body = text.encode()
                    line = b"HTTP/1.1 %d x\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body)
                    if faults.get("takes") and b"/work" in head:
                        asyncio.get_running_loop().call_later(faults["takes"], self.transport.write, line)
                    else:
                        self.transport.write(line)

        async def main():
            loop = asyncio.get_running_loop()
            server = await loop.create_server(Connection, "127.0.0.1", int(os.environ["PORT"]), backlog=512)
            if faults.get("leakPort") and os.fork() == 0:
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                time.sleep(60)
                os._exit(0)
            ended = asyncio.Event()
            if faults.get("hangOnShutdown"):
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
            else:
                loop.add_signal_handler(signal.SIGTERM, ended.set)
            print(f"{release['version']} listens", flush=True)
            await ended.wait()

        asyncio.run(main())

        """#
}
