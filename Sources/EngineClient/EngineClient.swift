import Foundation
import NIOHTTP1
import Vocabulary

/// Speaks with one engine over its HTTP API (Docker Engine API 1.41 to 1.47, https://docs.docker.com/reference/api/engine/).
///
/// A value: it holds no connection. Every call opens one, is under a time limit and a size cap (``EngineLimits``), and closes it when its task is cancelled.
///
/// Every call throws a `Problem` with a code of ``EngineProblem``. What does not exist is `nil` where a call asks for it (`inspect…`), and `engine.not-found` where it should be changed.
public struct EngineClient: Sendable {
    public let address: EngineAddress
    /// What the engine says of itself; asked once, by ``connect(to:limits:)``.
    public let engineVersion: EngineVersion
    /// The version that is spoken: the newest that both sides know.
    public let apiVersion: APIVersion
    public let limits: EngineLimits
    let transport: EngineTransport

    /// Finds out whether an engine is there and which API version to speak: `GET /_ping`, `GET /version`.
    ///
    /// Throws `engine.unreachable`, `engine.certificate-unreadable`, `engine.too-old` or `engine.too-new`, exit 12.
    public static func connect(
        to address: EngineAddress, limits: EngineLimits = EngineLimits()
    ) async throws -> EngineClient {
        let place = try EnginePlace(address)
        let transport = EngineTransport(place: place, limits: limits, version: nil)
        let ask = EngineRequest(.get, "/_ping", to: "ask for its API version")
        let ping = try await transport.call(ask, limit: limits.call)
        guard let newest = ping.headers.first(name: "Api-Version").flatMap({ APIVersion($0) }) else {
            throw Problem(
                EngineProblem.unreachable, .prerequisite,
                "cannot reach the engine at \(address): what answers there is no engine",
                expected: "the header Api-Version in the answer to /_ping", found: "none",
                hint: "name the engine's address with `--engine` or DOCKER_HOST")
        }
        let request = EngineRequest(.get, "/version", to: "ask for its version")
        let answer = try await transport.call(request, limit: limits.call)
        let version = try transport.decode(EngineVersion.self, from: answer, of: request)
        let oldest = version.minimumAPIVersion.flatMap { APIVersion($0) } ?? APIVersion.spoken.lowerBound
        let negotiated = try APIVersion.negotiate(
            newest: newest, oldest: oldest, release: version.version, address: address)
        return EngineClient(
            address: address, engineVersion: version, apiVersion: negotiated, limits: limits,
            transport: EngineTransport(place: place, limits: limits, version: negotiated))
    }

    /// The same client under other limits.
    public func limited(by limits: EngineLimits) -> EngineClient {
        EngineClient(
            address: address, engineVersion: engineVersion, apiVersion: apiVersion, limits: limits,
            transport: EngineTransport(place: transport.place, limits: limits, version: apiVersion))
    }

    // The forms in which calls come.

    /// Takes the whole answer and decodes it.
    func get<Value: Decodable>(
        _ type: Value.Type, _ request: EngineRequest, limit: Duration? = nil
    ) async throws -> Value {
        let answer = try await transport.call(request, limit: limit ?? limits.call)
        return try transport.decode(type, from: answer, of: request)
    }

    /// The same, where the object may not exist.
    func find<Value: Decodable>(_ type: Value.Type, _ request: EngineRequest) async throws -> Value? {
        do {
            return try await get(type, request)
        } catch let problem as Problem where problem.isEngineNotFound {
            return nil
        }
    }

    /// A call whose answer is its status; 304 is ``EngineOutcome/alreadySo``.
    @discardableResult
    func change(_ request: EngineRequest, limit: Duration? = nil) async throws -> EngineOutcome {
        let answer = try await transport.call(request, limit: limit ?? limits.change)
        return answer.status == 304 ? .alreadySo : .done
    }
}

/// What a call changed.
public enum EngineOutcome: Hashable, Sendable {
    case done
    /// It was so before: a running container was started, a stopped one stopped.
    case alreadySo
}

extension EngineTransport {
    func decode<Value: Decodable>(
        _ type: Value.Type, from answer: Answer, of request: EngineRequest
    ) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(answer.body))
        } catch {
            throw failure(request).after(TransportFailure.malformed(Self.explain(error)))
        }
    }

    private static func explain(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "no JSON" }
        switch error {
        case .keyNotFound(let key, let context): return "no `\(path(context.codingPath + [key]))`"
        case .typeMismatch(let type, let context): return "`\(path(context.codingPath))` is no \(type)"
        case .valueNotFound(_, let context): return "`\(path(context.codingPath))` is null"
        case .dataCorrupted(let context):
            return context.codingPath.isEmpty ? "no JSON" : "`\(path(context.codingPath))` is damaged"
        @unknown default: return "no JSON"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }
}
