import Foundation
public import Vocabulary

/// The keys that hosts are held to: a file in OpenSSH's own form, which is ours alone. A host stands in it under its name, whatever its address.
public struct KnownHosts: Sendable {
    public let path: AbsolutePath

    public init(at path: AbsolutePath) { self.path = path }

    /// The key that a host is held to; `nil` where there is none yet. Throws `host.not-permitted` and its like where the file cannot be read.
    public func key(of name: HostName) throws -> HostKey? {
        let number = open(path.rawValue, O_RDONLY | O_CLOEXEC)
        if number < 0, errno == ENOENT { return nil }
        try HostProblem.check(number, "read", path.rawValue)
        let file = FileDescriptor(adopting: number, path: path.rawValue)
        var bytes: [UInt8] = []
        try BlobBody.region(
            FileRegion(descriptor: number, offset: 0, length: Int64(file.information().st_size), owner: file)
        ).forEachChunk(ofFile: path.rawValue, shortfall: .isTheEnd) { bytes.append(contentsOf: $0) }
        return Self.keys(in: String(decoding: bytes, as: UTF8.self), of: name.rawValue).first
    }

    /// Holds a host to a key from now on. It is on the disk when this returns.
    public func pin(_ key: HostKey, to name: HostName) throws {
        let parent = try Folders.makeParents(of: path)
        let file = try parent.open(path.lastComponent, O_WRONLY | O_APPEND | O_CREAT, mode: 0o600, to: "write")
        // In one write, so that several at a time do not mix. The empty line ends one that a power cut has left half.
        try Array("\n\(name) \(key.words)\n".utf8).withUnsafeBytes { try file.write($0) }
        try file.sync()
        try parent.sync()
    }

    /// Keys in a text of this form, in order; what is not of it is passed over.
    static func keys(in text: String, of name: String? = nil) -> [HostKey] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count >= 3, name == nil || words[0] == name ?? "" else { return nil }
            return HostKey(type: words[1], base64: words[2])
        }
    }
}
