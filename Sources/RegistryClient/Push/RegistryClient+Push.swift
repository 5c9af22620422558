public import Vocabulary

extension RegistryClient {
    /// Whether the repository has the blob.
    public func hasBlob(_ digest: Digest, in reference: ImageReference) async throws -> Bool {
        let tried = "look for the blob \(digest.short) in `\(reference.name)`"
        return try await writing(reference, to: tried) { host in
            let answer = try await send(.headForPush, "blobs/\(digest)", of: reference, at: host).answer
            switch answer.status {
            case 200: return true
            case 404: return false
            default: throw try await answer.failure(configuration.limits, configuration.timing)
            }
        }
    }

    /// Brings a blob into a repository: not at all where it is there, without its bytes where the registry has them in `source`, else by upload. The registry verifies the digest.
    /// - Parameters:
    ///   - body: its bytes; read from the beginning again where an upload has to be repeated.
    ///   - digest: what they are.
    ///   - reference: names the repository.
    ///   - source: another repository of the same registry that may have the blob; of another registry it is not used.
    ///   - form: in one piece, or in parts.
    ///   - onBytes: bytes that were sent; nothing where none were.
    @discardableResult
    public func push(
        _ body: BlobBody, digest: Digest, to reference: ImageReference, mountingFrom source: ImageReference? = nil,
        form: UploadForm = .whole, onBytes: TransferProgress? = nil
    ) async throws -> PushOutcome {
        if try await hasBlob(digest, in: reference) { return .alreadyThere }
        let gate = gate(of: reference)
        try await gate.enter()
        defer { gate.leave() }
        let upload = BlobUpload(client: self, body: body, digest: digest, reference: reference, onBytes: onBytes)
        return try await writing(reference, to: upload.tried) { host in
            guard let location = try await upload.begin(at: host, mountingFrom: source) else { return .mounted }
            switch form {
            case .whole: try await upload.sendWhole(to: location, at: host)
            case .chunked(let bytes): try await upload.sendChunks(to: location, at: host, of: bytes)
            }
            return .uploaded
        }
    }

    /// Puts a manifest or index under the tag of the reference, or under its digest where it has no tag. What it names must be there before.
    ///
    /// Throws `registry.damaged` where the bytes are not what the reference's digest says, or the registry understood another digest.
    @discardableResult
    public func push(
        manifest bytes: [UInt8], as type: MediaType, to reference: ImageReference
    ) async throws -> Descriptor {
        let descriptor = Descriptor.of(bytes, as: type)
        let tried = "push `\(reference.familiar)`"
        if let digest = reference.digest, digest != descriptor.digest {
            throw Problem(
                RegistryProblem.damaged, .step, "cannot \(tried): the manifest is another one", expected: "\(digest)",
                found: "\(descriptor.digest)", consequence: "nothing was sent")
        }
        let path = "manifests/" + (reference.tag ?? reference.digest.map { "\($0)" } ?? "latest")
        return try await writing(reference, to: tried) { host in
            let answer = try await send(
                .put, path, of: reference, at: host, headers: [("Content-Type", type.rawValue)], body: .bytes(bytes)
            ).answer
            guard answer.status == 201 else {
                throw try await answer.failure(configuration.limits, configuration.timing)
            }
            await answer.discard()
            if let found = answer.header("docker-content-digest").flatMap({ Digest($0) }), found != descriptor.digest {
                throw ManifestRules.lie("\(descriptor.digest)", "\(found)", answer.url.origin)
            }
            return descriptor
        }
    }
}
