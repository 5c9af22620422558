import Foundation

/// A program that was started, with a thread of its own that waits for it.
///
/// Foundation's `Process` takes the end of a descriptor that a child inherits for the end of the child, and then waits for that child on the one thread that it has for all of them. `ssh` closes
/// what it inherits when it starts: as long as one runs, the end of every other would go unnoticed.
struct ChildProcess: Sendable {
    let number: pid_t

    /// What it has for standard input, output and error; they stay open here.
    struct Streams {
        var input: Int32
        var output: Int32
        var errors: Int32
    }

    /// In a process group of its own: what is typed at the terminal is for this process. Gives no other descriptor on that does not close by itself. Throws the system's error number.
    init(
        _ program: String, _ arguments: [String], environment: [String: String], _ streams: Streams
    ) throws(POSIXError) {
        #if os(Linux)
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #else
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, streams.input, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, streams.output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, streams.errors, STDERR_FILENO)
        // What this process, or the thread, has made of signals is not for the program.
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        let words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        let variables: [UnsafeMutablePointer<CChar>?] =
            environment.map { strdup($0.key + "=" + $0.value) } + [nil]
        defer { for text in words + variables { free(text) } }
        var number: pid_t = 0
        let failure = posix_spawn(&number, program, &actions, &attributes, words, variables)
        guard failure == 0 else { throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .ENOENT) }
        self.number = number
    }

    /// Calls it once with the exit status, 255 where a signal ended it, from a thread of its own.
    func whenEnded(_ body: @escaping @Sendable (Int32) -> Void) {
        Thread.detachNewThread { [number] in
            var status: Int32 = 0
            while waitpid(number, &status, 0) < 0, errno == EINTR {}
            // As wait(2) has it: the low seven bits are the signal.
            body(status & 0x7F == 0 ? status >> 8 & 0xFF : 255)
        }
    }
}
