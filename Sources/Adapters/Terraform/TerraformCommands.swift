// The command lines of terraform, as values.

/// Command lines of the `terraform` program.
package enum TerraformCommands {
    /// Shows a saved plan as JSON.
    package static func show(program: String, plan: String) -> [String] {
        [program, "show", "-json", "-no-color", plan]
    }

    /// Applies exactly the saved plan, without asking.
    package static func apply(program: String, plan: String) -> [String] {
        [program, "apply", "-input=false", "-no-color", plan]
    }
}
