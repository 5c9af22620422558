/// A kind of target: `Profiles/NAME.yaml`.
public struct Profile: Hashable, Sendable, Codable {
    public var name: ProfileName
    public var title: String
    public var minimumHosts: Int
    public var maximumHosts: Int
    /// Labels that a lone host is taken to have.
    public var loneHostLabels: LoneHostLabels
    /// How strictly a check is taken, by its id; a check that is not named is `.required`.
    public var checks: [String: CheckLevel]
    /// Answers that stand in place of a question's own default.
    public var answers: [VariableName: String]
    public var limits: TimeLimits
    /// Where a Compose file sets no logging: driver and options.
    public var logging: LoggingDefaults?

    public enum LoneHostLabels: Hashable, Sendable, Codable {
        /// `*`: all that are asked for.
        case allAskedFor
        case these([Label])
    }

    public enum CheckLevel: String, Hashable, Sendable, Codable {
        case required, warning, off
    }

    public struct TimeLimits: Hashable, Sendable, Codable {
        /// For one service to become healthy, in seconds, where the Compose file implies no longer one.
        public var healthySeconds: Int
        /// For one image to be loaded, in seconds without any byte of progress.
        public var loadStallSeconds: Int
        /// For one call to the engine, in seconds.
        public var engineCallSeconds: Int
        public init(healthySeconds: Int = 300, loadStallSeconds: Int = 120, engineCallSeconds: Int = 60) {
            self.healthySeconds = healthySeconds
            self.loadStallSeconds = loadStallSeconds
            self.engineCallSeconds = engineCallSeconds
        }
    }

    public struct LoggingDefaults: Hashable, Sendable, Codable {
        public var driver: String
        public var options: [String: String]
        public init(driver: String, options: [String: String]) {
            self.driver = driver
            self.options = options
        }
    }

    public init(
        name: ProfileName, title: String, minimumHosts: Int = 1, maximumHosts: Int = 1,
        loneHostLabels: LoneHostLabels = .these([]), checks: [String: CheckLevel] = [:],
        answers: [VariableName: String] = [:], limits: TimeLimits = TimeLimits(), logging: LoggingDefaults? = nil
    ) {
        self.name = name
        self.title = title
        self.minimumHosts = minimumHosts
        self.maximumHosts = maximumHosts
        self.loneHostLabels = loneHostLabels
        self.checks = checks
        self.answers = answers
        self.limits = limits
        self.logging = logging
    }
}
