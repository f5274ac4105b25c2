// The form and what it posts to.
import HTTPTypes
import Hummingbird

/// `GET /donate` and `POST /donations`.
struct DonationRoutes: Sendable {
    /// The session's cookie: what makes several requests one donor.
    static let cookie = "donor"

    let store: DonationStore
    let app: AppConfig
    let pages: Pages
    let faults: BuiltInFaults

    func add(to router: Router<some RequestContext>) {
        router.get("donate") { request, _ in form(request) }
        router.post("donations") { request, _ in try await donate(request) }
    }

    private func form(_ request: Request) -> Response {
        var response = Response.page(pages.form(key: randomHex()))
        if Self.donor(of: request) == nil {
            let secure = request.headers[.xForwardedProto] == "https"
            response.setCookie(
                Cookie(name: Self.cookie, value: randomHex(), path: "/", secure: secure, httpOnly: true, sameSite: .lax)
            )
        }
        return response
    }

    private func donate(_ request: Request) async throws -> Response {
        try await faults.beforeDonation()
        var asked = try await request.decoded(DonationRequest.self).value
        asked.idempotencyKey = asked.idempotencyKey ?? request.headers[.idempotencyKey]
        let donation: Donation
        do {
            donation = try Donation(asked, app: app)
        } catch {
            return try invalid(asked, error.faults, request)
        }
        let donor = Self.donor(of: request) ?? ""
        switch try await store.store(donation, donor: donor, reference: "D-" + randomHex()) {
        case .created(let stored): return try thanks(stored, .created, request)
        case .repeated(let stored): return try thanks(stored, .ok, request)
        case .keyTaken:
            let message = "This key was used for another donation. Send a new one."
            return try invalid(asked, [Fault(field: "idempotencyKey", message: message)], request)
        }
    }

    private func thanks(_ stored: StoredDonation, _ status: HTTPResponse.Status, _ request: Request) throws -> Response
    {
        request.wantsPage ? .page(pages.thanks(stored), status: status) : try .json(stored, status: status)
    }

    /// For a browser the form again, as it was filled in; for a program the faults.
    private func invalid(_ asked: DonationRequest, _ faults: [Fault], _ request: Request) throws -> Response {
        guard request.wantsPage else {
            throw Refusal(
                status: .unprocessableContent, code: "invalid", message: "The donation is not valid.", faults: faults)
        }
        // A key that is the fault itself must not come back in the form.
        let key = faults.contains { $0.field == "idempotencyKey" } ? randomHex() : asked.idempotencyKey ?? randomHex()
        return .page(pages.form(asked, key: key, faults: faults), status: .unprocessableContent)
    }

    private static func donor(of request: Request) -> String? {
        request.cookies[cookie].flatMap { $0.value.isRandomHex ? $0.value : nil }
    }
}

extension HTTPField.Name {
    static var xForwardedProto: Self { .init("X-Forwarded-Proto")! }
    static var idempotencyKey: Self { .init("Idempotency-Key")! }
}
