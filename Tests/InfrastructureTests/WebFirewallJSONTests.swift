// Rules of the web firewall written as JSON are judged as those written as blocks.

import Infrastructure
import Testing

@Suite struct WebFirewallJSONTests {
    private func rules(
        action: String = #""Action":{"Block":{}}"#, limit: Int = 100, override: String = "", name: String = "limit"
    ) -> String {
        let rate = #""Statement":{"RateBasedStatement":{"Limit":\#(limit),"AggregateKeyType":"IP"}}"#
        let managed = #""Statement":{"ManagedRuleGroupStatement":{"VendorName":"AWS","Name":"Common"\#(override)}}"#
        return """
            [{"Name":"\(name)","Priority":1,\(action),\(rate),"VisibilityConfig":{"CloudWatchMetricsEnabled":true}},
             {"Name":"common","Priority":2,"OverrideAction":{"None":{}},\(managed)}]
            """
    }

    private func answers(_ before: String, _ after: String) throws -> [String] {
        func acl(_ rules: String) -> String { #"{"rule":[],"rule_json":\#(quoted(rules))}"# }
        return serious(try review(plan([update("aws_wafv2_web_acl.a", acl(before), acl(after))])))
    }

    @Test func `what weakens is refused`() throws {
        #expect(try answers(rules(), rules(action: #""Action":{"Count":{}}"#)) == ["waf-weaker refuse"])
        #expect(try answers(rules(), rules(limit: 9000)) == ["waf-weaker refuse"])
        let counted = #","RuleActionOverrides":[{"Name":"SizeRestrictions_BODY","ActionToUse":{"Count":{}}}]"#
        #expect(try answers(rules(), rules(override: counted)) == ["waf-weaker refuse"])
        #expect(try answers(rules(), "[]") == ["waf-weaker refuse", "waf-weaker refuse"])
    }

    @Test func `what strengthens, or is only written in another way, is not`() throws {
        #expect(try answers(rules(limit: 9000), rules()).isEmpty)
        #expect(try answers(rules(), rules(name: "renamed")).isEmpty)
        #expect(try answers(rules(), rules().replacing(#""Priority":1,"#, with: "")).isEmpty)
    }

    @Test func `rules that are not known yet prove nothing`() throws {
        let change = update(
            "aws_wafv2_web_acl.a", #"{"rule_json":\#(quoted(rules()))}"#, "{}", unknown: #"{"rule_json":true}"#)
        #expect(serious(try review(plan([change]))) == ["waf-weaker cannot-prove"])
    }
}
