import EngineClient
import HostAccess
import Planning
import RegistryServer
import Vocabulary

/// The registry of one install: started when the first image is missing, served from the bundle on the loopback address, stopped when all images are in. For an engine that
/// does not come there, the same images as streams.
actor ImageSupply {
    let form: ServedForm
    let meter: TransferMeter
    let damage = DamageSignal()
    private let outlet: Outlet
    private var running: RegistryServer?
    private var witness: LoopbackWitness?
    /// On the host of a cluster.
    private var onHost: (any LoopbackService)?
    private var starting: Task<Void, any Error>?
    private var collected: CollectedFile?
    /// The engine runs in another network: in a virtual machine, on another host, without root.
    private var isOutOfReach = false

    /// Where the registry is.
    enum Outlet: Sendable {
        /// In this process, on any port.
        case here
        /// On a host's own loopback address, on the port that the images' names have.
        case host(any HostAccess, port: Int)
    }

    init(form: ServedForm, meter: TransferMeter, outlet: Outlet = .here) {
        self.form = form
        self.meter = meter
        self.outlet = outlet
    }

    /// Plain, unless the engine was seen to pull zstd.
    static func form(for engine: EngineFacts) -> ServedForm { engine.readsZstd ? .packed : .plain }

    /// On a host of a cluster: what comes over the wire is kept for this file, from the next start of its registry on.
    func collect(_ file: CollectedFile) { collected = file }

    /// How the next image gets there: a pull from our registry, which moves missing layers only, until an engine turned out not to reach it.
    func way(for image: ResolvedImage, source: SourceAccess) async throws -> Way {
        let source = try source.get(for: "load image `\(image.reference.familiar)`")
        if case .host(let host, let port) = outlet {
            try await serve(source, on: host, port)
            return .pull(LoopbackRegistry(port: port, form: form))
        }
        if isOutOfReach { return .stream(stream(of: image, try source.registry(form))) }
        if let running { return .pull(LoopbackRegistry(port: running.port, form: form)) }
        let content = LoopbackWitness(try source.registry(form))
        let (meter, damage) = (meter, damage)
        let started = try await RegistryServer.start(
            content: content, listening: "127.0.0.1", port: 0,
            onEvent: { event in
                switch event {
                case .sent(_, let digest, let position, _): meter.served(digest, position)
                case .failed(_, _, let problem): damage.raise(problem)
                }
            })
        if let running {
            // Another image came first while this one waited.
            await started.stop()
            return .pull(LoopbackRegistry(port: running.port, form: form))
        }
        running = started
        witness = content
        return .pull(LoopbackRegistry(port: started.port, form: form))
    }

    /// After a pull that failed: the same image as a stream where the engine never came to our registry; `nil` where it did, so that the pull's own failure counts.
    func otherWay(for image: ResolvedImage, source: SourceAccess) throws -> ImageStream? {
        guard let witness, !witness.wasAsked else { return nil }
        isOutOfReach = true
        return stream(of: image, try source.get(for: "load image `\(image.reference.familiar)`").registry(form))
    }

    private func stream(of image: ResolvedImage, _ content: any RegistryContent) -> ImageStream {
        ImageStream(
            image: image, form: form, content: content, name: ImageStream.loadingName(of: image), meter: meter)
    }

    /// All images of the bundle, once; who comes while it starts waits for it.
    private func serve(_ source: InstallationSource, on host: any HostAccess, _ port: Int) async throws {
        guard onHost == nil else { return }
        if let starting { return try await starting.value }
        let task = Task { try await begin(source, on: host, port) }
        starting = task
        defer { starting = nil }
        try await task.value
    }

    private func begin(_ source: InstallationSource, on host: any HostAccess, _ port: Int) async throws {
        let (meter, damage) = (meter, damage)
        let service = try await host.serveImages(
            source.listing(form), port: port, collecting: collected, blob: source.blob,
            onEvent: { event in
                switch event {
                case .sent(let digest, let position): meter.served(digest, position)
                case .failed(let problem): damage.raise(problem)
                }
            })
        meter.count(service.counting == .asStored ? .packed : form)
        onHost = service
    }

    /// How an image gets into the engine's store.
    enum Way: Sendable {
        case pull(LoopbackRegistry)
        case stream(ImageStream)
    }

    /// Nothing listens afterwards.
    func close() async {
        let last = running
        running = nil
        await last?.stop()
        let served = onHost
        onHost = nil
        await served?.stop()
    }
}

/// Names in the registry of an install.
struct LoopbackRegistry: Hashable, Sendable {
    let port: Int
    let form: ServedForm

    /// What to pull, and under which name the engine then has it.
    func reference(of image: ResolvedImage) -> (pulled: String, stored: String) {
        let name = "127.0.0.1:\(port)/\(image.repository)"
        let index = image.index(form)
        return ("\(name):\(image.name.tag ?? "latest")@\(index)", "\(name)@\(index)")
    }
}
