import ArchiveIO
import Foundation
public import Vocabulary

/// Writes a small definition that packs, with comments that say what each part is for. Gives the files, in the order to read them.
///
/// The folder is made where it is missing. Nothing is overwritten: throws `init.exists` (64) where one of the files is there, `init.name` (64) where the folder's name makes no application's name, `file.unwritable` (14).
public func initialize(_ folder: AbsolutePath) throws -> [AbsolutePath] {
    guard let name = InitTemplate.name(from: folder.lastComponent) else {
        throw Problem(
            "init.name", .usage, "cannot make an application's name of `\(folder.lastComponent)`",
            expected: ApplicationName.grammar, consequence: "nothing was written",
            hint: "choose another folder, such as `valise init hello`")
    }
    let files = InitTemplate.files(name)
    let disk = DefinitionDisk(folder: folder)
    for file in files where disk.look(file.path) != .missing {
        throw Problem(
            "init.exists", .usage, "cannot write a definition to `\(folder)`: `\(file.path)` is there already",
            consequence: "nothing was written", hint: "choose another folder")
    }
    for file in files {
        let path = folder.appending(file.path)
        do {
            try FileManager.default.createDirectory(atPath: path.parent.rawValue, withIntermediateDirectories: true)
        } catch {
            throw Problem(
                "file.unwritable", .step, "cannot make the folder `\(path.parent)`: \(error.localizedDescription)")
        }
        let writer = try FileWriter(creating: path)
        try Array(file.text.utf8).withUnsafeBytes { try writer.write($0) }
        try writer.finish()
    }
    return files.map { folder.appending($0.path) }
}
