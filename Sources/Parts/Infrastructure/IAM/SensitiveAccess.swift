// What no new policy may allow, whoever gets it.

/// Judges a policy by itself, where there is none before to compare with.
struct SensitiveAccess {
    private let table: @Sendable () -> ActionTable

    init(table: @escaping @Sendable () -> ActionTable = { .standard }) { self.table = table }

    /// Actions with which one who has them can give himself more.
    /// Source: the escalation paths of DataDog's pathfinding.cloud and Rhino Security Labs' list, by action.
    static let escalation: Set<String> = [
        "iam:createpolicyversion", "iam:setdefaultpolicyversion", "iam:createaccesskey", "iam:createloginprofile",
        "iam:updateloginprofile",
        "iam:attachuserpolicy", "iam:attachgrouppolicy", "iam:attachrolepolicy", "iam:putuserpolicy",
        "iam:putgrouppolicy", "iam:putrolepolicy",
        "iam:addusertogroup", "iam:updateassumerolepolicy", "iam:passrole", "iam:deleterolepermissionsboundary",
        "iam:putrolepermissionsboundary",
        "iam:deleteuserpermissionsboundary", "iam:putuserpermissionsboundary", "sts:assumerole", "ecs:executecommand",
        "ssm:sendcommand",
        "ssm:startsession", "lambda:updatefunctioncode", "lambda:addpermission", "kms:putkeypolicy", "kms:creategrant",
        "secretsmanager:putresourcepolicy",
        "s3:putbucketpolicy", "organizations:leaveorganization", "iam:createuser", "iam:createrole",
    ]

    /// Actions that on every resource read everybody's secrets or data.
    private static let everything: Set<String> = [
        "secretsmanager:getsecretvalue", "ssm:getparameter", "ssm:getparameters", "ssm:getparametersbypath",
        "kms:decrypt", "s3:getobject", "rds-db:connect", "dynamodb:scan", "dynamodb:getitem",
    ]

    /// What is wrong with a policy of an identity; empty if nothing is.
    func faults(identity policy: Policy) -> [String] {
        policy.statements.filter { !$0.isDeny }.flatMap { statement -> [String] in
            let isEverywhere =
                statement.isNotResource
                || statement.resources.contains { $0 == "*" || $0 == "arn:aws:iam::*:role/*" || $0 == "arn:aws:s3:::*" }
            if statement.isNotAction {
                return ["allows all actions but \(statement.actions.prefix(3).joined(separator: ", "))"]
            }
            return statement.actions.compactMap { action -> String? in
                if action == "*" || action == "*:*" {
                    return isEverywhere
                        ? "allows every action on everything"
                        : "allows every action on \(statement.resources.prefix(2).joined(separator: ", "))"
                }
                guard isEverywhere, !isNarrowed(statement) else { return nil }
                let parts = action.split(separator: ":", maxSplits: 1)
                if parts.count == 2, parts[1] == "*" { return "allows \(action) on everything" }
                if Self.escalation.contains(action.lowercased()) {
                    return "allows \(action) on everything: enough to get more rights"
                }
                if Self.everything.contains(action.lowercased()) {
                    return "allows \(action) on everything: it reads what belongs to everybody"
                }
                guard action.contains("*") else { return nil }
                let dangerous = table().expand(action).filter {
                    Self.escalation.contains($0.lowercased()) || table().level($0) == .permissions
                }
                return dangerous.isEmpty
                    ? nil
                    : "allows \(action) on everything, with it \(dangerous.sorted().prefix(3).joined(separator: ", "))"
            }
        }
    }

    /// What is wrong with a policy of a resource, or of who may take a role; empty if nothing is.
    func faults(resource policy: Policy, isTrust: Bool) -> [String] {
        policy.statements.filter { !$0.isDeny }.flatMap { statement -> [String] in
            if statement.isNotPrincipal { return ["lets in everybody but a few (NotPrincipal)"] }
            return statement.principals.compactMap { principal in
                if principal == "*" || principal.hasSuffix(":*") && principal.hasPrefix("AWS:") {
                    return isNarrowed(statement) ? nil : "lets in everybody"
                }
                if isTrust, principal.hasPrefix("Federated:"), principal.contains("oidc-provider/"),
                    !principal.contains("oidc.eks")
                {
                    let subject = statement.conditions.first {
                        $0.key.hasSuffix(":sub") || $0.key.hasSuffix(":job_workflow_ref")
                    }
                    guard let subject else {
                        return
                            "lets in every repository and every person of \(principal.split(separator: "/").last ?? "")"
                    }
                    return subject.values.contains { $0 == "*" || $0.hasPrefix("repo:*") }
                        ? "lets in every repository (\(subject.values.sorted().joined(separator: ", ")))" : nil
                }
                return nil
            }
        }
    }

    /// Whether a statement holds only for certain callers, sources, networks or tags.
    private func isNarrowed(_ statement: Policy.Statement) -> Bool {
        statement.conditions.contains { condition in
            guard !condition.comparison.contains("Not"), !condition.comparison.hasPrefix("Bool"),
                !condition.comparison.hasPrefix("Null")
            else { return false }
            let isAny = condition.values.contains { $0 == "*" || $0 == "0.0.0.0/0" || $0 == "::/0" }
            return !isAny && Self.narrowing.contains { condition.key.hasPrefix($0) }
        }
    }

    private static let narrowing = [
        "aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourcevpc",
        "aws:sourcevpce", "aws:sourceip", "aws:vpcsourceip",
        "aws:principalorgid", "aws:principalorgpaths", "aws:principalarn", "aws:principalaccount", "aws:principaltag",
        "aws:resourcetag", "aws:requesttag",
        "aws:resourceaccount", "aws:resourceorgid", "kms:viaservice", "kms:calleraccount", "kms:encryptioncontext",
        "kms:grantisforawsresource", "iam:passedtoservice", "iam:permissionsboundary",
        "ec2:resourcetag", "ecs:cluster", "s3:resourceaccount", "secretsmanager:resourcetag", "sts:externalid",
        "lambda:functionarn", "aws:calledvia", "aws:userid", "aws:username",
    ]
}
