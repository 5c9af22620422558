import Foundation
import Vocabulary

/// Which parts of a file stand in its folder.
enum PartFolder {
    /// Their numbers, in order. Cost: one look into the folder.
    static func numbers(of whole: AbsolutePath) -> [Int] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: whole.parent.rawValue)
        } catch {
            // A folder that may be entered but not listed: they are asked for by name.
            return numbersByName(of: whole)
        }
        let prefix = whole.lastComponent + "."
        return names.filter { $0.hasPrefix(prefix) }
            .compactMap { PartName(whole.parent.appending($0)) }
            .filter { $0.whole == whole }.map(\.number).sorted()
    }

    private static func numbersByName(of whole: AbsolutePath) -> [Int] {
        (1...999).filter { access(PartName.path(of: $0, in: whole).rawValue, F_OK) == 0 }
    }
}
