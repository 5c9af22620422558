import Foundation
import Vocabulary

extension SSHConnection {
    /// A program of this machine, and where a copy of it lies on a host.
    struct Program: Sendable {
        let body: BlobBody
        let digest: Digest

        init(at path: AbsolutePath) throws {
            body = try LocalHost.body(of: path)
            digest = try TreeComparison.digest(of: body)
        }

        static let folder = ".cache/valise/bin"
        /// Below the home folder, where a login begins.
        var place: String { Self.folder + "/" + digest.hex }
    }

    /// What uname(1) says, as a line that no banner has.
    func askPlatform() async throws -> Platform {
        let (outcome, output) = try await run("sh -c 'echo valise-platform $(uname -s) $(uname -m)'", input: .bytes([]))
        let words = output.split(whereSeparator: \.isNewline).last { $0.hasPrefix("valise-platform ") }?
            .split(separator: " ").map { $0.lowercased() }
        if let words, words.count == 3, let platform = Platform(Self.platform(words[1], words[2])) { return platform }
        if case .problem(let problem) = failure.meaning(of: outcome), outcome.status != 0 { throw problem }
        throw Problem(
            "ssh.platform", .prerequisite,
            "cannot work on the host `\(host)` (\(destination)): it does not say what it is",
            expected: "an answer to `uname`", found: LinkProblem.readable(Array(output.utf8)),
            consequence: "nothing was changed there", hint: "try `ssh \(destination.words) uname -sm`")
    }

    /// In the words of ``LocalHost``.
    private static func platform(_ system: String, _ machine: String) -> String {
        switch machine {
        case "armv7l": "\(system)/arm/v7"
        case "armv6l": "\(system)/arm/v6"
        case "i686", "i586", "i386": "\(system)/386"
        default: "\(system)/\(machine)"
        }
    }

    /// Copies the program under the name of its digest, as a whole: what was cut off never has that name. What others left an hour ago goes.
    func deliver(_ program: Program) async throws {
        let name = program.digest.hex
        let script = """
            set -e; umask 077; d=\(Program.folder); mkdir -p "$d"
            find "$d" -name ".*.new" -mmin +60 -exec rm -f {} + 2>/dev/null || true
            t="$d/.\(name).$$.new"; trap "rm -f $t" 0; cat >"$t"
            s=$(sha256sum <"$t"); case "$s" in \(name)*) ;; *) echo "the copy is damaged: $s" >&2; exit 3;; esac
            chmod 700 "$t"; sync; mv -f "$t" "$d/\(name)"
            """.replacing("\n", with: "; ")
        let (outcome, _) = try await run("sh -c '\(script)'", input: program.body)
        guard outcome.status != 0 else { return }
        if outcome.status == 255, case .problem(let problem) = failure.meaning(of: outcome) { throw problem }
        let said = LinkProblem.readable(Array(outcome.errors.utf8))
        let isFull = said.contains("No space left") || said.contains("quota exceeded")
        throw Problem(
            isFull ? "host.disk-full" : "ssh.delivery", isFull ? .step : .prerequisite,
            "cannot copy `valise` to `~/\(Program.folder)` on the host `\(host)` (\(destination))",
            expected: "\(ByteCount(program.body.size)) of room, a home folder, and the usual programs",
            found: said.isEmpty ? "it ended with \(outcome.status)" : said, consequence: "nothing of it is left there",
            hint: "look at the room there: `ssh \(destination.words) df -h .`")
    }

    /// Runs a command of ours with an input to its end. For what must be done before there is a `valise` on the other side.
    private func run(_ command: String, input: BlobBody) async throws -> (SSHProcess.Outcome, output: String) {
        let ssh = try SSHProcess(arguments(command))
        let streams = try ByteStreams(adoptingInput: ssh.socket, output: ssh.socket)
        Thread.detachNewThread {
            // Why a command does not take its input is found in how it ended.
            try? input.forEachChunk(ofFile: "valise", shortfall: .isAnError) { try streams.write(Array($0)) }
            streams.endWriting()
        }
        let output = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                Thread.detachNewThread { continuation.resume(returning: Self.text(of: streams)) }
            }
        } onCancel: {
            streams.interrupt()
            ssh.end()
        }
        try Task.checkCancellation()
        guard let outcome = await ended(ssh, within: 10) else {
            ssh.end()
            throw LinkProblem.silent(.seconds(10))
        }
        return (outcome, output)
    }

    /// The last 64 KiB of what comes, to its end.
    private static func text(of streams: ByteStreams) -> String {
        defer { streams.endReading() }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            // A connection that breaks ends it as well; why is found in how `ssh` ended.
            guard let count = try? buffer.withUnsafeMutableBytes({ try streams.read(into: $0) }), count > 0 else {
                return String(decoding: output, as: UTF8.self)
            }
            output = (output + buffer[..<count]).suffix(64 * 1024)
        }
    }
}
