import Foundation
import Vocabulary

/// One call at the far end, with its streams.
struct HostCall: Sendable {
    let number: UInt32
    let incoming: IncomingBytes
    let outgoing: OutgoingBytes
    private let host: LocalHost
    private let link: FrameLink

    init(_ number: UInt32, _ host: LocalHost, _ link: FrameLink) {
        self.number = number
        self.host = host
        self.link = link
        outgoing = OutgoingBytes { link.send(Frame(kind: $0, call: number, payload: $1)) }
        incoming = IncomingBytes { link.send(.credit($0, of: number)) }
    }

    /// Ends its streams; a verb that waits for bytes throws.
    func fail(_ error: any Error) {
        outgoing.stop()
        incoming.fail(error)
    }

    static func payload<Value: Codable & Sendable>(_ value: Value) throws -> [UInt8] {
        let payload = try CanonicalJSON.encode(HostAnswer(value: value))
        guard payload.count <= LinkLimits.document else { throw LinkProblem.tooLarge(payload.count) }
        return payload
    }

    /// Does what is asked, and blocks as long as it takes. Gives the answer's payload; an empty one where it has gone out already.
    func perform(_ request: HostRequest) throws -> [UInt8] {
        switch request {
        case .machineFacts(let stateDirectory, let paths):
            try Self.payload(host.machineFacts(stateDirectory: stateDirectory, paths: paths))
        case .hostName: try Self.payload(host.hostName())
        case .bootID: try Self.payload(host.bootID())
        case .kind(let path): try Self.payload(host.kind(of: path))
        case .freeSpace(let path): try Self.payload(host.freeSpace(at: path))
        case .makeFolder(let path, let owner, let group, let mode):
            try Self.payload(host.makeFolder(path, owner: owner.value, group: group.value, mode: mode.value))
        case .makePrivateFolder(let path, let names):
            try Self.payload(host.makePrivateFolder(path, holding: names))
        case .writeTree(let path, let entries): try Self.payload(writeTree(at: path, entries))
        case .drift(let path, let entries): try Self.payload(drift(at: path, from: entries))
        case .lackingStretches(let file): try Self.payload(host.lackingStretches(of: file))
        case .complete(let file, let stretches):
            try Self.payload(host.complete(file, with: stretches) { body($0.length) })
        case .removeTree(let path, let base): try Self.payload(host.removeTree(path, below: base))
        case .removeEmptyFolder(let path): try Self.payload(host.removeEmptyFolder(path))
        case .names(let folder): try Self.payload(host.names(in: folder))
        case .contents(let path, let offset, let limit):
            try Self.payload(host.piece(of: path, from: Int64(offset.value), limit: ByteCount(Int64(limit.value))))
        case .isRunning(let process): try Self.payload(host.isRunning(process))
        case .installExecutable(let path, let size, let digest):
            try Self.payload(host.installExecutable(body(Int64(size.value)), at: path) { digest })
        case .answer(let probe, let address, let limit):
            try Self.payload(EndpointTrial(probe, at: address, within: .milliseconds(limit.value)).run())
        case .abandonedMarkers(let folder): try Self.payload(host.abandonedMarkers(in: folder))
        case .installBootUnit(let unit): try Self.payload(host.installBootUnit(unit))
        case .removeBootUnit(let name): try Self.payload(host.removeBootUnit(named: name))
        case .hasBootUnit(let unit): try Self.payload(host.hasBootUnit(unit))
        case .tryEngine(let socket): try tryEngine(socket)
        case .connectEngine(let socket): try connectEngine(socket)
        case .tryPeers(let targets, let limit):
            try Self.payload(PeerTrials(targets, within: .milliseconds(limit.value)).run())
        case .writeMarker, .releaseMarker, .serveImages, .nextBlob, .supplyBlob, .stopImages, .answerPeers,
            .stopPeers:
            throw LinkProblem.broken("a verb of a connection outside of one")
        }
    }

    /// The stream's next bytes as a file's content. The stream is opened where the content is: what is there already never travels.
    private func body(_ size: Int64) -> BlobBody {
        .generated(size: size) { [incoming] in
            incoming.open()
            return IncomingReader(stream: incoming, left: size)
        }
    }

    private func writeTree(at path: AbsolutePath, _ entries: [TreeOutline]) throws -> Change {
        try host.writeTree(at: path, entries.map { $0.entry(body: body) })
    }

    private func drift(at path: AbsolutePath, from entries: [TreeOutline]) throws -> [TreeDrift] {
        let digests = Dictionary(entries.map { ($0.path, $0.digest) }, uniquingKeysWith: { first, _ in first })
        return try TreeComparison.drift(at: path, from: entries.map { $0.entry { .bytes(of: $0) } }) { path, _ in
            guard let digest = digests[path] ?? nil else {
                throw LinkProblem.broken("a file without a digest, which is to be compared")
            }
            return digest
        }
    }

    private func tryEngine(_ socket: AbsolutePath) throws -> [UInt8] {
        _ = try UnixSocket.connect(to: socket)
        return try Self.payload(Nothing())
    }

    private func connectEngine(_ socket: AbsolutePath) throws -> [UInt8] {
        let connection = try UnixSocket.connect(to: socket)
        link.send(Frame(kind: .answer, call: number))
        incoming.open()
        // An engine that takes no more may still have something to say.
        SocketPump(socket: connection, incoming: incoming, outgoing: outgoing) {}.run()
        return []
    }
}

extension BlobBody {
    /// Stands for a content of which only the size counts.
    fileprivate static func bytes(of size: Int64) -> BlobBody {
        .generated(size: size) { BytesReader([]) }
    }
}
