public import Vocabulary

/// What a person gave on the command line of `config`: compose-go, `cli/options.go`, in the order in which Docker Compose applies it.
public struct ComposeInvocation: Hashable, Sendable {
    /// `-f`; relative ones are seen from ``workingDirectory``. Empty: `COMPOSE_FILE`, else the default names, upwards.
    public var files: [String] = []
    /// `--env-file`; empty: `.env` in the project directory.
    public var environmentFiles: [String] = []
    /// `--project-directory`
    public var projectDirectory: String?
    /// `-p`
    public var projectName: String?
    /// `--profile`; empty: `COMPOSE_PROFILES`.
    public var profiles: [String] = []
    /// The process's environment: it comes before every file.
    public var environment: [String: String]
    public var workingDirectory: AbsolutePath

    public init(environment: [String: String], workingDirectory: AbsolutePath) {
        self.environment = environment
        self.workingDirectory = workingDirectory
    }

    public static let defaultFiles = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"]
    public static let defaultOverrides = [
        "compose.override.yml", "compose.override.yaml", "docker-compose.override.yml",
        "docker-compose.override.yaml",
    ]

    /// Finds files, reads `.env`, and gives what can be loaded. Throws `compose.no-file`, `compose.missing-file`, `compose.env-file`.
    public func request(reader: any ComposeFileReader) throws(Problems) -> ComposeRequest {
        let findings = Findings()
        var environment = environment
        environment["PWD"] = workingDirectory.rawValue
        var paths = files.map(absolute)
        merge(directory(paths), &environment, reader, findings)
        if paths.isEmpty, let given = environment["COMPOSE_FILE"] {
            let separator = environment["COMPOSE_PATH_SEPARATOR"].flatMap { $0.isEmpty ? nil : $0 } ?? ":"
            paths = given.split(separator: separator, omittingEmptySubsequences: false).map { absolute(String($0)) }
        }
        if paths.isEmpty { paths = discovered(from: directory([]), reader, findings) }
        if let problems = Problems(findings.errors) { throw problems }
        guard !paths.isEmpty else {
            throw Problems(
                Problem(
                    "compose.no-file", .definition, "there is no Compose file in \(directory([])) or above it",
                    expected: Self.defaultFiles.joined(separator: ", "), hint: "name one with `-f FILE`"))
        }
        let projectDirectory = directory(paths)
        merge(projectDirectory, &environment, reader, findings)
        if let problems = Problems(findings.errors) { throw problems }
        var active = profiles
        if active.isEmpty {
            // Without the variable too there is one name, the empty one, and a service may have it for a profile.
            active = (environment["COMPOSE_PROFILES"] ?? "").split(separator: ",", omittingEmptySubsequences: false)
                .map { String($0).trimmed }
        }
        var request = ComposeRequest(
            files: paths, projectDirectory: projectDirectory, environment: environment, projectName: projectName,
            profiles: active)
        request.homeDirectory = environment["HOME"].flatMap(AbsolutePath.init)
        return request
    }

    private func absolute(_ text: String) -> AbsolutePath { AbsolutePath(text, relativeTo: workingDirectory) }

    private func directory(_ paths: [AbsolutePath]) -> AbsolutePath {
        if let projectDirectory, !projectDirectory.isEmpty { return absolute(projectDirectory) }
        return paths.first { $0 != absolute("-") }?.parent ?? workingDirectory
    }

    /// Adds what `.env` (or the files given) set and the environment does not.
    private func merge(
        _ directory: AbsolutePath, _ environment: inout [String: String], _ reader: any ComposeFileReader,
        _ findings: Findings
    ) {
        var names = environmentFiles
        if names.isEmpty, let listed = self.environment["COMPOSE_ENV_FILES"], !listed.isEmpty {
            names = listed.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let given = names.map(absolute)
        if given.isEmpty, let disabled = self.environment["COMPOSE_DISABLE_ENV_FILE"], !disabled.isEmpty {
            switch disabled {
            case "1", "t", "T", "true", "TRUE", "True": return
            case "0", "f", "F", "false", "FALSE", "False": break
            default:
                findings.error(
                    "compose.value", at: nil, "the variable `COMPOSE_DISABLE_ENV_FILE` is neither true nor false",
                    expected: "`true` or `false`", found: "`\(disabled)`")
            }
        }
        let known = environment
        var variables: [String: String] = [:]
        for file in given.isEmpty ? [directory.appending(".env")] : given {
            do {
                guard let bytes = try reader.read(file) else {
                    if !given.isEmpty {
                        findings.error(
                            "compose.missing-file", at: nil, "cannot read the environment file \(file)",
                            found: "nothing there")
                    }
                    continue
                }
                let before = variables
                EnvironmentFileParser(file: file.rawValue, findings: findings) { known[$0] ?? before[$0] }
                    .parse(bytes, format: nil, into: &variables)
            } catch {
                // A folder called `.env` is no environment file, and nobody asked for one.
                if !given.isEmpty { findings.add(error) }
            }
        }
        environment.merge(variables) { given, _ in given }
    }

    private func discovered(
        from start: AbsolutePath, _ reader: any ComposeFileReader, _ findings: Findings
    ) -> [AbsolutePath] {
        var folder = start
        while true {
            if let file = first(Self.defaultFiles, in: folder, reader, findings) {
                return [file] + (first(Self.defaultOverrides, in: folder, reader, findings).map { [$0] } ?? [])
            }
            if folder == .root { return [] }
            folder = folder.parent
        }
    }

    private func first(
        _ names: [String], in folder: AbsolutePath, _ reader: any ComposeFileReader, _ findings: Findings
    ) -> AbsolutePath? {
        for name in names {
            let path = folder.appending(name)
            do {
                if try reader.read(path) != nil { return path }
            } catch {
                findings.add(error)
                return nil
            }
        }
        return nil
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
