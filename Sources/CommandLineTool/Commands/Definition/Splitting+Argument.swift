import Bundling
import Vocabulary

extension Splitting {
    /// Smaller parts are a slip: `--split 4` means 4 bytes.
    static let minimum = ByteCount(1 << 20)

    /// The value of `--split`: a size as Compose writes it, or `none`. `nil` for anything else, and below ``minimum``.
    init?(argument: String) {
        if argument == "none" {
            self = .never
            return
        }
        guard let size = ByteCount(parsing: argument), size >= Self.minimum else { return nil }
        self = .parts(atMost: size)
    }
}
