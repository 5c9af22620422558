public import Vocabulary

extension ConfigurationTree {
    /// SHA-256 over the `CanonicalJSON` of paths, kinds, modes, owners and content digests: equal trees have equal digests on every machine. Cost: one pass over rendered content.
    public var digest: Digest {
        let document = DigestForm(
            writableBy: writableBy,
            entries: entries.map { entry in
                let kind: DigestForm.Entry.Kind
                let content: Digest?
                switch entry.content {
                case .folder: (kind, content) = (.folder, nil)
                case .blob(let descriptor): (kind, content) = (.file, descriptor.digest)
                case .rendered(let bytes): (kind, content) = (.file, .of(bytes))
                }
                return DigestForm.Entry(
                    path: entry.path, mode: entry.mode, owner: entry.owner, group: entry.group, kind: kind,
                    content: content)
            })
        return .ofDocument(document)
    }

    private struct DigestForm: Encodable {
        var writableBy: ServiceName?
        var entries: [Entry]
        struct Entry: Encodable {
            enum Kind: String, Encodable { case folder, file }
            var path: RelativePath
            var mode: Int
            var owner: Int?
            var group: Int?
            var kind: Kind
            var content: Digest?
        }
    }
}

extension Digest {
    /// Of a value's `CanonicalJSON`. Only for documents of strings, whole numbers, lists and mappings, which always encode.
    static func ofDocument(_ document: some Encodable) -> Digest {
        do {
            return .of(try CanonicalJSON.encode(document))
        } catch {
            preconditionFailure("strings and whole numbers encode as JSON: \(error)")
        }
    }
}
