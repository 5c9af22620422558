import TestKit
import Vocabulary

@testable import Bundling

extension LayerIntake {
    /// One with a cache of its own in a test's folder.
    static func test(_ folder: TemporaryFolder, _ storage: LayerStorage, named name: String = "cache") throws
        -> LayerIntake
    {
        LayerIntake(
            cache: try ContentCache(at: folder.path.appending(name), limit: ByteCount(.max)), storage: storage,
            work: try WorkFolder(in: folder.path))
    }
}
