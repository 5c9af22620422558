public import Vocabulary

/// The systemd unit that starts, in order, what the engine does not start by itself after a boot: a oneshot `valise-NAME`.
public struct UnitFile: Hashable, Sendable, Codable {
    /// Without `.service`: `valise-hello`.
    public var name: String
    /// The file, systemd.service(5), without its `[Install]` section.
    public var text: String
    /// The program that it runs; put there with the unit.
    public var program: AbsolutePath

    /// The engine's address is passed on where it is not Docker's usual one.
    init(for state: ResolvedState, folders: InstallationFolders, engine: EngineFacts) {
        name = Self.name(of: state.installation)
        program = folders.program
        let quoted = { (text: String) in
            "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("%", with: "%%") + "\""
        }
        var command = [quoted(folders.program.rawValue), "start", state.installation.rawValue]
        command += ["--state-dir", quoted(folders.stateDirectory.rawValue)]
        if !Self.usualAddresses.contains(engine.address) { command += ["--engine", quoted(engine.address)] }
        let limit = 120 + state.services.reduce(0) { $0 + $1.healthy.seconds }
        text = """
            # Written by valise; removed by `valise uninstall \(state.installation)`.
            [Unit]
            Description=Start \(state.installation) in order (valise)
            \(Self.order(after: engine))

            [Service]
            Type=oneshot
            RemainAfterExit=yes
            ExecStart=\(command.joined(separator: " "))
            TimeoutStartSec=\(limit)

            """
    }

    public static func name(of installation: InstallationName) -> String { "valise-\(installation)" }
    private static let usualAddresses = ["unix:///var/run/docker.sock", "unix:///run/docker.sock"]

    /// Docker's daemon takes its containers along when it is restarted. Podman has none: its containers go on, and its API is there once somebody asks.
    private static func order(after engine: EngineFacts) -> String {
        engine.product == "podman"
            ? "After=podman.socket network-online.target\nWants=podman.socket"
            : "After=docker.service network-online.target\nWants=docker.service\nPartOf=docker.service"
    }

    /// Whether the engine alone would not bring it back as it was: a container without a restart policy, or an order among containers. Podman
    /// brings none back but those with `always`, and these only where its own unit is enabled.
    static func isNeeded(by state: ResolvedState, on engine: EngineFacts) -> Bool {
        if engine.product == "podman" { return !state.containers.isEmpty }
        return state.services.contains { service in
            let staysDown = service.containers.contains { container in
                let policy = container.specification.host.restartPolicy?.name ?? "no"
                return policy != "always" && policy != "unless-stopped"
            }
            return staysDown && !service.runsToCompletion
                || service.dependencies.contains { $0.condition == .healthy }
        }
    }
}
