import NIOCore
import NIOSSL
import NIOTLS

/// Tells how the TLS handshake of a connection ended; lives on its channel's event loop only.
final class Handshake: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    private let done: EventLoopPromise<Void>

    init(_ done: EventLoopPromise<Void>) { self.done = done }

    /// Nobody else reads before the handshake is over: a connection reads only when somebody asks for a message.
    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        context.read()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { done.succeed() }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        done.fail(error)
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        done.fail(TransportFailure.disconnected("the connection was closed in the handshake"))
        context.fireChannelInactive()
    }

    /// In TLS 1.3 a server says so only after its side of the handshake, so that for us the connection stood (RFC 8446, 4.4.2.4).
    static let uncertified = "it wants a certificate of ours, and takes none or not this one"

    /// What stands in the way, where an error is one of TLS; `nil` for any other.
    static func reason(_ error: any Error) -> String? {
        let text: String
        switch error {
        case let error as NIOSSLError:
            switch error {
            case .handshakeFailed(let reason): text = "\(reason)"
            // The end of a connection, not of a handshake.
            case .uncleanShutdown: return nil
            default: text = "\(error)"
            }
        case let error as NIOSSLExtraError:
            return error == .failedToValidateHostname ? "its certificate is for another host" : "\(error)"
        case let error as BoringSSLError: text = "\(error)"
        default: return nil
        }
        // BoringSSL's reasons come only as text; these names are its stable ones (`ssl.h`, `SSL_R_…`).
        if text.contains("CERTIFICATE_VERIFY_FAILED") { return "nobody whom we trust has signed its certificate" }
        if text.contains("CERTIFICATE_REQUIRED") || text.contains("BAD_CERTIFICATE") {
            return uncertified
        }
        if ["WRONG_VERSION_NUMBER", "HTTP_REQUEST"].contains(where: text.contains) { return "it does not speak TLS" }
        return "TLS failed: \(text)"
    }
}
