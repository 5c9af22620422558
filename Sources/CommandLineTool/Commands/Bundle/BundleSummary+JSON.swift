import Vocabulary

extension BundleSummary {
    /// The keys of `valise.inspect.v1` behind `schema`.
    var members: KeyValuePairs<String, JSON> {
        let application = manifest.application
        let needs = application.requirements
        return [
            "bundle": .text(id),
            "size": .integer(size.bytes),
            "parts": .integer(Int64(parts)),
            "format": .integer(Int64(manifest.formatVersion)),
            "writer": .string(manifest.writer),
            "created": .string(TimeText.of(manifest.created)),
            "name": .text(application.name),
            "version": .text(application.version),
            "title": .string(application.title),
            "description": .text(application.description),
            "support": application.support.map {
                ["name": .text($0.name), "phone": .text($0.phone), "mail": .text($0.mail)]
            } ?? .null,
            "platforms": .list(manifest.platforms),
            "profiles": .array(
                manifest.profiles.map { ["name": .text($0.name), "title": .string($0.title)] }),
            "requirements": [
                "memory": needs.memory.map { .integer($0.bytes) } ?? .null,
                "disk": needs.disk.map { .integer($0.bytes) } ?? .null,
                "cpus": .integer(needs.cpus), "engine": .text(needs.engine),
            ],
            "upgradeFrom": .text(application.upgradeFrom),
            "open": .text(application.open),
            "uses": .list(application.uses),
            "images": .array(manifest.images.map(Self.json)),
            "questions": .array(application.questions.map(Self.json)),
            "files": .list(manifest.files.map(\.path)),
            "composeFiles": .list(manifest.composeFiles),
            "dataFolders": .array(
                manifest.dataFolders.map { folder in
                    [
                        "path": .text(folder.path), "owner": .integer(Int64(folder.owner)),
                        "group": .integer(Int64(folder.group)), "mode": .string(String(folder.mode, radix: 8)),
                        "services": .list(folder.services),
                    ]
                }),
        ]
    }

    private static func json(_ image: BundledImage) -> JSON {
        [
            "reference": .text(image.reference),
            "services": .list(image.services),
            "source": .string(image.source),
            "upstreamDigest": .text(image.upstreamDigest),
            "packedIndex": .text(image.packedIndex.digest),
            "plainIndex": .text(image.plainIndex.digest),
            "storedBytes": .integer(stored(image).bytes),
            "plainBytes": .integer(plain(image).bytes),
            "platforms": .array(
                image.platforms.map { ["platform": .text($0.platform), "config": .text($0.config.digest)] }),
        ]
    }

    private static func json(_ question: Question) -> JSON {
        [
            "variable": .text(question.variable),
            "label": .string(question.label),
            "description": .text(question.description),
            "type": .string(question.type.rawValue),
            "required": .boolean(question.required),
            // A password's default is a password.
            "default": question.type == .password && question.defaultValue != nil
                ? "***" : .text(question.defaultValue),
            "options": question.options.map { .list($0) } ?? .null,
            "minimum": .integer(question.minimum),
            "maximum": .integer(question.maximum),
            "pattern": .text(question.pattern),
            "generated": .boolean(question.generation != nil),
            "group": .text(question.group),
        ]
    }
}
