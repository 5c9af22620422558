internal import Foundation

/// The one way in which Valise writes a JSON document whose digest matters: keys sorted, no white space, slashes as they are.
///
/// The same value gives the same bytes on every machine; so a reader can demand that what it read is what the writer writes.
public enum CanonicalJSON {
    public static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    /// Decodes; throws `DecodingError` for what does not fit. Callers bound the size first: the input is held in memory.
    public static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        try JSONDecoder().decode(type, from: Data(bytes))
    }
}
