// Policies compared: narrower is narrower however it is written, wider is wider.

import Infrastructure
import Testing

@Suite struct PolicyComparisonTests {
    private func policy(_ statements: String) throws -> Policy {
        try #require(
            JSONValue(text: "{\"Version\":\"2012-10-17\",\"Statement\":[\(statements)]}").flatMap { Policy($0) },
            "\(statements)")
    }

    private func answer(_ before: String, _ after: String) throws -> String {
        switch PolicyComparison().compare(before: try policy(before), after: try policy(after)) {
        case .subset: "subset"
        case .wider: "wider"
        case .cannotDecide: "cannot decide"
        }
    }

    private static func allow(_ actions: String, _ resources: String = #""arn:aws:s3:::b/*""#, _ more: String = "")
        -> String
    {
        #"{"Effect":"Allow","Action":\#(actions),"Resource":\#(resources)\#(more)}"#
    }
    private static func deny(_ actions: String, _ resources: String = #""*""#, _ more: String = "") -> String {
        #"{"Effect":"Deny","Action":\#(actions),"Resource":\#(resources)\#(more)}"#
    }
    private static func when(_ condition: String) -> String { #","Condition":\#(condition)"# }
    private static let account = when(#"{"StringEquals":{"aws:SourceAccount":"123456789012"}}"#)

    @Test(arguments: [
        ("the same", allow(#""s3:GetObject""#), allow(#"["s3:GetObject"]"#), "subset"),
        ("case of actions", allow(#""s3:getobject""#), allow(#""S3:GetObject""#), "subset"),
        ("one action more", allow(#""s3:GetObject""#), allow(#"["s3:GetObject","s3:PutObject"]"#), "wider"),
        ("a wildcard more", allow(#""s3:GetObject""#), allow(#""s3:*""#), "wider"),
        ("a wildcard less", allow(#""s3:*""#), allow(#"["s3:Get*","s3:List*"]"#), "subset"),
        ("several for one", allow(#"["s3:Get*","s3:Put*"]"#), allow(#"["s3:GetObject","s3:PutObject"]"#), "subset"),
        ("a wildcard spelled out", allow(#"["sqs:SendMessage","sqs:Send*"]"#), allow(#""sqs:SendMessage*""#), "subset"),
        (
            "split in two", allow(#"["s3:GetObject","s3:PutObject"]"#),
            allow(#""s3:PutObject""#) + "," + allow(#""s3:GetObject""#), "subset"
        ),
        ("another resource", allow(#""s3:GetObject""#), allow(#""s3:GetObject""#, #""arn:aws:s3:::c/*""#), "wider"),
        ("all resources", allow(#""s3:GetObject""#), allow(#""s3:GetObject""#, #""*""#), "wider"),
        (
            "a part of the resource", allow(#""s3:GetObject""#), allow(#""s3:GetObject""#, #""arn:aws:s3:::b/in/*""#),
            "subset"
        ),
        (
            "a question mark", allow(#""s3:GetObject""#, #""arn:aws:s3:::b?/*""#),
            allow(#""s3:GetObject""#, #""arn:aws:s3:::b1/*""#), "subset"
        ),
        (
            "a condition more", allow(#""s3:GetObject""#), allow(#""s3:GetObject""#, #""arn:aws:s3:::b/*""#, account),
            "subset"
        ),
        (
            "a condition less", allow(#""s3:GetObject""#, #""arn:aws:s3:::b/*""#, account), allow(#""s3:GetObject""#),
            "wider"
        ),
        (
            "another value of a condition", allow(#""s3:GetObject""#, #""arn:aws:s3:::b/*""#, account),
            allow(
                #""s3:GetObject""#, #""arn:aws:s3:::b/*""#,
                when(#"{"StringEquals":{"aws:SourceAccount":["123456789012","999999999999"]}}"#)), "wider"
        ),
        (
            "a narrower pattern",
            allow(#""s3:GetObject""#, #""*""#, when(#"{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::1:role/*"}}"#)),
            allow(#""s3:GetObject""#, #""*""#, when(#"{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::1:role/a*"}}"#)),
            "subset"
        ),
        (
            "a condition that is not understood",
            allow(#""s3:GetObject""#, #""*""#, when(#"{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}"#)),
            allow(#""s3:GetObject""#, #""*""#, when(#"{"NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}}"#)),
            "cannot decide"
        ),
        ("a denial goes", allow(#""s3:*""#) + "," + deny(#""s3:DeleteObject""#), allow(#""s3:*""#), "wider"),
        ("a denial comes", allow(#""s3:*""#), allow(#""s3:*""#) + "," + deny(#""s3:DeleteObject""#), "subset"),
        (
            "a denial grows", allow(#""s3:*""#) + "," + deny(#""s3:DeleteObject""#),
            allow(#""s3:*""#) + "," + deny(#""s3:Delete*""#), "subset"
        ),
        (
            "a denial gets a condition", allow(#""s3:*""#) + "," + deny(#""s3:DeleteObject""#),
            allow(#""s3:*""#) + "," + deny(#""s3:DeleteObject""#, #""*""#, account), "wider"
        ),
        (
            "allowed and denied at once", allow(#""s3:GetObject""#),
            allow(#"["s3:GetObject","s3:PutObject"]"#) + "," + deny(#""s3:Put*""#), "subset"
        ),
        ("NotAction", allow(#""s3:GetObject""#), #"{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}"#, "wider"),
        (
            "NotAction with more left out", #"{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}"#,
            #"{"Effect":"Allow","NotAction":["iam:*","sts:*"],"Resource":"*"}"#, "subset"
        ),
        (
            "what NotAction allowed", #"{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}"#,
            allow(#""s3:GetObject""#), "subset"
        ),
        (
            "what NotAction left out", #"{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}"#,
            allow(#""iam:PassRole""#), "wider"
        ),
        ("everything", allow(#""*""#, #""*""#), allow(#""s3:*""#, #""*""#), "subset"),
        (
            "another principal",
            #"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::1:role/a"},"Action":"sts:AssumeRole"}"#,
            #"{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::1:role/a","arn:aws:iam::2:root"]},"Action":"sts:AssumeRole"}"#,
            "wider"
        ),
        (
            "everybody",
            #"{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}"#,
            #"{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}"#, "wider"
        ),
        (
            "a role of the account",
            #"{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"sts:AssumeRole"}"#,
            #"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:role/a"},"Action":"sts:AssumeRole"}"#,
            "subset"
        ),
        (
            "the subject goes",
            #"{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::1:oidc-provider/x"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"x:aud":"a","x:sub":"repo:o/r:ref"}}}"#,
            #"{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::1:oidc-provider/x"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"x:aud":"a"}}}"#,
            "wider"
        ),
    ])
    func `the answer`(name: String, before: String, after: String, expected: String) throws {
        #expect(try answer(before, after) == expected, "\(name)")
    }

    @Test func `a policy is within itself, whatever it is`() throws {
        for text in [
            Self.allow(#""s3:*""#), Self.deny(#""*""#),
            Self.allow(#"["a:B*","c:?d"]"#, #"["*","arn:x:*"]"#, Self.account),
        ] {
            #expect(try answer(text, text) == "subset")
        }
    }

    @Test(arguments: [
        ("*", "anything", true), ("a*c", "abc", true), ("a*c", "ab", false), ("a?c", "abc", true), ("a?c", "ac", false),
        ("", "", true), ("**", "", true),
        ("arn:*:s3:::b/*", "arn:aws:s3:::b/x/y", true),
    ])
    func `wildcards`(pattern: String, text: String, matches: Bool) {
        #expect(Glob(pattern).matches(text) == matches)
    }

    @Test func `the table knows AWS's actions`() {
        #expect(ActionTable.standard.count > 15_000)
        #expect(
            ActionTable.standard.level("s3:getobject") == .read && ActionTable.standard.level("iam:PassRole") != nil)
        #expect(ActionTable.standard.expand("ecs:Execute*") == ["ecs:ExecuteCommand"])
    }
}
