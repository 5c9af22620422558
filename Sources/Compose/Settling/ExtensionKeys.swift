import Vocabulary

/// Keys that begin with `x-` in a mapping whose keys the file chooses: compose-go, `processExtensions` in `loader/loader.go`.
///
/// The reference takes them for extensions even there and puts them together under one key, which then counts as one of the others.
enum ExtensionKeys {
    static let together = "#extensions"

    static func folded(_ mapping: ComposeMapping, _ path: String, _ findings: Findings) -> ComposeMapping {
        let own = mapping.entries.filter { $0.key.hasPrefix("x-") }
        guard let first = own.first else { return mapping }
        for entry in own {
            findings.warn(
                "compose.extension", at: entry.keyPosition,
                "`\(path).\(entry.key)` is taken for an extension, so there is no `\(entry.key)`",
                hint: "write the list form, `- \(entry.key)=…`, or another name")
        }
        var result = ComposeMapping(mapping.entries.filter { !$0.key.hasPrefix("x-") })
        let text = Forms.text(first.value.with(.mapping(ComposeMapping(own))))
        result.set(.init(key: together, keyPosition: first.keyPosition, value: first.value.with(.string(text))))
        return result
    }
}
