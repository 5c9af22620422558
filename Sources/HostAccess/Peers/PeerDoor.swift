import Foundation
import Vocabulary

/// A port of this machine that is listened on, or why it is not.
struct PeerDoor {
    let transport: MachineFacts.Listener.Transport
    let opening: PeerOpening
    /// Whoever takes it closes it; only where it is open.
    let descriptor: Int32?

    init(_ port: PeerPort, at address: String) {
        transport = port.transport
        guard let place = SocketAddress(address, port: port.number) else {
            (opening, descriptor) = (.unavailable("`\(address)` is no address"), nil)
            return
        }
        let number = NetworkSocket.make(place.family, transport)
        guard number >= 0 else {
            (opening, descriptor) = (.unavailable(NetworkSocket.reason(errno)), nil)
            return
        }
        if transport == .tcp {
            // A port on which connections have just ended is free; one on which somebody listens is not (socket(7)).
            var yes: Int32 = 1
            _ = setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        }
        var result = place.pass { bind(number, $0, $1) }
        if result == 0, transport == .tcp { result = listen(number, Int32(PeerLimits.connections)) }
        guard result == 0 else {
            let code = errno
            close(number)
            (opening, descriptor) = (
                code == EADDRINUSE ? .inUse : .unavailable(NetworkSocket.reason(code)), nil
            )
            return
        }
        (opening, descriptor) = (.open, number)
    }
}
