// The limits of calling terraform.

/// Named limits of this adapter.
package enum TerraformLimits {
    /// How long showing a plan may take.
    package static let show: Duration = .seconds(600)
    /// Bytes of a shown plan: five thousand changes are about 200 MiB.
    package static let planBytes = 1 << 30
}
