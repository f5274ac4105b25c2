// HAProxy's tables as values: columns by name, states by number.

import HAProxy
import Releases
import Testing

@Suite struct ServerTablesTests {
    /// The two tables as HAProxy 2.6 gives them, shortened at the end of the lines.
    private func answer(
        opState: Int = 2, admin: Int = 0, weight: Int = 256, check: String = "L7OK", credit: Int = 3,
        statistics: String? = nil
    ) -> String {
        let rows = statistics ?? "flow,v1.1,0,0,3,7,,1042,10,10,,0,,5,0,0,0,UP,256,\(check),200,2,OK"
        return """
            1
            # be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight \
            srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state \
            srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port
            3 flow 1 v1.1 127.0.0.1 \(opState) \(admin) \(weight) 256 4 15 3 \(credit) 6 0 0 0 - 20001 - 0 0

            # pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,eresp,wretr,wredis,status,\
            weight,check_status,check_code,check_duration,last_chk
            \(rows)

            """
    }

    @Test func `a server is read from both tables`() throws {
        let server = try #require(try ServerTables.parse(answer()).first)
        #expect(server.name == "v1.1" && server.port == 20_001 && server.weight == 256 && server.release == "v1")
        #expect(server.sessions == 3 && server.total == 1042 && server.connectionErrors == 5)
        #expect(server.mode == .ready && server.isHealthy)
        #expect(server.check == "L7OK/200, OK")
    }

    /// Bits of HAProxy's administrative state, from its own header file.
    @Test(arguments: [
        (0x00, ServerView.Mode.ready), (0x01, .maintenance), (0x02, .maintenance), (0x04, .maintenance),
        (0x20, .maintenance), (0x40, .maintenance), (0x08, .drain), (0x10, .drain), (0x09, .maintenance),
    ])
    func `the administrative state gives the mode`(bits: Int, mode: ServerView.Mode) throws {
        #expect(try ServerTables.parse(answer(admin: bits)).first?.mode == mode)
    }

    /// The state of operation, what the last check said, and the credit that is left of failed checks in a row.
    @Test(arguments: [
        (2, "L7OK", 3, true), (2, "L4OK", 3, true), (0, "L7OK", 3, false), (1, "L7OK", 3, false), (3, "L7OK", 3, false),
        (2, "L7STS", 1, false),
        // Failed once after it had passed: still in traffic.
        (2, "L7TOUT", 2, true),
        // Never checked: HAProxy calls it running, we do not.
        (2, "", 1, false), (2, "INI", 1, false),
    ])
    func `healthy is running, and known by a check`(
        operation: Int, check: String, credit: Int, isHealthy: Bool
    ) throws {
        let server = try ServerTables.parse(answer(opState: operation, check: check, credit: credit)).first
        #expect(server?.isHealthy == isHealthy)
    }

    @Test func `a server without statistics has none, not none at all`() throws {
        let server = try #require(try ServerTables.parse(answer(statistics: "flow,BACKEND,0,0,9,9,,9")).first)
        #expect(server.sessions == 0 && server.total == 0)
    }

    @Test func `further columns and another order do no harm`() throws {
        let newer = answer().replacing("# be_id be_name", with: "# be_id be_uuid be_name")
            .replacing("\n3 flow 1", with: "\n3 4f2a flow 1")
        #expect(try ServerTables.parse(newer) == ServerTables.parse(answer()))
    }

    @Test(arguments: ["", "Unknown command", "1\n# be_id be_name\n"])
    func `an answer that is no table is refused`(text: String) {
        let error = #expect(throws: HAProxyError.self) { _ = try ServerTables.parse(text) }
        #expect(error?.code == .unreadable)
    }

    @Test func `a missing column is named`() {
        let error = #expect(throws: HAProxyError.self) {
            _ = try ServerTables.parse(answer().replacing("srv_uweight", with: "srv_other"))
        }
        #expect(error?.message.contains("srv_uweight") == true)
    }
}
