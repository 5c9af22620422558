import Vocabulary

/// One call, before it is sent.
struct EngineRequest: Sendable {
    var method: Verb
    /// Below the version, escaped: `/containers/json`.
    var path: String
    var query: [(name: String, value: String)] = []
    var headers: [(name: String, value: String)] = []
    var body: Body = .none
    var api = API.engine
    /// As it follows "cannot".
    var tried: String

    enum Verb: String, Sendable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    /// Whose call it is.
    enum API: Sendable {
        /// Docker's, in the version that was negotiated.
        case engine
        /// The same, about the swarm that the engine is in.
        case swarm
        /// Podman's own.
        case libpod
    }

    enum Body: Sendable {
        case none
        case json([UInt8])
        case tar(EngineUpload)
    }

    init(_ method: Verb, _ path: String, to tried: String) {
        self.method = method
        self.path = path
        self.tried = tried
    }

    /// Adds a parameter where there is a value.
    func with(_ name: String, _ value: String?) -> EngineRequest {
        guard let value else { return self }
        var copy = self
        copy.query.append((name, value))
        return copy
    }

    func with(_ body: Body) -> EngineRequest {
        var copy = self
        copy.body = body
        return copy
    }

    func json(_ value: some Encodable) throws -> EngineRequest { with(.json(try CanonicalJSON.encode(value))) }

    /// The request target: path and query.
    func target(version: APIVersion?) -> String {
        let prefix =
            switch api {
            case .engine, .swarm: version.map { "/v\($0)" } ?? ""
            case .libpod: "/\(Self.libpodVersion)/libpod"
            }
        let base = prefix + path
        guard !query.isEmpty else { return base }
        return base + "?" + query.map { "\(Self.escape($0.name))=\(Self.escape($0.value))" }.joined(separator: "&")
    }

    /// The oldest that Podman 4 and 5 still take (`MinAPIVersion` in their `/version`).
    static let libpodVersion = "v4.0.0"

    /// As a call of Podman's own API.
    func libpod() -> EngineRequest {
        var copy = self
        copy.api = .libpod
        return copy
    }

    /// Percent-encodes all but RFC 3986's unreserved characters and those of `keeping`.
    static func escape(_ text: String, keeping: String = "") -> String {
        var result = ""
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            let character = Character(scalar)
            let isUnreserved =
                scalar.isASCII && (character.isLetter || character.isNumber || "-._~".contains(character))
            if isUnreserved || (scalar.isASCII && keeping.contains(character)) {
                result.append(character)
            } else {
                let digits = Array("0123456789ABCDEF")
                result += "%" + String(digits[Int(byte >> 4)]) + String(digits[Int(byte & 15)])
            }
        }
        return result
    }

    /// A name of an image as a part of a path: it keeps its slashes. A climbing or empty name ends in a redirection, which is an error to us.
    static func part(_ name: String) -> String { escape(name, keeping: "/:@") }

    /// Filters as the engine takes them: a JSON object of lists.
    static func filters(_ filters: [String: [String]]) throws -> String? {
        filters.isEmpty ? nil : String(decoding: try CanonicalJSON.encode(filters), as: UTF8.self)
    }
}
