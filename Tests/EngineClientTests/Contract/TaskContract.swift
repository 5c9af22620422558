import EngineClient
import TestKit
import Testing
import Vocabulary

extension ContractCase {
    static let tasks =
        [
            .inSwarm("a job ends, and runs again when it is told to") { world in
                let client = world.client
                var service = world.service(
                    "migrate", ["sh", "-c", "echo done"], mode: .replicatedJob(completions: 2, maxConcurrent: 1))
                service.endpointSpec = nil
                let id = try await world.create(service)
                let tasks = try await world.tasks(of: id) { $0.count { $0.status.state == .complete } == 2 }
                #expect(Set(tasks.map(\.slot)) == [0, 1])
                #expect(tasks.allSatisfy { $0.status.container?.exitCode == 0 && $0.desiredState == .complete })
                #expect(tasks.allSatisfy { $0.status.message == "finished" && $0.status.error.isEmpty })
                let found = try #require(try await client.listServices(counts: .included).first)
                #expect(found.counts?.completed == 2 && found.counts?.running == 0)
                let first = try #require(found.job?.iteration)
                #expect(tasks.allSatisfy { $0.jobIteration == first })
                #expect(found.specification.mode == service.mode && found.specification.mode.isJob)
                try await world.change(id) { $0.taskTemplate.forceUpdate = 1 }
                let second = try #require(try await client.inspectService(id)?.job?.iteration)
                #expect(second > first)
                try await world.tasks(of: id) { tasks in
                    tasks.count { $0.jobIteration == second && $0.status.state == .complete } == 2
                }
                let refused = try await world.problem {
                    var other = service
                    other.name = world.name("other")
                    other.updateConfig = UpdateConfiguration()
                    _ = try await client.createService(other)
                }
                #expect(refused.message.contains("Jobs may not have an update config"))
            },
            .inSwarm("a global job that fails says how") { world in
                let service = world.service("check", ["sh", "-c", "echo bad >&2; exit 3"], mode: .globalJob)
                let id = try await world.create(service)
                let task = try await world.task(of: id) { $0.status.state == .failed }
                #expect(task.status.error == "task: non-zero exit (3)" && task.status.message == "started")
                #expect(task.status.container?.exitCode == 3 && task.status.state.isOver)
                let logs = try await world.output(of: try await world.client.taskLogs(task.id))
                #expect(logs.out.isEmpty && logs.error == "bad\n")
            },
            .inSwarm("a task that ends is followed by another, as often as it may") { world in
                var service = world.service("web", ["sh", "-c", "exit 5"])
                var policy = TaskRestartPolicy(condition: .onFailure)
                policy.delay = 100_000_000
                policy.maxAttempts = 2
                service.taskTemplate.restartPolicy = policy
                let id = try await world.create(service)
                let tasks = try await world.tasks(of: id) { tasks in
                    tasks.count == 3 && tasks.allSatisfy { $0.status.state == .failed }
                }
                #expect(tasks.allSatisfy { $0.slot == 1 && $0.status.container?.exitCode == 5 })
                #expect(Set(tasks.compactMap(\.status.container?.id)).count == 3)
            },
            .inSwarm("a task whose image is missing is rejected") { world in
                var service = world.service("web")
                let digest = Digest.of(Array(world.prefix.utf8))
                // Nobody listens there.
                let image = "127.0.0.1:9/x/hello:1@\(digest)"
                service.taskTemplate.container.image = image
                let id = try await world.create(service)
                let task = try await world.task(of: id) { $0.status.state == .rejected }
                #expect(task.status.error == "No such image: \(image)")
                #expect(task.status.message == "preparing" && task.status.container == nil)
            },
            .inSwarm("a task whose bind source is missing is rejected") { world in
                var service = world.service("web")
                service.taskTemplate.container.mounts = [
                    .init(type: "bind", source: "/no/such/folder", target: "/data")
                ]
                let id = try await world.create(service)
                let task = try await world.task(of: id) { $0.status.state == .rejected }
                #expect(
                    task.status.error
                        == "invalid mount config for type \"bind\": bind source path does not exist: /no/such/folder")
            },
            .inSwarm("a task with a health check runs once it is healthy") { world in
                var service = world.service("web")
                var check = ContainerSpecification.Healthcheck()
                check.test = ["CMD", "true"]
                check.interval = 100_000_000
                check.timeout = 20_000_000_000
                service.taskTemplate.container.healthcheck = check
                var volume = HostConfiguration.Mount(type: "volume", source: world.name("data"), target: "/data")
                volume.volume = .init()
                volume.volume?.labels = world.labels
                service.taskTemplate.container.mounts = [volume]
                let id = try await world.create(service)
                let task = try await world.task(of: id) { $0.status.state == .running }
                let container = try #require(task.status.container)
                let details = try #require(try await world.client.inspectContainer(container.id))
                #expect(details.state.health?.status == .healthy)
                #expect(details.mounts.map(\.name) == [world.name("data")])
                #expect(try await world.client.inspectVolume(world.name("data"))?.labels == world.labels)
            },
            .inSwarm("what services and tasks write is read, and followed") { world in
                let client = world.client
                let service = world.service("web", ["sh", "-c", "echo one; echo bad >&2; sleep 1000"])
                let id = try await world.create(service)
                let task = try await world.task(of: id) { $0.status.state == .running }
                let all = try await world.wait(for: "the log") {
                    let logs = try await world.output(of: try await client.serviceLogs(service.name))
                    return logs.out.isEmpty || logs.error.isEmpty ? nil : logs
                } otherwise: {
                    "nothing"
                }
                #expect(all.out == "one\n" && all.error == "bad\n")
                var options = LogOptions()
                options.timestamps = .included
                #expect(
                    try await world.output(of: try await client.taskLogs(task.id, options: options)).out.hasSuffix(
                        "Z one\n"))
                options = LogOptions()
                options.end = .followed(silence: .limited(.seconds(30)))
                for try await chunk in try await client.serviceLogs(id, options: options)
                where chunk.source == .standardOutput {
                    #expect(String(decoding: chunk.bytes, as: UTF8.self) == "one\n")
                    break
                }
                #expect(try await world.problem { _ = try await client.serviceLogs(world.prefix) }.isEngineNotFound)
                #expect(try await world.problem { _ = try await client.taskLogs(world.prefix) }.isEngineNotFound)
                #expect(try await client.inspectTask(world.prefix) == nil)
            },
            .inSwarm("an image that was pulled by its index's digest runs without its registry") { world in
                let client = world.client
                let busybox = try #require(try PlainImage.busybox(), "busybox-static is missing: run Tests/setup test")
                let reference = try await StubRegistry.run { registry in
                    let index = try registry.add(busybox, repository: "docker.io/\(world.prefix)/app", tag: "1")
                    let reference = "\(registry.host)/docker.io/\(world.prefix)/app:1@\(index)"
                    try await client.pullImage(reference)
                    return reference
                }
                var service = world.service("web", ["/bin/busybox", "sleep", "1000"])
                service.taskTemplate.container.image = reference
                let id = try await world.create(service)
                let task = try await world.task(of: id) { $0.status.state == .running }
                let container = try #require(task.status.container)
                #expect(try await client.inspectContainer(container.id)?.configuration.image == reference)
            },
        ] as [ContractCase]
}
