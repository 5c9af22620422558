import EngineClient
import Testing
import Vocabulary

extension ContractCase {
    static let engine = [
        ContractCase(name: "an engine says what it is") { world in
            #expect(APIVersion.spoken.contains(world.client.apiVersion))
            #expect(!world.client.engineVersion.version.isEmpty)
            #expect(world.client.engineVersion.product == (world.kind == .podman ? "podman" : "docker"))
            let info = try await world.client.info()
            #expect(info.platform.os == "linux")
            #expect(info.rootDirectory.hasPrefix("/"))
            #expect(info.memory > 0 && info.cpus > 0)
            #expect(info.swarm.state == "inactive")
            #expect(info.containerdStore == (world.kind == .dockerContainerd))
            #expect(!info.id.isEmpty)
            #expect(try await world.client.version() == world.client.engineVersion)
        },
        ContractCase(name: "events tell what happens to a container") { world in
            let id = try await world.create("a")
            let events = try await world.client.events(
                filters: ["type": ["container"], "container": [id]], silence: .limited(.seconds(30)))
            try await world.client.startContainer(id)
            try await world.client.killContainer(id)
            var seen: [String] = []
            for try await event in events {
                #expect(event.id == id)
                #expect(event.attributes["name"] == world.name("a"))
                #expect(event.attributes[ContractWorld.label] == world.prefix)
                seen.append(event.action)
                if event.action == "die" { break }
            }
            // Podman tells of `init` first.
            #expect(seen.contains("start"))
            #expect(seen.last == "die")
        },
        ContractCase(name: "names that are no names reach nothing") { world in
            for name in ["", "..", "../images/json", "a/b", "a b", "%2e%2e"] {
                let problem = try await world.problem { try await world.client.startContainer(name) }
                #expect(["engine.refused", "engine.not-found"].contains(problem.code.rawValue), "\(name)")
            }
        },
    ]
}
