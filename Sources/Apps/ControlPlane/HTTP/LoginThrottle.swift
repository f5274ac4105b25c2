// Bounds how many wrong tokens get an answer of their own, for everybody together.

package import Core
import Synchronization

/// A token bucket for failed logins, as pure state.
package struct FailureBucket: Hashable, Sendable {
    private var left = Double(HTTPLimits.failedLogins)
    private var updated: WallTime?

    /// A full bucket.
    package init() {}

    /// Counts one failure; false if there were too many of them lately. A clock set back refills nothing.
    package mutating func take(at time: WallTime) -> Bool {
        if let updated, time > updated {
            let refill = (time - updated).inSeconds / HTTPLimits.failedLoginRefill.inSeconds
            left = min(Double(HTTPLimits.failedLogins), left + refill)
        }
        updated = time
        guard left >= 1 else { return false }
        left -= 1
        return true
    }
}

/// The one bucket of a control plane.
final class LoginThrottle: Sendable {
    private let bucket = Mutex(FailureBucket())

    /// The error that a failed login at `time` is answered with: 401, or 429 if there were too many.
    func failure(at time: WallTime) -> ControlError {
        guard bucket.withLock({ $0.take(at: time) }) else {
            return ControlError(
                .tooMany, "too many failed logins", hint: "Wait a minute; the right token works at any time")
        }
        return ControlError(
            .unauthorized, "the token is not valid",
            hint: "Run `steady token` on the machine of the control plane and open the link it prints")
    }
}
