import EngineClient
import Foundation
import TestKit
import Testing
import Vocabulary

extension ContractCase {
    static let containers = [
        ContractCase(name: "a container is created, started, stopped, removed") { world in
            let client = world.client
            let id = try await world.create("a")
            let created = try #require(try await client.inspectContainer(world.name("a")))
            #expect(created.id == id)
            #expect(created.name == world.name("a"))
            #expect(created.state.status == .created)
            #expect(created.imageID == world.imageID)
            #expect(created.configuration.labels[ContractWorld.label] == world.prefix)
            #expect(created.configuration.image == world.image.familiar)
            #expect(try await client.startContainer(id) == .done)
            #expect(try await client.startContainer(id) == .alreadySo)
            #expect(try await client.inspectContainer(id)?.state.isRunning == true)
            #expect(try await client.stopContainer(id) == .done)
            #expect(try await client.stopContainer(id) == .alreadySo)
            let stopped = try #require(try await client.inspectContainer(id))
            #expect(stopped.state.status == .exited)
            #expect(stopped.state.exitCode == 137)
            try await client.restartContainer(id)
            #expect(try await client.inspectContainer(id)?.state.status == .running)
            try await client.killContainer(id)
            _ = try await client.waitContainer(id, limit: .seconds(30))
            try await client.removeContainer(id)
            #expect(try await client.inspectContainer(id) == nil)
        },
        ContractCase(name: "what is missing is said to be missing") { world in
            let client = world.client
            let name = world.name("missing")
            for call in [
                { try await client.removeContainer(name) }, { try await client.startContainer(name) },
                { try await client.stopContainer(name) }, { try await client.killContainer(name) },
                { _ = try await client.waitContainer(name, limit: .seconds(5)) },
                { _ = try await client.containerLogs(name) },
                { _ = try await client.createExec(name, ExecSpecification(command: ["true"])) },
                { try await client.renameContainer(name, to: world.name("b")) },
            ] as [@Sendable () async throws -> Void] {
                let problem = try await world.problem(call)
                #expect(problem.isEngineNotFound)
                #expect(problem.exit == .step)
                #expect(
                    problem.message.contains(world.words("No such container: \(name)\"", podman: "no such container")))
            }
            #expect(try await client.inspectContainer(name) == nil)
            #expect(try await client.inspectExec(name) == nil)
            var specification = world.specification()
            specification.image = "valise.test/missing:1"
            let problem = try await world.problem { try await world.create("a", specification) }
            #expect(problem.isEngineNotFound)
            #expect(
                problem.message == "cannot create the container `\(world.name("a"))`: the engine answered "
                    + world.words(
                        "\"No such image: valise.test/missing:1\"",
                        podman: "\"no such image: valise.test/missing:1: image not known\""))
        },
        ContractCase(name: "a name is taken once") { world in
            let client = world.client
            let id = try await world.create("a")
            let problem = try await world.problem { try await world.create("a") }
            #expect(problem.isEngineConflict)
            #expect(
                problem.message.contains(
                    world.words("already in use by container \"\(id)\"", podman: "already in use by \(id)")))
            let other = try await world.create("b")
            #expect(
                try await world.problem { try await client.renameContainer(other, to: world.name("a")) }
                    .isEngineConflict)
            try await client.renameContainer(id, to: world.name("c"))
            try await client.renameContainer(other, to: world.name("a"))
            #expect(try await client.inspectContainer(world.name("c"))?.id == id)
        },
        ContractCase(name: "a running container is removed by force only") { world in
            let id = try await world.start("a")
            let problem = try await world.problem { try await world.client.removeContainer(id) }
            #expect(problem.isEngineConflict)
            try await world.client.removeContainer(id, .forced)
            #expect(try await world.client.inspectContainer(id) == nil)
        },
        ContractCase(name: "the end of a container has its exit code") { world in
            let id = try await world.create("a", world.specification(["sh", "-c", "exit 3"]))
            async let end = world.client.waitContainer(id, until: .nextExit, limit: .seconds(30))
            // The wait is registered before the answer's head; starting again and again is not needed, ending twice is harmless.
            try await world.client.startContainer(id)
            let again = try await world.client.waitContainer(id, limit: .seconds(30))
            #expect(again.code == 3)
            #expect(again.error == nil)
            let details = try #require(try await world.client.inspectContainer(id))
            #expect(details.state.status == .exited)
            #expect(details.state.exitCode == 3)
            try await world.client.startContainer(id)
            #expect(try await end.code == 3)
        },
        ContractCase(name: "waiting has a limit") { world in
            let id = try await world.start("a")
            let problem = try await world.problem {
                _ = try await world.client.waitContainer(id, limit: .milliseconds(50))
            }
            #expect(problem.code == EngineProblem.timedOut)
            #expect(problem.isEngineOutcomeUnknown)
            #expect(
                problem.message == "cannot wait for the end of the container `\(id)`: "
                    + "the engine at \(world.client.address) did not answer")
        },
        ContractCase(name: "cancelling ends a call at once") { world in
            let id = try await world.start("a")
            let task = Task { try await world.client.waitContainer(id, limit: .seconds(60)) }
            let events = Task {
                for try await _ in try await world.client.events(silence: .untilCancelled) {}
            }
            task.cancel()
            events.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            await #expect(throws: CancellationError.self) { try await events.value }
        },
        ContractCase(name: "lists are filtered by label and state") { world in
            let first = try await world.start("a")
            let second = try await world.create("b")
            let all = try await world.client.listContainers(filters: world.filters)
            #expect(Set(all.map(\.id)) == [first, second])
            #expect(Set(all.map(\.name)) == [world.name("a"), world.name("b")])
            let running = try await world.client.listContainers(.running, filters: world.filters)
            #expect(running.map(\.id) == [first])
            #expect(running.first?.state == .running)
            #expect(running.first?.labels[ContractWorld.label] == world.prefix)
            let named = ["name": [world.name("b")], "status": ["created"]]
            #expect(try await world.client.listContainers(filters: named).map(\.id) == [second])
        },
        ContractCase(
            name: "a health check is followed", exceptions: [.podman: "timers of systemd run it"]
        ) { world in
            var specification = world.specification()
            var check = ContainerSpecification.Healthcheck()
            check.test = ["CMD", "true"]
            check.interval = 50_000_000
            check.timeout = 20_000_000_000
            specification.healthcheck = check
            let id = try await world.create("a", specification)
            let events = try await world.client.events(
                filters: ["container": [id], "event": ["health_status"]], silence: .limited(.seconds(30)))
            try await world.client.startContainer(id)
            for try await event in events where event.action == "health_status: healthy" { break }
            #expect(try await world.client.inspectContainer(id)?.state.health?.status == .healthy)
            let plain = try await world.start("b")
            #expect(try await world.client.inspectContainer(plain)?.state.health == nil)
        },
        ContractCase(name: "files go in and out of a container") { world in
            let client = world.client
            let id = try await world.create("a")
            let tar = try PlainImage(files: ["greeting": "good morning\n"]).layers[0]
            try await client.putArchive(id, path: "/etc", .bytes(tar))
            let status = try #require(try await client.statArchive(id, path: "/etc/greeting"))
            #expect(status.name == "greeting")
            #expect(status.size == 13)
            #expect(status.permissions == 0o644)
            #expect(!status.isFolder)
            #expect(try await client.statArchive(id, path: "/etc")?.isFolder == true)
            #expect(try await client.statArchive(id, path: "/nowhere") == nil)
            #expect(try await world.file(id, "/etc/greeting") == "good morning\n")
            #expect(try await world.file(id, "/etc/passwd")?.hasPrefix("root:x:0:0") == true)
            let absent = try await world.problem { _ = try await client.getArchive(id, path: "/nowhere") }
            #expect(absent.isEngineNotFound)
            // Podman makes the folder.
            guard world.kind != .podman else { return }
            let nowhere = try await world.problem { try await client.putArchive(id, path: "/nowhere", .bytes(tar)) }
            #expect(nowhere.isEngineNotFound)
        },
        ContractCase(name: "a folder of the host is seen through a container") { world in
            // In the engine's own folder of temporary files, which both sides see where they share a host.
            let folder = try TemporaryFolder()
            try folder.write("seen", at: "marker")
            var specification = world.specification()
            specification.host.binds = ["\(folder.path):/looked/at:ro"]
            let id = try await world.create("a", specification)
            #expect(try await world.file(id, "/looked/at/marker") == "seen")
        },
        ContractCase(name: "a port is published once") { world in
            var specification = world.specification()
            specification.host.networkMode = "default"
            specification.exposedPorts = ["80/tcp": .init()]
            specification.host.portBindings = ["80/tcp": [.init(hostAddress: "127.0.0.1", hostPort: "")]]
            let id = try await world.start("a", specification)
            let details = try #require(try await world.client.inspectContainer(id))
            let published = try #require(details.ports["80/tcp"]?.first)
            #expect(published.address == "127.0.0.1")
            #expect(try #require(Int(published.port)) > 0)
            let listed = try await world.client.listContainers(filters: ["name": [world.name("a")]])
            #expect(listed.first?.ports.first?.hostPort == Int(published.port))
            #expect(listed.first?.ports.first?.containerPort == 80)
            specification.host.portBindings = ["80/tcp": [.init(hostAddress: "127.0.0.1", hostPort: published.port)]]
            let other = try await world.create("b", specification)
            let problem = try await world.problem { try await world.client.startContainer(other) }
            #expect(problem.code == EngineProblem.failed)
            #expect(
                problem.message.contains(world.words("port is already allocated", podman: "address already in use")))
            #expect(try await world.client.inspectContainer(other)?.state.status == .created)
        },
    ]
}

extension ContractWorld {
    /// A file of a container, as text; `nil` where the archive holds none.
    func file(_ container: String, _ path: String) async throws -> String? {
        let stream = try await client.getArchive(container, path: path)
        var bytes: [UInt8] = []
        for try await chunk in stream { bytes += chunk }
        return try TestArchive.files(in: bytes).values.first.map { String(decoding: $0, as: UTF8.self) }
    }
}
