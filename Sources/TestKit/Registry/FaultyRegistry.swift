import NIOConcurrencyHelpers
import NIOSSL
public import Vocabulary

/// A registry over real sockets on a free port of 127.0.0.1, in memory, to pull from and to push to, with log-in, TLS, and every fault that a client must survive.
///
/// Follows the OCI distribution specification 1.1 where it is not told otherwise.
public final class FaultyRegistry: Sendable {
    /// How one logs in.
    public enum Login: Hashable, Sendable {
        case none
        case basic(user: String, password: String)
        /// With tokens, from its own `/token`. `user` `nil`: everybody gets one.
        case bearer(user: String?, password: String = "", identityToken: String? = nil)
    }
    /// Who may speak to it over TLS.
    public enum Clients: Hashable, Sendable { case anybody, certified }
    /// What the `Location` of an upload looks like.
    public enum Locations: Hashable, Sendable {
        case relative, absolute
        /// `http://127.0.0.1:PORT`: of another registry, which takes the bytes.
        case at(String)
    }

    struct Manifest: Hashable {
        var type: String
        var bytes: [UInt8]
    }
    struct State {
        var manifests: [String: Manifest] = [:]
        var blobs: [String: [UInt8]] = [:]
        var uploads: [String: [UInt8]] = [:]
        var faults: [(place: RegistryFault.Place, fault: RegistryFault, times: Int)] = []
        var requests: [StubRequest] = []
        var waiters: [Waiter] = []
        var held: [@Sendable () -> Void] = []
        var isReleased = false
        var closed = 0
        var tokens: Set<String> = []
        var tokenNumber = 0
        var active = 0
        var mostActive = 0
    }
    struct Waiter {
        let number: UInt64
        let isMet: @Sendable (FaultyRegistry.Counts) -> Bool
        let resume: @Sendable () -> Void
    }
    /// What has happened so far.
    public struct Counts: Hashable, Sendable {
        public var requests: Int
        /// Connections that the client closed while the registry kept silent.
        public var closed: Int
    }

    public let login: Login
    public let locations: Locations
    /// The answer of its token server; `nil`: nothing about it.
    public let tokenFields: String
    let state = NIOLockedValueBox(State())
    let server = NIOLockedValueBox<StubServer?>(nil)
    let scheme: String

    private init(_ login: Login, _ locations: Locations, _ tokenFields: String, _ scheme: String) {
        self.login = login
        self.locations = locations
        self.tokenFields = tokenFields
        self.scheme = scheme
    }

    /// Runs a registry for the length of `body`.
    /// - Parameters:
    ///   - authority: with TLS, with a certificate of this one.
    ///   - clients: whether it wants to see a certificate of that authority.
    ///   - tokenFields: what stands behind the token in the token server's answer: `,"expires_in":300`.
    public static func run<Result>(
        login: Login = .none, locations: Locations = .relative, authority: PrivateAuthority? = nil,
        clients: Clients = .anybody, tokenFields: String = "", isolation: isolated (any Actor)? = #isolation,
        _ body: (FaultyRegistry) async throws -> Result
    ) async throws -> Result {
        let registry = FaultyRegistry(login, locations, tokenFields, authority == nil ? "http" : "https")
        let tls = try authority.map { authority in
            let chain = try NIOSSLCertificate.fromPEMFile(authority.serverCertificate.rawValue)
            let key = try NIOSSLPrivateKey(file: authority.serverKey.rawValue, format: .pem)
            var settings = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            if clients == .certified {
                settings.certificateVerification = .noHostnameVerification
                settings.trustRoots = .file(authority.certificate.rawValue)
            }
            return try NIOSSLContext(configuration: settings)
        }
        let server = try await StubServer.start(at: .loopback, tls: tls) { try await registry.handle($0) }
        registry.server.withLockedValue { $0 = server }
        do {
            let result = try await body(registry)
            await registry.stop()
            return result
        } catch {
            await registry.stop()
            throw error
        }
    }

    /// Ends it: from here on nobody listens at its port.
    public func stop() async {
        release()
        await server.withLockedValue { $0 }?.stop()
    }

    public var port: Int { server.withLockedValue { $0?.port ?? 0 } }
    /// `127.0.0.1:PORT`
    public var host: String { "127.0.0.1:\(port)" }
    public var url: String { "\(scheme)://\(host)" }
    /// All requests so far, in order.
    public var requests: [StubRequest] { state.withLockedValue { $0.requests } }
    /// Those for tokens.
    public var tokenRequests: [StubRequest] { requests.filter { $0.path == "/token" } }
    /// How many answers were under way at the same time, at most.
    public var mostActive: Int { state.withLockedValue { $0.mostActive } }
    /// A blob that it has.
    public func blob(_ digest: Digest) -> [UInt8]? { state.withLockedValue { $0.blobs["\(digest)"] } }
    /// A manifest that it has, by tag or digest.
    public func manifest(_ repository: String, _ name: String) -> [UInt8]? {
        state.withLockedValue { $0.manifests["\(repository):\(name)"]?.bytes }
    }

    /// Lets the next so many answers of a kind fail. Faults of one place happen in the order in which they were added.
    public func add(_ fault: RegistryFault, to place: RegistryFault.Place, times: Int = .max) {
        state.withLockedValue { $0.faults.append((place, fault, times)) }
    }

    /// All is well from here on.
    public func heal() { state.withLockedValue { $0.faults = [] } }

    /// Lets all answers go that are held, now and later.
    public func release() {
        let held = state.withLockedValue { state in
            state.isReleased = true
            defer { state.held = [] }
            return state.held
        }
        for resume in held { resume() }
    }

    /// Every token that was given out is worth nothing any more.
    public func revokeTokens() { state.withLockedValue { $0.tokens = [] } }

    /// Waits until something has happened, or the test is over.
    public func wait(until isMet: @escaping @Sendable (Counts) -> Bool) async {
        let number = UInt64.random(in: 0 ... .max)
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isSo = state.withLockedValue { state in
                    if isMet(state.counts) || Task.isCancelled { return true }
                    state.waiters.append(Waiter(number: number, isMet: isMet, resume: { continuation.resume() }))
                    return false
                }
                if isSo { continuation.resume() }
            }
        } onCancel: {
            let mine = state.withLockedValue { state in
                state.waiters.firstIndex { $0.number == number }.map { state.waiters.remove(at: $0) }
            }
            mine?.resume()
        }
    }

    func hold() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLockedValue { state in
                if !state.isReleased { state.held.append { continuation.resume() } }
                return state.isReleased
            }
            if isFree { continuation.resume() }
        }
    }

    /// Changes what is counted, and wakes who waits for it.
    func note(_ change: (inout State) -> Void) {
        let met = state.withLockedValue { state in
            change(&state)
            let counts = state.counts
            let met = state.waiters.filter { $0.isMet(counts) }
            state.waiters.removeAll { $0.isMet(counts) }
            return met
        }
        for waiter in met { waiter.resume() }
    }
}

extension FaultyRegistry.State {
    var counts: FaultyRegistry.Counts { .init(requests: requests.count, closed: closed) }
}
