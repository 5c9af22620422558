/// In how many files an archive is written.
public enum Volumes: Hashable, Sendable {
    /// In one, under its own name.
    case one
    /// In parts of so many bytes, the last one of the rest, named `NAME.001`, `NAME.002`, …; also where one of them would do.
    case parts(of: Int64)
}
