import ArchiveIO
import Foundation
public import Vocabulary

/// A small image of plain layers, for registries and engines of tests.
public struct PlainImage: Hashable, Sendable {
    public var platform: Platform
    /// Tars, lowest first.
    public var layers: [[UInt8]]
    public var execution: ImageConfiguration.Execution
    /// RFC 3339; two images that differ in nothing else are two.
    public var created = "2026-01-01T00:00:00Z"

    public init(platform: Platform = .current, layers: [[UInt8]] = []) {
        self.platform = platform
        self.layers = layers
        execution = ImageConfiguration.Execution()
    }

    /// One layer with files of this content, mode 0644.
    public init(files: [String: String]) throws {
        self.init(layers: [try Self.layer(files.map { ($0, 0o644, Array($1.utf8)) })])
    }

    /// One layer with busybox as `/bin/sh`, `/bin/true`, `/bin/cat`… `nil` where the machine has no static busybox in `/bin/busybox`.
    public static func busybox() throws -> PlainImage? {
        guard let program = FileManager.default.contents(atPath: "/bin/busybox") else { return nil }
        var files: [(String, Int, [UInt8])] = [("bin/busybox", 0o755, Array(program))]
        files.append(("etc/passwd", 0o644, Array("root:x:0:0:root:/:/bin/sh\napp:x:1000:1000::/:/bin/sh\n".utf8)))
        var image = PlainImage(layers: [try layer(files, links: applets.map { ("bin/" + $0, "busybox") })])
        image.execution.environment = ["PATH=/bin"]
        image.execution.command = ["/bin/sh"]
        return image
    }
    private static let applets = ["sh", "true", "false", "cat", "echo", "sleep", "httpd", "ls", "nc", "wget", "test"]

    /// A tar of files, sorted by path.
    static func layer(
        _ files: [(String, Int, [UInt8])], links: [(String, String)] = []
    ) throws -> [UInt8] {
        var tar = TarWriter(to: MemoryWriter())
        for (path, mode, bytes) in files.sorted(by: { $0.0 < $1.0 }) {
            try tar.add(TarHeader(path: path, mode: mode, modified: 0), bytes: bytes)
        }
        for (path, target) in links {
            try tar.add(TarHeader(path: path, kind: .symbolicLink(target: target), mode: 0o777, modified: 0))
        }
        try tar.finish()
        return tar.destination.bytes
    }

    /// The image's config; its digest is the image's ID.
    public func configuration() throws -> [UInt8] {
        struct Document: Encodable {
            var architecture: String
            var os: String
            var variant: String?
            var created: String
            var config: ImageConfiguration.Execution
            var rootfs: Root
            struct Root: Encodable {
                var type = "layers"
                var diff_ids: [Digest]
            }
        }
        return try CanonicalJSON.encode(
            Document(
                architecture: platform.architecture, os: platform.os, variant: platform.variant, created: created,
                config: execution, rootfs: .init(diff_ids: layers.map { Digest.of($0) })))
    }
}

/// Bytes that are written are kept.
struct MemoryWriter: ByteWriter {
    var bytes: [UInt8] = []
    mutating func write(_ bytes: UnsafeRawBufferPointer) { self.bytes.append(contentsOf: bytes) }
}

extension Platform {
    /// That of this machine.
    public static var current: Platform {
        #if arch(arm64)
            Platform(os: "linux", architecture: "arm64")
        #else
            Platform(os: "linux", architecture: "amd64")
        #endif
    }
}
