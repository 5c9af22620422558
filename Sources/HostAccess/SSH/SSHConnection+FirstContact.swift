import Foundation
import Vocabulary

extension SSHConnection {
    /// Learns the host's key, shows it, and holds the host to it. Where a key is kept already, it is left to `ssh` to compare.
    func pinAtFirstContact() async throws {
        if try knownHosts.key(of: host) != nil { return }
        let folder = try TransientFolder()
        let learnt = folder.path.appending("known_hosts")
        // Without a way to log in: what comes of it is the key, and "permission denied".
        let ssh = try SSHProcess(
            arguments("true", known: learnt, ["StrictHostKeyChecking=accept-new", "PreferredAuthentications=none"]))
        close(ssh.socket)
        // ssh's own limit for connecting, and time for a jump host.
        guard let outcome = await ended(ssh, within: 60) else {
            ssh.end()
            throw LinkProblem.silent(.seconds(60))
        }
        guard let key = try KnownHosts(at: learnt).key(of: host) else {
            switch failure.meaning(of: outcome) {
            case .problem(let problem): throw problem
            case .programMissing: throw LinkProblem.noAnswer("no key was shown", printed: Array(outcome.errors.utf8))
            }
        }
        guard try await decide(key) == .trust else {
            throw Problem(
                "ssh.host-key-refused", .prerequisite,
                "cannot reach the host `\(host)` (\(destination)): its key is not trusted",
                found: "\(key.type) \(key.fingerprint)", consequence: "nothing was sent",
                hint: "compare it with what the host says of itself: `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`"
            )
        }
        try knownHosts.pin(key, to: host)
    }
}
