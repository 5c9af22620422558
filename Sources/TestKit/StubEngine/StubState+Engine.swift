import Vocabulary

extension StubState {
    nonisolated func version() -> StubJSON {
        [
            "Version": .string(configuration.release), "ApiVersion": .string(configuration.apiVersion),
            "MinAPIVersion": .string(configuration.minimumAPIVersion), "Os": "linux",
            "Arch": .string(configuration.platform.architecture), "KernelVersion": "6.1.0",
            "Components": [["Name": "Engine", "Version": .string(configuration.release)]],
        ]
    }

    func info() async -> StubJSON {
        let swarm = await swarmInformation()
        return [
            "ID": .string(String(Self.identifier("\(rootDirectory)").prefix(24))),
            "Name": .string(configuration.hostName),
            "ServerVersion": .string(configuration.release), "Driver": "overlay2",
            "DriverStatus": [["Backing Filesystem", "extfs"], ["Supports d_type", "true"]],
            "DockerRootDir": .string("\(rootDirectory)"), "OSType": "linux",
            "Architecture": configuration.platform.architecture == "arm64" ? "aarch64" : "x86_64",
            "OperatingSystem": "a stub of a test", "KernelVersion": "6.1.0", "NCPU": .int(Int64(configuration.cpus)),
            "MemTotal": .int(configuration.memory), "MemoryLimit": true, "SwapLimit": true, "CgroupVersion": "2",
            "CgroupDriver": "systemd", "LiveRestoreEnabled": false,
            "Swarm": swarm,
            "SecurityOptions": .array(configuration.securityOptions.map { .string($0) }), "Warnings": nil,
            "DefaultRuntime": "runc",
            "Containers": .int(Int64(containers.count)), "Images": .int(Int64(images.count)),
        ]
    }

    // Commands in containers.

    func createExec(_ name: String, _ body: StubJSON) throws -> StubJSON {
        let container = try self.container(name)
        guard container.isRunning else {
            throw StubError(status: 409, message: "Container \(container.id) is not running")
        }
        let exec = StubExec(
            id: newIdentifier(), container: container.id, command: body["Cmd"].texts, tty: body["Tty"].flag)
        execs[exec.id] = exec
        return ["Id": .string(exec.id)]
    }

    private func exec(_ id: String) throws -> StubExec {
        guard let exec = execs[id] else { throw StubError(status: 404, message: "No such exec instance: \(id)") }
        return exec
    }

    func beginExec(_ id: String) throws -> StubExec {
        let exec = try exec(id)
        guard !exec.isRunning, exec.exitCode == nil else {
            throw StubError(status: 409, message: "Error: Exec command \(id) has already run")
        }
        execs[id]?.isRunning = true
        return exec
    }

    func run(_ exec: StubExec) -> StubProgram {
        var program = StubProgram()
        program.run(exec.command) { self.text(of: exec.container, $0) }
        for (path, text) in program.written {
            write(exec.container, path, StubFile(kind: .file(Array(text.utf8)), mode: 0o644))
        }
        if let unknown = program.unknown { program = .missing(unknown) }
        return program
    }

    func endExec(_ id: String, exitCode: Int) {
        execs[id]?.isRunning = false
        execs[id]?.exitCode = exitCode
        changed()
    }

    func inspectExec(_ id: String) throws -> StubJSON {
        let exec = try exec(id)
        return [
            "ID": .string(exec.id), "Running": .bool(exec.isRunning), "ContainerID": .string(exec.container),
            "ExitCode": exec.exitCode.map { .int(Int64($0)) } ?? nil,
        ]
    }
}

extension StubProgram {
    /// What an engine says of a program that is not there.
    static func missing(_ name: String) -> StubProgram {
        var program = StubProgram()
        program.run([
            "sh", "-c",
            "echo 'OCI runtime exec failed: exec: \(name): executable file not found in $PATH: unknown'; exit 126",
        ])
        return program
    }
}
