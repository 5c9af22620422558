/// Something that goes wrong with a call, once or several times.
public struct StubFault: Hashable, Sendable {
    public enum Effect: Hashable, Sendable {
        /// An error of the engine, instead of what was asked for.
        case answer(status: Int, message: String)
        /// Nothing is done and nothing is ever said.
        case hang
        /// The connection ends, nothing is done.
        case dropBefore
        /// All is done, then the connection ends without an answer.
        case dropAfter
        /// The answer ends after so many bytes, head included.
        case cut(afterBytes: Int)
        /// Nothing is done; these bytes are the whole answer, head included.
        case raw([UInt8])
        /// Nothing is done and the body is not read; these bytes are the whole answer, and the connection stays until the client leaves.
        case refuseEarly([UInt8])
        /// Nothing is done; after these bytes nothing more is said.
        case rawThenHang([UInt8])
        /// The engine is gone, nothing was done, until ``StubEngine/revive()``.
        case dieBefore
        /// All is done, then the engine is gone, until ``StubEngine/revive()``.
        case dieAfter
    }

    /// `POST`…; `nil` is any.
    public var method: String?
    /// A part of the path without the version: `/containers/create`.
    public var path: String
    /// So many calls that it is about go well first.
    public var skipping: Int
    /// How many calls it hits after that.
    public var times: Int
    public var effect: Effect

    public init(_ effect: Effect, method: String? = nil, path: String = "", skipping: Int = 0, times: Int = 1) {
        self.effect = effect
        self.method = method
        self.path = path
        self.skipping = skipping
        self.times = times
    }

    func concerns(_ request: StubRequest) -> Bool {
        (method.map { $0 == request.method } ?? true) && (path.isEmpty || request.path.contains(path))
    }
}
