import Foundation
import Synchronization
import Vocabulary

/// Blobs that a registry at the far end needs and the near end has: who reads one waits here until it is supplied.
final class BlobDemands: Sendable {
    private let state = Mutex(State())
    /// Rung once for each entry of `news`, and at the end.
    private let changed = DispatchSemaphore(value: 0)

    private struct State {
        var last: UInt32 = 0
        var news: [BlobNews] = []
        var waiting: [UInt32: DemandedBlob] = [:]
        var isClosed = false
    }

    /// A reader of a blob, which is asked for when the first byte is.
    func reader(of digest: Digest, size: Int64) -> any ByteReader { DemandReader(digest, size, self) }

    fileprivate func ask(for digest: Digest) throws -> DemandedBlob {
        let demand = try state.withLock { state -> DemandedBlob in
            guard !state.isClosed else { throw LinkProblem.lost("the images are no longer served") }
            state.last &+= 1
            let demand = DemandedBlob(number: state.last)
            state.waiting[demand.number] = demand
            state.news.append(.wanted(number: demand.number, digest: digest))
            return demand
        }
        changed.signal()
        return demand
    }

    /// What the server at this end could not do.
    func tell(_ problem: Problem) {
        let isOpen = state.withLock { state in
            if !state.isClosed { state.news.append(.failed(ProblemMessage.encode(problem))) }
            return !state.isClosed
        }
        if isOpen { changed.signal() }
    }

    /// Waits on this thread; `nil` once it is closed.
    func next() -> BlobNews? {
        changed.wait()
        return state.withLock { state in
            if let first = state.news.first {
                state.news.removeFirst()
                return first
            }
            return nil
        }
    }

    /// Hands a stream to who waits for it, and returns when that one has done with it. A number that nobody waits for (any more) is done at once.
    func supply(_ number: UInt32, from stream: IncomingBytes) {
        guard let demand = state.withLock({ $0.waiting.removeValue(forKey: number) }) else { return }
        demand.supply(stream)
    }

    /// Everybody who waits is sent away.
    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            state.news = []
            defer { state.waiting = [:] }
            return state.waiting.values.map { $0 }
        }
        for demand in waiting { demand.giveUp() }
        changed.signal()
    }
}

/// What a registry at the far end has to say to the near end.
enum BlobNews: Codable, Sendable {
    case wanted(number: UInt32, digest: Digest)
    /// A list of problems, encoded as in a failure.
    case failed([UInt8])
}

/// One blob between the reader that wants it and the call that brings it.
private final class DemandedBlob: Sendable {
    let number: UInt32
    private let state = Mutex(State.awaited)
    private let arrived = DispatchSemaphore(value: 0)
    private let finished = DispatchSemaphore(value: 0)

    private enum State {
        case awaited
        case supplied(IncomingBytes)
        case over
    }

    init(number: UInt32) { self.number = number }

    func supply(_ stream: IncomingBytes) {
        let isWanted = state.withLock { state -> Bool in
            guard case .awaited = state else { return false }
            state = .supplied(stream)
            return true
        }
        guard isWanted else { return }
        stream.open()
        arrived.signal()
        finished.wait()
    }

    /// Waits for the stream.
    func stream() throws -> IncomingBytes {
        arrived.wait()
        arrived.signal()
        guard case .supplied(let stream) = state.withLock({ $0 }) else {
            throw LinkProblem.lost("the images are no longer served")
        }
        return stream
    }

    /// The reader has done, or nobody will supply it any more.
    func giveUp() {
        let wasOver = state.withLock { state -> Bool in
            defer { state = .over }
            if case .over = state { return true }
            return false
        }
        guard !wasOver else { return }
        arrived.signal()
        finished.signal()
    }
}

/// Reads a blob that comes from the near end, to exactly its size.
private final class DemandReader: ByteReader {
    private let digest: Digest
    private let demands: BlobDemands
    private var demand: DemandedBlob?
    private var left: Int64

    init(_ digest: Digest, _ size: Int64, _ demands: BlobDemands) {
        self.digest = digest
        self.demands = demands
        left = size
    }

    /// An engine that goes away in the middle lets the near end know.
    deinit { demand?.giveUp() }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard left > 0 else { return 0 }
        let demand = try demand ?? demands.ask(for: digest)
        self.demand = demand
        let wanted = Int(min(Int64(buffer.count), left))
        let count = try demand.stream().read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
        guard count > 0 else { throw LinkProblem.broken("a blob that is shorter than was said") }
        left -= Int64(count)
        if left == 0 { demand.giveUp() }
        return count
    }
}
