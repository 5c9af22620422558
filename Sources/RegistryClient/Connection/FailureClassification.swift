import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Makes of an error of the libraries below us what it means here.
enum FailureClassification {
    /// `CancellationError` where the task was cancelled; what is ours passes through.
    static func of(_ error: any Error, at origin: Origin, through proxy: ProxyAddress? = nil) -> any Error {
        if Task.isCancelled || error is CancellationError { return CancellationError() }
        if error is ExchangeFailure || error is Problem { return error }
        if let failure = error as? SourceFailure { return failure.cause }
        return ExchangeFailure(kind(of: error), at: origin, through: proxy)
    }

    private static func kind(of error: any Error) -> ExchangeFailure.Kind {
        switch error {
        case let error as HTTPClientError: return kind(of: error)
        case let error as NIOConnectionError: return kind(of: error)
        case let error as IOError: return kind(of: error)
        case let error as NIOSSLError: return kind(of: error)
        case let error as BoringSSLError: return kind(ofTLS: "\(error)")
        case let error as NIOSSLExtraError:
            return error == .failedToValidateHostname
                ? .untrusted("its certificate is for another host") : .handshake("\(error)")
        case ChannelError.connectTimeout: return .connectTimedOut
        case HTTPParserError.invalidEOFState: return .cut("the connection was closed in the middle")
        case is HTTPParserError: return .malformed("\(error)")
        default: return .cut("\(error)")
        }
    }

    private static func kind(of error: HTTPClientError) -> ExchangeFailure.Kind {
        switch error {
        case .connectTimeout, .tlsHandshakeTimeout, .httpProxyHandshakeTimeout, .socksHandshakeTimeout: .connectTimedOut
        case .proxyAuthenticationRequired: .proxy("it wants a user and a password")
        case .invalidProxyResponse: .proxy("it said no")
        case .readTimeout, .writeTimeout, .deadlineExceeded, .getConnectionFromPoolTimeout: .stalled
        case .remoteConnectionClosed, .cancelled, .requestStreamCancelled: .cut("the connection was closed")
        case .uncleanShutdown: .cut("the connection was closed without TLS's farewell")
        case .invalidURL, .emptyHost, .emptyScheme: .malformed(error.shortDescription)
        default: .cut(error.shortDescription)
        }
    }

    private static func kind(of error: NIOConnectionError) -> ExchangeFailure.Kind {
        if let failed = error.connectionErrors.lazy.compactMap({ $0.error as? IOError }).first {
            return kind(of: failed)
        }
        return error.connectionErrors.isEmpty ? .unresolved : .connectTimedOut
    }

    private static func kind(of error: IOError) -> ExchangeFailure.Kind {
        let reason = String(cString: strerror(error.errnoCode))
        switch error.errnoCode {
        case ECONNREFUSED: return .refused("nobody listens there")
        case ENETUNREACH, EHOSTUNREACH, EADDRNOTAVAIL, ENETDOWN, EHOSTDOWN:
            return .refused("no way leads there (\(reason))")
        case ETIMEDOUT: return .connectTimedOut
        default: return .cut(reason)
        }
    }

    private static func kind(of error: NIOSSLError) -> ExchangeFailure.Kind {
        switch error {
        case .handshakeFailed(let reason): kind(ofTLS: "\(reason)")
        case .uncleanShutdown: .cut("the connection was closed without TLS's farewell")
        default: .handshake("\(error)")
        }
    }

    /// BoringSSL's reasons come only as text; these names are its stable ones (`ssl.h`, `SSL_R_…`).
    private static func kind(ofTLS text: String) -> ExchangeFailure.Kind {
        if text.contains("CERTIFICATE_VERIFY_FAILED") {
            return .untrusted("nobody that this machine trusts has signed its certificate, or it has expired")
        }
        if ["WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNEXPECTED_RECORD"].contains(where: { text.contains($0) }) {
            return .notTLS
        }
        if ["CERTIFICATE_REQUIRED", "ALERT_BAD_CERTIFICATE"].contains(where: { text.contains($0) }) {
            return .uncertified
        }
        if text.contains("EOF during handshake") { return .handshake("it closed the connection in the handshake") }
        return .handshake(text)
    }
}
