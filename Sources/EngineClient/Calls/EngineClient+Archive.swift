import Foundation
import NIOHTTP1
import Vocabulary

// Files in containers, running or not, as tar.
extension EngineClient {
    /// What stands at a path in a container; `nil` where nothing does, or there is no such container: `HEAD /containers/{id}/archive`.
    public func statArchive(_ container: String, path: String) async throws -> PathStatus? {
        let request = archive(.head, container, path, to: "look at `\(path)` in the container `\(container)`")
        do {
            let answer = try await transport.call(request, limit: limits.call)
            guard let text = answer.headers.first(name: "X-Docker-Container-Path-Stat"),
                let data = Data(base64Encoded: text),
                let status = try? JSONDecoder().decode(PathStatus.self, from: data)
            else {
                throw transport.failure(request).after(
                    TransportFailure.malformed("no readable header X-Docker-Container-Path-Stat"))
            }
            return status
        } catch let problem as Problem where problem.isEngineNotFound {
            return nil
        }
    }

    /// A file or folder of a container as a tar whose names begin with the path's last part. Throws `engine.not-found` where nothing is there.
    public func getArchive(_ container: String, path: String) async throws -> EngineByteStream {
        let request = archive(.get, container, path, to: "read `\(path)` in the container `\(container)`")
        return EngineByteStream(stream: try await transport.open(request, silence: limits.stall))
    }

    /// Unpacks a tar into a folder of a container that exists; owners and modes are the tar's. Throws `engine.not-found` where the folder or container is missing.
    public func putArchive(_ container: String, path: String, _ archive: EngineUpload) async throws {
        let request = self.archive(.put, container, path, to: "write into `\(path)` of the container `\(container)`")
            .with("noOverwriteDirNonDir", "1").with(.tar(archive))
        let stream = try await transport.open(request, silence: limits.stall)
        while try await stream.next() != nil {}
    }

    private func archive(
        _ method: EngineRequest.Verb, _ container: String, _ path: String, to tried: String
    ) -> EngineRequest {
        EngineRequest(method, Self.path(container) + "/archive", to: tried).with("path", path)
    }
}
