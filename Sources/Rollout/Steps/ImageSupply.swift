import EngineClient
import Planning
import RegistryServer
import Vocabulary

/// The registry of one install: started when the first image is missing, served from the bundle on the loopback address, stopped when all images are in.
actor ImageSupply {
    let form: ServedForm
    let meter: TransferMeter
    let damage = DamageSignal()
    private var running: RegistryServer?

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

    func registry(for image: ResolvedImage, source: SourceAccess) async throws -> LoopbackRegistry {
        if let running { return LoopbackRegistry(port: running.port, form: form) }
        let content = try source.get(for: "load image `\(image.reference.familiar)`").registry(form)
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
            return LoopbackRegistry(port: running.port, form: form)
        }
        running = started
        return LoopbackRegistry(port: started.port, form: form)
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
