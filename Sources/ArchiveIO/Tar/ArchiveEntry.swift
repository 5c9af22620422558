/// An entry of an ``ArchiveFile``: where its content stands.
public struct ArchiveEntry: Hashable, Sendable {
    public let name: String
    /// Of the content, from the front of the file.
    public let offset: Int64
    /// In bytes.
    public let size: Int64

    /// The grammar of names: 1 to 255 ASCII letters, digits and `._-`, in parts joined by `/`; no part is empty, `.` or `..`.
    public static func isName(_ text: String) -> Bool {
        guard text.utf8.count <= 255 else { return false }
        return text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8)
                && part.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                        true
                    default: false
                    }
                }
        }
    }
}
