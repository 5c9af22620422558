import Foundation

/// Calls whose answer comes bit by bit.
struct StubStreams {
    let state: StubState

    // Progress.

    /// Runs work that tells lines; the head of the answer goes out with the first of them, so that an error before it is a status.
    private func progress(
        _ exchange: StubExchange, _ work: @escaping @Sendable (StubProgress) async throws -> Void
    ) async throws {
        let (lines, told) = AsyncThrowingStream.makeStream(of: StubJSON.self)
        let task = Task {
            do {
                try await work { told.yield($0) }
                told.finish()
            } catch {
                told.finish(throwing: error)
            }
        }
        var hasBegun = false
        do {
            for try await line in lines {
                if !hasBegun { try await exchange.begin(200, headers: [("Content-Type", "application/json")]) }
                hasBegun = true
                try await exchange.send(try line.bytes + [13, 10])
            }
        } catch let error as StubError where hasBegun {
            let message = StubJSON.string(error.message)
            try await exchange.send(
                try StubJSON.object(["errorDetail": ["message": message], "error": message]).bytes + [13, 10])
        }
        await task.value
        if !hasBegun { try await exchange.begin(200) }
        try await exchange.end()
    }

    func createImage(_ exchange: StubExchange) async throws {
        let request = exchange.request
        if request["fromSrc"] == "-" {
            let tar = try await exchange.body()
            return try await progress(exchange) { tell in
                let id = try await state.importImage(
                    tar, repository: request["repo"] ?? "", tag: request["tag"] ?? "", changes: request.all("changes"))
                tell(["status": .string(id)])
            }
        }
        try await progress(exchange) { tell in
            try await state.pull(
                request["fromImage"] ?? "", selector: request["tag"] ?? "", platform: request["platform"], tell)
        }
    }

    func load(_ exchange: StubExchange) async throws {
        let tar = try await exchange.body()
        try await progress(exchange) { try await state.load(tar, $0) }
    }

    func build(_ exchange: StubExchange) async throws {
        let request = exchange.request
        let members = { (name: String) -> [String: String] in
            try request[name].map { try StubJSON(bytes: Array($0.utf8)).textMembers } ?? [:]
        }
        let call = StubState.BuildCall(
            dockerfile: request["dockerfile"] ?? "Dockerfile", target: request["target"],
            arguments: try members("buildargs"), labels: try members("labels"), tags: request.all("t"),
            platform: request["platform"])
        let context = try await exchange.body()
        try await progress(exchange) { try await state.build(call, context: context, $0) }
    }

    // Containers.

    func wait(_ exchange: StubExchange, _ name: String) async throws {
        let changes = await state.changes()
        let first = try await state.container(name)
        try await exchange.begin(200, headers: [("Content-Type", "application/json")])
        var changed = changes.makeAsyncIterator()
        while true {
            let now = try? await state.container(first.id)
            let isOver =
                switch exchange.request["condition"] {
                case "next-exit": (now?.ends ?? .max) > first.ends
                case "removed": now == nil
                default: now.map { !$0.isRunning } ?? true
                }
            if isOver {
                try await exchange.send(
                    try StubJSON.object(["StatusCode": .int(Int64(now?.exitCode ?? 0)), "Error": nil]).bytes)
                return try await exchange.end()
            }
            guard await changed.next() != nil else { return }
        }
    }

    func logs(_ exchange: StubExchange, _ name: String) async throws {
        let request = exchange.request
        let changes = await state.changes()
        let container = try await state.container(name)
        try await exchange.begin(200, headers: [("Content-Type", "application/vnd.docker.raw-stream")])
        var next = 0
        if let tail = request["tail"].flatMap({ Int($0) }) { next = max(0, container.log.count - tail) }
        let since = request["since"].flatMap { Double($0) }.map { Int64($0 * 1_000_000_000) } ?? 0
        var changed = changes.makeAsyncIterator()
        while true {
            guard let now = try? await state.container(container.id) else { break }
            for line in now.log.dropFirst(next) where line.time.nanoseconds >= since {
                let text = (request.flag("timestamps") ? line.time.text + " " : "") + line.text
                try await exchange.send(Self.frame(line.source, text + (now.tty ? "\r\n" : "\n"), tty: now.tty))
            }
            next = max(next, now.log.count)
            guard request.flag("follow"), now.isRunning else { break }
            guard await changed.next() != nil else { return }
        }
        try await exchange.end()
    }

