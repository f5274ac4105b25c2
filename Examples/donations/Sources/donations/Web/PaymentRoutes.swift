// What the payment provider tells us.
import Crypto
import Foundation
import HTTPTypes
import Hummingbird

/// `POST /webhooks/payment`. Providers repeat notices until they get an answer, so the same notice twice is fine.
struct PaymentRoutes: Sendable {
    let store: DonationStore
    /// What notices are signed with; nil if they are not.
    let key: String?

    private struct Notice: Decodable {
        let reference: String
        let status: String
    }

    func add(to router: Router<some RequestContext>) {
        router.post("webhooks/payment") { request, _ in try await settle(request) }
    }

    private func settle(_ request: Request) async throws -> Response {
        let (notice, bytes) = try await request.decoded(Notice.self)
        try checkSignature(request.headers[.paymentSignature] ?? "", of: bytes)
        guard notice.reference.hasPrefix("D-"), String(notice.reference.dropFirst(2)).isRandomHex else {
            throw Refusal(status: .notFound, code: "unknown-reference", message: "There is no such donation.")
        }
        guard ["paid", "failed"].contains(notice.status) else {
            throw Refusal(
                status: .unprocessableContent, code: "invalid", message: "The notice is not valid.",
                faults: [Fault(field: "status", message: "Send paid or failed.")])
        }
        switch try await store.settle(reference: notice.reference, status: notice.status) {
        case .settled(let donation): return try .json(donation)
        case .contradicts(let donation):
            throw Refusal(
                status: .conflict, code: "contradicts", message: "The donation is \(donation.status) already.")
        case .unknown:
            throw Refusal(status: .notFound, code: "unknown-reference", message: "There is no such donation.")
        }
    }

    /// `X-Payment-Signature: sha256=…`, the HMAC of the body in hexadecimal. Compared in constant time.
    private func checkSignature(_ given: String, of body: ByteBuffer) throws {
        guard let key else { return }
        let digits = given.hasPrefix("sha256=") ? given.dropFirst(7).utf8.map { UInt8($0) } : []
        let pairs = stride(from: 0, to: digits.count - digits.count % 2, by: 2)
        let code = pairs.compactMap { UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16) }
        let valid = HMAC<SHA256>.isValidAuthenticationCode(
            code, authenticating: Data(body.readableBytesView), using: SymmetricKey(data: Data(key.utf8)))
        guard valid, digits.count == 64 else {
            throw Refusal(status: .unauthorized, code: "signature", message: "The signature does not match the body.")
        }
    }
}
