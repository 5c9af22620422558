/// How an attribute is read and printed once all files are merged: the fields of compose-go's `types`, with what they leave out when empty.
indirect enum Form: Sendable {
    /// Left out where empty, `false` or 0.
    case text, bool, integer, float, bytes, duration, mode
    /// A whole number that cannot be negative; left out where 0.
    case natural
    /// Left out only where not given.
    case givenBool, givenInteger, givenNatural, givenDuration
    /// Printed even where not given: `null`.
    case command
    /// Printed even where not given: `false`, 0, `""`, `"0"`.
    case shownBool, shownInteger, shownText, shownBytes
    case texts, textOrTexts, numbers, test, hosts, sshKeys, ulimits, deviceCount, cpus
    /// Values as texts; without a value: the empty text.
    case labels
    /// The same, as a mapping of texts and whole numbers only.
    case options
    /// Values as texts or nothing.
    case environment
    /// Every value a list of texts.
    case manyOptions
    case list(Form)
    /// A mapping whose keys the file chooses; values may be nothing.
    case dictionary(Form)
    case object([String: Form])
    /// Printed even where not given: `{}`.
    case shownObject([String: Form])
    case hidden
    /// Printed under another key.
    case renamed(String, Form)

    /// The key of a form for objects whose extensions the reference loses.
    static let noExtensions = "x-"

    /// Whether it is printed where it is not given.
    var isShown: Bool {
        switch self {
        case .command, .shownBool, .shownInteger, .shownText, .shownBytes, .shownObject: true
        case .renamed(_, let form): form.isShown
        default: false
        }
    }

    /// The key that is printed for the key of a file.
    func name(_ key: String) -> String {
        if case .renamed(let name, _) = self { name } else { key }
    }
}
