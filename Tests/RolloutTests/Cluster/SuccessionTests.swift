import EngineClient
import Foundation
import HostAccess
import Ledger
import Planning
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// The ledger of a target of several hosts: copied, taken over, and held by one.
@Suite struct SuccessionTests {
    private let application: SampleApplication

    init() throws { application = try SampleApplication(compose: StubbedHosts.compose) }

    /// The process on `h1` that drove an install ends at one of its records, and its ledger is out of reach: `h2` goes on. At every record with VALISE_TEST_ALL=1; else at four, others with
    /// every commit, as each takes seconds.
    @Test func anotherManagerGoesOnFromEveryRecord() async throws {
        let (points, installed) = try await course()
        #expect(points > 60)
        for point in Self.chosen(of: points) {
            try await StubbedHosts.run { hosts in
                let cut = PowerCut(at: point)
                await #expect(throws: PowerCut.Happened.self) {
                    _ = try await hosts.install(application, on: hosts.cluster(observer: cut))
                }
                let place: Comment =
                    "cut at \(point): \(cut.points.indices.contains(point) ? "\(cut.points[point])" : "?")"
                let second = try hosts.cluster(from: 1)
                do {
                    if case .nothing = try await hosts.resume(on: second) {
                        _ = try await hosts.install(application, on: second)
                    }
                } catch let problem as Problem
                    where ["installation.unfinished", "installation.unknown"].contains(problem.code)
                {
                    _ = try await hosts.install(application, on: second)
                }
                #expect(try await hosts.picture() == installed, place)
                #expect(try await hosts.install(application, on: second).change == .nothing, place)
                _ = try await hosts.uninstall(on: second)
            }
        }
    }

    private static func chosen(of count: Int) -> [Int] {
        let environment = ProcessInfo.processInfo.environment
        if environment["VALISE_TEST_ALL"] == "1" { return Array(0..<count) }
        let seed = environment["VALISE_TEST_COMMIT"] ?? environment["GITHUB_SHA"] ?? "0"
        return Digest.of(Array(seed.utf8)).bytes.prefix(4).map { Int($0) % count }
    }

    private func course() async throws -> (points: Int, installed: [HostPicture]) {
        try await StubbedHosts.run { hosts in
            let cut = PowerCut(at: nil)
            _ = try await hosts.install(application, on: hosts.cluster(observer: cut))
            return (cut.points.count, try await hosts.picture())
        }
    }

    @Test func everyManagerHasACopyAfterEveryStep() async throws {
        try await StubbedHosts.run { hosts in
            let watch = CopyWatch { point in
                guard case .ended = point, let own = try LedgerReader.open(at: hosts.state(0))?.head() else {
                    return nil
                }
                return try (0..<3).map { try hosts.copies(on: $0) } == [[own], [own], [own]]
            }
            _ = try await hosts.install(application, on: hosts.cluster(observer: watch))
            // Several loads end at the same time and share a copy; all else is copied before it is told.
            #expect(watch.answers.count > 15)
            #expect(watch.answers.filter { !$0 }.count < Executor<ClusterContext>.parallelLoads)
            let own = try #require(try LedgerReader.open(at: hosts.state(0))).head()
            for index in 0..<3 { #expect(try hosts.copies(on: index) == [own]) }
            let copy = try #require(try LedgerReader.open(at: hosts.state(1)))
            #expect(try copy.isHeld() == false)
            #expect(try copy.workerOfCopy() == nil)
            #expect(try copy.holder()?.rawValue == "h1")
            #expect(try copy.currentRelease(of: Site.name("sample"))?.number == 1)
        }
    }

    @Test func aManagerWithoutACopyIsToldAndHoldsUpNothing() async throws {
        try await StubbedHosts.run { hosts in
            hosts.hosts[1].beforeNextTree(below: LedgerCopy.folder) {
                throw Problem("host.disk-full", .step, "cannot write: no space")
            }
            #expect(try await hosts.install(application).release == 1)
            let told = hosts.heard.all.compactMap { event in
                if case .warning(let problem) = event, problem.code == "ledger.copy-missing" { problem } else { nil }
            }
            #expect(told.map(\.message) == ["host `h2` gets no copy of the ledger"])
            #expect(told.first?.found == "cannot write: no space")
            #expect(told.first?.severity == .warning)
            // The next one is there.
            let copies = try (0..<2).map { try hosts.copies(on: $0) }
            #expect(copies[1] == copies[0])
        }
    }

    /// Any manager goes on, one after the other; who was there before takes over again in its turn.
    @Test func itGoesFromHandToHand() async throws {
        try await StubbedHosts.run { hosts in
            _ = try await hosts.install(application)
            #expect(try await hosts.install(application, ["NOTE": "2"], on: hosts.cluster(from: 1)).release == 2)
            #expect(try await hosts.install(application, ["NOTE": "3"], on: hosts.cluster(from: 2)).release == 3)
            #expect(try await hosts.install(application, ["NOTE": "4"], on: hosts.cluster(from: 0)).release == 4)
            let reader = try #require(try LedgerReader.open(at: hosts.state(0)))
            #expect(try reader.head().term == 4)
            #expect(try reader.hosts().map { $0.host.access == .local } == [true, false, false])
            _ = try await hosts.uninstall()
        }
    }

    /// A host that was away while another one took the ledger over.
    @Test func theOldHolderIsKeptOut() async throws {
        try await StubbedHosts.run { hosts in
            _ = try await hosts.install(application)
            #expect(try await hosts.install(application, ["NOTE": "2"], on: hosts.cluster(from: 1)).release == 2)
            // As if it had been away: it got no copy.
            let copies = hosts.state(0).appending(LedgerCopy.folder)
            _ = try LocalHost().removeTree(copies, below: hosts.state(0))
            let first = try hosts.cluster()
            let found = try #require(
                try await refused {
                    _ = try await first.uninstall(Site.name("sample"), data: .kept, progress: { _ in })
                })
            #expect(found.code == "ledger.elsewhere")
            #expect(found.message == "the ledger of this target is on host `h2`, and no copy of it is at hand here")
            #expect(found.hint == "run valise on host `h2`, or start the other managers and try again")
            // When it asks the others, it gets theirs, and goes on.
            #expect(try await hosts.uninstall(on: first).leaves.isEmpty)
        }
    }

    @Test func whoIsAtWorkIsTakenOverFromAtItsNextStep() async throws {
        try await StubbedHosts.run { hosts in
            _ = try await hosts.install(application)
            let second = try hosts.cluster(from: 1)
            // In the middle of a step of the first one, whose host says that nobody works there any more.
            hosts.hosts[1].beforeNextTree(below: "config") {
                _ = try await hosts.install(application, ["NOTE": "3", "SITE": "3"], on: second)
            }
            let found = try #require(
                try await refused { _ = try await hosts.install(application, ["NOTE": "2", "SITE": "2"]) })
            #expect(found.code == "ledger.superseded")
            #expect(found.exit == .step)
            #expect(found.message == "host `h2` has taken over the ledger of this target meanwhile")
            #expect(found.consequence == "this process has stopped; what it did before stays")
            let copy = try #require(try LedgerReader.open(at: hosts.state(0)))
            #expect(try copy.holder()?.rawValue == "h2")
            #expect(try copy.currentRelease(of: Site.name("sample"))?.number == 2)
        }
    }

    @Test func aProcessThatIsAtWorkIsNotTakenOverFrom() async throws {
        try await StubbedHosts.run { hosts in
            let cut = PowerCut(at: 30)
            await #expect(throws: PowerCut.Happened.self) {
                _ = try await hosts.install(application, on: hosts.cluster(observer: cut))
            }
            hosts.hosts[0].workerLives = true
            let found = try #require(try await refused { _ = try await hosts.resume(on: hosts.cluster(from: 1)) })
            #expect(found.code == "ledger.locked")
            #expect(found.message.hasSuffix("on host `h1` is at work on this target (install sample)"))
            hosts.hosts[0].workerLives = false
            _ = try await hosts.resume(on: hosts.cluster(from: 1))
        }
    }

    /// Two take it over at the same moment.
    @Test func ofTwoOneIsRefused() async throws {
        try await StubbedHosts.run { hosts in
            _ = try await hosts.install(application)
            async let second = attempt {
                try await hosts.install(application, ["NOTE": "2"], on: hosts.cluster(from: 1)).release
            }
            async let third = attempt {
                try await hosts.install(application, ["NOTE": "3"], on: hosts.cluster(from: 2)).release
            }
            let both = [await second, await third]
            #expect(both.contains { if case .success = $0 { true } else { false } })
            for case .failure(let problem) in both {
                #expect(
                    ["ledger.contended", "ledger.elsewhere", "ledger.superseded", "ledger.locked"].contains(
                        problem.code))
            }
        }
    }

    private func attempt(_ body: @Sendable () async throws -> Int) async -> Result<Int, Problem> {
        do {
            return .success(try await body())
        } catch let problem as Problem {
            return .failure(problem)
        } catch {
            return .failure(Problem("test.other", .defect, "\(error)"))
        }
    }
}

/// Asks something at every record, and keeps the answers.
private final class CopyWatch: StepObserver {
    private let ask: @Sendable (JournalPoint) throws -> Bool?
    private let heard = Mutex<[Bool]>([])
    var answers: [Bool] { heard.withLock { $0 } }

    init(_ ask: @escaping @Sendable (JournalPoint) throws -> Bool?) { self.ask = ask }

    func reached(_ point: JournalPoint) throws {
        guard let answer = try ask(point) else { return }
        heard.withLock { $0.append(answer) }
    }
}
