import ArchiveIO
import Vocabulary

/// Reads small things of a bundle, with their limits, and words what is wrong with them.
struct BundleReading {
    let archive: ArchiveFile

    /// Of `index.json` and every other document.
    static let maximumDocument = 4 << 20

    /// What helps where something is damaged or missing; of a split bundle, the parts that `entry` stands in.
    func copyAgain(_ entry: ArchiveEntry? = nil) -> String {
        guard archive.file.isSplit else { return "copy the bundle again from where it came from" }
        guard let parts = entry.map(archive.parts), let first = parts.first, let last = parts.last else {
            return "copy all parts of the bundle again from where they came from: one of them may be another bundle's"
        }
        guard first != last else { return "copy the part `\(first.lastComponent)` again from where it came from" }
        return "copy the parts `\(first.lastComponent)` to `\(last.lastComponent)` again from where they came from"
    }

    /// An entry by name, in memory.
    func small(_ name: String) throws -> [UInt8] {
        guard let entry = archive.entry(named: name) else {
            throw entries("`\(name)` is missing", hint: copyAgain())
        }
        return try archive.bytes(of: entry, limit: Self.maximumDocument)
    }

    /// A document by its descriptor, in memory and compared with its digest.
    func document(_ descriptor: Descriptor) throws -> [UInt8] {
        try checkSize(descriptor)
        let bytes = try small(BundleDocuments.blobName(descriptor.digest))
        try checkDigest(.of(bytes), descriptor)
        return bytes
    }

    func checkDigest(_ found: Digest, _ descriptor: Descriptor) throws {
        guard found == descriptor.digest else {
            throw problem(
                "bundle.digest", "a blob is not what its name says", expected: "\(descriptor.digest)",
                found: "\(found)",
                hint: copyAgain(archive.entry(named: BundleDocuments.blobName(descriptor.digest))))
        }
    }

    func checkSize(_ descriptor: Descriptor) throws {
        let name = BundleDocuments.blobName(descriptor.digest)
        guard let entry = archive.entry(named: name) else {
            throw entries("`\(name)` is missing", hint: copyAgain())
        }
        guard entry.size == descriptor.size else {
            throw problem(
                "bundle.entries", "`\(name)` has another size than is said", expected: "\(descriptor.size) bytes",
                found: "\(entry.size) bytes")
        }
    }

    func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8], _ what: String) throws -> Value {
        guard JSONDepth.of(bytes) <= JSONDepth.maximum else {
            throw problem(
                "bundle.json", "\(what) cannot be read", expected: "at most \(JSONDepth.maximum) levels of JSON",
                found: "more")
        }
        do { return try CanonicalJSON.decode(type, from: bytes) } catch let error as DecodingError {
            throw problem("bundle.json", "\(what) cannot be read", found: Self.text(error))
        }
    }

    /// Whether what stands there is what the bundle manifest implies; if not, whether by form or by content.
    func compare<Value: Codable>(
        _ found: [UInt8], with implied: [UInt8], _ type: Value.Type, _ what: String
    ) throws {
        guard found != implied else { return }
        let value = try decode(type, found, what)
        guard try CanonicalJSON.encode(value) == found else { throw notCanonical(what) }
        throw inconsistent("\(what) is not the one that the bundle manifest implies")
    }

    // MARK: What is wrong

    func notABundle(found: String) -> Problem {
        problem(
            "bundle.not-a-bundle", "this is not a bundle", expected: "a file that `valise pack` wrote", found: found,
            hint: archive.file.isSplit ? "see whether `\(archive.file.path.lastComponent)` is its first part" : nil)
    }

    func newer(found: String) -> Problem {
        problem(
            "bundle.newer-format", "it was written by a newer valise",
            expected: "format \(BundleManifest.currentFormat)",
            found: found, hint: "use the `valise` that came with the bundle, or a newer one")
    }

    func notCanonical(_ what: String) -> Problem {
        problem("bundle.not-canonical", "\(what) is not written as valise writes it", hint: copyAgain())
    }

    func inconsistent(_ what: String, expected: String? = nil, found: String? = nil) -> Problem {
        problem("bundle.inconsistent", what, expected: expected, found: found)
    }

    func entries(_ what: String, hint: String? = nil) -> Problem { problem("bundle.entries", what, hint: hint) }

    private func problem(
        _ code: ProblemCode, _ what: String, expected: String? = nil, found: String? = nil, hint: String? = nil
    ) -> Problem {
        Problem(
            code, .bundle, "cannot read the bundle `\(archive.file.path)`: \(what)", expected: expected, found: found,
            consequence: "nothing was changed", hint: hint)
    }

    private static func text(_ error: DecodingError) -> String {
        let (context, what): (DecodingError.Context, String) =
            switch error {
            case .keyNotFound(let key, let context): (context, "`\(key.stringValue)` is missing")
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                (context, context.debugDescription)
            @unknown default: (DecodingError.Context(codingPath: [], debugDescription: ""), "another form")
            }
        let place = context.codingPath.map(\.stringValue).joined(separator: ".")
        return String((place.isEmpty ? what : "at \(place): \(what)").prefix(300))
    }
}
