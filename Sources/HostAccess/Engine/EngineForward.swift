import Foundation
import Vocabulary

/// A socket here that leads to an engine's socket on another host: each connection is a stream of its own, with back-pressure, each direction closed by itself.
///
/// It lies in a folder that is this user's alone, and goes with the last reference. Connections that were made last as long as the host's own connection.
final class EngineForward: Sendable {
    let path: AbsolutePath
    private let folder: TransientFolder
    private let wake: WakeUp

    /// Throws `engine.unreachable` where the path of temporary files is too long for a socket, and what a folder there can throw.
    init(to socket: AbsolutePath, through client: HostClient) throws {
        folder = try TransientFolder()
        path = folder.path.appending("engine.sock")
        let wake = try WakeUp()
        self.wake = wake
        let listener = try UnixSocket.listen(at: path)
        Thread.detachNewThread {
            while case .ready = wake.wait(for: listener.number, Int16(POLLIN)) {
                let number = accept(listener.number, nil, nil)
                guard number >= 0 else { continue }
                _ = fcntl(number, F_SETFD, FD_CLOEXEC)
                Self.serve(FileDescriptor(adopting: number, path: listener.path), socket, client)
            }
        }
    }

    deinit { wake.ring() }

    private static func serve(_ connection: FileDescriptor, _ socket: AbsolutePath, _ client: HostClient) {
        Task {
            // Where the host does not answer, the connection closes with its last reference, as an engine's would.
            guard let call = try? await client.open(.connectEngine(socket: socket)) else { return }
            Thread.detachNewThread {
                SocketPump(socket: connection, incoming: call.incoming, outgoing: call.outgoing) {
                    client.leave(call)
                }.run()
                client.leave(call)
            }
        }
    }
}
