import EngineClient
import Foundation
import Planning
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// Every record of the journal of an install and of an uninstall, and every call to the engine: cut off there, and gone on with.
@Suite struct CrashTests {
    private let application: SampleApplication

    init() throws { application = try SampleApplication() }

    @Test func anInstallIsCutOffAtEveryRecord() async throws {
        let course = try await course()
        #expect(course.install > 40)
        try await each(course.install) { point in
            // All three ways at every record with VALISE_TEST_ALL=1; else going on at every record, and the others in turn.
            let others = Array(CrashTrial.Continuation.allCases.dropFirst())
            let ways = Self.isThorough ? CrashTrial.Continuation.allCases : [.resume, others[point % others.count]]
            for way in ways {
                try await StubEngine.run { engine in
                    try await CrashTrial(engine: engine.address, application: application)
                        .cutInstall(at: point, way, course)
                }
            }
        }
    }

    @Test func anUninstallIsCutOffAtEveryRecord() async throws {
        let course = try await course()
        #expect(course.uninstall > 20)
        try await each(course.uninstall) { point in
            for way in [CrashTrial.Continuation.resume, .again] {
                try await StubEngine.run { engine in
                    try await CrashTrial(engine: engine.address, application: application)
                        .cutUninstall(at: point, way, course)
                }
            }
        }
    }

    /// The engine does what it was told and dies before it says so; once for every change that an install asks for, and again for one with other answers.
    @Test(arguments: [StubFault.Effect.dropAfter, .dropBefore])
    func theEngineIsLostAtEveryCall(_ effect: StubFault.Effect) async throws {
        let course = try await course()
        let changes = try await countChanges()
        #expect(changes.install > 8)
        #expect(changes.change >= 5)
        try await each(changes.install) { call in
            try await StubEngine.run { engine in
                let site = try Site(engine: engine.address)
                engine.inject(StubFault(effect, method: "POST", skipping: call))
                try await site.failing { _ = try await site.install(application) }
                engine.clearFaults()
                _ = try await site.target().resume(Site.name("sample"), progress: site.heard.sink)
                #expect(try await site.picture().shape == course.installed, "lost at call \(call)")
            }
        }
        try await each(changes.change) { call in
            for method in ["POST", "DELETE"] {
                try await StubEngine.run { engine in
                    let site = try Site(engine: engine.address)
                    _ = try await site.install(application)
                    engine.inject(StubFault(effect, method: method, skipping: call))
                    try await site.failing { _ = try await site.install(application, ["NOTE": "other"]) }
                    engine.clearFaults()
                    if try site.target().unfinished() != [] {
                        _ = try await site.target().resume(Site.name("sample"), progress: site.heard.sink)
                    }
                    #expect(
                        try await site.picture().shape == course.installed, "lost at \(method) \(call) of a change")
                }
            }
        }
    }

    /// The same for one that sees none of our files, where images without anything stand for a filling that is not done: none of them stays, whichever way a person goes on.
    @Test(arguments: [StubFault.Effect.dropAfter, .dropBefore], [CrashTrial.Continuation.resume, .uninstall])
    func anEngineElsewhereIsLostAtEveryCall(
        _ effect: StubFault.Effect, _ continuation: CrashTrial.Continuation
    ) async throws {
        let sight = EngineFacts.Sight.notSeen(reason: "a test")
        var elsewhere = StubConfiguration()
        elsewhere.files = .elsewhere
        let (course, changes) = try await StubEngine.run(elsewhere) { engine in
            let course = try await CrashTrial(engine: engine.address, application: application, sight: sight).course()
            engine.forgetRequests()
            _ = try await Site(engine: engine.address, sight: sight).install(application)
            return (course, engine.requests.filter { ["POST", "PUT", "DELETE"].contains($0.method) })
        }
        #expect(changes.contains { $0.method == "PUT" })
        for method in ["POST", "PUT", "DELETE"] {
            try await each(changes.filter { $0.method == method }.count) { [elsewhere] call in
                try await StubEngine.run(elsewhere) { engine in
                    let site = try Site(engine: engine.address, sight: sight)
                    engine.inject(StubFault(effect, method: method, skipping: call))
                    try await site.failing { _ = try await site.install(application) }
                    engine.clearFaults()
                    let isUnfinished = try site.target().unfinished() != []
                    if continuation == .resume {
                        if isUnfinished {
                            _ = try await site.target().resume(Site.name("sample"), progress: site.heard.sink)
                        } else {
                            _ = try await site.install(application)
                        }
                        #expect(try await site.picture().shape == course.installed, "lost at \(method) \(call)")
                    }
                    do {
                        _ = try await site.uninstall(data: .removed)
                    } catch let problem as Problem where problem.code == "installation.unknown" {
                        // Lost before anything was written down.
                    }
                    #expect(try await site.picture() == course.before, "lost at \(method) \(call)")
                }
            }
        }
    }

    private func course() async throws -> CrashTrial.Course {
        try await StubEngine.run { engine in
            try await CrashTrial(engine: engine.address, application: application).course()
        }
    }

    /// How many changes a first install asks of the engine, and one with another answer.
    private func countChanges() async throws -> (install: Int, change: Int) {
        try await StubEngine.run { engine in
            let site = try Site(engine: engine.address)
            _ = try await site.install(application)
            let first = engine.requests.filter { $0.method == "POST" }.count
            engine.forgetRequests()
            _ = try await site.install(application, ["NOTE": "other"])
            return (first, engine.requests.filter { $0.method == "POST" || $0.method == "DELETE" }.count)
        }
    }

    private static var isThorough: Bool { ProcessInfo.processInfo.environment["VALISE_TEST_ALL"] == "1" }

    /// Several at a time: each has an engine and a folder of its own.
    private func each(_ count: Int, _ body: @escaping @Sendable (Int) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<count {
                if index >= 4 { try await group.next() }
                group.addTask { try await body(index) }
            }
            try await group.waitForAll()
        }
    }
}

extension Site {
    /// Runs what may fail because an engine was lost; one that retries by itself and succeeds is as good.
    func failing(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let problem as Problem {
            #expect(problem.exit == .step || problem.exit == .prerequisite, "\(problem)")
        }
    }
}
