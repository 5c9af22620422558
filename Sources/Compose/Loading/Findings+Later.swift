import Vocabulary

extension Findings {
    /// After mistakes in single values: the names that nobody defines, and sizes, durations and checks of a wrong form, so that a person sees those too.
    /// Nothing is said where it could be a consequence of the other mistakes.
    func addLater(
        of tree: ComposeMapping, _ request: ComposeRequest, _ projectName: String, _ environment: [String: String]
    ) {
        let local: Set<String> = [
            "compose.unknown-key", "compose.wrong-type", "compose.value", "compose.port", "compose.volume",
            "compose.device", "compose.duplicate-item", "compose.variable-required", "compose.interpolation",
            "compose.missing-key", "compose.source", "compose.extends", "compose.merge",
        ]
        let kinds = ["services", "networks", "volumes", "secrets", "configs", "models"]
        guard !tree.isEmpty, !request.leftOut.contains(.consistency), request.interpolation == .resolve,
            errors.allSatisfy({ local.contains($0.code.rawValue) }),
            kinds.allSatisfy({ tree[$0] == nil || tree[$0]?.mapping != nil })
        else { return }
        let whole = Normalizer(projectName: projectName, environment: environment).normalize(tree)
        let services = Profiles(active: request.profiles).select(whole["services"]?.mapping ?? ComposeMapping())
        let late = Findings()
        ConsistencyChecker(findings: late, tree: whole, active: services.active, inactive: services.inactive).check()
        let settled = ProjectSettler(findings: late, name: projectName)
        _ = services.active.compactMapValues { settled.service($0.value, $0.key) }
        let places = Set(errors.compactMap(\.position))
        let forms: Set<ProblemCode> = ["compose.wrong-type", "compose.value", "compose.healthcheck", "compose.command"]
        for problem in late.errors {
            guard problem.code.rawValue.hasPrefix("compose.undefined-") || forms.contains(problem.code),
                let place = problem.position, !places.contains(place)
            else { continue }
            add(problem)
        }
    }
}
