import Vocabulary

/// Which of a bundle's profiles counts.
enum ProfileChoice {
    /// The one that was named, else that of the release before, else the only one; `nil` where the bundle has none.
    /// Throws `profile.unknown` and, where there is a choice that nobody made, `profile.missing`, both exit 64.
    static func choose(_ named: String?, previous: ProfileName?, in manifest: BundleManifest) throws -> Profile? {
        let names = manifest.profiles.map(\.name.rawValue)
        let list = names.map { "`\($0)`" }.joined(separator: ", ")
        if let named {
            if let profile = manifest.profiles.first(where: { $0.name.rawValue == named }) { return profile }
            throw Problem(
                "profile.unknown", .usage, "the bundle has no profile `\(named)`",
                expected: names.isEmpty ? "no `--profile`: the bundle has none" : "one of \(list)",
                hint: NearestName.of(named, among: names).map { "did you mean `--profile \($0)`?" })
        }
        if let previous, let profile = manifest.profiles.first(where: { $0.name == previous }) { return profile }
        guard manifest.profiles.count > 1 else { return manifest.profiles.first }
        let titles = manifest.profiles.map { "`--profile \($0.name)` (\($0.title))" }.joined(separator: " or ")
        throw Problem(
            "profile.missing", .usage, "what kind of target is this?", expected: "one of \(list)",
            consequence: "nothing was changed", hint: "say \(titles)")
    }
}
