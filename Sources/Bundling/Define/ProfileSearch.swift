import Vocabulary

/// Finds the profiles that travel with a bundle.
struct ProfileSearch {
    let disk: DefinitionDisk
    /// Where shared profiles lie.
    let folders: [AbsolutePath]
    let findings: Findings

    func find(_ names: [Located<ProfileName>]) -> [Profile] {
        var result: [ProfileName: Profile] = [:]
        for name in names {
            if result[name.value] != nil {
                findings.refuse("definition.duplicate", at: name.position, "the profile `\(name.value)` is given twice")
                continue
            }
            result[name.value] = find(name)
        }
        return result.values.sorted { $0.name < $1.name }
    }

    private func find(_ name: Located<ProfileName>) -> Profile? {
        var sheet = ProfileSheet()
        var isFound = false
        let file = "\(name.value).yaml"
        do {
            for folder in folders {
                guard let path = RelativePath(file), let bytes = try DefinitionDisk(folder: folder).read(path) else {
                    continue
                }
                sheet.read(try YAMLSheet(bytes, file: "\(folder.lastComponent)/\(file)").root, findings)
                isFound = true
                break
            }
            if !isFound, let text = ShippedProfiles.texts[name.value.rawValue] {
                sheet.read(try YAMLSheet(Array(text.utf8), file: "Profiles/\(file)").root, findings)
                isFound = true
            }
            if let path = RelativePath("profiles/\(file)"), let bytes = try disk.read(path) {
                sheet.read(try YAMLSheet(bytes, file: path.rawValue).root, findings)
                isFound = true
            }
        } catch let problems as Problems {
            findings.add(problems.all)
            return nil
        } catch let problem as Problem {
            findings.add(problem)
            return nil
        } catch {
            findings.refuse(
                "definition.unreadable", at: name.position, "cannot read the profile `\(name.value)`: \(error)")
            return nil
        }
        guard isFound else {
            let places = ["`profiles` of the definition"] + folders.map { "`\($0)`" }
            let shipped = ShippedProfiles.texts.keys.sorted().map { "`\($0)`" }.joined(separator: ", ")
            findings.refuse(
                "definition.unknown-profile", at: name.position, "there is no profile `\(name.value)`",
                expected: "`\(file)` in \(places.joined(separator: " or ")), or one that ships with Valise: \(shipped)")
            return nil
        }
        return sheet.profile(name.value)
    }
}
