import ArgumentParser
import Foundation
import Vocabulary

/// Where the shared profiles of a definition lie.
struct ProfileOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "A folder of shared profiles; by default `Profiles` beside or above the definition.", valueName: "dir"))
    var profiles: [String] = []

    /// Those that were named; else every folder `Profiles` beside the definition or above it, nearest first.
    func folders(for definition: String, in session: Session) -> [AbsolutePath] {
        guard profiles.isEmpty else { return profiles.map(session.path) }
        var folders: [AbsolutePath] = []
        var place = session.path(definition)
        while place != .root {
            place = place.parent
            let folder = place.appending("Profiles")
            if FileManager.default.fileExists(atPath: folder.rawValue) { folders.append(folder) }
        }
        return folders
    }
}
