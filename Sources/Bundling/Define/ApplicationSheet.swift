import Compose
import Vocabulary

/// `valise.yaml` as it was read: typed values, with places where something else must be compared with them.
struct ApplicationSheet {
    var application: ApplicationDescription
    var questions: [Located<Question>]
    var composeFiles: [Located<RelativePath>]
    var platforms: [Platform]
    var open: Located<String>?
    var profiles: [Located<ProfileName>]
    var images: [(reference: Located<ImageReference>, origin: Located<String>)]
    var data: [Located<RelativePath>]
    /// What lies outside of the definition and may be read, by its names in a bundle.
    var included: [Located<RelativePath>]
    /// Values that stand in while a definition is read, by variable.
    var samples: [String: String] {
        Dictionary(questions.map { ($0.value.variable.rawValue, $0.value.sample) }) { first, _ in first }
    }
}

extension ApplicationSheet {
    /// Reads `valise.yaml`. `nil`, with findings, where name or version are missing: nothing can be said of the rest then.
    init?(_ entry: YAMLEntry, _ findings: Findings) {
        guard var reader = MappingReader(entry, findings) else { return nil }
        reader.require("name", "the application's name: \(ApplicationName.grammar)")
        let name = reader.name("name", as: ApplicationName.self)
        reader.require("version", "the application's version, such as `1.0.0`")
        let version = reader.name("version", as: Version.self)
        let title = reader.text("title")?.value
        let description = reader.text("description")?.value
        let support = reader.mapping("support").map { Self.support($0) }
        composeFiles = Self.paths(reader.texts("compose"), findings)
        if composeFiles.isEmpty, let path = RelativePath("compose.yaml") {
            composeFiles = [Located(path, at: reader.entry.position)]
        }
        platforms = Self.platforms(reader.texts("platforms"), findings)
        let upgradeFrom = reader.mapping("upgrade").flatMap { Self.upgrade($0, findings) }
        questions = QuestionSheet.questions(reader.items("questions"), findings)
        let requirements = reader.mapping("requirements").map { Self.requirements($0, findings) }
        open = reader.text("open")
        profiles = reader.names("profiles", as: ProfileName.self)
        images = Self.images(reader.freeMapping("images"), findings)
        data = Self.paths(reader.texts("data"), findings)
        included = Self.included(reader.texts("include"), findings)
        let uses = reader.names("uses", as: ApplicationName.self).map(\.value)
        reader.close()
        guard let name, let version else { return nil }
        application = ApplicationDescription(
            name: name.value, version: version.value, title: title ?? name.value.rawValue, description: description,
            support: support, upgradeFrom: upgradeFrom, questions: questions.map(\.value),
            requirements: requirements ?? .init(), open: open?.value, uses: uses.sorted())
    }

    private static func support(_ given: MappingReader) -> ApplicationDescription.Support {
        var reader = given
        defer { reader.close() }
        return .init(
            name: reader.text("name")?.value, phone: reader.text("phone")?.value, mail: reader.text("mail")?.value)
    }

    private static func upgrade(_ given: MappingReader, _ findings: Findings) -> String? {
        var reader = given
        defer { reader.close() }
        guard let range = reader.text("from") else { return nil }
        refuseUnreadable(range, "upgrade.from", findings)
        return range.value
    }

    private static func refuseUnreadable(_ range: Located<String>, _ key: String, _ findings: Findings) {
        guard VersionRange.problem(in: range.value) else { return }
        findings.refuse(
            "definition.wrong-value", at: range.position, "`\(key)` is not valid",
            expected: "comparisons with versions, such as `>=4.4.0 <5`", found: "`\(range.value)`")
    }

    private static func requirements(
        _ given: MappingReader, _ findings: Findings
    ) -> ApplicationDescription.Requirements {
        var reader = given
        let engine = reader.text("engine")
        if let engine { refuseUnreadable(engine, "requirements.engine", findings) }
        let cpus = reader.integer("cpus")
        if let cpus, cpus.value < 1 {
            findings.refuse(
                "definition.wrong-value", at: cpus.position, "`requirements.cpus` is not valid",
                expected: "at least 1", found: "`\(cpus.value)`")
        }
        defer { reader.close() }
        return .init(
            memory: reader.size("memory")?.value, disk: reader.size("disk")?.value, cpus: cpus?.value,
            engine: engine?.value)
    }

    private static func platforms(_ texts: [Located<String>], _ findings: Findings) -> [Platform] {
        var result: Set<Platform> = []
        for text in texts {
            guard let platform = Platform(text.value)?.normalized else {
                findings.refuse(
                    "definition.wrong-value", at: text.position, "`platforms` names no platform",
                    expected: "such as `linux/amd64` or `linux/arm64`", found: "`\(text.value)`")
                continue
            }
            if !result.insert(platform).inserted {
                findings.refuse(
                    "definition.duplicate", at: text.position, "the platform `\(platform)` is given twice")
            }
        }
        return result.sorted()
    }

    private static func images(
        _ pairs: [(key: Located<String>, value: YAMLEntry)], _ findings: Findings
    ) -> [(reference: Located<ImageReference>, origin: Located<String>)] {
        pairs.compactMap { key, value in
            guard let reference = ImageReference(key.value)?.withDefaultTag else {
                findings.refuse(
                    "definition.wrong-value", at: key.position, "`images` names no image",
                    expected: "a reference such as `registry.example.com/app:1`", found: "`\(key.value)`")
                return nil
            }
            guard let text = value.text else {
                MappingReader.mismatch(value, "a text such as `oci:build/app`", findings)
                return nil
            }
            return (Located(reference, at: key.position), Located(text, at: value.position))
        }
    }

    /// Paths outside of the definition.
    private static func included(_ texts: [Located<String>], _ findings: Findings) -> [Located<RelativePath>] {
        var result: [Located<RelativePath>] = []
        for text in texts {
            guard let path = OutsidePath(written: text.value) else {
                let reason =
                    text.value.hasPrefix("/")
                    ? "is absolute, and lies elsewhere on another machine"
                    : RelativePath(text.value) == nil
                        ? "holds the definition itself" : "lies in the definition, and needs no word"
                findings.refuse(
                    "definition.wrong-value", at: text.position,
                    "`include` cannot let in `\(text.value)`: it \(reason)",
                    expected: "a file or folder beside the definition or above it, such as `../shared/certs`",
                    hint: text.value.hasPrefix("/")
                        ? "a service may mount an absolute path without it: it is a requirement on the target" : nil)
                continue
            }
            if result.contains(where: { $0.value == path.name }) {
                findings.refuse(
                    "definition.duplicate", at: text.position, "the path `\(path.written)` is included twice")
                continue
            }
            result.append(Located(path.name, at: text.position))
        }
        return result
    }

    /// Paths below the definition.
    static func paths(_ texts: [Located<String>], _ findings: Findings) -> [Located<RelativePath>] {
        texts.compactMap { text in
            guard let path = RelativePath(text.value) else {
                findings.refuse(
                    "definition.path-outside", at: text.position,
                    "the path `\(text.value)` leads out of the definition",
                    expected: "a path below the folder that holds `valise.yaml`")
                return nil
            }
            return Located(path, at: text.position)
        }
    }
}
