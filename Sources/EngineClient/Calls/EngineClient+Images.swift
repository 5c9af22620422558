public import Vocabulary

/// Takes lines of progress, from any task, at once and without waiting.
public typealias ImageProgressSink = @Sendable (ImageProgress) -> Void

// Images go by any name that the engine knows: reference, ID, `name@digest`.
extension EngineClient {
    public func listImages(filters: [String: [String]] = [:]) async throws -> [ImageSummary] {
        let request = EngineRequest(.get, "/images/json", to: "list images")
        return try await get([ImageSummary].self, request.with("filters", try EngineRequest.filters(filters)))
    }

    /// `nil` where there is no such image.
    public func inspectImage(_ image: String) async throws -> ImageDetails? {
        try await find(
            ImageDetails.self,
            EngineRequest(.get, Self.path(image: image) + "/json", to: "look at the image `\(image)`"))
    }

    /// Gives the image the name `reference`, without its digest if it has one. A tag that points elsewhere **is moved** without a word: look first.
    public func tagImage(_ image: String, as reference: ImageReference) async throws {
        let request = EngineRequest(
            .post, Self.path(image: image) + "/tag", to: "tag the image `\(image)` as `\(reference.familiar)`")
        try await change(request.with("repo", reference.name).with("tag", reference.tag ?? "latest"))
    }

    /// Removes a name, and the image with the last of them. Throws `engine.not-found` where it is gone already, `engine.conflict` where a container uses it.
    @discardableResult
    public func removeImage(_ image: String, _ mode: RemovalMode = .ifUnused) async throws -> [ImageRemoval] {
        let request = EngineRequest(.delete, Self.path(image: image), to: "remove the image `\(image)`")
            .with("force", mode == .forced ? "1" : nil)
        return try await get([ImageRemoval].self, request, limit: limits.change)
    }

    /// Pulls an image: `POST /images/create`. Where the reference has a digest, that decides and the tag is ignored; the image then has no tag.
    ///
    /// Ends when the image is in the engine's store. Throws `engine.pull-failed` for an error in the engine's progress, `engine.timed-out` after silence of `limits.stall`,
    /// `engine.not-found` where the registry has none.
    public func pullImage(
        _ reference: String, platform: Platform? = nil, onProgress: ImageProgressSink = { _ in }
    ) async throws {
        if engineVersion.isPodman {
            return try await pullByPodman(reference, platform: platform, onProgress: onProgress)
        }
        let split = Self.split(reference)
        let request = EngineRequest(.post, "/images/create", to: "pull the image `\(reference)`")
            .with("fromImage", split.name).with("tag", split.selector).with("platform", platform?.description)
        try await follow(request, failing: EngineProblem.pullFailed) { onProgress($0.progress) }
    }

    /// Through Podman's own API: its Docker-like one (measured: 4.3) speaks TLS alone with every registry, also with one on loopback.
    private func pullByPodman(
        _ reference: String, platform: Platform?, onProgress: ImageProgressSink
    ) async throws {
        let isOnLoopback = reference.hasPrefix("127.0.0.1:") || reference.hasPrefix("localhost:")
        let request = EngineRequest(.post, "/images/pull", to: "pull the image `\(reference)`").libpod()
            .with("reference", reference).with("tlsVerify", isOnLoopback ? "false" : nil)
            .with("OS", platform?.os).with("Arch", platform?.architecture).with("Variant", platform?.variant)
        try await follow(request, failing: EngineProblem.pullFailed) { onProgress($0.progress) }
    }

    /// The images with all their layers as one docker-archive tar, as `docker save` has it: `GET /images/get`. The engine makes it while it is read.
    public func exportImages(_ images: [String]) async throws -> EngineByteStream {
        var request = EngineRequest(
            .get, "/images/get", to: "export " + images.map { "`\($0)`" }.joined(separator: ", "))
        for image in images { request = request.with("names", image) }
        return EngineByteStream(stream: try await transport.open(request, silence: limits.stall))
    }

    /// Takes images from a tar as `docker load` does: `POST /images/load`. Gives the lines that say what was loaded: `Loaded image: redis:7`.
    public func loadImages(
        _ archive: EngineUpload, onProgress: ImageProgressSink = { _ in }
    ) async throws -> [String] {
        var loaded: [String] = []
        let request = EngineRequest(.post, "/images/load", to: "load images").with(.tar(archive))
        try await follow(request, failing: EngineProblem.loadFailed) { line in
            onProgress(line.progress)
            if let text = line.stream, text.hasPrefix("Loaded image") { loaded.append(text.trimmedEnd) }
        }
        return loaded
    }

