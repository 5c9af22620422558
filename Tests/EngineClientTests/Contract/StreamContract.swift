import EngineClient
import Testing
import Vocabulary

extension ContractCase {
    static let streams = [
        ContractCase(name: "output and errors of a container are told apart") { world in
            let command = ["sh", "-c", "echo one; echo two; echo bad >&2"]
            let id = try await world.start("a", world.specification(command))
            _ = try await world.client.waitContainer(id, limit: .seconds(30))
            let all = try await world.output(id)
            #expect(all.out == "one\ntwo\n")
            #expect(all.error == "bad\n")
            var options = LogOptions()
            options.tail = 0
            #expect(try await world.output(id, options).out.isEmpty)
            options.tail = nil
            options.timestamps = .included
            let stamped = try await world.output(id, options)
            #expect(stamped.error.hasSuffix("Z bad\n"))
        },
        ContractCase(name: "a log is followed to the container's end") { world in
            let id = try await world.create("a", world.specification(["sh", "-c", "echo one; echo two"]))
            var options = LogOptions()
            options.end = .followed(silence: .limited(.seconds(30)))
            try await world.client.startContainer(id)
            #expect(try await world.output(id, options).out == "one\ntwo\n")
        },
        ContractCase(name: "a terminal has one output, unframed") { world in
            var specification = world.specification(["echo", "hello"])
            specification.tty = true
            let id = try await world.start("a", specification)
            _ = try await world.client.waitContainer(id, limit: .seconds(30))
            #expect(try await world.output(id).out == "hello\r\n")
        },
        ContractCase(name: "a command runs in a container") { world in
            let id = try await world.start("a")
            let result = try await world.client.runExec(
                id, ExecSpecification(command: ["sh", "-c", "echo good; echo bad >&2; exit 7"]), silence: .seconds(30))
            #expect(result.exitCode == 7)
            #expect(String(decoding: result.standardOutput, as: UTF8.self) == "good\n")
            #expect(String(decoding: result.standardError, as: UTF8.self) == "bad\n")
        },
        ContractCase(name: "a command takes input") { world in
            let id = try await world.start("a")
            var specification = ExecSpecification(command: ["cat"])
            specification.attachInput = true
            let exec = try await world.client.createExec(id, specification)
            let session = try await world.client.startExec(exec, tty: false, silence: .limited(.seconds(30)))
            let text = Array(String(repeating: "all that is said comes back\n", count: 20_000).utf8)
            async let sent: Void = {
                try await session.write(text)
                try await session.closeInput()
            }()
            var back: [UInt8] = []
            for try await chunk in session { back += chunk.bytes }
            try await sent
            #expect(back == text)
            #expect(try await world.client.exitCode(of: exec, limit: .seconds(30)) == 0)
        },
        ContractCase(name: "a stopped container runs no command") { world in
            let id = try await world.create("a")
            let problem = try await world.problem {
                _ = try await world.client.createExec(id, ExecSpecification(command: ["true"]))
            }
            #expect(problem.isEngineConflict)
        },
        ContractCase(name: "a command that is not there says so") { world in
            let id = try await world.start("a")
            let exec = try await world.client.createExec(id, ExecSpecification(command: ["no-such-command"]))
            // Engines answer with an error or with an exit code of 126 or 127, by release and by luck.
            do {
                let session = try await world.client.startExec(exec, tty: false, silence: .limited(.seconds(30)))
                for try await _ in session {}
                #expect([126, 127].contains(try await world.client.exitCode(of: exec, limit: .seconds(30))))
            } catch let problem as Problem {
                #expect(["engine.refused", "engine.failed"].contains(problem.code.rawValue))
            }
        },
    ]
}
