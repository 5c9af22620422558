import AsyncHTTPClient
import NIOCore
import Vocabulary

/// One blob on its way: what of it is here, over any number of answers.
struct BlobDownload {
    let descriptor: Descriptor
    private let onBytes: TransferProgress?
    private(set) var prefix: BlobPrefix
    /// Whether what is here came in several parts: then a wrong digest need not be the fault of who sent the last.
    private var isComposed: Bool
    private var told: Int64 = 0
    /// What the next answer would go on behind is not to be trusted.
    private var isSpoilt = false
    private var asksForAll = false

    init(_ descriptor: Descriptor, after prefix: BlobPrefix, _ onBytes: TransferProgress?) {
        self.descriptor = descriptor
        self.prefix = prefix
        self.onBytes = onBytes
        isComposed = prefix.count > 0
    }

    /// Fit to be asked for again from the beginning.
    private mutating func restart(_ sink: inout some BlobSink) throws {
        try sink.restart()
        prefix = BlobPrefix()
        isComposed = false
        isSpoilt = false
        asksForAll = false
    }

    /// Where nothing is to be fetched: all bytes are here. Throws away what cannot be the beginning of this blob.
    mutating func isComplete(_ sink: inout some BlobSink) throws -> Bool {
        if prefix.count > descriptor.size || prefix.count == descriptor.size && prefix.digest != descriptor.digest {
            try restart(&sink)
        }
        return prefix.count == descriptor.size && prefix.digest == descriptor.digest
    }

    /// Fetches what is missing, once. `ask` sends the request with the headers that it is given.
    mutating func fetch(
        into sink: inout some BlobSink, limits: RegistryClientLimits, timing: RegistryTiming,
        _ ask: ([(String, String)]) async throws -> RegistryAnswer
    ) async throws {
        if isSpoilt || asksForAll { try restart(&sink) }
        let offset = prefix.count
        let range = offset > 0 ? [("Range", "bytes=\(offset)-")] : []
        let answer = try await ask(range)
        let meaning = BlobAnswer.of(
            status: answer.status, contentType: answer.contentType, length: answer.length,
            contentRange: answer.header("content-range"), offset: offset, size: descriptor.size)
        switch meaning {
        case .goesOn: isComposed = offset > 0
        case .startsOver: try restart(&sink)
        case .wrongPart:
            asksForAll = true
            throw ExchangeFailure(.cut("it does not have the part that is missing"), at: answer.url.origin)
        case .lie(let expected, let found):
            isSpoilt = true
            throw ManifestRules.lie(expected, found, answer.url.origin)
        case .failure: throw try await answer.failure(limits, timing)
        }
        try await take(answer, into: &sink)
    }

    private mutating func take(_ answer: RegistryAnswer, into sink: inout some BlobSink) async throws {
        var parts = answer.body.makeAsyncIterator()
        while true {
            let part: ByteBuffer?
            do {
                part = try await parts.next()
            } catch {
                throw FailureClassification.of(error, at: answer.url.origin)
            }
            guard let part else { break }
            guard prefix.count + Int64(part.readableBytes) <= descriptor.size else {
                isSpoilt = true
                throw ManifestRules.lie("\(descriptor.size) bytes", "more", answer.url.origin)
            }
            try part.withUnsafeReadableBytes { bytes in
                try sink.write(bytes)
                prefix.update(bytes)
            }
            if prefix.count > told {
                told = prefix.count
                onBytes?(told)
            }
        }
        // A cancelled task sees the end of the body, not an error.
        try Task.checkCancellation()
        guard prefix.count == descriptor.size else {
            isSpoilt = true
            throw ManifestRules.lie("\(descriptor.size) bytes", "\(prefix.count) bytes", answer.url.origin)
        }
        let found = prefix.digest
        guard found == descriptor.digest else {
            isSpoilt = true
            throw ManifestRules.lie("\(descriptor.digest)", "\(found), \(prefix.count) bytes", answer.url.origin)
        }
    }

    /// Whether a failure may be the fault of what was here before: then the blob is asked for once more, from its first byte.
    func isWorthARestart(after error: any Error) -> Bool {
        guard isSpoilt, isComposed, let failure = error as? ExchangeFailure, case .lie = failure.kind else {
            return false
        }
        return true
    }
}
