import EngineClient
import Planning
import RegistryServer
import Vocabulary

/// The registry of one install: started when the first image is missing, served from the bundle on the loopback address, stopped when all images are in. For an engine that
/// does not come there, the same images as streams.
actor ImageSupply {
    let form: ServedForm
    let meter: TransferMeter
    let damage = DamageSignal()
    private var running: RegistryServer?
    private var witness: LoopbackWitness?
    /// The engine runs in another network: in a virtual machine, on another host, without root.
    private var isOutOfReach = false

    init(form: ServedForm, meter: TransferMeter) {
        self.form = form
        self.meter = meter
    }

    /// Plain, unless the engine was seen to pull zstd: containerd's store, Docker 26's own, Podman 4.3.
    static func form(for engine: EngineFacts) -> ServedForm {
        let major = engine.version.split(separator: ".").first.flatMap { Int($0) } ?? 0
        switch engine.product {
        case "podman": return major >= 4 ? .packed : .plain
        default: return engine.containerdStore || major >= 26 ? .packed : .plain
        }
    }

    /// How the next image gets there: a pull from our registry, which moves missing layers only, until an engine turned out not to reach it.
    func way(for image: ResolvedImage, source: SourceAccess) async throws -> Way {
        let source = try source.get(for: "load image `\(image.reference.familiar)`")
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
