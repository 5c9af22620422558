import EngineClient
import TestKit
import Testing
import Vocabulary

/// What an engine's words about its swarm become: it has few statuses for them.
@Suite struct SwarmProblemTests {
    @Test(
        arguments: [
            (500, "rpc error: code = Unknown desc = update out of sequence", EngineProblem.outOfSequence),
            (
                500, "rpc error: code = Unknown desc = The swarm does not have a leader. It's possible",
                EngineProblem.noLeader
            ),
            (500, "rpc error: code = DeadlineExceeded desc = context deadline exceeded", EngineProblem.noLeader),
            (
                503, "rpc error: code = Unavailable desc = connection error: desc = \"transport\"",
                EngineProblem.noLeader
            ),
            (500, "raft: failed to process the request: node lost leader status", EngineProblem.noLeader),
            (
                503,
                "This node is not a swarm manager. Manager is being prepared or has trouble connecting to the cluster.",
                EngineProblem.noLeader
            ),
            (503, "This node is not a swarm manager. Worker nodes can't be used", EngineProblem.notManager),
            (406, "This node is not a swarm manager. Use \"docker swarm init\"", EngineProblem.notManager),
            (503, "Swarm certificates have expired. To replace them, leave", EngineProblem.notManager),
            (
                409, "rpc error: code = AlreadyExists desc = name conflicts with an existing object",
                EngineProblem.conflict
            ),
            (
                400, "rpc error: code = InvalidArgument desc = secret 'a' is in use by the following service: b",
                EngineProblem.conflict
            ),
            (
                400, "rpc error: code = FailedPrecondition desc = node x is not down and can't be removed",
                EngineProblem.conflict
            ),
            (400, "rpc error: code = InvalidArgument desc = name must be valid", EngineProblem.refused),
            (404, "service a not found", EngineProblem.notFound), (500, "something else", EngineProblem.failed),
        ] as [(Int, String, ProblemCode)])
    func aTextHasACode(_ status: Int, _ text: String, _ code: ProblemCode) async throws {
        try await StubEngine.run { engine in
            engine.inject(StubFault(.answer(status: status, message: text), path: "/secrets"))
            let client = try await engine.client()
            let problem = try await #require(throws: Problem.self) { try await client.removeSecret("a") }
            #expect(problem.code == code)
            #expect(problem.message == "cannot remove the secret `a`: the engine answered \"\(text)\"")
            #expect(problem.isEngineWithoutLeader == (code == EngineProblem.noLeader))
        }
    }

    @Test func theSameWordsAboutSomethingElseAreNoNewsOfASwarm() async throws {
        try await StubEngine.run { engine in
            let text = "rpc error: code = Unavailable desc = containerd is away"
            engine.inject(StubFault(.answer(status: 500, message: text), path: "/start"))
            let client = try await engine.client()
            let problem = try await #require(throws: Problem.self) { try await client.startContainer("a") }
            #expect(problem.code == EngineProblem.failed)
        }
    }

    @Test func whoIsNotLetInWithinTheEnginesTimeKnowsThatItGoesOnTrying() async throws {
        try await StubEngine.run { engine in
            let text =
                "Timeout was reached before node joined. The attempt to join the swarm will continue in the background."
            engine.inject(StubFault(.answer(status: 503, message: text), path: "/swarm/join"))
            let client = try await engine.client()
            let join = SwarmJoin(remoteAddresses: ["10.0.0.1:2377"], token: Secret("SWMTKN-1-x"))
            let problem = try await #require(throws: Problem.self) { try await client.joinSwarm(join) }
            #expect(problem.code == EngineProblem.timedOut && problem.isEngineOutcomeUnknown)
        }
    }
}
