import Vocabulary

/// What the end of an `ssh` means, from its status and what it wrote to standard error.
struct SSHFailure {
    let host: HostName
    let destination: SSHDestination
    let knownHosts: AbsolutePath
    let privilege: SSHConnection.Privilege

    enum Meaning: Hashable {
        /// The program is not there yet.
        case programMissing
        case problem(Problem)
    }

    func meaning(of outcome: SSHProcess.Outcome) -> Meaning {
        let text = outcome.errors.lowercased()
        if let problem = ofClient(text, outcome) { return .problem(problem) }
        if privilege == .sudo, let meaning = ofSudo(text, outcome) { return meaning }
        switch outcome.status {
        case 127: return .programMissing
        case 126:
            return .problem(
                problem(
                    "ssh.cannot-execute", "the program that was copied there cannot be run", outcome,
                    hint:
                        "see whether its file system is mounted `noexec`: `ssh \(destination.words) findmnt -T .cache`")
            )
        default:
            return .problem(
                problem(
                    "ssh.failed", "`ssh` ended with \(outcome.status)", outcome,
                    hint: "try `ssh \(destination.words) true`"))
        }
    }

    /// The client's own failures; their texts are OpenSSH's, from version 7 on.
    private func ofClient(_ text: String, _ outcome: SSHProcess.Outcome) -> Problem? {
        if text.contains("could not resolve hostname") {
            return problem(
                "ssh.unknown-host", "its name has no address", outcome,
                hint: "look at its address in the inventory, or try `ssh \(destination.words) true`")
        }
        if text.contains("host identification has changed") {
            return problem(
                "ssh.host-key-changed", "another key answers than the one that this host is held to", outcome,
                found: Self.fingerprint(in: outcome.errors),
                consequence: "nothing was sent: another machine may answer at this address",
                hint: "if the host was set up anew, forget its key with `ssh-keygen -R \(host) -f \(knownHosts)`")
        }
        if text.contains("host key is known") || text.contains("host key verification failed") {
            return problem(
                "ssh.host-key-unknown", "its key is not one that this host is held to", outcome,
                consequence: "nothing was sent",
                hint: "look at the keys in `\(knownHosts)`; forget one with `ssh-keygen -R \(host) -f \(knownHosts)`")
        }
        if text.contains("permission denied (") || text.contains("too many authentication failures") {
            return problem(
                "ssh.permission-denied", "it does not let this user in", outcome,
                hint:
                    "put a key there with `ssh-copy-id \(destination.words)`, or name one in a file for `--ssh-config`")
        }
        if text.contains("connection refused") {
            return problem(
                "ssh.refused", "nobody takes connections there", outcome,
                hint: "start OpenSSH's server on the host: `systemctl start ssh`")
        }
        for reason in ["timed out", "no route to host", "network is unreachable", "host is down"]
        where outcome.status == 255 && text.contains(reason) {
            return problem(
                "ssh.unreachable", "it does not answer", outcome,
                hint:
                    "see whether it is switched on and its address right, and how far it gets: `ssh -v \(destination.words) true`"
            )
        }
        if text.contains("bad configuration option") || text.contains("can't open user config file") {
            return problem(
                "ssh.configuration", "`ssh` cannot read its configuration", outcome,
                hint: "see what it reads with `ssh -G \(destination.words)`")
        }
        return nil
    }

    private func ofSudo(_ text: String, _ outcome: SSHProcess.Outcome) -> Meaning? {
        let refusals = [
            "a password is required", "a terminal is required", "not in the sudoers file", "may not run sudo",
            "is not allowed to execute", "must be setuid root",
        ]
        if refusals.contains(where: text.contains) {
            return .problem(
                problem(
                    "ssh.sudo-refused", "`sudo` does not let this user act as root without a password", outcome,
                    hint:
                        "as root there: `echo '\(destination.user ?? "USER") ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/valise`, or log in as root"
                ))
        }
        // sudo's own words begin with its name; a shell's end with "not found" about it.
        if outcome.status == 1, text.contains("sudo: .cache/valise"), text.contains("command not found") {
            return .programMissing
        }
        if outcome.status == 127 {
            return .problem(
                problem(
                    "ssh.sudo-missing", "there is no `sudo`", outcome,
                    hint: "log in as root, or run `apt-get install sudo` there"))
        }
        return nil
    }

    private func problem(
        _ code: ProblemCode, _ reason: String, _ outcome: SSHProcess.Outcome, found: String? = nil,
        consequence: String = "nothing was changed there", hint: String
    ) -> Problem {
        let said = LinkProblem.readable(Array(outcome.errors.utf8))
        return Problem(
            code, .prerequisite, "cannot reach the host `\(host)` (\(destination)): \(reason)",
            found: found ?? (said.isEmpty ? nil : "ssh: \"\(said)\""), consequence: consequence, hint: hint)
    }

    /// The key that answered, as the warning has it on a line of its own.
    private static func fingerprint(in errors: String) -> String? {
        errors.split(whereSeparator: \.isNewline).first { $0.hasPrefix("SHA256:") }
            .map { "the key " + ($0.hasSuffix(".") ? $0.dropLast() : $0) }
    }
}
