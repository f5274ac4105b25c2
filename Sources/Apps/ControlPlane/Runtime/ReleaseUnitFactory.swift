// Makes the whole release as one unit: artifact, configuration snapshot, secret versions, how it runs.

import Core
import Foundation
import Hosts
import Releases

/// Makes release units from deploy requests.
struct ReleaseUnitFactory: Sendable {
    let artifacts: ArtifactStore
    let secrets: SecretFiles
    let ids: any IDSource
    /// The folder that paths of the specification are relative to.
    let specificationFolder: String

    /// Stores what the release consists of and gives the unit; with `isKept` false nothing is stored. Throws
    /// `HostError` or `ControlError`.
    func make(_ request: DeployRequest, spec: FlowSpec, isKept: Bool) async throws -> ReleaseUnit {
        if let fault = ReleaseUnit.fault(inName: request.release) {
            throw ControlError(.badRequest, "'\(request.release)': \(fault)", hint: "Choose another name")
        }
        let artifact = try await artifact(request, runtime: spec.service.runtime, isKept: isKept)
        var configuration: Artifact?
        if let folder = spec.service.config {
            let path = URL(fileURLWithPath: folder, relativeTo: URL(fileURLWithPath: specificationFolder + "/")).path
            guard FileManager.default.isReadableFile(atPath: path) else {
                throw ControlError(
                    .refused, "the configuration folder \(path) of service.config cannot be read",
                    hint: "Create it, or correct service.config in the specification")
            }
            configuration = try await artifacts.store(path, id: ids.next("C"), isKept: isKept)
        }
        var versions: [String: String] = [:]
        for case .secret(let reference) in spec.service.environment.values {
            versions[reference.name] = try secrets.newestVersion(of: reference.name)
        }
        return ReleaseUnit(
            name: request.release, artifact: artifact, configuration: configuration, secretVersions: versions,
            service: spec.service)
    }

    private func artifact(
        _ request: DeployRequest, runtime: ServiceSpec.Runtime, isKept: Bool
    ) async throws -> Artifact {
        switch (request.artifact, runtime) {
        case (.path(let path), .exec):
            return try await artifacts.store(path, id: ids.next("A"), isKept: isKept)
        case (.image(let image), .podman):
            guard image.wholeMatch(of: /[^@\s]+@sha256:[0-9a-f]{64}/) != nil else {
                throw ControlError(
                    .refused, "\(image) is no image by digest",
                    hint: "Name it as registry/name@sha256:…; a tag can change")
            }
            return .image(image)
        case (.path, .podman):
            throw ControlError(
                .refused, "service.runtime is podman, and \(request.release) is a folder",
                hint: "Deploy an image with --image, or set service.runtime: exec")
        case (.image, .exec):
            throw ControlError(
                .refused, "service.runtime is exec, and \(request.release) is an image",
                hint: "Deploy a folder, or set service.runtime: podman")
        }
    }
}
