import CommandLineTool
import Foundation

/// The program: sets up what is of the process, and hands over to the shell.
@main
struct Valise {
    /// Not `async`: the main thread of an asynchronous `main` ends by unwinding its stack, for which a static program first sorts the tables of all its
    /// functions. That was nine tenths of the time of a short command.
    static func main() {
        // In the C locale names that are not ASCII fail in libarchive.
        setlocale(LC_CTYPE, "C.UTF-8")
        #if os(Linux)
            configureNameService()
        #endif
        Task.detached { exit(await Shell.run(Array(CommandLine.arguments.dropFirst()))) }
        // Signals wake it; nothing else is done here.
        while true { pause() }
    }

    #if os(Linux)
        /// A static C library would load the machine's look-up modules, which are of another C library and can crash it: only those that are built in are used.
        private static func configureNameService() {
            for (database, sources) in [("hosts", "files dns"), ("passwd", "files"), ("group", "files")] {
                _ = nss_configure_lookup(database, sources)
            }
        }
    #endif
}

#if os(Linux)
    /// GNU C library, `nss.h`, which the overlay of Swift leaves out.
    @_silgen_name("__nss_configure_lookup")
    private func nss_configure_lookup(_ database: UnsafePointer<CChar>, _ sources: UnsafePointer<CChar>) -> Int32
#endif
