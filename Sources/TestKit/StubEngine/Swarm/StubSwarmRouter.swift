/// Leads requests about a swarm to what they ask for.
struct StubSwarmRouter {
    let state: StubState
    static let paths: Set = ["swarm", "nodes", "services", "tasks", "configs", "secrets"]

    /// - Parameter parts: the path without the version.
    func handle(_ exchange: StubExchange, _ parts: [String], _ filters: [String: [String]]) async throws {
        let request = exchange.request
        let name = parts.count > 1 ? parts[1] : ""
        let verb = parts.count > 2 ? parts[2] : ""
        switch (request.method, parts[0], name) {
        case ("POST", "swarm", "init"):
            let body = try await body(exchange)
            return try await json(exchange, .string(try await state.initializeSwarm(body)))
        case ("POST", "swarm", "join"):
            try await state.joinSwarm(try await body(exchange))
            return try await exchange.answer(200)
        case ("POST", "swarm", "leave"):
            try await state.leaveSwarm(force: request.flag("force"))
            return try await exchange.answer(200)
        default: break
        }
        var body = StubJSON.null
        if request.method == "POST" { body = try await self.body(exchange) }
        let swarm = try await state.swarm()
        let version = UInt64(request["version"] ?? "") ?? 0
        switch (request.method, parts[0], name, verb) {
        case ("GET", "swarm", "", ""): try await json(exchange, await swarm.inspect())
        case ("POST", "swarm", "update", ""):
            let tokens = ["rotateWorkerToken", "rotateManagerToken"].filter { request.flag($0) }
            try await swarm.update(version: version, body, rotating: tokens)
            try await exchange.answer(200)
        case ("GET", "nodes", "", ""): try await json(exchange, await swarm.listNodes(filters: filters))
        case ("GET", "nodes", _, ""): try await json(exchange, try await swarm.inspectNode(name))
        case ("POST", "nodes", _, "update"):
            try await swarm.updateNode(name, version: version, body)
            try await exchange.answer(200)
        case ("DELETE", "nodes", _, ""):
            try await swarm.removeNode(name, force: request.flag("force"))
            try await exchange.answer(200)
        case ("GET", "services", "", ""):
            try await json(exchange, await swarm.listServices(filters: filters, counts: request.flag("status")))
        case ("POST", "services", "create", ""):
            await state.note(.service, body)
            try await json(exchange, try await swarm.createService(body), status: 201)
        case ("GET", "services", _, ""): try await json(exchange, try await swarm.inspectService(name))
        case ("POST", "services", _, "update"):
            let answer = try await swarm.updateService(
                name, version: version, body, rollback: request["rollback"] ?? "none")
            try await json(exchange, answer)
        case ("DELETE", "services", _, ""):
            try await swarm.removeService(name)
            try await exchange.answer(200)
        case ("GET", "services", _, "logs"):
            try await StubStreams(state: state).logs(exchange, ofService: name, in: swarm)
        case ("GET", "tasks", "", ""): try await json(exchange, try await swarm.listTasks(filters: filters))
        case ("GET", "tasks", _, ""): try await json(exchange, try await swarm.inspectTask(name))
        case ("GET", "tasks", _, "logs"): try await StubStreams(state: state).logs(exchange, ofTask: name, in: swarm)
        case (_, "configs", _, _): try await blob(exchange, .config, swarm, name, verb, body, filters, version)
        case (_, "secrets", _, _): try await blob(exchange, .secret, swarm, name, verb, body, filters, version)
        default: throw StubError(status: 404, message: "page not found")
        }
    }

    private func blob(
        _ exchange: StubExchange, _ kind: StubSwarm.BlobKind, _ swarm: StubSwarm, _ name: String, _ verb: String,
        _ body: StubJSON, _ filters: [String: [String]], _ version: UInt64
    ) async throws {
        switch (exchange.request.method, name, verb) {
        case ("GET", "", ""): try await json(exchange, await swarm.listBlobs(kind, filters: filters))
        case ("POST", "create", ""):
            await state.note(kind == .config ? .config : .secret, body)
            try await json(exchange, try await swarm.createBlob(kind, body), status: 201)
        case ("GET", _, ""): try await json(exchange, try await swarm.inspectBlob(kind, name))
        case ("POST", _, "update"):
            try await swarm.updateBlob(kind, name, version: version, body)
            try await exchange.answer(200)
        case ("DELETE", _, ""):
            try await swarm.removeBlob(kind, name)
            try await exchange.answer(204)
        default: throw StubError(status: 404, message: "page not found")
        }
    }

    private func json(_ exchange: StubExchange, _ value: StubJSON, status: Int = 200) async throws {
        try await exchange.answer(status, headers: [("Content-Type", "application/json")], try value.bytes)
    }

    private func body(_ exchange: StubExchange) async throws -> StubJSON {
        let bytes = try await exchange.body()
        return bytes.isEmpty ? .null : try StubJSON(bytes: bytes)
    }
}
