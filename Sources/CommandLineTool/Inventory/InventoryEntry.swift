import Vocabulary
import Yams

/// A key of a mapping and what stands behind it.
struct InventoryEntry {
    var key: Node
    var value: Node

    /// The scalar as it was written, whatever type YAML gives it; `nil` for lists, mappings and nothing.
    var text: String? {
        guard case .scalar(let scalar) = value, value.null == nil else { return nil }
        return scalar.string
    }

    /// A plain `true` or `false`.
    var boolean: Bool? {
        guard case .scalar(let scalar) = value, scalar.style == .plain else { return nil }
        return switch scalar.string {
        case "true": true
        case "false": false
        default: nil
        }
    }
}
