// What secrets look like, by their form or by the name that they stand under.

/// Tells texts that are secrets from texts that are not.
package enum SecretPatterns {
    /// What kind of secret a text is, standing under `name`; nil if it looks like none.
    package static func kind(of text: String, named name: String = "") -> String? {
        guard text.count >= 4, !isReference(text) else { return nil }
        if let kind = byForm(text) { return kind }
        guard isSecretName(name), isValue(text) else { return nil }
        return "a secret by its name"
    }

    /// Whether a text only says where a secret is: an ARN, a placeholder, a reference of CloudFormation or SSM.
    package static func isReference(_ text: String) -> Bool {
        let lower = text.lowercased()
        return [
            "arn:", "{{resolve:", "ssm:", "secretsmanager:", "vault:", "projects/", "file:", "$", "<", "%", "/aws/",
            "alias/", "op://", "env:", "secret:",
        ].contains { lower.hasPrefix($0) }
            || [
                "changeme", "change-me", "placeholder", "redacted", "(sensitive value)", "dummy", "todo", "none",
                "null", "unset", "managed-elsewhere",
            ].contains(lower)
            || text.allSatisfy { $0 == "*" || $0 == "x" || $0 == "X" }
    }

    // Forms are those that the issuers publish for secret scanning.
    private static func byForm(_ text: String) -> String? {
        if text.contains("-----BEGIN"), text.contains("PRIVATE KEY-----") { return "a private key" }
        if text.contains(#/\b(AKIA|ASIA)[A-Z0-9]{16}\b/#) { return "an AWS access key" }
        if text.contains(#/(?i)aws.{0,20}secret.{0,20}["'= :]+[A-Za-z0-9/+=]{40}\b/#) { return "an AWS secret key" }
        if text.contains(#/\bgh[pousr]_[A-Za-z0-9]{36,}/#) || text.contains(#/\bgithub_pat_[A-Za-z0-9_]{22,}/#) {
            return "a GitHub token"
        }
        if text.contains(#/\bglpat-[A-Za-z0-9_-]{20,}/#) { return "a GitLab token" }
        if text.contains(#/\bxox[abposr]-[A-Za-z0-9-]{10,}/#) || text.contains("hooks.slack.com/services/T") {
            return "a Slack token"
        }
        if text.contains(#/\b[sr]k_live_[A-Za-z0-9]{16,}/#) { return "a Stripe key" }
        if text.contains(#/\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/#) { return "a SendGrid key" }
        if text.contains(#/\bAIza[A-Za-z0-9_-]{35}/#) { return "a Google key" }
        if text.contains(#/\bnpm_[A-Za-z0-9]{36}/#) { return "an npm token" }
        if text.contains(#/\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/#) {
            return "a signed token"
        }
        if let match = text.firstMatch(of: #/[a-z][a-z0-9+.-]*:\/\/[^\/\s:@]+:([^\/\s@]+)@/#), isValue(String(match.1)),
            !isReference(String(match.1))
        {
            return "a URL with a password"
        }
        if text.contains(
            #/(?i)\b(export\s+)?[A-Z_]*(PASSWORD|SECRET|TOKEN|APIKEY|API_KEY|ACCESS_KEY)[A-Z_]*\s*=\s*["']?[^\s"'$<{]{8,}/#
        ) {
            return "a secret in a script"
        }
        return nil
    }

    private static func isSecretName(_ name: String) -> Bool {
        let lower = name.lowercased()
        guard
            ![
                "_arn", "arn", "_id", "_name", "_file", "_path", "_url", "_ttl", "_length", "_policy", "_field",
                "_header", "_key_id", "keyid", "_expiry", "_version",
            ].contains(where: { lower.hasSuffix($0) })
        else { return false }
        return [
            "password", "passwd", "pwd", "secret", "token", "apikey", "api_key", "access_key", "private_key",
            "credential", "passphrase", "signing_key", "encryption_key",
        ].contains { lower.contains($0) }
    }

    /// Whether a text could be a secret's value: no sentence, no switch, no number, long enough.
    private static func isValue(_ text: String) -> Bool {
        text.count >= 6 && !text.contains(" ") && Double(text) == nil
            && !["true", "false", "enabled", "disabled", "required", "optional"].contains(text.lowercased())
    }
}
