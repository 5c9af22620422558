/// An operating system and processor that an image runs on: `linux/amd64`, `linux/arm/v7`.
public struct Platform: Hashable, Sendable, Codable {
    public var os: String
    public var architecture: String
    public var variant: String?

    public init(os: String, architecture: String, variant: String? = nil) {
        self.os = os
        self.architecture = architecture
        self.variant = variant
    }

    /// Parses `os/architecture[/variant]`; names of `uname` are taken too (`x86_64`, `aarch64`). `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = String(text).split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 || parts.count == 3, parts.allSatisfy({ Self.isPlain($0) }) else { return nil }
        self.init(
            os: parts[0], architecture: Self.architecture(parts[1]), variant: parts.count == 3 ? parts[2] : nil)
    }

    private static func isPlain(_ part: String) -> Bool {
        !part.isEmpty && part.utf8.count <= 32
            && part.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
            }
    }

    private static func architecture(_ name: String) -> String {
        switch name {
        case "x86_64", "x86-64": "amd64"
        case "aarch64": "arm64"
        default: name
        }
    }

    enum CodingKeys: String, CodingKey { case os, architecture, variant }

    /// Without the variants that say nothing: `arm64/v8` is `arm64`, as containerd normalises platforms.
    public var normalized: Platform {
        if architecture == "arm64", variant == "v8" { return Platform(os: os, architecture: architecture) }
        if architecture == "amd64", variant == "v1" { return Platform(os: os, architecture: architecture) }
        return self
    }
}

extension Platform: CustomStringConvertible, Comparable {
    public var description: String { "\(os)/\(architecture)" + (variant.map { "/" + $0 } ?? "") }
    public static func < (left: Platform, right: Platform) -> Bool { left.description < right.description }
}
