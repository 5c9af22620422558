import Vocabulary

/// What each bind source is taken for, and the trap: after one `docker compose up` a live database lies where configuration is looked for.
struct SourceLint {
    let definition: Definition

    /// More than this is rarely configuration.
    private static let largeSize = ByteCount(16 << 20)
    /// What databases keep their state in.
    private static let databaseFiles: Set<String> = [
        "PG_VERSION", "ibdata1", "aria_log_control", "WiredTiger", "mongod.lock", "dump.rdb", "appendonly.aof",
        "data.mdb", "redo01.log", "CURRENT",
    ]
    private static let databaseSuffixes = [".sqlite", ".sqlite3", ".db", ".mdb", ".frm", ".ibd", ".rdb"]

    func problems() -> [Problem] {
        let versioned = VersionedFiles(of: definition.folder)
        return definition.sources.flatMap { source -> [Problem] in
            [note(source)] + suspicions(source, versioned)
        }
    }

    private func note(_ source: BindSourceUse) -> Problem {
        let what: String
        switch source.kind {
        case .configuration:
            what =
                source.isReadOnly
                ? "configuration: it travels in the bundle"
                : "configuration that the service may write to: a copy travels"
        case .data: what = "data: empty at first, and kept when the application is removed, unless `--data` is given"
        case .host(let path) where path.lastComponent == "docker.sock":
            return .lint(
                "lint.engine-socket", .warning, at: source.position,
                "service `\(source.service)` gets the engine's socket: it can do all that root can do on the host")
        case .host: what = "of the host: it must be there, and is never created"
        }
        return .lint(
            "lint.source", .note, at: source.position, "`\(source.written)` of service `\(source.service)` is \(what)")
    }

    private func suspicions(_ source: BindSourceUse, _ versioned: VersionedFiles?) -> [Problem] {
        guard case .configuration(let path) = source.kind, !source.isReadOnly else { return [] }
        let files = definition.files.filter { $0.path.isAtOrBelow(path) }
        var reasons: [String] = []
        if let database = files.first(where: { Self.isDatabase($0.path.lastComponent) }) {
            reasons.append("`\(database.path)` is a database's")
        }
        let size = files.reduce(ByteCount.zero) { total, file in
            if case .file(let size) = file.kind { total + ByteCount(size) } else { total }
        }
        if size > Self.largeSize { reasons.append("it is large (\(size))") }
        if let versioned, !versioned.holds(anyBelow: definition.disk.location(of: path)) {
            reasons.append("it is not under version control")
        }
        if let owner = FileOwners(disk: definition.disk).foreign(files.map(\.path)) {
            reasons.append("`\(owner.path)` belongs to user \(owner.number)")
        }
        guard !reasons.isEmpty else { return [] }
        return [
            .lint(
                "lint.live-data", .warning, at: source.position,
                "`\(source.written)`, which service `\(source.service)` writes to, may be live data: \(reasons.joined(separator: "; "))",
                consequence: "it would go to every customer",
                hint: "list it under `data:` in valise.yaml")
        ]
    }

    private static func isDatabase(_ name: String) -> Bool {
        databaseFiles.contains(name) || databaseSuffixes.contains { name.hasSuffix($0) }
    }
}
