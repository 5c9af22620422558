public import Vocabulary

extension RegistryClient {
    /// Downloads a blob into a sink, no faster than the sink takes it. When this returns, size and digest are those of the descriptor.
    ///
    /// A download that breaks off goes on where it stopped (`Range`), also at another mirror or after a log-in. Never are more than `descriptor.size` bytes handed
    /// to the sink, counted from its last restart. `write` is called from the calling task and may block on a file for a moment.
    /// - Parameters:
    ///   - descriptor: what it must be.
    ///   - reference: names the registry and the repository.
    ///   - prefix: what the sink holds already; ``BlobFile/prefix`` of a download that was broken off.
    ///   - sink: takes the bytes; after an error it holds the beginning of the blob, for the next time.
    ///   - onBytes: counts from `prefix` on.
    public func blob(
        _ descriptor: Descriptor, of reference: ImageReference, after prefix: BlobPrefix = BlobPrefix(),
        into sink: inout some BlobSink, onBytes: TransferProgress? = nil
    ) async throws {
        let host = try RegistryHost.of(reference)
        let gate = gate(of: reference)
        try await gate.enter()
        defer { gate.leave() }
        var download = BlobDownload(descriptor, after: prefix, onBytes)
        if try download.isComplete(&sink) { return }
        for mirror in mirrors(of: reference) {
            do {
                return try await fetch(&download, of: reference, at: mirror, into: &sink)
            } catch is ExchangeFailure {
                // What came of it is kept; the next one goes on.
            }
        }
        do {
            try await fetchWithRetries(&download, of: reference, at: host, into: &sink)
        } catch {
            let tried = "pull the blob \(descriptor.digest.short) of `\(reference.familiar)`"
            throw CallFailure(tried: tried, host: host, limits: configuration.limits).of(error)
        }
    }

    /// A small blob in memory: a config. Larger than `limit` is refused before anything is asked for, with `registry.damaged`.
    public func bytes(of descriptor: Descriptor, of reference: ImageReference, limit: Int = 4 << 20) async throws
        -> [UInt8]
    {
        guard descriptor.size <= Int64(limit) else {
            throw Problem(
                RegistryProblem.damaged, .step,
                "cannot pull the blob \(descriptor.digest.short) of `\(reference.familiar)`: it is too large for what it is",
                expected: "at most \(limit) bytes", found: "\(descriptor.size) bytes")
        }
        var sink = BytesSink()
        try await blob(descriptor, of: reference, into: &sink)
        return sink.bytes
    }

    private func fetchWithRetries(
        _ download: inout BlobDownload, of reference: ImageReference, at host: RegistryHost,
        into sink: inout some BlobSink
    ) async throws {
        var loop = RetryLoop(configuration.retry, configuration.timing)
        var hasRestarted = false
        while true {
            let before = download.prefix.count
            do {
                return try await fetch(&download, of: reference, at: host, into: &sink)
            } catch {
                if !hasRestarted, download.isWorthARestart(after: error) {
                    hasRestarted = true
                    continue
                }
                if download.prefix.count - before >= configuration.retry.movement { loop.moved() }
                try await loop.wait(after: error)
            }
        }
    }

    private func fetch(
        _ download: inout BlobDownload, of reference: ImageReference, at host: RegistryHost,
        into sink: inout some BlobSink
    ) async throws {
        let path = "blobs/\(download.descriptor.digest)"
        try await download.fetch(into: &sink, limits: configuration.limits, timing: configuration.timing) { headers in
            try await send(.get, path, of: reference, at: host, headers: headers).answer
        }
    }
}
