// What a donor of the example does, and the payment provider after them.

import LoadTesting

/// The donor of the donations example.
enum DonorJourney {
    /// Loads the form, thinks, donates; a moment later the payment provider, who has no cookie, says that the money
    /// came. A donor whose form or donation fails gives up.
    static func make() throws(LoadTestingError) -> Journey {
        let form = LoadRequest.Header("Content-Type", "application/x-www-form-urlencoded")
        let json = LoadRequest.Header("Content-Type", "application/json")
        // Places between double braces are filled in for each session; see Template.
        let donation: Template =
            "amount={{amount|form}}&currency=EUR&email=donor-{{donor}}%40example.org&idempotencyKey={{key|form}}"
        let page = LoadRequest.Header("Accept", "text/html")
        return try Journey(
            variables: ["amount": .oneOf(["5", "10", "12.50", "25", "50", "100"]), "donor": .hexadecimal(digits: 8)],
            steps: [
                Journey.Step(
                    "form", "GET", "/donate", headers: [page],
                    extracts: [.init("key", after: "name=idempotencyKey value=\"", before: "\"")]),
                Journey.Step(
                    "donate", "POST", "/donations", headers: [page, form],
                    body: donation,
                    think: .milliseconds(200) ... .seconds(1), expects: 200...201,
                    extracts: [.init("reference", after: "<code id=\"reference\">", before: "</code>")]),
                Journey.Step(
                    "payment", "POST", "/webhooks/payment", headers: [json],
                    body: #"{"reference":"{{reference}}","status":"paid"}"#,
                    think: .milliseconds(50) ... .milliseconds(300), usesCookies: false, expects: 200...200),
            ])
    }
}
