// Small helpers with numbers and texts that several rooms of this part use.

extension Double {
    /// Without `.0` where it is whole.
    var plain: String { self == rounded() && abs(self) < 1e15 ? String(Int64(self)) : String(self) }
}

extension String {
    /// The text with its ending changed; the same if it ends otherwise.
    func replacingSuffix(_ suffix: String, with other: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) + other : self
    }
}
