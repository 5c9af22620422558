import EngineClient
import Foundation
import Ledger
import Planning
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// A host that goes in the middle of a step of an install, and comes back. It is driven from `h3`, so that all that goes is another machine.
@Suite struct VanishingTests {
    private let application: SampleApplication
    private static let driver = 2

    init() throws {
        let compose = StubbedHosts.compose.replacing(#"["./data:/data"]"#, with: #"["./data:/data", "store:/store"]"#)
        application = try SampleApplication(compose: compose + "volumes: { store: {} }\n")
    }

    /// In a step of every kind, before its effect and after it, with VALISE_TEST_ALL=1; else four of them, others with every commit, as each takes seconds.
    @Test(.timeLimit(.minutes(6))) func aHostGoesInTheMiddleOfAStep() async throws {
        let (losses, installed) = try await course()
        #expect(
            Set(losses.map(\.step.kind)) == [
                "formCluster", "joinCluster", "labelNode", "loadImage", "writeConfiguration", "makeDataFolder",
                "createVolume", "activateNode", "createNetwork", "createFile", "createService", "waitFor",
            ])
        for index in Self.chosen(of: losses.count) {
            let loss = losses[index]
            try await StubbedHosts.run { hosts in
                try await trial(loss, hosts)
                #expect(try await hosts.picture() == installed, "\(loss)")
                let again = try await hosts.install(application, on: hosts.cluster(from: Self.driver))
                #expect(again.change == .nothing, "\(loss)")
            }
        }
    }

    private func trial(_ loss: Loss, _ hosts: StubbedHosts) async throws {
        let name = try StubbedHosts.hostName(loss.victim).rawValue
        let observer = LossObserver(loss, of: hosts)
        // Else there would be nothing to wait for.
        if loss.manner == .atOnce { await hosts.engines[0].script(.service("db"), StubScript(health: .starting)) }
        let found = try await refused {
            _ = try await hosts.install(application, on: hosts.cluster(from: Self.driver, observer: observer))
        }
        #expect(observer.hasHappened, "\(loss)")
        // What waits for others may go well without it.
        #expect((found == nil) == (loss.manner == .atOnce), "\(loss): \(String(describing: found))")
        if let found {
            #expect(found.exit == .step, "\(loss)")
            #expect(found.consequence != nil, "\(loss): \(found)")
            #expect(found.hint?.contains("run `valise resume") == true, "\(loss): \(found)")
            #expect("\(found)".contains(name), "\(loss): \(found)")
            #expect(found.message.hasPrefix("cannot "), "\(loss): \(found)")
            let reader = try #require(try LedgerReader.open(at: hosts.state(Self.driver)))
            let open = try #require(try reader.openOperation(of: Site.name("sample")))
            // Loads that go on beside each other end with the first that fails.
            let said = try reader.steps(of: open.id).compactMap { record in
                if case .failed(let message) = record.state { (record.step, message) } else { nil }
            }
            #expect(said.map(\.0.kind) == [loss.step.kind], "\(loss)")
            #expect(said.allSatisfy { ($0.0.id + $0.1).contains(name) }, "\(loss): \(said)")
        }
        try await observer.settled()
        try await hosts.bringBack(loss.victim)
        let back = try hosts.cluster(from: Self.driver)
        guard loss.manner == .atOnce else {
            _ = try await hosts.resume(on: back)
            return
        }
        // That install has ended, and was told that this host does not keep the bundle: the next one brings it.
        _ = try await hosts.install(application, on: back)
    }

    private static func chosen(of count: Int) -> [Int] {
        let environment = ProcessInfo.processInfo.environment
        if environment["VALISE_TEST_ALL"] == "1" { return Array(0..<count) }
        let seed = environment["VALISE_TEST_COMMIT"] ?? environment["GITHUB_SHA"] ?? "0"
        return Digest.of(Array(seed.utf8)).bytes.prefix(4).map { Int($0) % count }
    }

