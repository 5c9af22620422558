/// What a board's firmware says of its power supply and its heat (Raspberry Pi).
public struct PowerFacts: Hashable, Sendable, Codable {
    /// In the order of ``Trouble``.
    public var now: [Trouble]
    /// Also what has passed; since the machine was started.
    public var sinceStart: [Trouble]

    public init(now: [Trouble], sinceStart: [Trouble]) {
        self.now = now
        self.sinceStart = sinceStart
    }

    public enum Trouble: String, Hashable, Sendable, Codable, CaseIterable {
        /// Below 4.63 V: writes to the card may be lost.
        case underVoltage
        case frequencyCapped
        case throttled
        /// The soft limit of the temperature.
        case hot
    }
}
