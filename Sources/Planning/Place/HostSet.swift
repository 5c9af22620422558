/// A set of hosts by their place in the list: one bit for each, so that a question is answered for thousands of services at a time.
struct HostSet: Hashable {
    private var words: [UInt64]

    /// Of `count` hosts none, or all.
    init(none count: Int) { words = [UInt64](repeating: 0, count: (count + 63) / 64) }
    init(all count: Int) {
        self.init(none: count)
        for index in 0..<count { insert(index) }
    }
    /// Of `count` hosts those for which `isIn` holds.
    init(_ count: Int, where isIn: (Int) -> Bool) {
        self.init(none: count)
        for index in 0..<count where isIn(index) { insert(index) }
    }

    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }
    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }
    func contains(_ index: Int) -> Bool { words[index >> 6] & (1 << UInt64(index & 63)) != 0 }
    mutating func insert(_ index: Int) { words[index >> 6] |= 1 << UInt64(index & 63) }
    mutating func remove(_ index: Int) { words[index >> 6] &= ~(1 << UInt64(index & 63)) }
    mutating func formIntersection(_ other: HostSet) {
        for place in words.indices { words[place] &= other.words[place] }
    }
    mutating func formUnion(_ other: HostSet) {
        for place in words.indices { words[place] |= other.words[place] }
    }
    func subtracting(_ other: HostSet) -> HostSet {
        var rest = self
        for place in words.indices { rest.words[place] &= ~other.words[place] }
        return rest
    }
    func intersects(_ other: HostSet) -> Bool { zip(words, other.words).contains { $0 & $1 != 0 } }

    /// The least member from `start` on.
    func next(from start: Int) -> Int? {
        guard start < words.count << 6 else { return nil }
        var place = start >> 6
        var word = words[place] & (UInt64.max << UInt64(start & 63))
        while word == 0 {
            place += 1
            guard place < words.count else { return nil }
            word = words[place]
        }
        return place << 6 + word.trailingZeroBitCount
    }

    /// In the order of the list.
    func forEach(_ body: (Int) -> Void) {
        for (place, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                body(place << 6 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
    }

    var indices: [Int] {
        var all: [Int] = []
        all.reserveCapacity(count)
        forEach { all.append($0) }
        return all
    }
}
