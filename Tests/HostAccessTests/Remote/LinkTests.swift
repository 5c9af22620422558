import Foundation
import TestKit
import Testing
import Vocabulary

@testable import HostAccess

/// A near end against a far one that a test plays: what is no greeting, no frame, no answer.
@Suite struct LinkTests {
    /// Greets a scripted end; what it says must be said before.
    private func connect(
        within limit: Duration = .seconds(20), _ script: (ScriptedEnd) throws -> Void
    ) async throws -> (RemoteHost, ScriptedEnd) {
        let pair = try SocketPair()
        let far = ScriptedEnd(pair.second)
        try script(far)
        return (try await RemoteHost.connect(name: "edge", over: ByteStreams(adopting: pair.first), within: limit), far)
    }

    @Test func bannersBeforeTheGreetingAreSkipped() async throws {
        let (host, far) = try await connect { far in
            try far.say("Welcome to edge!\n\0 and \0valise-h no greeting\n")
            try far.greet()
        }
        far.hearGreeting()
        let name = Task { try await host.hostName() }
        let request = try far.hearFrame()
        #expect(request.kind == .request)
        #expect(request.payload == Array(#"{"hostName":{}}"#.utf8))
        try far.say(Frame(kind: .answer, call: request.call, payload: Array(#"{"value":"edge"}"#.utf8)))
        #expect(try await name.value == HostName("edge"))
    }

    @Test func whereNoGreetingComes() async throws {
        let found = try await refusal {
            _ = try await connect { far in
                try far.say("This account is \u{1b}[1mclosed\u{1b}[0m.\r\nBye\n")
                far.close()
            }
        }
        #expect(found.code == "host.no-answer")
        #expect(found.exit == .prerequisite)
        #expect(
            found.message == "host `edge`: no `valise` answers on the host: it ended before a greeting came")
        #expect(found.found == "it printed \"This account is [1mclosed[0m. / Bye\"")
        let silent = try await refusal { _ = try await connect { $0.close() } }
        #expect(silent.found == "nothing was printed")
    }

    @Test func aBannerWithoutEnd() async throws {
        let found = try await refusal {
            _ = try await connect { far in
                Thread.detachNewThread {
                    // Ends where the near end closes.
                    while (try? far.say([UInt8](repeating: 0x79, count: 4096))) != nil {}
                }
            }
        }
        #expect(found.code == "host.no-answer")
        #expect(found.found?.hasSuffix("yyyy\"") == true)
    }

    @Test func silenceHasALimit() async throws {
        let found = try await refusal { _ = try await connect(within: .milliseconds(50)) { _ in } }
        #expect(found.code == "host.no-answer")
        #expect(found.expected == "the greeting of `valise host --stdio` within 0.05 seconds")
    }

    @Test func anotherVersion() async throws {
        let found = try await refusal {
            _ = try await connect { try $0.say(Greeting.line(version: 77)) }
        }
        #expect(found.code == "host.protocol-version")
        #expect(found.exit == .prerequisite)
        #expect(found.expected == "version \(LinkLimits.version) of the protocol")
        #expect(found.found == "version 77")
    }

    @Test(arguments: ["x", "", "123456", "-1"])
    func aGreetingWithoutAVersion(_ version: String) async throws {
        let found = try await refusal {
            _ = try await connect { try $0.say("\0valise-host \(version)\n") }
        }
        #expect(found.code == "host.no-answer")
    }

    /// Bytes in the place of an answer, and what is said of them.
    @Test(arguments: [
        ([99, 0, 0, 0, 1, 0, 0, 0, 0], "a frame of the unknown kind 99"),
        (Array("HTTP/1.1 400 Bad Request\r\n".utf8), "a frame of the unknown kind 72"),
        ([2, 0, 0, 0, 1, 1, 0, 0, 1], "a frame `answer` of 16777217 bytes, where 16777216 are the limit"),
        ([5, 0, 0, 0, 1, 0, 1, 0, 1], "a frame `data` of 65537 bytes, where 65536 are the limit"),
        ([5, 0, 0, 0, 1, 0, 0, 0, 0], "a frame `data` of 0 bytes, where 65536 are the limit"),
        ([7, 0, 0, 0, 1, 0, 0, 0, 3], "a frame `credit` of 3 bytes, where 4 are the limit"),
        ([6, 0, 0, 0, 1, 0, 0, 0, 1], "a frame `end` of 1 bytes, where 0 are the limit"),
        ([5, 0, 0, 0, 1, 0, 0, 0, 1, 65], "data without credit"),
        ([1, 0, 0, 0, 1, 0, 0, 0, 0], "a frame `request` from the far end"),
        ([3, 0, 0, 0, 1, 0, 0, 0, 1, 65], "problems that cannot be decoded"),
        ([2, 0, 0, 0, 1, 0, 0, 0, 1, 65], "an answer that cannot be decoded"),
    ])
    func whatIsNotTheProtocol(_ bytes: [UInt8], _ expected: String) async throws {
        let (host, far) = try await connect { try $0.greet() }
        far.hearGreeting()
        let name = Task { try await host.hostName() }
        _ = try far.hearFrame()
        try far.say(bytes)
        let found = try await refusal { _ = try await name.value }
        #expect(found.code == "host.protocol-broken")
        #expect(found.found == expected)
    }

    @Test func theOtherEndIsToldWhy() async throws {
        let (host, far) = try await connect { try $0.greet() }
        far.hearGreeting()
        try far.say([99, 0, 0, 0, 1, 0, 0, 0, 0])
        let farewell = try far.hearFrame()
        #expect(farewell.kind == .farewell)
        #expect(try ProblemMessage.decode(farewell.payload).first?.found == "a frame of the unknown kind 99")
        #expect(try await refusal { _ = try await host.bootID() }.code == "host.protocol-broken")
    }

    @Test func aFarewellSaysWhyTheConnectionEnds() async throws {
        let (host, far) = try await connect { try $0.greet() }
        far.hearGreeting()
        let name = Task { try await host.hostName() }
        _ = try far.hearFrame()
        let reason = Problem("host.disk-full", .step, "the disk is full", hint: "run `df`")
        try far.say(Frame(kind: .farewell, call: 0, payload: ProblemMessage.encode([reason])))
        let found = try await refusal { _ = try await name.value }
        #expect(found.code == reason.code)
        #expect(found.message == "host `edge`: the disk is full")
        #expect(found.hint == reason.hint)
    }

    @Test func severalProblemsArriveAsSeveral() async throws {
        let (host, far) = try await connect { try $0.greet() }
        far.hearGreeting()
        let name = Task { try await host.hostName() }
        let request = try far.hearFrame()
        let all = ["a", "b"].map { Problem("host.missing", .step, "no \($0)") }
        try far.say(Frame(kind: .failure, call: request.call, payload: ProblemMessage.encode(all)))
        do {
            _ = try await name.value
            Issue.record("no problem was thrown")
        } catch let problems as Problems {
            #expect(problems.all.map(\.message) == ["host `edge`: no a", "host `edge`: no b"])
        }
    }

    /// The far end's view: a near end that says what it must not.
    @Test(arguments: [
        ("nonsense", "a request that cannot be decoded"),
        (#"{"makeFolder":{"path":"/x","owner":-1,"group":0,"mode":448}}"#, "a request that cannot be decoded"),
        (#"{"makeFolder":{"path":"/x","owner":0,"group":0,"mode":99999}}"#, "a request that cannot be decoded"),
        (#"{"kind":{"path":"../x"}}"#, "a request that cannot be decoded"),
        (#"{"shell":{"command":"true"}}"#, "a request that cannot be decoded"),
    ])
    func theFarEndRefuses(_ request: String, _ expected: String) async throws {
        let pair = try SocketPair()
        let near = ScriptedEnd(pair.second)
        let far = try ByteStreams(adopting: pair.first)
        let serving = Task { try await HostServer().serve(far) }
        try near.greet()
        near.hearGreeting()
        try near.say(Frame(kind: .request, call: 1, payload: Array(request.utf8)))
        let farewell = try near.hearFrame()
        #expect(farewell.kind == .farewell)
        let found = try await refusal { try await serving.value }
        #expect(found.code == "host.protocol-broken")
        #expect(found.found == expected)
        #expect(try ProblemMessage.decode(farewell.payload) == [found])
    }
}
