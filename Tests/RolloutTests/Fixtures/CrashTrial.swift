import EngineClient
import Planning
import Testing
import Vocabulary

@testable import Rollout

/// Cuts an operation off at one of its records, goes on, and looks whether it came to the same.
struct CrashTrial: Sendable {
    let engine: EngineAddress
    let application: SampleApplication
    var sight: EngineFacts.Sight = .notTried

    /// How a person goes on after the cut.
    enum Continuation: String, Sendable, CaseIterable {
        case resume, again, uninstall
    }

    /// The records of a whole install and a whole uninstall, and what the target looks like before and after the install.
    struct Course: Sendable {
        var install: Int
        var uninstall: Int
        var before: Picture
        var installed: Picture
    }

    func course() async throws -> Course {
        let site = try Site(engine: engine, sight: sight)
        let before = try await site.picture()
        let installing = PowerCut(at: nil)
        _ = try await site.install(application, on: try site.target(observer: installing))
        let installed = try await site.picture()
        let uninstalling = PowerCut(at: nil)
        _ = try await site.uninstall(data: .removed, on: try site.target(observer: uninstalling))
        #expect(try await site.picture() == before)
        return Course(
            install: installing.points.count, uninstall: uninstalling.points.count, before: before,
            installed: installed.shape)
    }

    func cutInstall(at point: Int, _ continuation: Continuation, _ course: Course) async throws {
        let site = try Site(engine: engine, sight: sight)
        let cut = PowerCut(at: point)
        await #expect(throws: PowerCut.Happened.self) {
            _ = try await site.install(application, on: try site.target(observer: cut))
        }
        let place: Comment = "cut at \(point): \(cut.points.indices.contains(point) ? "\(cut.points[point])" : "?")"
        switch continuation {
        case .again: _ = try await site.install(application)
        case .resume: try await resumeInstall(site)
        case .uninstall: break
        }
        if continuation != .uninstall {
            #expect(try await site.picture().shape == course.installed, place)
            #expect(try await site.install(application).change == .nothing, place)
        }
        _ = try await site.uninstall(data: .removed)
        #expect(try await site.picture() == course.before, place)
    }

    func cutUninstall(at point: Int, _ continuation: Continuation, _ course: Course) async throws {
        let site = try Site(engine: engine, sight: sight)
        _ = try await site.install(application)
        let cut = PowerCut(at: point)
        await #expect(throws: PowerCut.Happened.self) {
            _ = try await site.uninstall(data: .removed, on: try site.target(observer: cut))
        }
        let place: Comment = "cut at \(point): \(cut.points.indices.contains(point) ? "\(cut.points[point])" : "?")"
        do {
            switch continuation {
            case .resume: _ = try await site.target().resume(Site.name("sample"), progress: site.heard.sink)
            case .again, .uninstall: _ = try await site.uninstall(data: .removed)
            }
        } catch let problem as Problem where problem.code == "installation.unknown" {
            // Cut off after the last record that matters: it is forgotten already.
        }
        // Before its plan was written down nobody knows whether data was to be kept: it is.
        if continuation == .resume, point == 0 { _ = try await site.uninstall(data: .removed) }
        #expect(try await site.picture() == course.before, place)
    }

    private func resumeInstall(_ site: Site) async throws {
        do {
            let outcome = try await site.target().resume(Site.name("sample"), progress: site.heard.sink)
            if case .nothing = outcome { return }
        } catch let problem as Problem where problem.code == "installation.unfinished" {
            // Nothing was planned yet: the person is told to install again.
            _ = try await site.install(application)
        }
    }
}
