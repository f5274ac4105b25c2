// From a spec and a tier to a root stack that a person can read.

package import Core

/// Generates the root stack of one environment.
package enum TerraformStack {
    /// The files of the stack, by path, without the manifest (`GenerationPlan` makes it). Pure: the same input
    /// gives the same bytes.
    ///
    /// - Parameters:
    ///   - spec: the flow.
    ///   - tier: single zone, multi-zone, or multi-zone with standby region.
    ///   - environment: the name of one of the spec's environments.
    ///   - modulesPath: where `Infra/modules` is, seen from the stack's folder, for example `../../modules`.
    /// - Throws: `GenerationError` if the modules could not keep what the spec says.
    package static func files(
        spec: FlowSpec, tier: DesignTier, environment: String, modulesPath: String
    ) throws(GenerationError) -> [GeneratedFile] {
        let stack = StackContext(spec: spec, tier: tier, environment: environment, modulesPath: modulesPath)
        try stack.check()
        let files: [GeneratedFile?] = [
            stack.backendFile, stack.backupFile, stack.budgetFile, stack.databaseFile, stack.edgeFile,
            stack.networkFile,
            stack.observabilityFile, stack.outputsFile, stack.providersFile, stack.secretsFile, stack.serviceFile,
            stack.standbyFile, stack.storageFile, stack.exampleFile, stack.variablesFile, stack.versionsFile,
        ]
        return files.compactMap { $0 }.sorted { $0.path < $1.path }
    }

    /// The files of the stack that all environments share: where states live, the repository of images, and the roles
    /// of the pipeline. Applied once, before the others, with a local state that is then moved into its own bucket.
    /// `tier` is the largest tier of the environments: with a standby region, states live there.
    package static func sharedFiles(
        spec: FlowSpec, tier: DesignTier, modulesPath: String
    ) throws(GenerationError) -> [GeneratedFile] {
        let stack = StackContext(spec: spec, tier: tier, environment: "shared", modulesPath: modulesPath)
        try stack.checkTags()
        return [
            stack.deliveryFile, stack.sharedExampleFile, stack.sharedOutputsFile, stack.sharedProvidersFile,
            stack.stateFile,
            stack.sharedVariablesFile, stack.versionsFile,
        ].sorted { $0.path < $1.path }
    }
}