    /// An install from its beginning to its end, and where hosts may go in another one.
    private func course() async throws -> (losses: [Loss], installed: [HostPicture]) {
        try await StubbedHosts.run { hosts in
            let begun = PowerCut(at: nil)
            _ = try await hosts.install(application, on: hosts.cluster(from: Self.driver, observer: begun))
            var ids = begun.points.compactMap { if case .begun(let step) = $0 { step } else { nil } }
            ids.append("waitFor:db/healthy")
            let reader = try #require(try LedgerReader.open(at: hosts.state(Self.driver)))
            let operation = try #require(try reader.operations(of: Site.name("sample")).first)
            let (steps, _) = try reader.plannedSteps(of: operation, as: ClusterStep.self)
            var losses: [Loss] = []
            // What nothing needs that runs is a warning: see `KeptBundleTests`.
            let needed = steps.filter { $0.kind != "keepBundle" }
            for step in needed where ids.contains(step.id) && !losses.contains(where: { $0.step.kind == step.kind }) {
                // The second host, where there is such a step on it; never the one that drives.
                let same = steps.filter { $0.kind == step.kind && ids.contains($0.id) }
                let chosen = same.first { $0.host?.rawValue == "h2" } ?? same.first { $0.host?.rawValue != "h3" }
                losses += Loss.all(in: try #require(chosen))
            }
            return (losses, try await hosts.picture())
        }
    }
}

/// Where a host goes.
private struct Loss: Sendable, CustomStringConvertible {
    let step: ClusterStep
    /// Of the hosts, from 0.
    let victim: Int
    let manner: Manner

    enum Manner: Sendable {
        /// With the first change that its engine and its files are asked for: nothing of it is done, or all.
        case beforeChange, afterChange
        /// With the first question to its engine.
        case atQuestion
        case atOnce
    }

    var description: String { "h\(victim + 1) goes \(manner) in \(step.id)" }

    /// Before the effect of a step and after it.
    static func all(in step: ClusterStep) -> [Loss] {
        let own = step.host?.rawValue == "h2" ? 1 : 0
        let make = { (victim: Int, manner: Manner) in Loss(step: step, victim: victim, manner: manner) }
        return switch step {
        // Done by the manager that is asked first, `h1`, and of the host nothing but its node is asked.
        case .label, .activate: [make(own, .atQuestion), make(0, .afterChange)]
        case .createNetwork, .createService: [make(0, .beforeChange), make(0, .afterChange)]
        case .waitFor: [make(1, .atOnce)]
        default: [make(own, .beforeChange), make(own, .afterChange)]
        }
    }
}

private final class LossObserver: StepObserver {
    private let loss: Loss
    private let hosts: StubbedHosts
    private let ending = Mutex<Task<Void, any Error>?>(nil)
    private let happened = Mutex(false)

    init(_ loss: Loss, of hosts: StubbedHosts) {
        self.loss = loss
        self.hosts = hosts
    }

    var hasHappened: Bool { happened.withLock { $0 } }
    func settled() async throws { try await ending.withLock { $0 }?.value }

    /// Without the port that the registry of this test has.
    private static func name(_ step: String) -> String { step.replacing(/127\.0\.0\.1:\d+/, with: "") }

    func reached(_ point: JournalPoint) {
        guard case .begun(let step) = point, Self.name(step) == Self.name(loss.step.id),
            !happened.withLock({ $0 })
        else { return }
        happened.withLock { $0 = true }
        let engine = hosts.engines[loss.victim]
        let host = hosts.hosts[loss.victim]
        switch loss.manner {
        case .beforeChange:
            host.setWay(.endsBefore)
            engine.inject(StubFault(.dieBefore, method: "POST"))
        case .afterChange:
            host.setWay(.endsAfter)
            engine.inject(StubFault(.dieAfter, method: "POST"))
        case .atQuestion:
            host.setWay(.closed)
            engine.inject(StubFault(.dieBefore))
        case .atOnce:
            host.setWay(.closed)
            let other = hosts.engines[0]
            ending.withLock { ending in
                ending = Task {
                    await engine.die()
                    try await other.becomeHealthy("sample_db")
                }
            }
        }
    }
}

extension StubbedHosts {
    /// A host that was away, with all that it had.
    fileprivate func bringBack(_ index: Int) async throws {
        engines[index].clearFaults()
        // Where only its files were asked for, its engine has not noticed yet.
        await engines[index].die()
        try await engines[index].revive()
        hosts[index].setWay(.open)
    }
}

extension StubEngine {
    /// What runs of a service is healthy from now on.
    fileprivate func becomeHealthy(_ service: String) async throws {
        for container in try await client().listContainers(.running) where container.name.hasPrefix(service + ".") {
            try await setHealth(container.name, .healthy)
        }
    }
}
