import Opening
import Vocabulary

extension Session {
    /// Opens a bundle and verifies all its small content; from now on every failure says whom to call. Throws with exit 11.
    func bundle(_ file: String) throws -> VerifiedBundle {
        let bundle = try Opening.verify(Opening.open(path(file)))
        remember(support: bundle.manifest.application.support)
        return bundle
    }
}
