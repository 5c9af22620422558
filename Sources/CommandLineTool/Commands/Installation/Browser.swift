import Foundation

/// The desktop's way to open an address.
enum Browser {
    /// Opens it if there is a desktop; that it could not is no failure, the address was printed.
    static func open(_ address: String, environment: Environment) {
        // What a definition calls an address must not be read as an option or a file.
        guard address.hasPrefix("http://") || address.hasPrefix("https://"), let program = program(environment) else {
            return
        }
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = [address]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try? process.run()
    }

    private static func program(_ environment: Environment) -> String? {
        #if os(macOS)
            return "/usr/bin/open"
        #else
            guard environment["DISPLAY"] != nil || environment["WAYLAND_DISPLAY"] != nil else { return nil }
            return ["/usr/bin/xdg-open", "/usr/local/bin/xdg-open"].first {
                FileManager.default.isExecutableFile(atPath: $0)
            }
        #endif
    }
}
