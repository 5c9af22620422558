/// How many tasks a service has, and whether they are meant to end: `Mode` of a service (Docker Engine API 1.41). It cannot be changed by an update.
public enum ServiceMode: Hashable, Sendable {
    /// So many tasks, wherever the placement lets them be.
    case replicated(replicas: Int)
    /// One task on every node that the placement lets it be on.
    case global
    /// Tasks until so many have ended well, at most `maxConcurrent` at a time; `nil` of it: one at a time.
    case replicatedJob(completions: Int, maxConcurrent: Int? = nil)
    /// One task on every node, until it has ended well there.
    case globalJob

    /// Whether its tasks are meant to end.
    public var isJob: Bool {
        switch self {
        case .replicated, .global: false
        case .replicatedJob, .globalJob: true
        }
    }
}

extension ServiceMode: Codable {
    private enum CodingKeys: String, CodingKey {
        case replicated = "Replicated"
        case global = "Global"
        case replicatedJob = "ReplicatedJob"
        case globalJob = "GlobalJob"
    }
    private struct Replicated: Codable {
        var replicas: Int?
        enum CodingKeys: String, CodingKey { case replicas = "Replicas" }
    }
    private struct Job: Codable {
        var maxConcurrent: Int?
        var completions: Int?
        enum CodingKeys: String, CodingKey {
            case maxConcurrent = "MaxConcurrent"
            case completions = "TotalCompletions"
        }
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        if let found = try values.decodeIfPresent(Replicated.self, forKey: .replicated) {
            self = .replicated(replicas: found.replicas ?? 1)
        } else if try values.decodeIfPresent(ContainerSpecification.Empty.self, forKey: .global) != nil {
            self = .global
        } else if let found = try values.decodeIfPresent(Job.self, forKey: .replicatedJob) {
            self = .replicatedJob(completions: found.completions ?? 1, maxConcurrent: found.maxConcurrent)
        } else if try values.decodeIfPresent(ContainerSpecification.Empty.self, forKey: .globalJob) != nil {
            self = .globalJob
        } else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a mode of a service that is not known"))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .replicated(let replicas): try values.encode(Replicated(replicas: replicas), forKey: .replicated)
        case .global: try values.encode(ContainerSpecification.Empty(), forKey: .global)
        case .replicatedJob(let completions, let maxConcurrent):
            try values.encode(Job(maxConcurrent: maxConcurrent, completions: completions), forKey: .replicatedJob)
        case .globalJob: try values.encode(ContainerSpecification.Empty(), forKey: .globalJob)
        }
    }
}
