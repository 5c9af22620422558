import EngineClient
import Foundation
import TestKit
import Testing
import Vocabulary

/// What a text of the contract works with: a client, an image with busybox, names of its own.
struct ContractWorld: Sendable {
    let client: EngineClient
    let kind: EngineKind
    /// In front of every name, and a label of every object.
    let prefix: String
    let image: ImageReference
    let imageID: String

    static let label = "io.valise.test"

    init(client: EngineClient, kind: EngineKind) async throws {
        self.client = client
        self.kind = kind
        prefix = "t" + String(UInt64.random(in: 0 ... .max), radix: 36)
        image = try #require(ImageReference("valise.test/\(prefix)/busybox:1"))
        let busybox = try #require(try PlainImage.busybox(), "busybox-static is missing: run Tests/setup test")
        imageID = try await client.importImage(
            .bytes(busybox.layers[0]), as: image, changes: ["ENV PATH=/bin", "CMD [\"/bin/sh\"]"])
    }

    var labels: [String: String] { [Self.label: prefix] }
    var filters: [String: [String]] { ["label": ["\(Self.label)=\(prefix)"]] }
    func name(_ text: String) -> String { "\(prefix)-\(text)" }

    /// A container of the image that runs `command`; `nil` of it: until it is stopped.
    func specification(_ command: [String]? = nil) -> ContainerSpecification {
        var specification = ContainerSpecification(image: image.familiar, labels: labels)
        specification.command = command ?? ["sleep", "1000"]
        // A stop must not take ten seconds for a process that ignores SIGTERM.
        specification.stopSignal = "SIGKILL"
        specification.host.networkMode = "none"
        return specification
    }

    @discardableResult
    func create(_ text: String, _ specification: ContainerSpecification? = nil) async throws -> String {
        try await client.createContainer(name: name(text), specification: specification ?? self.specification()).id
    }

    @discardableResult
    func start(_ text: String, _ specification: ContainerSpecification? = nil) async throws -> String {
        let id = try await create(text, specification)
        try await client.startContainer(id)
        return id
    }

    /// What a container wrote, as text.
    func output(_ container: String, _ options: LogOptions = LogOptions()) async throws -> (out: String, error: String)
    {
        var bytes: [OutputChunk.Source: [UInt8]] = [:]
        for try await chunk in try await client.containerLogs(container, options: options) {
            bytes[chunk.source, default: []] += chunk.bytes
        }
        let text = { (source: OutputChunk.Source) in String(decoding: bytes[source] ?? [], as: UTF8.self) }
        return (text(.standardOutput), text(.standardError))
    }

    /// An engine's words for something.
    func words(_ docker: String, podman: String) -> String { kind == .podman ? podman : docker }

    /// The problem that a call throws.
    func problem(_ call: () async throws -> Void) async throws -> Problem {
        try await #require(throws: Problem.self) { try await call() }
    }

    /// Removes all that carries the prefix. What fails is told as an issue of the test: nothing may be left behind.
    func cleanUp() async {
        let client = self.client
        do {
            for container in try await client.listContainers(filters: filters) {
                try await client.removeContainer(container.id, .forced)
            }
            for network in try await client.listNetworks(filters: filters) {
                try await client.removeNetwork(network.id)
            }
            for volume in try await client.listVolumes(filters: filters) { try await client.removeVolume(volume.name) }
            for image in try await client.listImages() {
                for reference in image.tags + image.digests where reference.contains(prefix) {
                    do {
                        try await client.removeImage(reference, .forced)
                    } catch let problem as Problem where problem.isEngineNotFound {
                        // It went with another of its names.
                    }
                }
            }
        } catch {
            Issue.record(error, "the test's objects could not be removed")
        }
    }
}
