import Foundation
import Vocabulary

/// As much of the classic builder as tests need: FROM (scratch, an image, an earlier stage), ARG, COPY and ADD of files, metadata, and RUN that is not run.
struct StubDockerfile {
    /// `--build-arg`.
    var arguments: [String: String]
    private var variables: [String: String] = [:]

    init(arguments: [String: String]) { self.arguments = arguments }

    /// Applies an instruction that changes no files.
    mutating func apply(_ line: String, to image: inout PlainImage) throws {
        let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
        let rest = expand(parts.count == 2 ? parts[1] : "")
        switch parts[0].uppercased() {
        case "ARG":
            let pair = rest.split(separator: "=", maxSplits: 1).map(String.init)
            variables[pair[0]] = arguments[pair[0]] ?? (pair.count == 2 ? pair[1] : nil)
        case "ENV":
            let name = rest.prefix { $0 != "=" && $0 != " " }
            let value = String(rest.dropFirst(name.count + 1)).trimmingCharacters(in: ["\""])
            var list = image.execution.environment ?? []
            list.removeAll { $0.hasPrefix("\(name)=") }
            image.execution.environment = list + ["\(name)=\(value)"]
            variables[String(name)] = value
        case "LABEL":
            var labels = image.execution.labels ?? [:]
            for word in rest.split(separator: " ") {
                let pair = word.split(separator: "=", maxSplits: 1).map(String.init)
                labels[pair[0].trimmingCharacters(in: ["\""])] =
                    pair.count == 2 ? pair[1].trimmingCharacters(in: ["\""]) : ""
            }
            image.execution.labels = labels
        case "CMD": image.execution.command = try Self.words(rest)
        case "ENTRYPOINT": image.execution.entrypoint = try Self.words(rest)
        case "USER": image.execution.user = rest
        case "WORKDIR": image.execution.workingDirectory = rest
        case "EXPOSE":
            for port in rest.split(separator: " ") {
                image.execution.exposedPorts = (image.execution.exposedPorts ?? [:]).merging(
                    [port.contains("/") ? String(port) : "\(port)/tcp": .init()]) { first, _ in first }
            }
        case "VOLUME":
            let paths = rest.hasPrefix("[") ? try Self.words(rest) : rest.split(separator: " ").map(String.init)
            for path in paths {
                image.execution.volumes = (image.execution.volumes ?? [:]).merging([path: .init()]) { first, _ in first
                }
            }
        // An image's own check is not in the configs that a stub writes; Compose files name theirs.
        case "HEALTHCHECK", "STOPSIGNAL", "SHELL", "MAINTAINER", "ONBUILD": break
        default:
            throw StubError(
                status: 400, message: "dockerfile parse error: unknown instruction: \(parts[0].uppercased())")
        }
    }

    func expand(_ text: String) -> String {
        var result = text
        for (name, value) in variables.sorted(by: { $0.key.count > $1.key.count }) {
            result = result.replacingOccurrences(of: "${\(name)}", with: value)
            result = result.replacingOccurrences(of: "$\(name)", with: value)
        }
        return result
    }

    /// The JSON form, or a line for a shell.
    private static func words(_ text: String) throws -> [String] {
        text.hasPrefix("[") ? try StubJSON(bytes: Array(text.utf8)).texts : ["/bin/sh", "-c", text]
    }

    /// Instructions, one a line, comments and continuations resolved.
    static func lines(_ text: String) -> [String] {
        text.replacingOccurrences(of: "\\\n", with: " ").split(separator: "\n")
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
    }
}
