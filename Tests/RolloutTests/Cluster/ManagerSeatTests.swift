import EngineClient
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// Who is asked about the cluster, and what follows where nobody answers.
@Suite struct ManagerSeatTests {
    private func seat(_ hosts: StubbedHosts, target: String = "T") async throws -> ManagerSeat {
        var engines: [(name: HostName, engine: EngineClient)] = []
        for (index, engine) in hosts.engines.enumerated() {
            engines.append((name: try StubbedHosts.hostName(index), engine: try await engine.client()))
        }
        return ManagerSeat(engines, target: target)
    }

    private func form(_ hosts: StubbedHosts) async throws {
        var beginning = SwarmInitialization()
        var settings = SwarmSettings()
        settings.labels = [ObjectLabel.target: "T"]
        beginning.settings = settings
        _ = try await hosts.engines[0].client().initializeSwarm(beginning)
    }

    @Test func noneIsNone() async throws {
        try await StubbedHosts.run { hosts in
            let seat = try await seat(hosts)
            #expect(try await seat.isThere() == false)
            #expect(try await refused { _ = try await seat.engine() }?.code == "cluster.none")
            try await form(hosts)
            #expect(try await seat.isThere())
            // Of another target, it is none of ours.
            #expect(try await self.seat(hosts, target: "U").isThere() == false)
        }
    }

    /// Nothing is taken for gone, and no second cluster is formed, since the one manager is slow to answer.
    @Test func whoIsSilentMayBeTheManager() async throws {
        try await StubbedHosts.run { hosts in
            try await form(hosts)
            let seat = try await seat(hosts)
            hosts.engines[0].inject(StubFault(.dropBefore, method: "GET", path: "/info", times: 100))
            let problem = try await refused { _ = try await seat.isThere() }
            #expect(problem?.code == "cluster.silent")
            #expect(problem?.message == "no manager of this target's cluster answers")
            #expect(problem?.consequence == "whether it is there is not known, and nothing is done on a guess")
            hosts.engines[0].clearFaults()
            #expect(try await seat.isThere())
        }
    }
}
