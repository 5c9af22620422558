import Vocabulary

extension StubSwarm {
    func service(_ input: String) throws -> StubService {
        try Self.find(input, in: services, kind: "service") { $0.name }
    }

    private static func invalid(_ text: String) -> StubError {
        StubError(status: 400, message: "rpc error: code = InvalidArgument desc = \(text)")
    }

    func createService(_ body: StubJSON) throws -> StubJSON {
        let specification = try checked(body, of: nil)
        let name = specification["Name"].text ?? ""
        guard !services.values.contains(where: { $0.name == name }) else {
            throw StubError(
                status: 409,
                message: "rpc error: code = AlreadyExists desc = name conflicts with an existing object: service "
                    + "\(name) already exists")
        }
        let time = now()
        var service = StubService(
            id: newIdentifier(), specification: specification, version: nextVersion(), created: time, updated: time)
        if service.isJob {
            service.iteration = 0
            service.lastExecution = time
        }
        services[service.id] = service
        nodesChanged()
        return ["ID": .string(service.id)]
    }

    func updateService(_ input: String, version: UInt64, _ body: StubJSON, rollback: String) throws -> StubJSON {
        var service = try self.service(input)
        let specification = try checked(body, of: service)
        guard version == service.version else { throw Self.outOfSequence }
        if rollback == "previous" {
            guard let previous = service.previous else {
                throw StubError(
                    status: 400,
                    message: "rpc error: code = FailedPrecondition desc = service \(service.id) does not have a "
                        + "previous spec")
            }
            service.previous = service.specification
            service.specification = previous
            service.update = .init(
                state: "rollback_started", message: "manually requested rollback", startedAt: now())
        } else {
            service.previous = service.specification
            service.specification = specification
            service.update = nil
        }
        if service.isJob {
            service.iteration = (service.iteration ?? 0) + 1
            service.lastExecution = now()
        }
        service.version = nextVersion()
        service.updated = now()
        services[service.id] = service
        nodesChanged()
        return ["Warnings": nil]
    }

    func removeService(_ input: String) throws {
        let service = try self.service(input)
        services[service.id] = nil
        for task in tasks.values where task.serviceID == service.id { tasks[task.id]?.desired = "remove" }
        nodesChanged()
    }

    /// What swarmkit refuses at once (`manager/controlapi/service.go`), as far as it concerns us; networks get their IDs.
    private func checked(_ body: StubJSON, of existing: StubService?) throws -> StubJSON {
        var body = body
        let draft = StubService(
            id: "", specification: body, version: 0, created: StubTime(nanoseconds: 0),
            updated: StubTime(nanoseconds: 0))
        var attached: [StubJSON] = []
        for attachment in draft.template["Networks"].list {
            let target = attachment["Target"].text ?? ""
            var attachment = attachment
            if let network = networks[target] ?? networks.values.first(where: { $0.name == target }) {
                attachment["Target"] = .string(network.id)
            } else if !["host", "none", "bridge"].contains(target) {
                throw StubError(status: 404, message: "network \(target) not found")
            }
            attached.append(attachment)
        }
        if !attached.isEmpty { body["TaskTemplate"]["Networks"] = .array(attached) }
        let container = draft.template["ContainerSpec"]
        guard !draft.name.isEmpty else { throw Self.invalid("name must be valid as a DNS name component") }
        guard container["Image"].text?.isEmpty == false else {
            throw Self.invalid("ContainerSpec: image reference must be provided")
        }
        for text in draft.template["Placement"]["Constraints"].texts where StubConstraint(text) == nil {
            throw StubError(
                status: 500,
                message: "rpc error: code = Unknown desc = constraint expected one operator from ==, !=")
        }
        let ingress = draft.endpoint["Ports"].list.filter { $0["PublishMode"].text != "host" }
        if draft.endpoint["Mode"].text == "dnsrr", !ingress.isEmpty {
            throw Self.invalid("EndpointSpec: port published with ingress mode can't be used with dnsrr mode")
        }
        if draft.isJob, body["UpdateConfig"] != .null { throw Self.invalid("Jobs may not have an update config") }
        for other in services.values where other.id != existing?.id {
            for port in ingress {
                guard let number = port["PublishedPort"].number, number > 0 else { continue }
                for taken in other.endpoint["Ports"].list where taken["PublishedPort"].number == number {
                    let way = taken["PublishMode"].text == "host" ? "a host-published port" : "an ingress port"
                    throw Self.invalid(
                        "port '\(number)' is already in use by service '\(other.name)' (\(other.id)) as \(way)")
                }
            }
        }
        for (kind, key, known) in [("config", "Config", configs), ("secret", "Secret", secrets)] {
            for reference in container[key + "s"].list {
                guard known[reference[key + "ID"].text ?? ""] == nil else { continue }
                throw Self.invalid("\(kind) not found: \(reference[key + "Name"].text ?? "")")
            }
        }
        guard let existing else { return body }
        if existing.modeName != draft.modeName {
            throw StubError(
                status: 501, message: "rpc error: code = Unimplemented desc = service mode change is not allowed")
        }
        if existing.name != draft.name {
            throw StubError(
                status: 501, message: "rpc error: code = Unimplemented desc = renaming services is not supported")
        }
        return body
    }

    func listServices(filters: [String: [String]], counts: Bool) async -> StubJSON {
        await reconcile()
        let found = services.values.filter { service in
            Self.begins(service.id, with: filters["id"]) && Self.begins(service.name, with: filters["name"])
                && StubState.matches(service.specification["Labels"].textMembers, filters["label"] ?? [])
                && filters["mode"]?.contains(service.modeName) ?? true
        }
        return .array(
            found.sorted { $0.created < $1.created }.map { service in
                var result = json(service)
                if counts { result["ServiceStatus"] = count(service) }
                return result
            })
    }

    func inspectService(_ input: String) throws -> StubJSON { json(try service(input)) }

    private func json(_ service: StubService) -> StubJSON {
        var result = Self.meta(service.id, service.version, service.created, service.updated)
        result["Spec"] = service.specification
        if let previous = service.previous { result["PreviousSpec"] = previous }
        result["Endpoint"] = ["Spec": service.endpoint == .null ? [:] : service.endpoint]
        if service.endpoint["Ports"] != .null { result["Endpoint"]["Ports"] = service.endpoint["Ports"] }
        if let update = service.update {
            result["UpdateStatus"] = [
                "State": .string(update.state), "Message": .string(update.message),
                "StartedAt": .string(update.startedAt.text),
            ]
            if let end = update.completedAt { result["UpdateStatus"]["CompletedAt"] = .string(end.text) }
        }
        if let iteration = service.iteration {
            result["JobStatus"] = [
                "JobIteration": ["Index": .int(Int64(iteration))],
                "LastExecution": .string((service.lastExecution ?? service.created).text),
            ]
        }
        return result
    }

    /// As swarmkit's `ListServiceStatuses` counts.
    private func count(_ service: StubService) -> StubJSON {
        let mine = tasks.values.filter { $0.serviceID == service.id && $0.iteration == service.iteration }
        let desired =
            switch service.modeName {
            case "replicated": service.replicas
            case "replicated-job": service.maxConcurrent
            default:
                mine.count { $0.desired == "running" || ($0.desired == "complete" && $0.state != "complete") }
            }
        return [
            "RunningTasks": .int(Int64(mine.count { $0.state == "running" })), "DesiredTasks": .int(Int64(desired)),
            "CompletedTasks": .int(Int64(service.isJob ? mine.count { $0.state == "complete" } : 0)),
        ]
    }
}
