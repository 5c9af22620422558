/// Whoever takes the frames of a connection. Called by its reading thread, one at a time; must not wait.
protocol FrameReceiver: AnyObject, Sendable {
    /// The other end speaks our version.
    func greeted()
    /// Throws `FrameParser.Violation` for what breaks the protocol, which ends the connection.
    func received(_ frame: Frame) throws
    /// Called once, as the last.
    func ended(_ end: LinkEnd)
}
