// The inputs of a generated stack: one list gives variables.tf and terraform.tfvars.example.

/// One variable of a stack.
struct StackInput {
    /// Its name.
    var name: String
    /// Its type in HCL.
    var type: String
    /// What it is, in one sentence.
    var description: String
    /// Its default in HCL; nil if a person must say it.
    var standard: String?
    /// A made-up value in HCL, for terraform.tfvars.example.
    var example: String
    /// Where the value comes from, for the example file.
    var comment: String

    /// The variable block.
    var block: String {
        var lines = [
            "variable \(HCL.string(name)) {", "  description = \(HCL.string(description))", "  type = \(type)",
        ]
        if let standard { lines.append("  default = \(standard)") }
        return (lines + ["}"]).joined(separator: "\n")
    }

    /// The line of the example file: values with a default are commented out.
    var line: String { "# \(comment)\n\(standard == nil ? "" : "# ")\(name) = \(example)" }
}
