import Foundation
import Vocabulary

extension StubState {
    /// `false` where it ran already.
    func startContainer(_ name: String) throws -> Bool {
        let container = try self.container(name)
        if container.isRunning { return false }
        do {
            try start(container.id)
        } catch let error as StubError {
            containers[container.id]?.error = error.message
            for network in container.endpoints.keys { containers[container.id]?.endpoints[network]?.address = "" }
            containers[container.id]?.published = [:]
            throw error
        }
        return true
    }

    private func start(_ id: String) throws {
        guard var container = containers[id] else { return }
        let script = script(for: container)
        if let failure = script?.startFailure { throw StubError(status: 500, message: failure) }
        let mode = container.specification["HostConfig"]["NetworkMode"].text ?? ""
        if mode.hasPrefix("container:") {
            let other = try self.container(String(mode.dropFirst("container:".count)))
            guard other.isRunning else {
                throw StubError(status: 409, message: "cannot join network of a non running container: \(other.id)")
            }
        }
        for (name, endpoint) in container.endpoints {
            let network = try self.network(name)
            let isTask = container.labels[Self.taskLabel] != nil
            if network.scope == "swarm", !isTask, !network.specification["Attachable"].flag {
                throw StubError(
                    status: 403,
                    message: "Could not attach to network \(name): rpc error: code = PermissionDenied desc = network "
                        + "\(name) not manually attachable")
            }
            container.endpoints[name]?.networkID = network.id
            if !network.subnet.isEmpty {
                let wanted = endpoint.settings["IPAMConfig"]["IPv4Address"].text
                container.endpoints[name]?.address = try freeAddress(in: network, wanted: wanted)
            }
        }
        container.published = try publish(container)
        makeBindSources(container)
        container.state = "running"
        container.error = ""
        container.exitCode = 0
        container.startedAt = now()
        container.wasStopped = false
        let check = container.configuration["Healthcheck"]["Test"].texts
        container.health = check.isEmpty || check == ["NONE"] ? nil : "starting"
        containers[id] = container
        emit("container", "start", id: id, attributes(container))
        run(id, script)
    }

    /// What happens after the start, at once.
    private func run(_ id: String, _ script: StubScript?) {
        guard let container = containers[id] else { return }
        var end: Int?
        if let script {
            for line in script.output { log(id, 1, line) }
            end = script.exitCode
        } else {
            let command = container.configuration["Entrypoint"].texts + container.configuration["Cmd"].texts
            var program = StubProgram()
            program.run(command) { self.text(of: id, $0) }
            for line in program.output { log(id, line.source, line.text) }
            for (path, text) in program.written {
                write(id, path, StubFile(kind: .file(Array(text.utf8)), mode: 0o644))
            }
            end = program.exitCode
        }
        if container.health != nil {
            switch script?.health ?? .healthy {
            case .healthy: setHealth(of: id, "healthy")
            case .healthyAfter(let count): containers[id]?.inspectionsUntilHealthy = max(1, count)
            case .unhealthy: setHealth(of: id, "unhealthy")
            case .starting: break
            }
        }
        if let end { finish(id, exitCode: end) }
    }

