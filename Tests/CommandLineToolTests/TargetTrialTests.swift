import Planning
import TestKit
import Testing
import Vocabulary

@testable import Bundling
@testable import CommandLineTool

/// What a target would refuse is refused before anything is packed, with the services of all Compose profiles.
@Suite struct TargetTrialTests {
    @Test func refusals() throws {
        let folder = try TemporaryFolder()
        try folder.write("name: app\nversion: 1.0.0\n", at: "valise.yaml")
        try folder.write(
            """
            services:
              web:
                image: web:1
                devices: [vendor.com/gpu=all]
              job:
                image: job:1
                profiles: [more]
                deploy: { mode: replicated-job }
            """, at: "compose.yaml")
        let found = TargetTrial.refusals(of: try define(folder.path))
        #expect(found.map(\.code) == ["render.unsupported", "render.unsupported"])
        #expect(found.compactMap { $0.position?.line } == [4, 8])
        withExtendedLifetime(folder) {}
    }

    /// A profile may speak of every check that there is, and of no other.
    @Test func profilesKnowAllChecks() {
        #expect(ProfileSheet.checkNames.sorted() == CheckID.allCases.map(\.rawValue).sorted())
    }

    @Test func soundDefinition() throws {
        let folder = try TemporaryFolder()
        let place = folder.path.appending("app")
        _ = try initialize(place)
        #expect(TargetTrial.refusals(of: try define(place)) == [])
        withExtendedLifetime(folder) {}
    }
}
