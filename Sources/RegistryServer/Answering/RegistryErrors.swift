/// The error document of the OCI distribution specification 1.1, "Error Codes".
struct RegistryErrors: Encodable {
    struct Entry: Encodable {
        var code: String
        var message: String
    }
    var errors: [Entry]
}
