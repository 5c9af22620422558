import TestKit
import Vocabulary

/// Writes images as an OCI image layout below a test's folder.
enum SampleLayout {
    static func write(_ images: [(name: String?, image: SampleImage)], to folder: TemporaryFolder, at path: String)
        throws
    {
        var entries: [Descriptor] = []
        for (name, sample) in images {
            for (digest, bytes) in sample.blobs { try folder.write(bytes, at: "\(path)/blobs/sha256/\(digest.hex)") }
            var entry = sample.image.packedIndex
            entry.annotations = name.map { [AnnotationKey.referenceName: $0] }
            entries.append(entry)
        }
        try folder.write(#"{"imageLayoutVersion":"1.0.0"}"#, at: "\(path)/oci-layout")
        try folder.write(try CanonicalJSON.encode(ImageIndex(manifests: entries)), at: "\(path)/index.json")
    }

    static func image(
        _ files: [String: String] = ["app": "program"], platforms: [Platform] = [.current],
        storage: SampleImage.Storage = .gzip
    ) throws -> SampleImage {
        guard let reference = ImageReference("web:1") else { preconditionFailure("a reference") }
        return try SampleImage(
            reference, services: [], platforms: platforms,
            layers: [
                .init(files: ["base": "the same for all"], storage: storage), .init(files: files, storage: storage),
            ])
    }
}
