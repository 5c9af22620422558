/// An error as an engine answers it.
struct StubError: Error {
    var status: Int
    var message: String
    static func noContainer(_ name: String) -> StubError {
        StubError(status: 404, message: "No such container: \(name)")
    }
    static func noImage(_ name: String) -> StubError { StubError(status: 404, message: "No such image: \(name)") }
    static func noNetwork(_ name: String) -> StubError { StubError(status: 404, message: "network \(name) not found") }
}
