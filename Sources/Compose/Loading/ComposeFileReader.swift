public import Vocabulary

/// Where a loader takes files from: the disk while packing, the bundle at the target, a table in tests.
public protocol ComposeFileReader: Sendable {
    /// The whole content of a file; `nil` where there is none. Throws for what is there and cannot be read (a folder, too large, no permission).
    ///
    /// `path` is absolute: below ``ComposeRequest/projectDirectory`` for what belongs to the definition.
    func read(_ path: AbsolutePath) throws(Problem) -> [UInt8]?
}
