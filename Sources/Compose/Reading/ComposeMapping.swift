public import Vocabulary

/// Keys and values in the order of the file; no key twice.
public struct ComposeMapping: Sendable {
    public struct Entry: Hashable, Sendable {
        public let key: String
        /// Where the key stands.
        public var keyPosition: SourcePosition
        public var value: ComposeValue
        public init(key: String, keyPosition: SourcePosition, value: ComposeValue) {
            self.key = key
            self.keyPosition = keyPosition
            self.value = value
        }
    }

    public private(set) var entries: [Entry]
    private var index: [String: Int]

    public init() {
        entries = []
        index = [:]
    }

    /// Of two entries with one key the later one counts.
    public init(_ entries: some Sequence<Entry>) {
        self.init()
        for entry in entries { set(entry) }
    }

    public var count: Int { entries.count }
    public var isEmpty: Bool { entries.isEmpty }
    public var keys: [String] { entries.map(\.key) }

    public func entry(_ key: String) -> Entry? { index[key].map { entries[$0] } }

    /// The value of a key. Setting `nil` removes it; a new key goes to the end, at the place of its value.
    public subscript(key: String) -> ComposeValue? {
        get { index[key].map { entries[$0].value } }
        set {
            if let newValue {
                if let place = index[key] {
                    entries[place].value = newValue
                } else {
                    set(Entry(key: key, keyPosition: newValue.position, value: newValue))
                }
            } else if let place = index.removeValue(forKey: key) {
                entries.remove(at: place)
                for (number, entry) in entries.enumerated().dropFirst(place) { index[entry.key] = number }
            }
        }
    }

    /// Puts an entry with the place of its key; it replaces one with the same key where that stands.
    public mutating func set(_ entry: Entry) {
        if let place = index[entry.key] {
            entries[place] = entry
        } else {
            index[entry.key] = entries.count
            entries.append(entry)
        }
    }

    /// The same keys with other values; `nil` drops a key.
    func compactMapValues(_ change: (Entry) throws -> ComposeValue?) rethrows -> ComposeMapping {
        var result = ComposeMapping()
        for entry in entries {
            if let value = try change(entry) {
                result.set(Entry(key: entry.key, keyPosition: entry.keyPosition, value: value))
            }
        }
        return result
    }

    /// Keys in ascending byte order.
    public var sorted: ComposeMapping { ComposeMapping(entries.sorted { $0.key < $1.key }) }
}

extension ComposeMapping: Hashable {
    public static func == (left: Self, right: Self) -> Bool { left.entries == right.entries }
    public func hash(into hasher: inout Hasher) { hasher.combine(entries) }
}
