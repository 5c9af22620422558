/// Names of the entries that may stand behind the last blob.
enum SignatureName {
    /// An OpenSSH signature has a few hundred bytes, with certificates a few thousand.
    static let maximumSize: Int64 = 64 << 10

    /// `signatures/<40 lower-case hex digits>.sshsig`
    static func isValid(_ name: String) -> Bool {
        guard name.hasPrefix("signatures/"), name.hasSuffix(".sshsig") else { return false }
        let key = name.utf8.dropFirst("signatures/".utf8.count).dropLast(".sshsig".utf8.count)
        return key.count == 40
            && key.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }
}
