// The pages that a donor sees.

/// The form, the thanks and the apology.
struct Pages: Sendable {
    let app: AppConfig

    /// The form, with what was entered before and what is wrong with it.
    func form(_ request: DonationRequest = DonationRequest(), key: String, faults: [Fault] = []) -> HTML {
        func field(_ name: String, _ label: String, _ input: HTML) -> HTML {
            let label: HTML = "<label for=\(name)>\(label)</label>\(input)"
            guard let fault = faults.first(where: { $0.field == name }) else { return label }
            return "\(label)<p class=fault>\(fault.message)</p>"
        }
        let amount: HTML = """
            <input id=amount name=amount inputmode=decimal required value="\(request.amount ?? "")">
            """
        let email: HTML = """
            <input id=email name=email type=email autocomplete=email required maxlength=254 value="\(request.email ?? "")">
            """
        return page(
            """
            <form method=post action=/donations>
            <input type=hidden name=idempotencyKey value="\(key)">
            <input type=hidden name=currency value="\(app.currency)">
            \(field("amount", "Amount in \(app.currency)", amount))
            \(field("email", "E-mail for the receipt", email))
            <button>Donate</button>
            </form>
            """)
    }

    /// After a donation was stored.
    func thanks(_ donation: StoredDonation) -> HTML {
        page(
            """
            <p>Thank you for \(donation.amount) \(donation.currency).</p>
            <p>Your reference is <code id="reference">\(donation.reference)</code>.</p>
            """)
    }

    /// When something failed that is not the donor's fault.
    func sorry(_ message: String) -> HTML {
        page("<p role=alert>\(message)</p><p><a href=/donate>Back to the form</a></p>")
    }

    private func page(_ content: HTML) -> HTML {
        """
        <!doctype html>
        <html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width, initial-scale=1">
        <title>\(app.title)</title>
        <style>
        :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
        body { max-width: 26rem; margin: 3rem auto; padding: 0 1rem }
        form { display: grid; gap: .5rem } input, button { font: inherit; padding: .5rem }
        .fault { color: light-dark(#a00, #f99); margin: 0 }
        </style>
        <h1>\(app.title)</h1>
        \(content)
        </html>
        """
    }
}
