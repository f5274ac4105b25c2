// The database that `steady up` runs for a flow whose specification says `server: scratch`.

import ControlPlane
import Core
import Foundation
import Hosts
import PostgreSQL
import Shell

/// A running scratch cluster: started, kept running, stopped.
struct ScratchDatabase: Sendable {
    private let cluster: ScratchCluster
    private let port: Int

    /// Starts it if the specification wants one, and writes the secret that the service reads. Throws what keeps it
    /// from starting; then it does not run.
    static func start(
        for loaded: LoadedSpecification, folder: StateFolder, say: (String) -> Void
    ) async throws -> ScratchDatabase? {
        guard let postgres = loaded.spec.postgres, postgres.server == .scratch else { return nil }
        say("Starting PostgreSQL…")
        do {
            return try await start(flow: loaded.spec.flow, folder: folder, directory: folder.postgres)
        } catch let error as PostgreSQLError where error.code == .directoryUnusable {
            // Below /root, for example, the database's own user cannot pass.
            let other = "\(NSTemporaryDirectory())/steady-postgres-\(Digest(ofText: folder.path).short)"
            return try await start(flow: loaded.spec.flow, folder: folder, directory: other)
        }
    }

    private static func start(flow: String, folder: StateFolder, directory: String) async throws -> ScratchDatabase {
        let name = flow.map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
        let folders = PostgreSQLPrograms.usualFolders(path: ProcessInfo.processInfo.environment["PATH"] ?? "")
        let cluster = ScratchCluster(
            directory: directory, database: name, folders: folders, account: try ServerAccount.suitable(),
            runner: SystemCommandRunner(), clock: ContinuousClock())
        let port = try PortFinder.free(notIn: [], from: folder.firstPort + 200)
        do {
            let endpoint = try await cluster.start(port: port, newPassword: newPassword)
            try SecretFiles(root: folder.secrets).set("database-url", to: endpoint.url)
            return ScratchDatabase(cluster: cluster, port: endpoint.port)
        } catch {
            // In a task of its own: this one may be cancelled, and the server be half started. Why it did not start
            // says more than that what there was of it could not be stopped.
            _ = await Task { try await cluster.stop() }.result
            throw error
        }
    }

    @Sendable private static func newPassword() -> String {
        SystemIDs.randomBytes(16).map { String($0, radix: 16) }.joined() + "steady"
    }

    /// Starts the server again, at the same port, whenever it has ended, until this task is cancelled.
    func keep(say: @escaping @Sendable (String) -> Void) async {
        var complaint = ""
        while !Task.isCancelled {
            do {
                try await ContinuousClock().sleep(for: RuntimeLimits.databaseLook)
                guard try await !cluster.isUp() else {
                    complaint = ""
                    continue
                }
                say("PostgreSQL has ended; it is started again.")
                _ = try await cluster.start(port: port, newPassword: Self.newPassword)
                say("PostgreSQL runs again.")
            } catch {
                guard !Task.isCancelled else { return }
                let text = "PostgreSQL cannot be started: \(error)"
                if text != complaint { say(text) }
                complaint = text
            }
        }
    }

    /// Stops the server.
    func stop() async throws {
        try await cluster.stop()
    }
}
