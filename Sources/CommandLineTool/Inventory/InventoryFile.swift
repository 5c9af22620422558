import Vocabulary
import Yams

/// `hosts.yaml`: the machines of a target, their labels, and the way to each.
enum InventoryFile {
    /// The hosts in the order of the file. Throws every mistake at once, each with its line: `inventory.*`, exit 64.
    ///
    /// - Parameters:
    ///   - file: its name, for messages.
    ///   - folder: where relative key files are looked for: the file's own.
    ///   - home: what `~/` of a key file stands for.
    static func parse(_ text: String, file: String, folder: AbsolutePath, home: AbsolutePath) throws -> [InventoryHost]
    {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw wrong("cannot read the hosts in `\(file)`: \(error.reason)", at: error.position(in: file))
        }
        guard let root else { throw wrong("cannot read the hosts in `\(file)`: it is empty", at: nil) }
        var reader = InventoryReader(file: file, folder: folder, home: home)
        let hosts = reader.hosts(of: root)
        let source = SourceText(Array(text.utf8))
        let shown = reader.problems.map { $0.showingLine { _ in source } }
        if let problems = Problems(shown) { throw problems }
        return hosts
    }

    private static func wrong(_ message: String, at position: SourcePosition?) -> Problem {
        Problem(
            "inventory.yaml", .usage, at: position, message,
            expected: "`hosts: [{ name: h1, address: 10.0.0.11, ssh: root@10.0.0.11 }]`",
            consequence: "nothing was changed")
    }
}
