import Foundation
import Testing

@testable import Bundling

@Suite struct ShippedProfilesTests {
    /// One source: what is compiled in is what stands in `Profiles`.
    @Test func shippedProfilesAreTheFilesInProfiles() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Profiles")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        var texts: [String: String] = [:]
        for file in files {
            texts[String(file.dropLast(5))] = try String(
                contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
        }
        #expect(texts == ShippedProfiles.texts)
    }
}
