import Foundation

/// The body of an error: OCI distribution specification 1.1, "Error Codes"; token servers send `details` or `message`, OAuth 2 ones `error_description`.
struct ErrorDocument: Decodable {
    private struct Entry: Decodable {
        var code: String?
        var message: String?
    }
    private var errors: [Entry]?
    private var details: String?
    private var message: String?
    private var error_description: String?

    /// One line that a terminal can show, of at most 300 characters; `nil` where there is none.
    static func message(of bytes: [UInt8]) -> String? {
        guard let document = try? JSONDecoder().decode(ErrorDocument.self, from: Data(bytes)) else { return nil }
        let first = document.errors?.first
        let text = [first?.message, first?.code, document.details, document.message, document.error_description]
            .lazy.compactMap { $0 }.first { !$0.isEmpty }
        return text.map(printable)
    }

    /// What others wrote, fit for a terminal: no control characters, cut at 300 characters.
    static func printable(_ text: String) -> String {
        let clean = String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter {
                    $0.properties.generalCategory != .control && $0.properties.generalCategory != .format
                }))
        return clean.count > 300 ? clean.prefix(300) + "…" : clean
    }
}