    /// Makes an image of one layer from a tar of a root file system, as `docker import` does. Gives its ID.
    ///
    /// - Parameters:
    ///   - archive: the tar of the root file system, also compressed.
    ///   - reference: the tag that it gets.
    ///   - platform: what its configuration says; by default the engine's own.
    ///   - changes: instructions of a Dockerfile: `CMD ["/bin/sh"]`.
    public func importImage(
        _ archive: EngineUpload, as reference: ImageReference, platform: Platform? = nil, changes: [String] = []
    ) async throws -> String {
        let tag = reference.tag ?? "latest"
        // Podman 4.3 overlooks `tag`, and takes one that is a part of `repo`.
        let name = engineVersion.isPodman ? (repo: "\(reference.name):\(tag)", tag: nil) : (reference.name, tag)
        var request = EngineRequest(.post, "/images/create", to: "import the image `\(reference.familiar)`")
            .with("fromSrc", "-").with("repo", name.repo).with("tag", name.tag)
            .with("platform", platform?.description).with(.tar(archive))
        for change in changes { request = request.with("changes", change) }
        var id: String?
        try await follow(request, failing: EngineProblem.loadFailed) { line in
            if let status = line.status, status.hasPrefix("sha256:") { id = status.trimmedEnd }
        }
        guard let id else {
            throw transport.failure(request).after(TransportFailure.malformed("no image ID in the progress"))
        }
        return id
    }

    /// Builds an image with the engine's classic builder from a context, a tar: `POST /build`. Gives its ID. Intermediate containers are removed, also after a failure.
    ///
    /// Throws `engine.build-failed` with the builder's message. `silence`: how long a step may say nothing.
    public func buildImage(
        context: EngineUpload, options: BuildOptions, silence: Duration = .seconds(3600),
        onProgress: ImageProgressSink = { _ in }
    ) async throws -> String {
        var request = EngineRequest(
            .post, "/build", to: "build \(options.tags.first.map { "the image `\($0)`" } ?? "an image")"
        )
        .with("dockerfile", options.dockerfile).with("target", options.target)
        .with("platform", options.platform?.description).with("networkmode", options.networkMode)
        .with("shmsize", options.shmSize.map(String.init)).with("nocache", options.cache == .unused ? "1" : nil)
        .with("pull", options.baseImages == .alwaysPulled ? "1" : nil).with("rm", "1").with("forcerm", "1")
        .with(.tar(context))
        for tag in options.tags { request = request.with("t", tag) }
        for host in options.extraHosts { request = request.with("extrahosts", host) }
        if !options.arguments.isEmpty { request = request.with("buildargs", try Self.json(options.arguments)) }
        if !options.labels.isEmpty { request = request.with("labels", try Self.json(options.labels)) }
        var id: String?
        try await follow(request, failing: EngineProblem.buildFailed, silence: silence) { line in
            if let found = line.aux?.id { id = found }
            if line.stream != nil || line.status != nil { onProgress(line.progress) }
        }
        guard let id else {
            throw transport.failure(request).after(TransportFailure.malformed("no image ID in the progress"))
        }
        return id
    }

    /// Reads progress to its end. An error in the stream of an answer with status 200 is an error.
    private func follow(
        _ request: EngineRequest, failing code: ProblemCode, silence: Duration? = nil, _ take: (ProgressLine) -> Void
    ) async throws {
        let stream = try await transport.open(request, silence: silence ?? limits.stall)
        var lines = JSONLines<ProgressLine>(stream, limit: limits.lineBytes)
        while let line = try await lines.next() {
            if let failure = line.failure {
                stream.close()
                throw transport.failure(request).inStream(code, message: failure.trimmedEnd)
            }
            take(line)
        }
    }

    private static func json(_ value: some Encodable) throws -> String {
        String(decoding: try CanonicalJSON.encode(value), as: UTF8.self)
    }

    /// Name and what selects in it, as `docker pull` sends them: the digest before the tag, `latest` where there is neither.
    static func split(_ reference: String) -> (name: String, selector: String) {
        var name = Substring(reference)
        var selector: Substring?
        if let at = name.firstIndex(of: "@") {
            selector = name[name.index(after: at)...]
            name = name[..<at]
        }
        if let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") {
            selector = selector ?? name[name.index(after: colon)...]
            name = name[..<colon]
        }
        return (String(name), selector.map(String.init) ?? "latest")
    }

    static func path(image: String) -> String { "/images/" + EngineRequest.part(image) }
}

extension String {
    var trimmedEnd: String {
        var text = Substring(self)
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
