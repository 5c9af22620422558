import Foundation
public import Vocabulary

/// A way to another host through OpenSSH's client, whose configuration of this user applies: keys, agents, jump hosts.
///
/// The host is held to the key that it showed when it was first seen. What is needed there is a login and, for `sudo`, the right to use it without a password; `valise` copies itself to `~/.cache/valise/bin/<digest>`, once.
public struct SSHConnection: Sendable {
    /// Under which its key is kept, whatever its address.
    public var host: HostName
    public var destination: SSHDestination
    public var knownHosts: KnownHosts
    /// What to run on a host of each platform, by files of this machine.
    public var programs: [Platform: AbsolutePath]
    public var privilege = Privilege.ofLogin
    public var patience = Patience.working
    /// `ssh -F`; `nil`: the user's own.
    public var configuration: AbsolutePath?
    /// The file of a private key, which then is the only one that is tried; `nil`: the agent's, and what the configuration names.
    public var key: AbsolutePath?
    /// Asked at first contact. Without it no key is trusted.
    public var decide: @Sendable (HostKey) async throws -> HostKeyDecision = { _ in .refuse }

    public enum Privilege: String, Hashable, Sendable, Codable {
        case ofLogin
        /// As root through `sudo -n`.
        case sudo
    }

    public enum HostKeyDecision: Hashable, Sendable { case trust, refuse }

    /// How long a host may be silent before it is given up.
    public enum Patience: Hashable, Sendable {
        /// 60 s to come up, 45 s once it is there: what is under way is worth waiting for, and images make small machines slow.
        case working
        /// 15 s to come up, 12 s once it is there: somebody waits to be told how it is.
        case looking

        /// From the start of `ssh` to the greeting: as long as `ssh` itself waits, and a slow machine's start.
        var greeting: Duration { self == .working ? .seconds(60) : .seconds(15) }

        /// For `ssh` itself, in seconds: to connect, and between three signs of life.
        var options: [String] {
            let (connect, interval) = self == .working ? (15, 15) : (10, 4)
            return ["ConnectTimeout=\(connect)", "ServerAliveInterval=\(interval)", "ServerAliveCountMax=3"]
        }
    }

    public init(
        to destination: SSHDestination, of host: HostName, knownHosts: KnownHosts,
        programs: [Platform: AbsolutePath] = Self.thisProgram
    ) {
        self.destination = destination
        self.host = host
        self.knownHosts = knownHosts
        self.programs = programs
    }

    /// This program, for hosts of this machine's platform (proc(5)).
    public static var thisProgram: [Platform: AbsolutePath] {
        [MachineDescription(system: SystemFiles()).platform: AbsolutePath("/proc/self/exe", relativeTo: .root)]
    }

    /// Connects, and copies the program where it is missing.
    ///
    /// Throws, all with exit 12: `ssh.unknown-host`, `ssh.refused`, `ssh.unreachable`, `ssh.host-key-refused`, `ssh.host-key-unknown`, `ssh.host-key-changed`, `ssh.permission-denied`, `ssh.sudo-refused`, `ssh.sudo-missing`, `ssh.cannot-execute`, `ssh.platform`, `ssh.not-installed`, `ssh.configuration`, `ssh.delivery`, `ssh.failed`; and what ``RemoteHost/connect(name:over:within:diagnosis:)`` throws.
    public func open() async throws -> RemoteHost {
        try await pinAtFirstContact()
        // Where there is only one program, it is the one: the platform need not be asked for.
        if programs.count == 1, let path = programs.values.first, let host = try await start(Program(at: path)) {
            return host
        }
        let platform = try await askPlatform()
        guard let path = programs[platform] else { throw unfit(platform) }
        let program = try Program(at: path)
        if programs.count > 1, let host = try await start(program) { return host }
        try await deliver(program)
        guard let host = try await start(program) else {
            throw Problem(
                "ssh.cannot-execute", .prerequisite,
                "cannot reach the host `\(host)` (\(destination)): the program that was copied there is not found",
                found: "it needs libraries or a loader that the host does not have",
                hint: "use a release of `valise`, which needs none")
        }
        return host
    }

    /// `nil` where the program is not there.
    private func start(_ program: Program) async throws -> RemoteHost? {
        let command = (privilege == .sudo ? "sudo -n " : "") + program.place + " host --stdio"
        let ssh = try SSHProcess(arguments(command))
        do {
            let streams = try ByteStreams(adoptingInput: ssh.socket, output: ssh.socket)
            return try await RemoteHost.connect(name: host.rawValue, over: streams, within: patience.greeting) {
                defer { ssh.end() }
                return ssh.outcome(within: 2).map { LinkProblem.readable(Array($0.errors.utf8)) }
                    .flatMap { $0.isEmpty ? nil : "ssh: \"\($0)\"" }
            }
        } catch let problem as Problem where problem.code == "host.no-answer" {
            guard let outcome = await ended(ssh, within: 5) else {
                ssh.end()
                throw unanswered(problem)
            }
            switch failure.meaning(of: outcome) {
            case .programMissing: return nil
            // It ran there, and what came was no greeting.
            case .problem(let meaning) where meaning.code == "ssh.failed" && outcome.errors.isEmpty:
                throw unanswered(problem)
            case .problem(let meaning): throw meaning
            }
        } catch {
            ssh.end()
            throw error
        }
    }

    /// The same, with how to see it here.
    private func unanswered(_ problem: Problem) -> Problem {
        var problem = problem
        problem.hint =
            "see what comes with `ssh \(destination.words) true`: it must be nothing where there is no terminal; a command that is forced there (`ForceCommand`, or `command=` of a key) must run the one that it is asked for, `$SSH_ORIGINAL_COMMAND`"
        return problem
    }

    var failure: SSHFailure {
        SSHFailure(host: host, destination: destination, knownHosts: knownHosts.path, privilege: privilege)
    }

    /// What a person's configuration says of keys of hosts, forwarding, terminals and sharing connections does not apply; all else does.
    func arguments(_ command: String, known: AbsolutePath? = nil, _ further: [String] = []) -> [String] {
        let options =
            further + [
                "BatchMode=yes", "StrictHostKeyChecking=yes",
                "UserKnownHostsFile=\"\(known ?? knownHosts.path)\"", "GlobalKnownHostsFile=/dev/null",
                "HostKeyAlias=\(host)", "CheckHostIP=no", "VerifyHostKeyDNS=no", "UpdateHostKeys=no",
                "HashKnownHosts=no",
                "ControlMaster=no", "ControlPath=none", "ClearAllForwardings=yes", "PermitLocalCommand=no",
                "RemoteCommand=none", "LogLevel=ERROR",
            ] + patience.options
        let identity = key.map { ["-i", $0.rawValue, "-o", "IdentitiesOnly=yes"] } ?? []
        return (configuration.map { ["-F", $0.rawValue] } ?? []) + identity + ["-T", "-a", "-x"]
            + options.flatMap { ["-o", $0] } + destination.arguments + [command]
    }

    /// Waits without holding one of Swift's threads.
    func ended(_ ssh: SSHProcess, within seconds: Double) async -> SSHProcess.Outcome? {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: ssh.outcome(within: seconds)) }
        }
    }

    private func unfit(_ platform: Platform) -> Problem {
        let here = programs.keys.sorted().map { "\($0)" }.joined(separator: ", ")
        return Problem(
            "ssh.platform", .prerequisite,
            "cannot work on the host `\(host)` (\(destination)): there is no `valise` for its platform here",
            expected: here, found: "\(platform)", consequence: "nothing was changed there",
            hint: "work there with a `valise` for \(platform), or take another host")
    }
}