    func text(of container: String, _ path: String) -> String? {
        guard let found = containers[container], case .file(let bytes)? = file(found, path)?.kind else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// It ended by itself; a restart policy would begin it again, for ever, and a stub says so at once.
    private func finish(_ id: String, exitCode: Int) {
        stop(id, exitCode: exitCode, byPerson: false)
        guard let policy = containers[id]?.restartPolicy else { return }
        if policy == "always" || policy == "unless-stopped" || (policy == "on-failure" && exitCode != 0) {
            containers[id]?.state = "restarting"
            containers[id]?.restartCount += 1
            changed()
        }
    }

    func stop(_ id: String, exitCode: Int, byPerson: Bool) {
        guard var container = containers[id] else { return }
        container.state = "exited"
        container.exitCode = exitCode
        container.finishedAt = now()
        container.ends += 1
        container.published = [:]
        container.inspectionsUntilHealthy = nil
        if container.health != nil { container.health = "unhealthy" }
        container.wasStopped = byPerson
        for name in container.endpoints.keys { container.endpoints[name]?.address = "" }
        containers[id] = container
        var attributes = self.attributes(container)
        attributes["exitCode"] = String(exitCode)
        emit("container", "die", id: id, attributes)
        tell(of: container)
    }

    /// `false` where it did not run.
    func stopContainer(_ name: String) throws -> Bool {
        let container = try self.container(name)
        guard container.isRunning || container.state == "restarting" else { return false }
        // Nothing here takes notice of a signal: it ends as after SIGKILL.
        stop(container.id, exitCode: 137, byPerson: true)
        emit("container", "stop", id: container.id, attributes(container))
        return true
    }

    func restartContainer(_ name: String) throws {
        let container = try self.container(name)
        if container.isRunning { stop(container.id, exitCode: 137, byPerson: false) }
        _ = try startContainer(container.id)
    }

    func killContainer(_ name: String) throws {
        let container: StubContainer
        do {
            container = try self.container(name)
        } catch let error as StubError {
            throw StubError(status: error.status, message: "Cannot kill container: \(name): \(error.message)")
        }
        guard container.isRunning else {
            throw StubError(
                status: 409,
                message: "Cannot kill container: \(name): Container \(container.id) is not running")
        }
        emit("container", "kill", id: container.id, attributes(container))
        stop(container.id, exitCode: 137, byPerson: true)
    }

    func end(_ name: String, exitCode: Int) throws {
        let container = try self.container(name)
        if container.isRunning { finish(container.id, exitCode: exitCode) }
    }

    func setHealth(_ name: String, _ status: String) throws { setHealth(of: try container(name).id, status) }

    func setHealth(of id: String, _ status: String) {
        guard let container = containers[id], container.health != status else { return }
        containers[id]?.health = status
        emit("container", "health_status: \(status)", id: id, attributes(container))
        tell(of: container)
    }

    private func log(_ id: String, _ source: UInt8, _ text: String) {
        containers[id]?.log.append(.init(source: source, text: text, time: now()))
        changed()
    }

    /// All stops without a sign, and what has a restart policy comes back.
    func powerCycle() {
        let running = containers.values.filter { $0.isRunning || $0.state == "restarting" }
        for container in running { stop(container.id, exitCode: 255, byPerson: false) }
        for container in containers.values.sorted(by: { $0.created < $1.created }) {
            let ran = running.contains { $0.id == container.id }
            let comesBack =
                container.restartPolicy == "always"
                || (container.restartPolicy == "unless-stopped" && !container.wasStopped)
                || (container.restartPolicy == "on-failure" && ran)
            // What cannot start keeps the reason in its state.
            if comesBack, ran || !container.wasStopped, container.startedAt != nil {
                _ = try? startContainer(container.id)
            }
        }
    }

    // What the host lends.

    private func makeBindSources(_ container: StubContainer) {
        guard configuration.files == .seen else { return }
        for mount in container.mounts where mount.type == "bind" {
            // The engine makes a folder of a source that is missing.
            let source = onMachine(mount.source)
            if !FileManager.default.fileExists(atPath: source) {
                try? FileManager.default.createDirectory(atPath: source, withIntermediateDirectories: true)
            }
        }
    }

    private func publish(_ container: StubContainer) throws -> [String: [StubContainer.Port]] {
        var result: [String: [StubContainer.Port]] = [:]
        let taken = containers.values.filter { $0.id != container.id }.flatMap { other in
            other.published.flatMap { key, ports in ports.map { (Self.transport(key), $0) } }
        }
        for (key, bindings) in container.specification["HostConfig"]["PortBindings"].members.sorted(by: {
            $0.key < $1.key
        }) {
            for binding in bindings.list {
                let given = binding["HostIp"].text ?? ""
                let address = given.isEmpty ? "0.0.0.0" : given
                var port = Int(binding["HostPort"].text ?? "") ?? 0
                let isTaken = { (port: Int) in
                    taken.contains { transport, other in
                        transport == Self.transport(key) && other.port == port
                            && (other.address == address || other.address == "0.0.0.0" || address == "0.0.0.0")
                    }
                }
                if port == 0 { port = (49153...65535).first { !isTaken($0) } ?? 0 }
                if isTaken(port) {
                    throw StubError(
                        status: 500,
                        message: "driver failed programming external connectivity on endpoint \(container.name) "
                            + "(\(container.id)): Bind for \(address):\(port) failed: port is already allocated")
                }
                result[key, default: []].append(.init(address: address, port: port))
            }
        }
        return result
    }

    private static func transport(_ key: String) -> String { key.split(separator: "/").last.map(String.init) ?? "tcp" }
}
