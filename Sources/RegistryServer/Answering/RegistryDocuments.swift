/// The documents that a registry answers with.
enum RegistryDocuments {
    struct Empty: Encodable {}
    struct Catalog: Encodable {
        var repositories: [String]
    }
    struct Tags: Encodable {
        var name: String
        var tags: [String]
    }
}
