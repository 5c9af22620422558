/// Colours of a terminal, or none. Every message is understandable without.
struct Style: Sendable {
    enum Colour: String, Sendable {
        case red = "31"
        case yellow = "33"
        case cyan = "36"
        case green = "32"
        /// The terminal's own.
        case plain = "39"
    }
    let isColoured: Bool

    func bold(_ text: String, _ colour: Colour = .plain) -> String {
        isColoured ? "\u{1B}[1;\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }
}