    func logs(_ exchange: StubExchange, ofTask task: String, in swarm: StubSwarm) async throws {
        try await logs(exchange, isOver: { await swarm.isOver(task: task) }) {
            try await swarm.containers(ofTask: task)
        }
    }

    func logs(_ exchange: StubExchange, ofService service: String, in swarm: StubSwarm) async throws {
        try await logs(exchange, isOver: { false }) { try await swarm.containers(ofService: service) }
    }

    /// Of containers on several engines.
    private func logs(
        _ exchange: StubExchange, isOver: () async -> Bool, _ containers: () async throws -> [(StubState, String)]
    ) async throws {
        let request = exchange.request
        var next: [String: Int] = [:]
        let first = try await containers()
        try await exchange.begin(200, headers: [("Content-Type", "application/vnd.docker.raw-stream")])
        let tail = request["tail"].flatMap { Int($0) }
        for (engine, id) in first {
            let count = await engine.containers[id]?.log.count ?? 0
            if let tail { next[id] = max(0, count - tail) }
        }
        while true {
            let isLast = await isOver()
            for (engine, id) in (try? await containers()) ?? [] {
                guard let container = await engine.containers[id] else { continue }
                for line in container.log.dropFirst(next[id] ?? 0) {
                    let text = (request.flag("timestamps") ? line.time.text + " " : "") + line.text
                    try await exchange.send(
                        Self.frame(line.source, text + (container.tty ? "\r\n" : "\n"), tty: container.tty))
                }
                next[id] = container.log.count
            }
            guard request.flag("follow"), !isLast else { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        try await exchange.end()
    }

    private static func frame(_ source: UInt8, _ text: String, tty: Bool) -> [UInt8] {
        frame(source, Array(text.utf8), tty: tty)
    }
    private static func frame(_ source: UInt8, _ bytes: [UInt8], tty: Bool) -> [UInt8] {
        if tty { return bytes }
        let size = UInt32(bytes.count)
        return [source, 0, 0, 0] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> UInt32($0)) } + bytes
    }

    /// Runs a command and gives back what it says; the connection is handed over first.
    func exec(_ exchange: StubExchange, _ id: String) async throws {
        _ = try await exchange.body()
        let exec = try await state.beginExec(id)
        try await exchange.sendRaw(
            Array(
                ("HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\n"
                    + "Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n").utf8))
        let program = await state.run(exec)
        for line in program.output {
            let text = line.text + (exec.tty ? "\r\n" : "\n")
            try await exchange.sendRaw(Self.frame(line.source, text, tty: exec.tty))
        }
        if program.echoesInput {
            while let bytes = try await exchange.nextRaw() {
                try await exchange.sendRaw(Self.frame(1, bytes, tty: exec.tty))
            }
        } else if program.exitCode == nil {
            try await exchange.waitForClose()
        }
        await state.endExec(id, exitCode: program.exitCode ?? 0)
    }

    func events(_ exchange: StubExchange) async throws {
        let request = exchange.request
        let changes = await state.changes()
        let filters =
            try request["filters"].map { try StubJSON(bytes: Array($0.utf8)).members.mapValues(\.texts) } ?? [:]
        let since = request["since"].flatMap { Double($0) }.map { Int64($0 * 1_000_000_000) }
        var next = since == nil ? await state.events.count : 0
        try await exchange.begin(200, headers: [("Content-Type", "application/json")])
        var changed = changes.makeAsyncIterator()
        while true {
            let all = await state.events
            for event in all.dropFirst(next) where Self.passes(event, filters) {
                if let since, (event["timeNano"].number ?? 0) < since { continue }
                try await exchange.send(try event.bytes + [10])
            }
            next = all.count
            guard await changed.next() != nil else { return }
        }
    }

    private static func passes(_ event: StubJSON, _ filters: [String: [String]]) -> Bool {
        let action = event["Action"].text ?? ""
        let attributes = event["Actor"]["Attributes"].textMembers
        let id = event["Actor"]["ID"].text ?? ""
        return filters.allSatisfy { key, values in
            switch key {
            case "type": values.contains(event["Type"].text ?? "")
            case "event": values.contains { action == $0 || action.hasPrefix($0 + ":") }
            case "label": StubState.matches(attributes, values)
            case "container":
                event["Type"].text == "container" && values.contains { id.hasPrefix($0) || attributes["name"] == $0 }
            default: values.contains { id == $0 || attributes["name"] == $0 }
            }
        }
    }
}
