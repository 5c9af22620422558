/// Where credentials come from.
public struct CredentialSource: Sendable {
    private let find: @Sendable (String) async throws -> Credentials?

    /// `find` is asked once for each registry, when it asks to log in, with the name that its images carry: `docker.io`, `registry.example.com:5000`.
    public init(_ find: @escaping @Sendable (_ registry: String) async throws -> Credentials?) { self.find = find }

    /// Nobody is logged in to anywhere.
    public static let none = CredentialSource { _ in nil }

    /// These and no others, by the registry's name.
    public static func fixed(_ credentials: [String: Credentials]) -> CredentialSource {
        CredentialSource { credentials[$0] }
    }

    func credentials(for registry: String) async throws -> Credentials? { try await find(registry) }
}
