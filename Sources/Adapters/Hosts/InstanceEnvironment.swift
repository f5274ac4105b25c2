// What an instance finds in its environment: nothing but what it is given.

internal import Core
package import Releases

/// Builds the environment of an instance.
package enum InstanceEnvironment {
    /// The variables of an instance: `PORT`, `STEADY_RELEASE`, `STEADY_INSTANCE`, `STEADY_CONFIG`, the specification's
    /// own with secrets filled in by `secret`, and the few that programs expect (`PATH`, `LANG`, `TZ`, `HOME`).
    package static func variables(
        of record: InstanceRecord, unit: ReleaseUnit, inherited: [String: String],
        secret: (_ name: String, _ version: String) throws -> String
    ) throws -> [String: String] {
        var variables = inherited.filter { ["PATH", "LANG", "TZ", "HOME"].contains($0.key) }
        for (name, value) in unit.service.environment {
            switch value {
            case .plain(let text): variables[name] = text
            case .secret(let reference):
                guard let version = unit.secretVersions[reference.name] else {
                    throw HostError(
                        .notFound, message: "release \(unit.name) names no version of secret \(reference.name)",
                        hint: "Deploy it again as a new release.")
                }
                variables[name] = try secret(reference.name, version)
            }
        }
        variables["PORT"] = String(record.port)
        variables["STEADY_RELEASE"] = unit.name
        variables["STEADY_INSTANCE"] = record.id
        if case .directory(_, let path)? = unit.configuration { variables["STEADY_CONFIG"] = path }
        return variables
    }
}
