import EngineClient
import Foundation
import TestKit
import Testing
import Vocabulary

/// What the client says when an engine does not do what an engine should.
@Suite(.timeLimit(.minutes(1))) struct EngineFaultTests {
    /// Limits of a few moments.
    static let short: EngineLimits = {
        var limits = EngineLimits()
        limits.connect = .milliseconds(500)
        limits.call = .milliseconds(200)
        limits.change = .milliseconds(200)
        limits.stall = .milliseconds(200)
        limits.answerBytes = 64 * 1024
        limits.lineBytes = 1024
        return limits
    }()

    /// Small caps, under the usual times.
    static let small: EngineLimits = {
        var limits = EngineLimits()
        limits.stall = .seconds(2)
        limits.answerBytes = short.answerBytes
        limits.lineBytes = short.lineBytes
        return limits
    }()

    private func problem(_ call: () async throws -> Void) async throws -> Problem {
        try await #require(throws: Problem.self) { try await call() }
    }

    private static func answer(_ body: String, type: String = "application/json") -> [UInt8] {
        Array("HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
    }
    private static func stream(_ body: String) -> [UInt8] {
        Array(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(String(body.utf8.count, radix: 16))\r\n\(body)\r\n"
                .utf8
        )
    }

    // No engine.

    @Test func noSocket() async throws {
        let folder = try TemporaryFolder()
        let address = try EngineAddress(parsing: "\(folder.path)/none.sock")
        let problem = try await problem { _ = try await EngineClient.connect(to: address) }
        #expect(problem.code == EngineProblem.unreachable)
        #expect(problem.exit == .prerequisite)
        #expect(
            problem.message
                == "cannot reach the engine at \(address) to ask for its API version: there is no such socket")
        #expect(problem.hint == "start the engine, or name its address with `--engine` or DOCKER_HOST")
    }

    @Test func nobodyListens() async throws {
        let engine = try await StubEngine.start()
        await engine.die()
        let problem = try await problem { _ = try await EngineClient.connect(to: engine.address) }
        #expect(problem.code == EngineProblem.unreachable)
        #expect(problem.message.contains("to ask for its API version: "))
    }

    @Test func nobodyListensOnTCP() async throws {
        // Port 1 of this machine's own address: refused at once where nobody listens, and nobody does.
        let address = try EngineAddress(parsing: "tcp://127.0.0.1:1")
        let problem = try await problem { _ = try await EngineClient.connect(to: address) }
        #expect(problem.code == EngineProblem.unreachable)
        #expect(problem.message.hasSuffix("nobody listens there"))
    }

    @Test func somethingElseListens() async throws {
        try await StubRegistry.run { registry in
            let address = try EngineAddress(parsing: "tcp://\(registry.host)")
            let problem = try await problem { _ = try await EngineClient.connect(to: address) }
            #expect(problem.code == EngineProblem.notFound || problem.code == EngineProblem.unreachable)
        }
        try await StubEngine.run { engine in
            engine.inject(StubFault(.raw(Self.answer("OK")), path: "/_ping"))
            let problem = try await problem { _ = try await EngineClient.connect(to: engine.address) }
            #expect(problem.code == EngineProblem.unreachable)
            #expect(problem.message == "cannot reach the engine at \(engine.address): what answers there is no engine")
        }
    }

    @Test(arguments: [
        ("1.40", "1.12", "engine.too-old", "cannot use the engine at ADDRESS: release 20.10.24+stub is too old"),
        (
            "1.55", "1.50", "engine.too-new",
            "cannot use the engine at ADDRESS: release 20.10.24+stub no longer speaks our API versions"
        ),
    ])
    func versionsThatDoNotMeet(newest: String, oldest: String, code: String, message: String) async throws {
        var configuration = StubConfiguration()
        configuration.apiVersion = newest
        configuration.minimumAPIVersion = oldest
        try await StubEngine.run(configuration) { engine in
            let problem = try await problem { _ = try await engine.client() }
            #expect(problem.code.rawValue == code)
            #expect(problem.exit == .prerequisite)
            #expect(problem.message == message.replacing("ADDRESS", with: "\(engine.address)"))
            #expect(problem.found?.contains(code == "engine.too-old" ? newest : oldest) == true)
        }
    }

    @Test(arguments: [
        ("1.41", "1.12", "1.41"), ("1.45", "1.24", "1.45"), ("1.52", "1.44", "1.47"), ("1.47", "1.47", "1.47"),
    ])
    func versionsThatMeet(newest: String, oldest: String, spoken: String) async throws {
        var configuration = StubConfiguration()
        configuration.apiVersion = newest
        configuration.minimumAPIVersion = oldest
        try await StubEngine.run(configuration) { engine in
            let client = try await engine.client()
            #expect(client.apiVersion.description == spoken)
            _ = try await client.listNetworks()
            #expect(engine.requests.last?.path == "/v\(spoken)/networks")
        }
    }

    // Engines that fail.

    /// Whenever a call is cancelled — while it connects, sends, or waits — that is what is thrown, and never that the engine had ended the connection.
    @Test func cancellingIsNeverTheEnginesFault() async throws {
        try await StubEngine.run { engine in
            let client = try await engine.client()
            engine.inject(StubFault(.hang, path: "/networks", times: 400))
            for round in 0..<400 {
                let task = Task { try await client.listNetworks() }
                for _ in 0..<round { await Task.yield() }
                task.cancel()
                await #expect(throws: CancellationError.self, "after \(round) turns") { _ = try await task.value }
            }
        }
    }

    @Test func silenceHasALimit() async throws {
        try await StubEngine.run { engine in
            let client = try await engine.client().limited(by: Self.short)
            engine.inject(StubFault(.hang, times: 100))
            let calls: [@Sendable () async throws -> Void] = [
                { _ = try await client.info() }, { _ = try await client.startContainer("a") },
                { try await client.pullImage("127.0.0.1:1/a:1") }, { _ = try await client.exportImages(["a"]) },
                { _ = try await client.loadImages(.bytes([1, 2, 3])) },
                { _ = try await client.getArchive("a", path: "/") },
                { _ = try await client.startExec("a", tty: false, silence: .limited(.milliseconds(200))) },
                { _ = try await client.events(silence: .limited(.milliseconds(200))) },
                { _ = try await EngineClient.connect(to: engine.address, limits: Self.short) },
            ]
            for call in calls {
                let problem = try await problem(call)
                #expect(problem.code == EngineProblem.timedOut, "\(problem.message)")
                #expect(problem.isEngineOutcomeUnknown)
                #expect(problem.expected == "an answer, or a sign of progress, within 0.2 seconds")
                #expect(problem.consequence == "whether it took effect is unknown")
            }
        }
    }

    @Test func aStreamThatFallsSilentEnds() async throws {
        try await StubEngine.run { engine in
            let client = try await engine.client().limited(by: Self.small)
            engine.inject(
                StubFault(.rawThenHang(Self.stream("{\"status\":\"Downloading\"}\n")), path: "/images/create"))
            let lines = Lines()
            let pull = try await problem { try await client.pullImage("127.0.0.1:1/a:1") { lines.add($0.status) } }
            #expect(pull.code == EngineProblem.timedOut)
            #expect(lines.all == ["Downloading"])
        }
    }

    @Test func anErrorInAStreamIsAnError() async throws {
        try await StubEngine.run { engine in
            let client = try await engine.client()
            let line = #"{"errorDetail":{"message":"no space left on device"},"error":"no space left on device"}"#
            engine.inject(StubFault(.raw(Self.stream("{\"status\":\"x\"}\r\n\(line)\r\n")), times: 3))
            let pull = try await problem { try await client.pullImage("127.0.0.1:1/a:1") }
            #expect(pull.code == EngineProblem.pullFailed)
            #expect(
                pull.message
                    == "cannot pull the image `127.0.0.1:1/a:1`: the engine answered \"no space left on device\"")
            let load = try await problem { _ = try await client.loadImages(.bytes([])) }
            #expect(load.code == EngineProblem.loadFailed)
            let build = try await problem {
                _ = try await client.buildImage(context: .bytes([]), options: BuildOptions())
            }
            #expect(build.code == EngineProblem.buildFailed)
        }
    }

    @Test(arguments: [
        (404, "engine.not-found"), (409, "engine.conflict"), (400, "engine.refused"), (403, "engine.refused"),
        (301, "engine.refused"), (500, "engine.failed"), (503, "engine.failed"),
    ])
    func statusesHaveCodes(status: Int, code: String) async throws {
        try await StubEngine.run { engine in
            let client = try await engine.client()
            engine.inject(StubFault(.answer(status: status, message: "because")))
            let problem = try await problem { try await client.removeVolume("data") }
            #expect(problem.code.rawValue == code)
            #expect(problem.exit == .step)
            #expect(problem.message == "cannot remove the volume `data`: the engine answered \"because\"")
            #expect(problem.found == "HTTP status \(status)")
        }
    }

    @Test(arguments: [
        "plain text\n", "{\"message\":3}", "", "{\"cause\":\"x\"}",
    ])
    func errorsWithoutAMessageAreToldAsTheyAre(body: String) async throws {
        try await StubEngine.run { engine in
            let client = try await engine.client()
            let head = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
            engine.inject(StubFault(.raw(Array((head + body).utf8))))
            let problem = try await problem { _ = try await client.info() }
            let shown = body.isEmpty ? "Internal Server Error" : body.trimmingCharacters(in: .newlines)
            #expect(problem.message == "cannot ask the engine about itself: the engine answered \"\(shown)\"")
        }
    }

    @Test func answersThatAreNoAnswers() async throws {
        try await StubEngine.run { engine in
            let client = try await engine.client().limited(by: Self.small)
            let network = #"[{"Name":"a"}]"#
            for (bytes, found) in [
                (Self.answer("nonsense"), "no JSON"), (Self.answer("{}"), "`` is no Array<Any>"),
                (Self.answer(network), "no `0.Id`"), (Self.answer(#"[{"Id":1}]"#), "`0.Id` is no String"),
            ] {
                engine.inject(StubFault(.raw(bytes)))
                let problem = try await problem { _ = try await client.listNetworks() }
                #expect(problem.code == EngineProblem.answerInvalid)
                #expect(problem.found == found)
                engine.clearFaults()
            }
            engine.inject(StubFault(.raw(Self.stream("{\"status\":\n"))))
            let line = try await problem { try await client.pullImage("127.0.0.1:1/a:1") }
            #expect(line.code == EngineProblem.answerInvalid)
            #expect(line.found == "a line that begins \"{\"status\":\"")
        }
    }

    @Test func answersHaveACap() async throws {
        try await StubEngine.run { engine in
            let client = try await engine.client().limited(by: Self.small)
            let large = String(repeating: " ", count: 70_000)
            engine.inject(StubFault(.raw(Self.answer("[\(large)]"))))
            let answer = try await problem { _ = try await client.listNetworks() }
            #expect(answer.code == EngineProblem.answerTooLarge)
            #expect(
                answer.message == "cannot list networks: the answer of the engine at \(engine.address) is too large")
            #expect(answer.expected == "at most 64.0 KiB")
            engine.inject(StubFault(.raw(Self.stream("{\"status\":\"\(large)"))))
            let line = try await problem { try await client.pullImage("127.0.0.1:1/a:1") }
            #expect(line.code == EngineProblem.answerTooLarge)
        }
    }

    @Test(arguments: [0, 1, 20, 60, 100, 150])
    func anAnswerThatIsCutOffIsNoAnswer(bytes: Int) async throws {
        try await StubEngine.run { engine in
            let client = try await engine.client()
            engine.inject(StubFault(.cut(afterBytes: bytes)))
            let problem = try await problem { _ = try await client.info() }
            #expect(problem.code == EngineProblem.disconnected)
            #expect(problem.consequence == "whether it took effect is unknown")
            engine.inject(StubFault(.cut(afterBytes: bytes)))
            await #expect(throws: Problem.self) {
                for try await _ in try await client.exportImages(["a"]) {}
            }
        }
    }

    @Test func whatTookEffectBeforeTheConnectionBrokeIsThere() async throws {
        try await StubEngine.run { engine in
            let client = try await engine.client()
            engine.inject(StubFault(.dropAfter, method: "POST", path: "/networks/create"))
            engine.inject(StubFault(.dropBefore, method: "POST", path: "/volumes/create"))
            let first = try await problem { _ = try await client.createNetwork(NetworkSpecification(name: "n")) }
            #expect(first.isEngineOutcomeUnknown)
            #expect(try await client.inspectNetwork("n") != nil)
            let second = try await problem { _ = try await client.createVolume(VolumeSpecification(name: "v")) }
            #expect(second.isEngineOutcomeUnknown)
            #expect(try await client.inspectVolume("v") == nil)
        }
    }

    /// As Podman answers where a container ends by itself in that very moment.
    @Test(arguments: [1, 9, 10]) func aContainerThatJustEndsIsRemoved(times: Int) async throws {
        try await StubEngine.run { engine in
            let client = try await engine.client()
            let busy = "cannot remove container c as it could not be stopped: container state improper: stopped"
            engine.inject(StubFault(.answer(status: 500, message: busy), method: "DELETE", times: times))
            let found = try await problem { try await client.removeContainer("nobody", .forced) }
            #expect(found.message.contains("container state improper") == (times == 10))
            #expect(found.isEngineNotFound == (times < 10))
        }
    }

    @Test func anEngineThatDiedComesBackWithWhatItHeld() async throws {
        try await StubEngine.run { engine in
            let client = try await engine.client()
            engine.inject(StubFault(.dieAfter, path: "/volumes/create"))
            await #expect(throws: Problem.self) { _ = try await client.createVolume(VolumeSpecification(name: "v")) }
            await engine.die()
            let gone = try await problem { _ = try await client.info() }
            #expect(gone.code == EngineProblem.unreachable)
            try await engine.revive()
            #expect(try await client.inspectVolume("v") != nil)
        }
    }
}
