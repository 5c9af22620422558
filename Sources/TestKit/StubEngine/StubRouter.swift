import Foundation

/// Leads a request to what it asks for.
struct StubRouter {
    let state: StubState

    func handle(_ exchange: StubExchange) async throws {
        do {
            try await route(exchange)
        } catch let error as StubError {
            let body = try StubJSON.object(["message": .string(error.message)]).bytes
            try await exchange.answer(error.status, headers: [("Content-Type", "application/json")], body)
        }
    }

    private func route(_ exchange: StubExchange) async throws {
        let request = exchange.request
        var parts = request.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        if let first = parts.first, first.hasPrefix("v1.") { parts.removeFirst() }
        guard parts.count < 2 || !parts.dropLast().contains(""), !parts.contains("..") else {
            return try await exchange.answer(301, headers: [("Location", "/")])
        }
        let name = parts.count > 1 ? parts[1] : ""
        let verb = parts.count > 2 ? parts[2] : ""
        switch (request.method, parts.first ?? "", parts.count) {
        case ("GET", "_ping", 1), ("HEAD", "_ping", 1):
            try await exchange.answer(200, headers: [("Api-Version", state.configuration.apiVersion)], Array("OK".utf8))
        case ("GET", "version", 1): try await json(exchange, state.version())
        case ("GET", "info", 1): try await json(exchange, await state.info())
        case ("GET", "events", 1): try await StubStreams(state: state).events(exchange)
        case ("POST", "build", 1): try await StubStreams(state: state).build(exchange)
        case (_, "containers", _): try await container(exchange, name, verb)
        case ("POST", "exec", 3) where verb == "start":
            try await StubStreams(state: state).exec(exchange, name)
        case ("POST", "exec", 3) where verb == "resize": try await exchange.answer(200)
        case ("GET", "exec", 3): try await json(exchange, try await state.inspectExec(name))
        case (_, let first, _) where StubSwarmRouter.paths.contains(first):
            try await StubSwarmRouter(state: state).handle(exchange, parts, try filters(request))
        case (_, "networks", _): try await network(exchange, name, verb)
        case (_, "volumes", _): try await volume(exchange, name)
        case (_, "images", _):
            try await image(exchange, parts.dropFirst().joined(separator: "/"), parts.count)
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

    private func filters(_ request: StubRequest) throws -> [String: [String]] {
        guard let text = request["filters"] else { return [:] }
        return try StubJSON(bytes: Array(text.utf8)).members.mapValues { value in
            value.texts.isEmpty ? value.members.keys.sorted() : value.texts
        }
    }

    private func container(_ exchange: StubExchange, _ name: String, _ verb: String) async throws {
        let request = exchange.request
        switch (request.method, name, verb) {
        case ("GET", "json", ""):
            try await json(
                exchange, await state.listContainers(all: request.flag("all"), filters: try filters(request)))
        case ("POST", "create", ""):
            let body = try await body(exchange)
            try await json(exchange, try await state.createContainer(name: request["name"] ?? "", body), status: 201)
        case ("GET", _, "json"): try await json(exchange, try await state.inspectContainer(name))
        case ("POST", _, "start"):
            try await exchange.answer(try await state.startContainer(name) ? 204 : 304)
        case ("POST", _, "stop"): try await exchange.answer(try await state.stopContainer(name) ? 204 : 304)
        case ("POST", _, "restart"):
            try await state.restartContainer(name)
            try await exchange.answer(204)
        case ("POST", _, "kill"):
            try await state.killContainer(name)
            try await exchange.answer(204)
        case ("POST", _, "rename"):
            try await state.renameContainer(name, to: request["name"] ?? "")
            try await exchange.answer(204)
        case ("POST", _, "resize"): try await exchange.answer(200)
        case ("POST", _, "wait"): try await StubStreams(state: state).wait(exchange, name)
        case ("GET", _, "logs"): try await StubStreams(state: state).logs(exchange, name)
        case ("POST", _, "exec"):
            let body = try await body(exchange)
            try await json(exchange, try await state.createExec(name, body), status: 201)
        case ("DELETE", _, ""):
            try await state.removeContainer(name, force: request.flag("force"), volumes: request.flag("v"))
            try await exchange.answer(204)
        case ("HEAD", _, "archive"):
            let status = try await state.statArchive(name, request["path"] ?? "")
            try await exchange.answer(200, headers: [("X-Docker-Container-Path-Stat", status)])
        case ("GET", _, "archive"):
            try await tar(exchange, try await state.getArchive(name, request["path"] ?? ""))
        case ("PUT", _, "archive"):
            let bytes = try await exchange.body()
            try await state.putArchive(name, request["path"] ?? "", bytes)
            try await exchange.answer(200)
        default: throw StubError(status: 404, message: "page not found")
        }
    }

    private func tar(_ exchange: StubExchange, _ bytes: [UInt8]) async throws {
        try await exchange.begin(200, headers: [("Content-Type", "application/x-tar")])
        var rest = bytes[...]
        while !rest.isEmpty {
            try await exchange.send(Array(rest.prefix(64 * 1024)))
            rest = rest.dropFirst(64 * 1024)
        }
        try await exchange.end()
    }

    private func network(_ exchange: StubExchange, _ name: String, _ verb: String) async throws {
        let request = exchange.request
        switch (request.method, name, verb) {
        case ("GET", "", ""): try await json(exchange, await state.listNetworks(filters: try filters(request)))
        case ("POST", "create", ""):
            let body = try await body(exchange)
            try await json(exchange, try await state.createNetwork(body), status: 201)
        case ("GET", _, ""): try await json(exchange, try await state.inspectNetwork(name))
        case ("DELETE", _, ""):
            try await state.removeNetwork(name)
            try await exchange.answer(204)
        case ("POST", _, "connect"):
            try await state.connect(name, try await body(exchange))
            try await exchange.answer(200)
        case ("POST", _, "disconnect"):
            try await state.disconnect(name, try await body(exchange))
            try await exchange.answer(200)
        default: throw StubError(status: 404, message: "page not found")
        }
    }

    private func volume(_ exchange: StubExchange, _ name: String) async throws {
        let request = exchange.request
        switch (request.method, name) {
        case ("GET", ""): try await json(exchange, await state.listVolumes(filters: try filters(request)))
        case ("POST", "create"):
            let body = try await body(exchange)
            try await json(exchange, await state.createVolume(body), status: 201)
        case ("GET", _): try await json(exchange, try await state.inspectVolume(name))
        case ("DELETE", _):
            try await state.removeVolume(name)
            try await exchange.answer(204)
        default: throw StubError(status: 404, message: "page not found")
        }
    }

    private func image(_ exchange: StubExchange, _ rest: String, _ count: Int) async throws {
        let request = exchange.request
        switch (request.method, rest) {
        case ("GET", "json"): try await json(exchange, await state.listImages(filters: try filters(request)))
        case ("GET", "get"): try await tar(exchange, try await state.export(request.all("names")))
        case ("POST", "load"): try await StubStreams(state: state).load(exchange)
        case ("POST", "create"): try await StubStreams(state: state).createImage(exchange)
        case ("GET", _) where rest.hasSuffix("/json"):
            try await json(exchange, try await state.inspectImage(String(rest.dropLast(5))))
        case ("POST", _) where rest.hasSuffix("/tag"):
            try await state.tagImage(
                String(rest.dropLast(4)), repository: request["repo"] ?? "", tag: request["tag"] ?? "")
            try await exchange.answer(201)
        case ("DELETE", _):
            try await json(exchange, try await state.removeImage(rest, force: request.flag("force")))
        default: throw StubError(status: 404, message: "page not found")
        }
    }
}
