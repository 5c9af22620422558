/// What a ``Bounded`` number stands for.
protocol NumberMeaning: Sendable {
    static var name: String { get }
    static var range: ClosedRange<Int> { get }
}

/// chmod(2)
enum Permissions: NumberMeaning {
    static let name = "mode of a file"
    static let range = 0...0o7777
}

/// chown(2): the highest one stands for "as it is".
enum Account: NumberMeaning {
    static let name = "number of a user or group"
    static let range = 0...Int(UInt32.max) - 1
}

enum Length: NumberMeaning {
    static let name = "length of a file"
    static let range = 0...Int.max
}

/// Not one that the system chooses: engines are told it before.
enum Port: NumberMeaning {
    static let name = "number of a port"
    static let range = 1...65_535
}

/// A day: no look at a service takes longer.
enum Milliseconds: NumberMeaning {
    static let name = "time limit in milliseconds"
    static let range = 0...86_400_000
}
