import Vocabulary

/// What a bundle says of itself, as a person and as a program read it.
struct BundleSummary: Sendable {
    let id: Digest
    let manifest: BundleManifest
    /// Of the file, or of all parts, in bytes.
    let size: ByteCount
    /// In how many files it is.
    let parts: Int

    private var application: ApplicationDescription { manifest.application }

    var text: String {
        var text = "\(application.name) \(application.version): \(application.title)\n"
        if let description = application.description { text += description + "\n" }
        text += "\n"
        text += Self.facts([
            ("bundle id", id.description),
            ("size", parts == 1 ? "\(size)" : "\(size) in \(parts) parts"),
            ("made", "\(TimeText.of(manifest.created)) by \(manifest.writer), format \(manifest.formatVersion)"),
            ("platforms", manifest.platforms.map(\.description).joined(separator: ", ")),
            ("profiles", manifest.profiles.map(\.name.rawValue).joined(separator: ", ")),
            ("needs", requirements),
            ("upgrades", application.upgradeFrom),
            ("opens", application.open),
        ])
        text += "\n" + Table("IMAGE", "PLATFORMS", "STORED", "PLAIN", "SERVICES", rows: manifest.images.map(row)).text
        if !application.questions.isEmpty {
            text += "\n" + Table("QUESTION", "TYPE", "DEFAULT", "LABEL", rows: application.questions.map(row)).text
        }
        if !manifest.dataFolders.isEmpty {
            text += "\n"
            text += Table("DATA FOLDER", "OWNER", "MODE", "SERVICES", rows: manifest.dataFolders.map(row)).text
        }
        return text
    }

    /// Names and values, without those that have none.
    static func facts(_ facts: [(String, String?)]) -> String {
        let known = facts.compactMap { name, value in value.flatMap { $0.isEmpty ? nil : (name, $0) } }
        let width = known.map(\.0.count).max() ?? 0
        return known.map { name, value in
            name + String(repeating: " ", count: width - name.count + 2) + Printable.text(value) + "\n"
        }.joined()
    }

    private var requirements: String {
        let needs = application.requirements
        return [
            needs.memory.map { "\($0) memory" }, needs.disk.map { "\($0) disk" },
            needs.cpus.map { "\($0) processor\($0 == 1 ? "" : "s")" }, needs.engine.map { "engine \($0)" },
        ].compactMap { $0 }.joined(separator: ", ")
    }

    private func row(_ image: BundledImage) -> [String] {
        [
            image.reference.familiar, image.platforms.map(\.platform.description).joined(separator: ","),
            Self.stored(image).description, Self.plain(image).description,
            image.services.map(\.rawValue).joined(separator: ","),
        ]
    }

    private func row(_ question: Question) -> [String] {
        let fallback = question.defaultValue ?? (question.generation == nil ? "" : "(generated)")
        return [
            question.variable.rawValue, question.type.rawValue,
            question.type == .password && question.defaultValue != nil ? "***" : fallback, question.label,
        ]
    }

    private func row(_ folder: DataFolder) -> [String] {
        [
            folder.path.rawValue, "\(folder.owner):\(folder.group)", String(folder.mode, radix: 8),
            folder.services.map(\.rawValue).joined(separator: ","),
        ]
    }

    /// Bytes of its layers in the bundle, each counted once.
    static func stored(_ image: BundledImage) -> ByteCount {
        let layers = Dictionary(
            image.platforms.flatMap(\.layers).map { ($0.stored.digest, $0.stored.size) }
        ) { first, _ in first }
        return ByteCount(layers.values.reduce(0, +))
    }

    /// Bytes of its layers when unpacked, each counted once.
    static func plain(_ image: BundledImage) -> ByteCount {
        let layers = Dictionary(image.platforms.flatMap(\.layers).map { ($0.diffID, $0.plainSize) }) { first, _ in first
        }
        return ByteCount(layers.values.reduce(0, +))
    }
}
