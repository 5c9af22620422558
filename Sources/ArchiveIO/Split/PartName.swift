public import Vocabulary

/// The name of a part of a split file: the name of the whole, a dot and three digits, from `.001` on.
public struct PartName: Hashable, Sendable {
    /// The path that the whole would have.
    public let whole: AbsolutePath
    /// From 1 on.
    public let number: Int

    /// Every part is a file that stays open while a bundle is used, and some systems allow a program 256 of them.
    public static let maximumCount = 200

    init(_ whole: AbsolutePath, _ number: Int) {
        self.whole = whole
        self.number = number
    }

    /// `nil` for a path that is not of this form.
    public init?(_ path: AbsolutePath) {
        let name = path.lastComponent
        let digits = name.utf8.suffix(3)
        guard name.utf8.count > 4, name.utf8.dropLast(3).last == UInt8(ascii: "."),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let number = Int(String(decoding: digits, as: UTF8.self)), number > 0
        else { return nil }
        self.init(path.parent.appending(String(name.dropLast(4))), number)
    }

    /// The path of a part of `whole`.
    public static func path(of number: Int, in whole: AbsolutePath) -> AbsolutePath {
        let digits = String(number)
        let zeros = String(repeating: "0", count: max(0, 3 - digits.utf8.count))
        return whole.parent.appending("\(whole.lastComponent).\(zeros)\(digits)")
    }

    /// The path of this part.
    public var path: AbsolutePath { Self.path(of: number, in: whole) }
}
