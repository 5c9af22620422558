import Foundation
import Vocabulary

/// The form of the lock: as ``CanonicalJSON``, but on lines of its own for people.
enum LockJSON {
    static func encode(_ lock: Lock) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return Array(try encoder.encode(lock)) + [UInt8(ascii: "\n")]
    }
}
