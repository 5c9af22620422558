/// Every attribute that the Compose Specification knows, for who must not forget one.
public enum ComposeAttributes {
    /// Dotted paths, sorted: `services.deploy.placement.constraints`. What a file names itself (services, networks, labels) is left out of them.
    public static let paths: [String] = Array(found(in: Schema.file, at: "")).sorted()

    private static func found(in shape: Shape, at path: String) -> Set<String> {
        switch shape {
        case .either(let shapes): shapes.reduce(into: []) { $0.formUnion(found(in: $1, at: path)) }
        case .list(let element), .set(let element), .dictionary(_, let element): found(in: element, at: path)
        case .mapping(let attributes):
            attributes.shapes.reduce(into: []) { result, entry in
                let inner = path.isEmpty ? entry.key : path + "." + entry.key
                result.insert(inner)
                result.formUnion(found(in: entry.value, at: inner))
            }
        case .string, .number, .integer, .bool, .null, .anything, .words, .text, .range: []
        }
    }
}
