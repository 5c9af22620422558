import ArgumentParser
import Bundling
import Vocabulary

/// Where gathered content is kept for the next pack.
struct CacheOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "Where gathered content is kept (or $VALISE_CACHE_DIR; ~/.cache/valise).", valueName: "dir"))
    var cacheDir: String?
    @Option(
        help: ArgumentHelp(
            "How much of it is kept; what is longest unused goes (or $VALISE_CACHE_SIZE).", valueName: "size"))
    var cacheSize: String?

    /// XDG Base Directory Specification, `XDG_CACHE_HOME`; `nil` for a user without a home: then nothing is kept.
    func folder(in session: Session) -> AbsolutePath? {
        if let given = cacheDir ?? session.environment["VALISE_CACHE_DIR"], !given.isEmpty {
            return session.path(given)
        }
        if let base = session.environment["XDG_CACHE_HOME"], let path = AbsolutePath(base) {
            return path.appending("valise")
        }
        return session.environment["HOME"].flatMap { AbsolutePath($0) }?.appending(".cache/valise")
    }

    /// Throws `usage.wrong` (64).
    func limit(in session: Session) throws -> ByteCount {
        guard let text = cacheSize ?? session.environment["VALISE_CACHE_SIZE"], !text.isEmpty else {
            return CollectOptions.defaultCacheLimit
        }
        guard let size = ByteCount(parsing: text) else {
            throw Problem(
                "usage.wrong", .usage, "cannot read the size of the cache", expected: "a size such as `20GiB`",
                found: "`\(text)`")
        }
        return size
    }
}
