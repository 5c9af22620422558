import EngineClient
import HostAccess
import Rollout
import Vocabulary

extension Session {
    /// The one host that this command works on: this machine, with the engine that was named.
    func target() throws -> Target {
        let host = LocalHost()
        let name = host.hostName() ?? HostName("localhost")
        guard let name else { throw Problem("host.no-name", .defect, "this machine has no name") }
        return Target(
            stateDirectory: stateDirectory,
            engine: try EngineAddress(option: engineOption, environment: environment.variables), hostName: name,
            host: host)
    }
}
