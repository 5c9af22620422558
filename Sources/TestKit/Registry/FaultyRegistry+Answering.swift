import Foundation
import NIOConcurrencyHelpers
import Vocabulary

extension FaultyRegistry {
    /// An answer before anything goes wrong with it.
    struct Answer {
        var status: Int
        var headers: [(String, String)] = []
        var body: [UInt8] = []

        static func error(_ status: Int, _ code: String, _ message: String) -> Answer {
            Answer(
                status: status, headers: [("Content-Type", "application/json")],
                body: Array(#"{"errors":[{"code":"\#(code)","message":"\#(message)"}]}"#.utf8))
        }
    }

    func handle(_ exchange: StubExchange) async throws {
        note { state in
            state.requests.append(exchange.request)
            state.active += 1
            state.mostActive = max(state.mostActive, state.active)
        }
        defer { note { $0.active -= 1 } }
        let fault = nextFault(exchange.request)
        if fault == .held { await hold() }
        if fault == .silence { return try await beSilent(exchange) }
        let answer: Answer
        if exchange.request.path == "/token" {
            answer = token(exchange.request, try await exchange.body())
        } else if let refusal = refusal(exchange.request) {
            answer = refusal
        } else {
            answer = try await answering(exchange, fault)
        }
        try await send(answer, fault, exchange)
    }

    private func nextFault(_ request: StubRequest) -> RegistryFault? {
        state.withLockedValue { state in
            let index = state.faults.firstIndex { rule in
                guard rule.times > 0 else { return false }
                switch rule.place {
                case .manifests: return request.path.contains("/manifests/")
                case .uploads: return request.path.contains("/blobs/uploads/")
                case .blobs: return request.path.contains("/blobs/sha256") && request.method == "GET"
                case .tokens: return request.path == "/token"
                case .requests(let method, let text): return request.method == method && request.path.contains(text)
                }
            }
            guard let index else { return nil }
            state.faults[index].times -= 1
            return state.faults[index].fault
        }
    }

    private func answering(_ exchange: StubExchange, _ fault: RegistryFault?) async throws -> Answer {
        let request = exchange.request
        guard request.path != "/v2/" else { return Answer(status: 200, body: Array("{}".utf8)) }
        let parts = request.path.split(separator: "/").map(String.init)
        guard parts.first == "v2", parts.count >= 4 else { return .error(404, "UNSUPPORTED", "unknown path") }
        if let place = parts.lastIndex(of: "uploads"), parts[place - 1] == "blobs" {
            let repository = parts[1..<(place - 1)].joined(separator: "/")
            return try await upload(exchange, repository, parts.count > place + 1 ? parts[place + 1] : nil)
        }
        let (kind, name) = (parts[parts.count - 2], parts[parts.count - 1])
        let repository = parts[1..<(parts.count - 2)].joined(separator: "/")
        switch (kind, request.method) {
        case ("manifests", "PUT"): return put(try await exchange.body(), repository, name, request)
        case ("manifests", _): return manifest(repository, name)
        case ("blobs", _): return blob(name, fault == .rangeIgnored ? nil : request.headers["range"])
        default: return .error(404, "UNSUPPORTED", "unknown path")
        }
    }

    private func manifest(_ repository: String, _ name: String) -> Answer {
        guard let found = state.withLockedValue({ $0.manifests["\(repository):\(name)"] }) else {
            return .error(404, "MANIFEST_UNKNOWN", "manifest unknown")
        }
        return Answer(
            status: 200,
            headers: [("Content-Type", found.type), ("Docker-Content-Digest", "\(Digest.of(found.bytes))")],
            body: found.bytes)
    }

    private func blob(_ name: String, _ range: String?) -> Answer {
        guard let bytes = state.withLockedValue({ $0.blobs[name] }) else {
            return .error(404, "BLOB_UNKNOWN", "blob unknown")
        }
        let type = ("Content-Type", "application/octet-stream")
        guard let range, let first = Int(range.dropFirst("bytes=".count).prefix { $0 != "-" }) else {
            return Answer(status: 200, headers: [type], body: bytes)
        }
        guard first < bytes.count else { return .error(416, "RANGE_INVALID", "invalid range") }
        let place = ("Content-Range", "bytes \(first)-\(bytes.count - 1)/\(bytes.count)")
        return Answer(status: 206, headers: [type, place], body: Array(bytes[first...]))
    }

    // What goes wrong on the way out.

    private func send(_ answer: Answer, _ fault: RegistryFault?, _ exchange: StubExchange) async throws {
        var answer = answer
        let size = answer.body.count
        var announced = size
        switch fault {
        case nil, .rangeIgnored, .held, .silence: break
        case .otherBytes: if size > 0 { answer.body[size / 2] ^= 1 }
        case .longer(let count):
            answer.body += [UInt8](repeating: 0x58, count: count)
            announced += count
        case .shorter(let count):
            answer.body.removeLast(min(count, size))
            announced = answer.body.count
        case .chunked(let count): return try await sendChunks(answer, count, exchange)
        case .page:
            answer = Answer(
                status: 200, headers: [("Content-Type", "text/html; charset=utf-8")],
                body: Array("<html><body>Please accept our terms</body></html>".utf8))
            announced = answer.body.count
        case .status(let status, let headers, let body):
            answer = Answer(status: status, headers: headers.map { ($0.name, $0.value) }, body: Array(body.utf8))
            announced = answer.body.count
        case .redirect(let target, let status):
            let location = target ?? exchange.request.path
            answer = Answer(status: status, headers: [("Location", location)])
            announced = 0
        case .cut(let count), .stall(let count): answer.body = Array(answer.body.prefix(count))
        case .otherRange:
            answer.headers = answer.headers.filter { $0.0 != "Content-Range" }
            answer.headers.append(("Content-Range", "bytes 0-\(max(0, size - 1))/\(size)"))
        case .headers(let edits):
            for edit in edits {
                answer.headers = answer.headers.filter { $0.0.lowercased() != edit.name.lowercased() }
                if !edit.value.isEmpty { answer.headers.append((edit.name, edit.value)) }
            }
        }
        answer.headers.append(("Content-Length", "\(announced)"))
        guard case .stall = fault else {
            return try await exchange.answer(answer.status, headers: answer.headers, answer.body)
        }
        do {
            try await exchange.answer(answer.status, headers: answer.headers, answer.body)
            try await exchange.waitForClose()
        } catch {
            // The client may have enough of it before all is out.
        }
        note { $0.closed += 1 }
    }

    private func sendChunks(_ answer: Answer, _ count: Int, _ exchange: StubExchange) async throws {
        try await exchange.begin(answer.status, headers: answer.headers)
        var rest = count
        while rest > 0 {
            let part = min(rest, 16_384)
            try await exchange.send([UInt8](repeating: 0x59, count: part))
            rest -= part
        }
        try await exchange.end()
    }

    /// Until the client has enough of it.
    private func beSilent(_ exchange: StubExchange) async throws {
        do { try await exchange.waitForClose() } catch {
            // A reset is a close too.
        }
        note { $0.closed += 1 }
    }
}
