// The limits of fetching price lists.

/// Named limits of this adapter.
enum PriceListLimits {
    /// Bytes of one file. The largest that we ask for, AmazonEC2 of us-east-1, has about 480 MB.
    static let fileBytes = 4 << 30
    /// How long one file may take.
    static let seconds: Int64 = 1800
    /// How long a connection may take to be made.
    static let connectSeconds: Int64 = 10
    /// How long nothing may arrive.
    static let idleSeconds: Int64 = 60
    /// How often a file is tried.
    static let tries = 3
}
