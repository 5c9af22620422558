import Compose
import Synchronization
import Vocabulary

/// Gives the Compose loader the files of the definition, and nothing outside of it.
final class DefinitionReader: ComposeFileReader {
    let disk: DefinitionDisk
    /// A definition is read once for each image that an answer can choose: the files must be the same each time.
    private let kept = Mutex<[RelativePath: [UInt8]]>([:])

    init(_ disk: DefinitionDisk) { self.disk = disk }

    func read(_ path: AbsolutePath) throws(Problem) -> [UInt8]? {
        guard let relative = path.below(ComposeLoader.definitionDirectory) else {
            throw Problem(
                "definition.path-outside", .definition, "cannot read `\(path)`: it is outside of the definition",
                expected: "a path below the folder that holds `valise.yaml`",
                hint: "copy what is needed into the definition's folder")
        }
        if let bytes = kept.withLock({ $0[relative] }) { return bytes }
        guard let bytes = try disk.read(relative) else { return nil }
        kept.withLock { $0[relative] = bytes }
        return bytes
    }
}
