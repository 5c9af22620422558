import NIOConcurrencyHelpers
public import Vocabulary

/// A registry on a free port of 127.0.0.1 for tests: what it is given, by HTTP, with faults on demand.
public final class StubRegistry: Sendable {
    private struct State {
        var manifests: [String: [UInt8]] = [:]
        var types: [String: String] = [:]
        var blobs: [String: [UInt8]] = [:]
        var faults: [Digest: Fault] = [:]
        var requests: [StubRequest] = []
    }
    /// What goes wrong with a blob.
    public enum Fault: Hashable, Sendable {
        /// Other bytes of the same size come.
        case damaged
        /// The connection ends in the middle.
        case cutOff
        case missing
    }
    private let state = NIOLockedValueBox(State())
    private let server = NIOLockedValueBox<StubServer?>(nil)

    /// Runs a registry for the length of `body`.
    public static func run<Result>(
        isolation: isolated (any Actor)? = #isolation, _ body: (StubRegistry) async throws -> Result
    ) async throws -> Result {
        let registry = StubRegistry()
        let server = try await StubServer.start(at: .loopback) { try await registry.handle($0) }
        registry.server.withLockedValue { $0 = server }
        do {
            let result = try await body(registry)
            await server.stop()
            return result
        } catch {
            await server.stop()
            throw error
        }
    }

    /// `127.0.0.1:PORT`
    public var host: String { "127.0.0.1:\(server.withLockedValue { $0?.port ?? 0 })" }
    /// All requests so far, in order.
    public var requests: [StubRequest] { state.withLockedValue { $0.requests } }

    public func setFault(_ fault: Fault?, for blob: Digest) { state.withLockedValue { $0.faults[blob] = fault } }

    /// Adds an image of plain layers with an index over one platform, under a tag; gives the index's digest.
    @discardableResult
    public func add(_ image: PlainImage, repository: String, tag: String) throws -> Digest {
        let config = try image.configuration()
        let manifest = try CanonicalJSON.encode(
            ImageManifest(
                config: .of(config, as: .imageConfiguration), layers: image.layers.map { .of($0, as: .layerTar) }))
        var entry = Descriptor.of(manifest, as: .imageManifest)
        entry.platform = image.platform
        let index = try CanonicalJSON.encode(ImageIndex(manifests: [entry]))
        let digest = Digest.of(index)
        state.withLockedValue { state in
            for (name, bytes, type) in [
                (tag, index, MediaType.imageIndex), ("\(digest)", index, .imageIndex),
                ("\(entry.digest)", manifest, .imageManifest),
            ] {
                state.manifests["\(repository):\(name)"] = bytes
                state.types["\(repository):\(name)"] = type.rawValue
            }
            for blob in image.layers + [config] { state.blobs["\(Digest.of(blob))"] = blob }
        }
        return digest
    }

    private func handle(_ exchange: StubExchange) async throws {
        let request = exchange.request
        state.withLockedValue { $0.requests.append(request) }
        guard request.path != "/v2/" else { return try await exchange.answer(200, Array("{}".utf8)) }
        for (part, give) in [("/manifests/", manifest), ("/blobs/", blob)] {
            if let range = request.path.firstRange(of: part), request.path.hasPrefix("/v2/") {
                let repository = String(request.path[..<range.lowerBound].dropFirst("/v2/".count))
                return try await give(repository, String(request.path[range.upperBound...]), exchange)
            }
        }
        try await exchange.answer(404, Array(#"{"errors":[{"code":"UNSUPPORTED","message":"unknown path"}]}"#.utf8))
    }

    private func manifest(_ repository: String, _ selector: String, _ exchange: StubExchange) async throws {
        let key = "\(repository):\(selector)"
        let found = state.withLockedValue { ($0.manifests[key], $0.types[key]) }
        guard let bytes = found.0, let type = found.1 else {
            let error = #"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}"#
            return try await exchange.answer(404, headers: [("Content-Type", "application/json")], Array(error.utf8))
        }
        let headers = [
            ("Content-Type", type), ("Docker-Content-Digest", "\(Digest.of(bytes))"),
            ("Content-Length", "\(bytes.count)"),
        ]
        try await exchange.answer(200, headers: headers, bytes)
    }

    private func blob(_ repository: String, _ text: String, _ exchange: StubExchange) async throws {
        let digest = Digest(text)
        let (found, fault) = state.withLockedValue { state in
            (state.blobs[text], digest.flatMap { state.faults[$0] })
        }
        guard var bytes = found, fault != .missing else {
            return try await exchange.answer(404, Array(#"{"errors":[{"code":"BLOB_UNKNOWN"}]}"#.utf8))
        }
        let headers = [("Content-Type", "application/octet-stream"), ("Content-Length", "\(bytes.count)")]
        switch fault {
        case .damaged: bytes[bytes.count / 2] ^= 1
        case .cutOff: bytes.removeLast(bytes.count / 2)
        case .missing, nil: break
        }
        try await exchange.answer(200, headers: headers, bytes)
    }
}
