// From a share of traffic to integer weights of servers.

/// The weights that give the new release its share.
///
/// HAProxy sends a server the part `weight / sum of weights`. With n control servers at 256 and m canary servers at w
/// the canary's share is m·w / (m·w + 256·n), so w = 256·n·s / (m·(1 − s)). Where w would exceed 256 (a share above one
/// half, or few canary servers) the control's weight shrinks instead.
package struct WeightPlan: Hashable, Sendable {
    /// The weight of each server of the old release, 0 … 256.
    package let controlWeight: Int
    /// The weight of each server of the new release, 0 … 256.
    package let canaryWeight: Int

    /// Weights for a share between 0 and 1 of so many servers. A share above 0 gives at least weight 1.
    package init(share: Double, control: Int, canary: Int) {
        let full = Double(Limits.fullWeight)
        guard share > 0, canary > 0 else {
            self.init(controlWeight: Limits.fullWeight, canaryWeight: 0)
            return
        }
        guard share < 1, control > 0 else {
            self.init(controlWeight: 0, canaryWeight: Limits.fullWeight)
            return
        }
        let odds = share / (1 - share) * Double(control) / Double(canary)
        if odds <= 1 {
            self.init(controlWeight: Limits.fullWeight, canaryWeight: max(1, Int((odds * full).rounded())))
        } else {
            self.init(controlWeight: max(1, Int((full / odds).rounded())), canaryWeight: Limits.fullWeight)
        }
    }

    private init(controlWeight: Int, canaryWeight: Int) {
        self.controlWeight = controlWeight
        self.canaryWeight = canaryWeight
    }

    /// The share that these weights really give, 0 … 1.
    package func share(control: Int, canary: Int) -> Double {
        let own = Double(canaryWeight * canary)
        let all = own + Double(controlWeight * control)
        return all > 0 ? own / all : 0
    }
}
