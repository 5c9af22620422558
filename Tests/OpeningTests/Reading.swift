import Opening
import TestKit
import Vocabulary

/// The whole of reading: open, verify, every byte.
@discardableResult
func readAll(_ path: AbsolutePath) throws -> VerificationReport {
    try verifyEveryByte(try verify(try open(path)), progress: { _ in })
}

/// The problem that reading ends with; `nil` where the bundle is accepted.
func refusal(of path: AbsolutePath) throws -> Problem? {
    do {
        try readAll(path)
        return nil
    } catch let problem as Problem {
        return problem
    }
}

extension SampleBundle {
    /// The bytes of the bundle's file.
    func fileBytes(in folder: TemporaryFolder) throws -> [UInt8] {
        try write(to: folder.path.appending("source.valise"))
        return try folder.read("source.valise")
    }

    /// One image with one small zstd layer: small enough to spoil every byte of it.
    static func tiny() throws -> SampleBundle {
        let image = try SampleImage(
            try reference("tiny:1"), services: [], platforms: [Platform(os: "linux", architecture: "amd64")],
            layers: [SampleImage.Layer(files: ["a": "hello"])])
        guard let name = ApplicationName("tiny"), let version = Version("1") else { throw Unexpected() }
        return try SampleBundle(
            name: name, version: version, images: [image], files: ["compose.yaml": "services: {}\n"])
    }
}

/// A name that should have been one is not.
struct Unexpected: Error {}

func reference(_ text: String) throws -> ImageReference {
    guard let reference = ImageReference(text) else { throw Unexpected() }
    return reference
}
