/// How a boot unit was put in place.
public enum BootUnitOutcome: String, Hashable, Sendable, Codable {
    /// It is enabled and systemd knows it.
    case enabled
    /// It is enabled; systemd is installed but does not run this machine now, and finds it at the next boot.
    case enabledForNextBoot
    /// It is a unit of a person who is not root, and starts when they log in: nothing of theirs runs from boot.
    case enabledForLogin
    /// It was so already.
    case alreadySo
    /// There is no systemd here: nothing was written, and nothing starts it at boot.
    case unsupported
}
