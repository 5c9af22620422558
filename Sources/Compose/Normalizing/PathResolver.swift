import Vocabulary

/// Relative paths → absolute ones, keeping what was written: compose-go, `paths/resolve.go`.
struct PathResolver {
    let base: AbsolutePath
    let home: AbsolutePath?
    let findings: Findings
    /// Where relative paths shall be seen from; `nil`: they become absolute.
    var seenFrom: AbsolutePath?

    enum Rule: Sendable { case context, path, pathOrWindows, mount, volume }

    static let rules: PathTable<Rule> = PathTable([
        "services.*.build.context": .context, "services.*.build.additional_contexts.*": .context,
        "services.*.build.ssh.*": .pathOrWindows, "services.*.env_file.*.path": .path,
        "services.*.label_file.*": .path, "services.*.extends.file": .path,
        "services.*.develop.watch.*.path": .path, "services.*.volumes.*": .mount, "configs.*.file": .pathOrWindows,
        "secrets.*.file": .pathOrWindows, "volumes.*": .volume,
    ])

    func resolve(_ tree: ComposeMapping) -> ComposeMapping {
        let whole = ComposeValue(.mapping(tree), at: SourcePosition(file: "", line: 1, column: 1))
        return PathTable.apply(Self.rules, to: whole, change).mapping ?? tree
    }

    private func change(_ rule: Rule, _ value: ComposeValue, _ path: String) -> ComposeValue {
        switch (rule, value.content) {
        case (.context, .string(let text)):
            return text.isEmpty || Paths.isRemoteContext(text) ? value : resolved(value, text)
        case (.context, _):
            findings.error(
                "compose.wrong-type", at: value.position, "`\(path)` has the wrong type", expected: "a string",
                found: value.isNull ? "nothing" : SchemaChecker.shown(value))
            return value
        case (.path, .string(let text)): return text.isEmpty ? value : resolved(value, text)
        case (.pathOrWindows, .string(let text)): return resolvedUnlessWindows(value, text)
        case (.mount, .mapping(var mount)):
            guard mount["type"]?.string == "bind" else { return value }
            guard let source = mount["source"], let text = source.string else {
                findings.error(
                    "compose.volume", at: value.position, "the bind mount `\(path)` has no `source`",
                    expected: "a path on the host")
                return value
            }
            mount["source"] = resolvedUnlessWindows(source, text)
            return value.with(.mapping(mount))
        case (.volume, .mapping(var volume)):
            guard volume["driver"]?.string == "local", var options = volume["driver_opts"]?.mapping,
                options["o"]?.string == "bind", let device = options["device"], let text = device.string
            else { return value }
            options["device"] = resolvedUnlessWindows(device, text)
            volume["driver_opts"] = value.with(.mapping(options))
            return value.with(.mapping(volume))
        default: return value
        }
    }

    /// A Compose file's path, or its folder's: no `~` and no drive in it, it is only seen from the folder above.
    func file(_ value: ComposeValue, _ text: String) -> AbsolutePath? {
        AbsolutePath(text, relativeTo: value.written == nil ? base : seenFrom ?? base)
    }

    /// The same, but a path of Windows is absolute already: the engine may stand there.
    private func resolvedUnlessWindows(_ value: ComposeValue, _ text: String) -> ComposeValue {
        Paths.isWindowsAbsolute(text)
            ? ComposeValue(.string(text), at: value.position, written: text) : resolved(value, text)
    }

    /// The absolute path, with the text before it in ``ComposeValue/written``. What was resolved once stays.
    func resolved(_ value: ComposeValue, _ text: String) -> ComposeValue {
        guard value.written == nil else { return value }
        var path = text
        if text.hasPrefix("~") {
            guard let home else {
                findings.error(
                    "compose.home", at: value.position, "`\(text)` begins with a home folder, and none is known",
                    hint: "write an absolute path, or one below the definition")
                return value
            }
            path = Paths.clean(home.rawValue + "/" + text.dropFirst())
        } else if !text.hasPrefix("/") {
            path = Paths.clean(base.rawValue + "/" + text)
            if let seenFrom { path = Paths.relative(path, to: seenFrom.rawValue) }
        }
        return ComposeValue(.string(path), at: value.position, written: text)
    }
}
