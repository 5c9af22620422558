import Vocabulary

/// A marker's hold on another host.
final class RemoteHold: Sendable {
    private let path: AbsolutePath
    private let host: RemoteHost

    init(_ path: AbsolutePath, _ host: RemoteHost) {
        self.path = path
        self.host = host
    }

    deinit { host.client.release(marker: path) }
}
