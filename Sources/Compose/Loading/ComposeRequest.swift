public import Vocabulary

/// What to load, and how.
public struct ComposeRequest: Hashable, Sendable {
    /// Compose files in order of merging. The first one's folder is the project directory unless one is given.
    public var files: [AbsolutePath]
    /// Relative paths are resolved against it. It need not exist: at a target it is a name for the bundle's files.
    public var projectDirectory: AbsolutePath
    /// Variables for interpolation: the environment, `.env` files and answers, already in order of precedence.
    public var environment: [String: String]
    /// Given by option or environment; else `name:` of the files counts, else the project directory's name.
    public var projectName: String?
    /// Compose profiles that are active; `*` for all.
    public var profiles: [String]
    public var unset: UnsetVariables = .warn
    public var interpolation: Interpolation = .resolve
    public var environmentFiles: EnvironmentFiles = .resolve
    /// Stages that are left out: the model is then for reading only.
    public var leftOut: Set<OptionalStage> = []
    /// For `~` at the front of a path; where `nil`, such a path is a problem.
    public var homeDirectory: AbsolutePath?
    public var limits = ComposeLimits()

    public init(
        files: [AbsolutePath], projectDirectory: AbsolutePath, environment: [String: String] = [:],
        projectName: String? = nil, profiles: [String] = []
    ) {
        self.files = files
        self.projectDirectory = projectDirectory
        self.environment = environment
        self.projectName = projectName
        self.profiles = profiles
    }

    /// What a variable without value and without default is.
    public enum UnsetVariables: Hashable, Sendable {
        /// An empty string and a warning, as with Docker Compose.
        case warn
        /// A problem.
        case refuse
    }
    public enum Interpolation: Hashable, Sendable {
        case resolve
        /// Values stay as written. The project then has only its ``ComposeProject/canonical`` tree, long forms where they can be read.
        case leave
    }
    /// What the reference's `--no-…` options of `config` leave out.
    public enum OptionalStage: Hashable, Sendable {
        /// Names of objects, the default network, implied dependencies, defaults of `build`.
        case normalization
        /// Relative paths of the project's own files stay as they are written.
        case pathResolution
        /// References between services and objects, contradictions, circles.
        case consistency
    }
    /// Whether the content of `env_file` is folded into `environment`, as `docker compose config` does.
    public enum EnvironmentFiles: Hashable, Sendable {
        case resolve
        /// Entries stay in ``ComposeService/environmentFiles``; missing files are not looked for.
        case keep
    }
}

/// Bounds on what a definition may make a loader do; checked before memory is taken.
public struct ComposeLimits: Hashable, Sendable {
    /// Bytes of one file.
    public var fileSize = 16 << 20
    /// Values of one file after aliases were expanded; a file of 1,000 services has some 30,000.
    public var nodes = 250_000
    /// Nesting of lists and mappings; links of a chain of `extends` or `include`.
    public var depth = 100
    /// Files read for one project, with `extends` and `include`.
    public var files = 1_000
    public init() {}
}
