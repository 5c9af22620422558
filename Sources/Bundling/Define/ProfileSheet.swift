import Vocabulary

/// Reads `NAME.yaml` of a profile. What stands in a later file of the same name counts over an earlier one, key by key.
struct ProfileSheet {
    private var title: String?
    private var minimum: Int?
    private var maximum: Int?
    private var labels: Profile.LoneHostLabels?
    private var checks: [String: Profile.CheckLevel] = [:]
    private var answers: [VariableName: String] = [:]
    private var limits = Profile.TimeLimits()
    private var logging: Profile.LoggingDefaults?

    /// Ids of the checks that a target is judged by.
    static let checkNames = [
        "engine.reachable", "engine.version", "engine.files", "storage.driver", "disk.engine", "disk.state", "memory",
        "cpus", "platform", "ports", "address-pools", "kernel", "cgroup.memory", "clock", "cluster.clocks",
        "cluster.swarm", "cluster.machines", "cluster.engines", "cluster.ports", "cluster.mtu", "cluster.ipvs",
        "cluster.address-pools", "power", "names.containers", "names.networks", "names.volumes", "names.tags", "binds",
        "state.writable", "state.fsync", "hosts", "applications",
    ]

    func profile(_ name: ProfileName) -> Profile {
        let least = minimum ?? 1
        return Profile(
            name: name, title: title ?? name.rawValue, minimumHosts: least, maximumHosts: maximum ?? max(least, 1),
            loneHostLabels: labels ?? .these([]), checks: checks, answers: answers, limits: limits, logging: logging)
    }

    mutating func read(_ entry: YAMLEntry, _ findings: Findings) {
        guard var reader = MappingReader(entry, findings) else { return }
        title = reader.text("title")?.value ?? title
        if var hosts = reader.mapping("hosts") { readHosts(&hosts, findings) }
        readLabels(reader.value("labels"), findings)
        for (key, value) in reader.freeMapping("checks") { readCheck(key, value, findings) }
        for (key, value) in reader.freeMapping("answers") { readAnswer(key, value, findings) }
        if var given = reader.mapping("limits") { readLimits(&given, findings) }
        if var given = reader.mapping("logging") { readLogging(&given, findings) }
        if let overlay = reader.value("compose") {
            findings.refuse(
                "definition.not-yet", at: overlay.position, "a profile cannot overlay the Compose files yet",
                hint: "use a Compose profile: `profiles: [NAME]` in a service, `valise install --with NAME`")
        }
        reader.close()
    }

    private mutating func readHosts(_ reader: inout MappingReader, _ findings: Findings) {
        let least = reader.integer("min")
        let most = reader.integer("max")
        minimum = least?.value ?? minimum
        maximum = most?.value ?? maximum
        if (minimum ?? 1) < 1 || (maximum ?? Int.max) < (minimum ?? 1) {
            findings.refuse(
                "definition.wrong-value", at: (least ?? most)?.position ?? reader.entry.position,
                "`hosts` is not valid", expected: "at least one host, and `max` not below `min`",
                found: "min \(minimum ?? 1), max \(maximum.map(String.init) ?? "not given")")
        }
        reader.close()
    }

    private mutating func readLabels(_ entry: YAMLEntry?, _ findings: Findings) {
        guard let entry else { return }
        if entry.text == "*" {
            labels = .allAskedFor
            return
        }
        guard let pairs = entry.pairs else {
            MappingReader.mismatch(entry, "`\"*\"` or a mapping from key to value", findings)
            return
        }
        var result: [Label] = []
        for (key, position, value) in pairs {
            if let text = value.text, let label = Label("\(key)=\(text)") {
                result.append(label)
            } else {
                findings.refuse(
                    "definition.wrong-value", at: position, "`labels` holds something that is no label",
                    expected: "letters, digits, dots, hyphens and underscores, with a text as value", found: "`\(key)`")
            }
        }
        labels = .these(result.sorted())
    }

    private mutating func readCheck(_ key: Located<String>, _ value: YAMLEntry, _ findings: Findings) {
        guard Self.checkNames.contains(key.value) else {
            findings.refuse(
                "definition.unknown-key", at: key.position, "there is no check `\(key.value)`",
                expected: "one of \(Self.checkNames.joined(separator: ", "))",
                hint: NearestName.of(key.value, among: Self.checkNames).map { "did you mean `\($0)`?" })
            return
        }
        // YAML 1.1 readers take a bare `off` for false; here it is the text that was written.
        guard let level = value.text.flatMap(Profile.CheckLevel.init(rawValue:)) else {
            MappingReader.mismatch(value, "`required`, `warning` or `off`", findings)
            return
        }
        checks[key.value] = level
    }

    private mutating func readAnswer(_ key: Located<String>, _ value: YAMLEntry, _ findings: Findings) {
        guard let variable = VariableName(key.value), let text = value.text else {
            findings.refuse(
                "definition.wrong-value", at: key.position, "`answers` is not valid",
                expected: "a variable with a text", found: "`\(key.value)`")
            return
        }
        answers[variable] = text
    }

    private mutating func readLimits(_ reader: inout MappingReader, _ findings: Findings) {
        func seconds(_ key: String, _ known: Int) -> Int {
            guard let given = reader.integer(key) else { return known }
            // A day is longer than anything here can sensibly take.
            if (1...86_400).contains(given.value) { return given.value }
            findings.refuse(
                "definition.wrong-value", at: given.position, "`limits.\(key)` is not valid",
                expected: "1 to 86400 seconds", found: "`\(given.value)`")
            return known
        }
        limits.healthySeconds = seconds("healthy", limits.healthySeconds)
        limits.loadStallSeconds = seconds("load-stall", limits.loadStallSeconds)
        limits.engineCallSeconds = seconds("engine-call", limits.engineCallSeconds)
        reader.close()
    }

    private mutating func readLogging(_ reader: inout MappingReader, _ findings: Findings) {
        reader.require("driver", "a logging driver of the engine, such as `json-file`")
        let driver = reader.text("driver")?.value
        var options: [String: String] = [:]
        for (key, value) in reader.freeMapping("options") {
            if let text = value.text {
                options[key.value] = text
            } else {
                MappingReader.mismatch(value, "a text", findings)
            }
        }
        reader.close()
        if let driver { logging = .init(driver: driver, options: options) }
    }
}
