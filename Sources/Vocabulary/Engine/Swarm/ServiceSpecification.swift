/// A service of a swarm as the engine is asked to run it: the body of `POST /services/create` and `POST /services/{id}/update` (Docker Engine API 1.41).
///
/// Property names are ours, keys are the engine's. What is `nil` is not sent. An update replaces the whole of it.
public struct ServiceSpecification: Hashable, Sendable, Codable {
    public var name: String
    /// Of the service, not of its containers: those are in ``TaskContainer/labels``.
    public var labels: [String: String]
    public var taskTemplate: TaskTemplate
    public var mode: ServiceMode
    public var updateConfig: UpdateConfiguration?
    public var rollbackConfig: UpdateConfiguration?
    public var endpointSpec: EndpointSpecification?

    public init(name: String, labels: [String: String] = [:], taskTemplate: TaskTemplate, mode: ServiceMode) {
        self.name = name
        self.labels = labels
        self.taskTemplate = taskTemplate
        self.mode = mode
    }

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case labels = "Labels"
        case taskTemplate = "TaskTemplate"
        case mode = "Mode"
        case updateConfig = "UpdateConfig"
        case rollbackConfig = "RollbackConfig"
        case endpointSpec = "EndpointSpec"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        // Go writes an empty map as `null`.
        labels = try values.decodeIfPresent([String: String].self, forKey: .labels) ?? [:]
        taskTemplate = try values.decode(TaskTemplate.self, forKey: .taskTemplate)
        mode = try values.decode(ServiceMode.self, forKey: .mode)
        updateConfig = try values.decodeIfPresent(UpdateConfiguration.self, forKey: .updateConfig)
        rollbackConfig = try values.decodeIfPresent(UpdateConfiguration.self, forKey: .rollbackConfig)
        endpointSpec = try values.decodeIfPresent(EndpointSpecification.self, forKey: .endpointSpec)
    }
}
