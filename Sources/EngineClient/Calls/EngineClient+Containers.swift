public import Vocabulary

/// Which containers a list has.
public enum ContainerSelection: Hashable, Sendable { case all, running }

/// What becomes of anonymous volumes when their container is removed.
public enum AnonymousVolumes: Hashable, Sendable { case kept, removed }

/// Whether an object in use is removed all the same.
public enum RemovalMode: Hashable, Sendable { case ifUnused, forced }

/// What `waitContainer` waits for.
public enum WaitCondition: String, Hashable, Sendable {
    /// It does not run; at once where it never did.
    case notRunning = "not-running"
    /// It ends the next time.
    case nextExit = "next-exit"
    case removed
}

// Containers go by name or ID.
extension EngineClient {
    /// `GET /containers/json`. Filters: `label`, `name`, `status`, `network`…, each with the values that are let through.
    public func listContainers(
        _ selection: ContainerSelection = .all, filters: [String: [String]] = [:]
    ) async throws -> [ContainerSummary] {
        let request = EngineRequest(.get, "/containers/json", to: "list containers")
            .with("all", selection == .all ? "1" : nil).with("filters", try EngineRequest.filters(filters))
        return try await get([ContainerSummary].self, request)
    }

    /// `nil` where there is no such container.
    public func inspectContainer(_ container: String) async throws -> ContainerDetails? {
        try await find(
            ContainerDetails.self,
            EngineRequest(.get, Self.path(container) + "/json", to: "look at the container `\(container)`"))
    }

    /// Creates a container without starting it. The image must be there: nothing is pulled. Throws `engine.conflict` where the name is taken, `engine.not-found` where the image is missing.
    public func createContainer(
        name: String, specification: ContainerSpecification, platform: Platform? = nil
    ) async throws -> CreatedContainer {
        let request = try EngineRequest(.post, "/containers/create", to: "create the container `\(name)`")
            .with("name", name).with("platform", platform?.description).json(specification)
        return try await get(CreatedContainer.self, request, limit: limits.change)
    }

    @discardableResult
    public func startContainer(_ container: String) async throws -> EngineOutcome {
        try await change(
            EngineRequest(.post, Self.path(container) + "/start", to: "start the container `\(container)`"))
    }

    /// Sends the stop signal and kills it after `graceSeconds`; by default what it was created with, else 10 s. The call's limit grows with a grace that is given, so give one of minutes.
    @discardableResult
    public func stopContainer(_ container: String, graceSeconds: Int? = nil) async throws -> EngineOutcome {
        let request = EngineRequest(.post, Self.path(container) + "/stop", to: "stop the container `\(container)`")
            .with("t", graceSeconds.map(String.init))
        return try await change(request, limit: limits.change + .seconds(max(0, graceSeconds ?? 0)))
    }

    @discardableResult
    public func restartContainer(_ container: String, graceSeconds: Int? = nil) async throws -> EngineOutcome {
        let request = EngineRequest(
            .post, Self.path(container) + "/restart", to: "restart the container `\(container)`"
        ).with("t", graceSeconds.map(String.init))
        return try await change(request, limit: limits.change + .seconds(max(0, graceSeconds ?? 0)))
    }

    /// Throws `engine.conflict` where it does not run.
    public func killContainer(_ container: String, signal: String = "SIGKILL") async throws {
        let request = EngineRequest(.post, Self.path(container) + "/kill", to: "kill the container `\(container)`")
        try await change(request.with("signal", signal))
    }

    /// Throws `engine.not-found` where it is gone already, `engine.conflict` where it runs and is not `forced`, or is just being removed.
    public func removeContainer(
        _ container: String, _ mode: RemovalMode = .ifUnused, anonymousVolumes: AnonymousVolumes = .removed
    ) async throws {
        let request = EngineRequest(.delete, Self.path(container), to: "remove the container `\(container)`")
            .with("force", mode == .forced ? "1" : nil).with("v", anonymousVolumes == .removed ? "1" : nil)
        for attempt in 1... {
            do {
                try await change(request)
                return
            } catch let problem as Problem where attempt < Self.removals && problem.isEngineBetweenStates {
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    /// How often the removal of one container is asked for, where it just ends by itself.
    private static let removals = 10

    /// Throws `engine.conflict` where the name is taken.
    public func renameContainer(_ container: String, to name: String) async throws {
        let request = EngineRequest(
            .post, Self.path(container) + "/rename", to: "rename the container `\(container)` to `\(name)`")
        try await change(request.with("name", name))
    }

    /// Waits until the container has ended, at most `limit`; then `engine.timed-out`.
    public func waitContainer(
        _ container: String, until condition: WaitCondition = .notRunning, limit: Duration
    ) async throws -> ContainerExit {
        let request = EngineRequest(
            .post, Self.path(container) + "/wait", to: "wait for the end of the container `\(container)`"
        ).with("condition", condition.rawValue)
        return try await get(ContainerExit.self, request, limit: limit)
    }

    /// The size of a container's terminal, in characters.
    public func resizeContainer(_ container: String, columns: Int, rows: Int) async throws {
        let request = EngineRequest(
            .post, Self.path(container) + "/resize", to: "resize the terminal of the container `\(container)`")
        try await change(request.with("w", String(columns)).with("h", String(rows)), limit: limits.call)
    }

    static func path(_ container: String) -> String { "/containers/" + EngineRequest.escape(container) }
}
