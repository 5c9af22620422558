public import Vocabulary

/// A path outside of a definition that `include:` of `valise.yaml` lets in: how a bundle names it, and how a person writes it.
///
/// `../shared/certs` stands in a bundle as `.outside/1/shared/certs`, `../../x` as `.outside/2/x`: the number says how many folders above the definition the rest begins.
/// So nothing else is needed at the target to find what a Compose file means by `../shared/certs`.
public struct OutsidePath: Hashable, Sendable {
    /// The folder of a bundle in which such files stand. In a definition, nothing else is read by this name.
    public static let folder = ".outside"

    /// How many folders above the definition, at least 1.
    public let levels: Int
    public let rest: RelativePath

    /// The text of `include:`; `nil` where it is not relative, does not climb out, or names a folder above the definition itself.
    public init?(written: String) {
        guard written.utf8.first != UInt8(ascii: "/") else { return nil }
        let path = AbsolutePath(written, relativeTo: ComposeLoader.definitionDirectory)
        guard path.below(ComposeLoader.definitionDirectory) == nil, path != ComposeLoader.definitionDirectory else {
            return nil
        }
        self.init(path)
    }

    /// What the loader calls a path that leads out of ``ComposeLoader/definitionDirectory``; `nil` for the definition, a folder above it, and what lies below it.
    public init?(_ path: AbsolutePath) {
        guard path.below(ComposeLoader.definitionDirectory) == nil else { return nil }
        var above = ComposeLoader.definitionDirectory
        var levels = 0
        while above != .root {
            above = above.parent
            levels += 1
            guard let rest = path.below(above) else { continue }
            // A part of the loader's own place is no name that anybody wrote.
            guard !ComposeLoader.definitionDirectory.rawValue.hasPrefix(path.rawValue + "/") else { return nil }
            self.levels = levels
            self.rest = rest
            return
        }
        return nil
    }

    /// A name in a bundle; `nil` for one that means a file of the definition itself.
    public init?(name: RelativePath) {
        let parts = name.components
        guard parts.count > 2, parts[0] == Self.folder, let levels = Int(parts[1]),
            (1...Self.mostLevels).contains(levels),
            let rest = RelativePath(parts.dropFirst(2).joined(separator: "/"))
        else { return nil }
        self.levels = levels
        self.rest = rest
    }

    /// Above that the loader's place is the root.
    static let mostLevels = ComposeLoader.definitionDirectory.rawValue.split(separator: "/").count

    /// The name in a bundle.
    public var name: RelativePath {
        // Both parts are sound by themselves.
        RelativePath("\(Self.folder)/\(levels)/\(rest)") ?? rest
    }

    /// As a person writes it: `../shared/certs`.
    public var written: String { String(repeating: "../", count: levels) + rest.rawValue }

    /// Where it lies, seen from the folder of the definition.
    public func from(_ folder: AbsolutePath) -> AbsolutePath {
        (0..<levels).reduce(folder) { above, _ in above.parent }.appending(rest)
    }
}

extension ComposeLoader {
    /// The name in a bundle of a path that the loader asked for: below the definition, or outside of it; `nil` for the definition itself and folders above it.
    public static func bundleName(of path: AbsolutePath) -> RelativePath? {
        path.below(definitionDirectory) ?? OutsidePath(path)?.name
    }
}

extension ComposeService.Bind.Source {
    /// The name in a bundle of what may lie in one.
    public var bundleName: RelativePath? {
        switch self {
        case .project(let path): path
        case .outside(let path): OutsidePath(path)?.name
        case .projectDirectory, .absolute: nil
        }
    }
}
