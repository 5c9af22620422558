/// How an attribute is read and printed once all files are merged: the fields of compose-go's `types`, with what they leave out when empty.
indirect enum Form: Sendable {
    /// Left out where empty, `false` or 0.
    case text, bool, integer, float, bytes, duration, mode
    /// Left out only where not given.
    case givenBool, givenInteger, givenDuration
    /// Printed even where not given: `null`.
    case command
    /// Printed even where not given: `false`.
    case shownBool
    case texts, textOrTexts, numbers, test, hosts, sshKeys, ulimit, deviceCount, cpus
    /// Values as texts; without a value: the empty text.
    case labels, options
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
    /// Printed even if empty: `{"command": null}`.
    case shownText
    case hidden
    /// Printed under another key.
    case renamed(String, Form)
}
