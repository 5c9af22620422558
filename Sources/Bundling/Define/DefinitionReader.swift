import Compose
import Synchronization
import Vocabulary

/// Gives the Compose loader the files of the definition and those that it includes, and nothing else.
final class DefinitionReader: ComposeFileReader {
    let disk: DefinitionDisk
    /// A definition is read once for each image that an answer can choose: the files must be the same each time.
    private let kept = Mutex<[RelativePath: [UInt8]]>([:])

    init(_ disk: DefinitionDisk) { self.disk = disk }

    func read(_ path: AbsolutePath) throws(Problem) -> [UInt8]? {
        guard let relative = ComposeLoader.bundleName(of: path), disk.isOpen(relative) else {
            // Asked for beside every included Compose file, and as a rule not there.
            if path.lastComponent == ".env", let name = ComposeLoader.bundleName(of: path),
                case .missing = disk.lookAnywhere(name)
            {
                return nil
            }
            throw Problem(
                "definition.path-outside", .definition, "cannot read `\(path)`: it is outside of the definition",
                expected: "a path below the folder that holds `valise.yaml`",
                hint: OutsidePath(path).map {
                    "list `\($0.written)`, or a folder above it, under `include:` in valise.yaml"
                })
        }
        if let bytes = kept.withLock({ $0[relative] }) { return bytes }
        guard let bytes = try disk.read(relative) else { return nil }
        kept.withLock { $0[relative] = bytes }
        return bytes
    }
}
