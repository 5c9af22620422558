public import EngineClient
public import HostAccess
internal import Ledger
internal import Planning
public import Vocabulary

/// One host with its engine and its ledger: what a command at the target works on. A value that holds no connection and no lock; each operation takes what it needs and gives it back.
///
/// Operations throw a `Problem` (one, exit 14 for a step, 15 for health, 16 for an unknown name) or `Problems`. One that was interrupted or failed stays open in the ledger: ``resume(_:bundle:progress:)`` continues it.
public struct Target: Sendable {
    public let stateDirectory: AbsolutePath
    public let engineAddress: EngineAddress
    public let hostName: HostName
    public let host: any HostAccess
    let limits: EngineLimits
    /// Where the running program is, for the boot unit.
    let program: AbsolutePath
    let observer: any StepObserver

    /// - Parameters:
    ///   - stateDirectory: where the ledger and the files of installations lie.
    ///   - engine: where the engine listens.
    ///   - hostName: the name that this host goes by in plans and reports.
    ///   - host: the files and facts of the host.
    ///   - limits: of calls to the engine; an install tightens `EngineLimits.stall` to its profile's.
    ///   - program: copied to the state directory where a boot unit runs it; by default this process's own.
    public init(
        stateDirectory: AbsolutePath, engine: EngineAddress, hostName: HostName, host: any HostAccess = LocalHost(),
        limits: EngineLimits = EngineLimits(), program: AbsolutePath? = nil
    ) {
        self.init(
            stateDirectory: stateDirectory, engine: engine, hostName: hostName, host: host, limits: limits,
            program: program, observer: NoObserver())
    }

    package init(
        stateDirectory: AbsolutePath, engine: EngineAddress, hostName: HostName, host: any HostAccess,
        limits: EngineLimits, program: AbsolutePath?, observer: any StepObserver
    ) {
        self.stateDirectory = stateDirectory
        engineAddress = engine
        self.hostName = hostName
        self.host = host
        self.limits = limits
        self.program = program ?? Self.ownProgram
        self.observer = observer
    }

    func connect(stallSeconds: Int? = nil) async throws -> EngineClient {
        var limits = limits
        if let stallSeconds { limits.stall = .seconds(stallSeconds) }
        return try await EngineClient.connect(to: engineAddress, limits: limits)
    }

    func folders(of installation: InstallationName) -> InstallationFolders {
        InstallationFolders(stateDirectory: stateDirectory, installation: installation)
    }

    /// The program itself, also where it was replaced meanwhile (proc(5)).
    private static var ownProgram: AbsolutePath { AbsolutePath("/proc/self/exe", relativeTo: .root) }
}
