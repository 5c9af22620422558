import Vocabulary

extension Session {
    /// The hosts of an inventory file. Throws `file.unreadable` and `inventory.*`, all exit 64.
    func inventory(_ file: String) throws -> [InventoryHost] {
        let place = path(file)
        return try InventoryFile.parse(
            try SmallFile.text(at: place, named: file), file: file, folder: place.parent,
            home: path(environment["HOME"] ?? "/"))
    }
}
