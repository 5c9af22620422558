import Foundation
import Vocabulary

/// Where the shared profiles of a definition lie.
enum ProfileFolders {
    /// Those that were named; else every folder `Profiles` beside the definition or above it, nearest first.
    static func of(_ definition: AbsolutePath, named: [AbsolutePath]) -> [AbsolutePath] {
        guard named.isEmpty else { return named }
        var folders: [AbsolutePath] = []
        var place = definition
        while place != .root {
            place = place.parent
            let folder = place.appending("Profiles")
            if FileManager.default.fileExists(atPath: folder.rawValue) { folders.append(folder) }
        }
        return folders
    }
}
