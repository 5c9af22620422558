// Go writes an empty list or map as `null`, and leaves out what is empty: all of these mean the same here.
extension KeyedDecodingContainer {
    func list<Value: Decodable>(_ key: Key) throws -> [Value] { try decodeIfPresent([Value].self, forKey: key) ?? [] }
    func map<Value: Decodable>(_ key: Key) throws -> [String: Value] {
        try decodeIfPresent([String: Value].self, forKey: key) ?? [:]
    }
    func text(_ key: Key) throws -> String { try decodeIfPresent(String.self, forKey: key) ?? "" }
    func flag(_ key: Key) throws -> Bool { try decodeIfPresent(Bool.self, forKey: key) ?? false }
    func number(_ key: Key) throws -> Int64 { try decodeIfPresent(Int64.self, forKey: key) ?? 0 }
}
