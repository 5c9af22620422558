public import Vocabulary

/// The systemd unit that starts, in order, what the engine does not start by itself after a boot: a oneshot `valise-NAME`.
public struct UnitFile: Hashable, Sendable, Codable {
    /// Without `.service`: `valise-hello`.
    public var name: String
    /// The whole file, systemd.service(5).
    public var text: String
    /// The program that it runs; put there with the unit.
    public var program: AbsolutePath

    /// `engineAddress` is passed on where it is not the engine's usual one.
    init(for state: ResolvedState, folders: InstallationFolders, engineAddress: String) {
        name = Self.name(of: state.installation)
        program = folders.program
        let quoted = { (text: String) in
            "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("%", with: "%%") + "\""
        }
        var command = [quoted(folders.program.rawValue), "start", state.installation.rawValue]
        command += ["--state-dir", quoted(folders.stateDirectory.rawValue)]
        if !Self.usualAddresses.contains(engineAddress) { command += ["--engine", quoted(engineAddress)] }
        let limit = 120 + state.services.reduce(0) { $0 + $1.healthy.seconds }
        text = """
            # Written by valise; removed by `valise uninstall \(state.installation)`.
            [Unit]
            Description=Start \(state.installation) in order (valise)
            After=docker.service network-online.target
            Wants=docker.service
            PartOf=docker.service

            [Service]
            Type=oneshot
            RemainAfterExit=yes
            ExecStart=\(command.joined(separator: " "))
            TimeoutStartSec=\(limit)

            [Install]
            WantedBy=multi-user.target

            """
    }

    public static func name(of installation: InstallationName) -> String { "valise-\(installation)" }
    private static let usualAddresses = ["unix:///var/run/docker.sock", "unix:///run/docker.sock"]

    /// Whether the engine alone would not bring it back as it was: a container without a restart policy, or an order among containers.
    static func isNeeded(by state: ResolvedState) -> Bool {
        state.services.contains { service in
            let staysDown = service.containers.contains { container in
                let policy = container.specification.host.restartPolicy?.name ?? "no"
                return policy != "always" && policy != "unless-stopped"
            }
            return staysDown && !service.runsToCompletion
                || service.dependencies.contains { $0.condition == .healthy }
        }
    }
}
