import Foundation
import Ledger
import Opening
import Planning
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// The bundle that the managers keep.
@Suite struct KeptBundleTests {
    private func bundles(_ hosts: StubbedHosts, on index: Int) async throws -> [String] {
        try await hosts.picture()[index].files.filter { $0.hasPrefix("apps/sample/bundle/") && $0.hasSuffix(".valise") }
            .sorted()
    }

    private func place(_ application: SampleApplication) -> String {
        "apps/sample/bundle/\(application.bundle.id.hex)/sample-1.0.0.valise"
    }

    @Test func everyManagerHasIt() async throws {
        let first = try SampleApplication(compose: StubbedHosts.compose)
        let second = try SampleApplication(compose: StubbedHosts.compose, page: "second")
        let third = try SampleApplication(compose: StubbedHosts.compose, page: "third")
        try await StubbedHosts.run { hosts in
            _ = try await hosts.install(first)
            let original = FileManager.default.contents(atPath: first.path.rawValue)
            for index in 0..<3 {
                #expect(try await bundles(hosts, on: index) == [place(first)])
                let path = hosts.state(index).rawValue + "/" + place(first)
                #expect(FileManager.default.contents(atPath: path) == original)
                let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
                #expect(mode == 0o600)
            }
            let told = hosts.heard.all.contains { event in
                if case .began(_, let title, .some) = event {
                    title == "keep the bundle `sample-1.0.0.valise` on `h2`"
                } else {
                    false
                }
            }
            #expect(told)

            // The one before stays for a step back; the one before that does not.
            _ = try await hosts.install(second)
            #expect(try await bundles(hosts, on: 1) == [place(first), place(second)].sorted())
            _ = try await hosts.install(third)
            for index in 0..<3 {
                #expect(try await bundles(hosts, on: index) == [place(second), place(third)].sorted())
            }
            _ = try await hosts.uninstall()
            for index in 0..<3 { #expect(try await hosts.picture()[index].files == []) }
        }
    }

    @Test func aManagerThatDoesNotTakeItHoldsUpNothing() async throws {
        let application = try SampleApplication(compose: StubbedHosts.compose)
        try await StubbedHosts.run { hosts in
            // Where its folder would be, there is a file.
            let installation = hosts.state(1).appending("apps").appending("sample")
            try FileManager.default.createDirectory(
                atPath: installation.rawValue, withIntermediateDirectories: true)
            let obstacle = installation.appending("bundle")
            try Data().write(to: URL(filePath: obstacle.rawValue))
            let outcome = try await hosts.install(application)
            #expect(outcome.change == .installed)
            let warnings = hosts.heard.all.compactMap { event in
                if case .warning(let problem) = event { problem } else { nil }
            }
            let told = try #require(warnings.first { $0.code == "bundle.not-kept" })
            #expect(told.message == "cannot keep the bundle `sample-1.0.0.valise` on `h2`")
            #expect(told.hint == "install again when that host is well")
            #expect(try await bundles(hosts, on: 2) == [place(application)])

            try FileManager.default.removeItem(atPath: obstacle.rawValue)
            _ = try await hosts.install(application)
            #expect(try await bundles(hosts, on: 1) == [place(application)])
            _ = try await hosts.uninstall()
        }
    }

    @Test func itIsGoneOnWithWhereTheMediumIsAway() async throws {
        let application = try SampleApplication(compose: StubbedHosts.compose)
        try await StubbedHosts.run { hosts in
            _ = try await hosts.install(application)
            let state = hosts.state(1)
            try FileManager.default.removeItem(atPath: application.path.rawValue)
            let ledger = try Ledger(at: hosts.state(0), activity: "test")
            defer { ledger.close() }
            let release = try #require(try ledger.currentRelease(of: Site.name("sample")))
            guard case .opened(let found) = try SourceAccess.access(to: release, nil, ledger, keptBelow: state) else {
                Issue.record("the bundle that is kept was not found")
                return
            }
            #expect(found.bundle == application.bundle.id)
            #expect(found.path.rawValue == state.rawValue + "/" + place(application))

            // One that is damaged is none.
            let path = state.rawValue + "/" + place(application)
            try Data([1, 2, 3]).write(to: URL(filePath: path))
            guard case .missing(let problem) = try SourceAccess.access(to: release, nil, ledger, keptBelow: state)
            else {
                Issue.record("what is no bundle was taken for one")
                return
            }
            #expect(problem.code == "bundle.gone")
            #expect(problem.hint == "give its path: `valise resume sample --bundle FILE`")
        }
    }
}
