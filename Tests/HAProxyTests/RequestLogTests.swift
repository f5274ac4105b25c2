// Lines as text: what is read from them, and what is refused.

import Core
import HAProxy
import Statistics
import Telemetry
import Testing

@Suite struct RequestLogTests {
    private func line(_ changes: [String: String] = [:], removing: Set<String> = []) -> String {
        var members = [
            ("v", "1"), ("t", "1795498618906"), ("pid", "18807"), ("n", "41"), ("status", "200"), ("ta", "5"),
            ("tr", "4"), ("end", #""--NI""#), ("server", #""v2.1""#), ("retries", #""0""#), ("bytes", "125"),
            ("session", #""2D343005DB548FB19BABB6F87A68A7F0""#), ("method", #""GET""#), ("path", #""\/donate""#),
        ]
        for index in members.indices { members[index].1 = changes[members[index].0] ?? members[index].1 }
        let kept = members.filter { !removing.contains($0.0) }
        return "{" + kept.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
    }

    private func parse(_ text: String) throws(RequestLineFault) -> RequestObservation {
        try RequestLogParser().parse(Array(text.utf8))
    }

    @Test func `a line gives all its members`() throws {
        let seen = try parse(line())
        #expect(
            seen
                == RequestObservation(
                    time: WallTime(milliseconds: 1_795_498_618_906), method: "GET", path: "/donate", status: 200,
                    total: .milliseconds(5), response: .milliseconds(4), server: "v2.1", termination: "--NI",
                    session: "2D343005DB548FB19BABB6F87A68A7F0", bytes: 125,
                    sequence: .init(process: 18_807, number: 41)))
        #expect(seen.release == "v2")
    }

    @Test(arguments: [
        (["server": #""<NOSRV>""#], "server"), (["session": #""-""#], "session"),
        (["method": #""<BADREQ>""#], "method"),
        (["path": #""-""#], "path"), (["status": "-1"], "status"), (["tr": "-1"], "response"),
        (["n": "-1"], "sequence"),
    ])
    func `what HAProxy writes for nothing is nothing`(_ change: [String: String], _ member: String) throws {
        let seen = try parse(line(change))
        let nothing: [String: Bool] = [
            "server": seen.server == nil && seen.release == nil, "session": seen.session == nil,
            "method": seen.method == nil, "path": seen.path == nil, "status": seen.status == nil,
            "response": seen.response == nil, "sequence": seen.sequence == nil,
        ]
        #expect(nothing.filter(\.value).map(\.key) == [member])
    }

    @Test(arguments: [
        (#""\/a\"b\\c""#, #"/a"b\c"#), (#""\/\u007f\u0001""#, "/\u{7F}\u{1}"), (#""/\n\t\r\b\f""#, "/\n\t\r\u{8}\u{C}"),
        // two bytes of UTF-8, escaped one by one as HAProxy does
        (#""\/caf\u00c3\u00A9""#, "/café"), (#""/café""#, "/café"),
        // bytes that are no UTF-8 stay told apart
        (#""\/\u00ff\u00fe""#, "/%FF%FE"), (#""\/\u20ac""#, "/€"), (#""\/\ud83d""#, "/\u{FFFD}"), (#""\/\uzz""#, "/?"),
    ])
    func `a path is read as it was sent`(_ written: String, _ path: String) throws {
        #expect(try parse(line(["path": written])).path == path)
    }

    @Test(arguments: [("\"0\"", 0, false), ("\"3\"", 3, false), ("\"+1\"", 1, true), ("\"\"", 0, false)])
    func `a plus before the retries means another server`(_ text: String, _ retries: Int, _ moved: Bool) throws {
        let seen = try parse(line(["retries": text]))
        #expect(seen.retries == retries && seen.redispatched == moved)
    }

    @Test func `order, white space and unknown members do not matter`() throws {
        let text = """
             { "path" : "/x" , "new":"a,b}", "other":true, "f":-1.5e3, "method":"POST", "server":"a.b.7","end":"sH",
            "ta":9001, "status":504,"t":1000,"v":1}\r
            """
        let seen = try parse(text)
        #expect(seen.path == "/x" && seen.server == "a.b.7" && seen.release == "a.b" && seen.status == 504)
        #expect(seen.sequence == nil && seen.session == nil && seen.total == .milliseconds(9001))
    }

    @Test(arguments: [
        "", " ", "{", "{}", "[]", "null", "<134>Nov 24 haproxy[1]: text", #"{"v":1}"#, #"{"v":2}"#, #"{"v":"1"}"#,
        #"{"v":1,}"#, #"{"v":1 "t":2}"#, #"{"v":{}}"#, #"{"x":[1]}"#, #"{"v":99999999999999999999}"#, #"{"v":--1}"#,
        #"{"v":1,"path":"abc"#, #"{"v":1,"path":"abc\"#, #"{"v":1,"path":"abc\"}"#, #"{"v":}"#, #"{v:1}"#,
    ])
    func `anything else is refused`(_ text: String) {
        #expect(throws: RequestLineFault.self) { try parse(text) }
    }

    @Test(arguments: ["t", "status", "ta", "end", "server", "method"])
    func `a line without what matters is refused`(_ member: String) {
        #expect(throws: RequestLineFault.self) { try parse(line(removing: [member])) }
    }

    @Test(arguments: [["t": "0"], ["t": "-5"], ["t": "99999999999999"], ["ta": "99999999999"], ["end": #""-""#]])
    func `a value that cannot be is refused`(_ change: [String: String]) {
        #expect(throws: RequestLineFault.self) { try parse(line(change)) }
    }

    @Test func `a line cut anywhere is refused, and no byte changed makes more than a fault`() throws {
        let bytes = Array(line().utf8)
        let parser = RequestLogParser()
        for length in 0..<bytes.count {
            #expect(throws: RequestLineFault.self) { try parser.parse(Array(bytes[..<length])) }
        }
        var generator = SeededGenerator(seed: 1)
        var read = 0
        for _ in 0..<5000 {
            var mutated = bytes
            for _ in 0...(generator.next() % 4) {
                mutated[Int(generator.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: generator.next())
            }
            if (try? parser.parse(mutated)) != nil { read += 1 }
        }
        #expect(read > 100 && read < 4900)
    }

    @Test func `the format is one line of balanced JSON for HAProxy's strong quotes`() throws {
        let directive = HAProxyLogFormat.directive
        #expect(directive.hasPrefix("log-format '{") && directive.hasSuffix("}'"))
        #expect(directive.split(separator: "'", omittingEmptySubsequences: false).count == 3)
        #expect(!directive.contains("\n") && !directive.contains("%HU") && !directive.contains("%HQ"))
    }

    @Test(arguments: [
        "", "a b", "a\"b", "a;b", "a,b", "a(b", "a'b", "a$b", "a\nb", "ä", String(repeating: "a", count: 129),
    ])
    func `no cookie name breaks out of the configuration`(_ name: String) {
        #expect(HAProxyLogFormat.captureLines(cookie: name) == nil)
        #expect(HAProxyLogFormat.frontendLines(socket: "/run/log", cookie: name) == nil)
    }

    @Test(arguments: ["sid", "JSESSIONID", "__Host-session", "a.b_c~1"])
    func `a usual cookie name is captured`(_ name: String) {
        #expect(HAProxyLogFormat.captureLines(cookie: name)?.count == 2)
    }
}
