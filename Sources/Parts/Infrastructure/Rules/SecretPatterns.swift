// What secrets look like, by their form or by the name that they stand under.

/// Tells texts that are secrets from texts that are not.
package enum SecretPatterns {
    /// What kind of secret a text is, standing under `name`; nil if it looks like none.
    package static func kind(of text: String, named name: String = "") -> String? {
        guard text.utf8.count >= 4 else { return nil }
        // What is rare is asked first: nearly no text of a plan looks like a secret.
        guard let kind = byForm(text) ?? (isSecretName(name) && isValue(text) ? "a secret by its name" : nil),
            !isReference(text)
        else { return nil }
        return kind
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
            || text.allSatisfy { $0 == "*" || $0 == "x" || $0 == "X" } || isPath(lower, text)
    }

    /// The name of a secret in a store: lower-case words with slashes between them.
    private static func isPath(_ lower: String, _ text: String) -> Bool {
        lower == text && text.contains("/") && text.allSatisfy { $0.isLetter || "/-_.".contains($0) }
            && text.split(separator: "/").allSatisfy { $0.count <= 24 }
    }

    // Forms are those that the issuers publish for secret scanning. A word that each of them has is looked for first:
    // plans hold hundreds of thousands of texts, and regular expressions are slow.
    private static func byForm(_ text: String) -> String? {
        let has = Words(text)
        if has("PRIVATE KEY-----"), has("-----BEGIN") { return "a private key" }
        if has("AKIA") || has("ASIA"), text.contains(#/\b(AKIA|ASIA)[A-Z0-9]{16}\b/#) { return "an AWS access key" }
        if has("ecret") || has("ECRET"), text.contains(#/(?i)aws.{0,20}secret.{0,20}["'= :]+[A-Za-z0-9/+=]{40}\b/#) {
            return "an AWS secret key"
        }
        if has("gh"), text.contains(#/\bgh[pousr]_[A-Za-z0-9]{36,}/#) { return "a GitHub token" }
        if has("github_pat_"), text.contains(#/\bgithub_pat_[A-Za-z0-9_]{22,}/#) { return "a GitHub token" }
        if has("glpat-"), text.contains(#/\bglpat-[A-Za-z0-9_-]{20,}/#) { return "a GitLab token" }
        if has("hooks.slack.com/services/T") { return "a Slack token" }
        if has("xox"), text.contains(#/\bxox[abposr]-[A-Za-z0-9-]{10,}/#) { return "a Slack token" }
        if has("k_live_"), text.contains(#/\b[sr]k_live_[A-Za-z0-9]{16,}/#) { return "a Stripe key" }
        if has("SG."), text.contains(#/\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/#) { return "a SendGrid key" }
        if has("AIza"), text.contains(#/\bAIza[A-Za-z0-9_-]{35}/#) { return "a Google key" }
        if has("npm_"), text.contains(#/\bnpm_[A-Za-z0-9]{36}/#) { return "an npm token" }
        if has("eyJ"), text.contains(#/\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/#) {
            return "a signed token"
        }
        if has("://"), let match = text.firstMatch(of: #/[a-z][a-z0-9+.-]*:\/\/[^\/\s:@]*:([^\/\s@]+)@/#),
            isValue(String(match.1)), !isReference(String(match.1))
        {
            return "a URL with a password"
        }
        if has("="), hasAssignedSecret(text) { return "a secret in a script" }
        return nil
    }

    /// `PASSWORD=…` in a script, unless the name or the value says that it is only where the secret is.
    private static func hasAssignedSecret(_ text: String) -> Bool {
        let assignment =
            #/(?i)\b([A-Z_]*(?:PASSWORD|SECRET|TOKEN|APIKEY|API_KEY|ACCESS_KEY)[A-Z_]*)\s*=\s*["']?([^\s"'$<{]{8,})/#
        return text.matches(of: assignment).contains { match in
            let value = String(match.2)
            return isSecretName(String(match.1)) && isValue(value) && !isReference(value) && !value.hasPrefix("/")
        }
    }

    /// Looks for words in one text.
    private struct Words {
        private let bytes: [UInt8]

        init(_ text: String) { bytes = Array(text.utf8) }

        func callAsFunction(_ word: StaticString) -> Bool {
            let wanted = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
            return bytes.withUnsafeBufferPointer { bytes in
                guard bytes.count >= wanted.count else { return false }
                for start in 0...(bytes.count - wanted.count) where bytes[start] == wanted[0] {
                    if (1..<wanted.count).allSatisfy({ bytes[start + $0] == wanted[$0] }) { return true }
                }
                return false
            }
        }
    }

    private static func isSecretName(_ name: String) -> Bool {
        guard !name.isEmpty else { return false }
        let lower = name.lowercased()
        let has = Words(lower)
        let isSecret =
            lower == "pass" || lower.hasSuffix("_pass") || has("passw") || has("pwd") || has("secret") || has("token")
            || has("apikey") || has("api_key")
            || has("access_key") || has("private_key") || has("credential") || has("passphrase") || has("signing_key")
            || has("encryption_key")
        return isSecret && !placeEndings.contains { lower.hasSuffix($0) }
    }

    /// Names that end so say where a secret is, or something about it.
    private static let placeEndings = [
        "arn", "_id", "_name", "_file", "_path", "_url", "_ttl", "_length", "_policy", "_field", "_header", "keyid",
        "_endpoint", "_issuer", "_audience", "_region", "_prefix", "_uri", "_provider", "_algorithm", "_lifetime",
        "_expiration", "_ref", "_scope", "_host", "_expiry", "_version", "_type", "_mode", "_method", "_enabled",
        "_store",
    ]

    /// An address without a user and a password in it.
    private static func isPlainAddress(_ text: String) -> Bool {
        (text.hasPrefix("http://") || text.hasPrefix("https://")) && !text.contains("@")
    }

    /// Whether a text could be a secret's value: no sentence, no switch, no number, long enough.
    private static func isValue(_ text: String) -> Bool {
        text.count >= 6 && !text.contains(" ") && !text.hasPrefix("/") && !isPlainAddress(text) && Double(text) == nil
            && !["true", "false", "enabled", "disabled", "required", "optional"].contains(text.lowercased())
    }
}
