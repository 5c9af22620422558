import Vocabulary

extension Findings {
    /// After mistakes in single values: the names that nobody defines, so that a person sees those too. Nothing is said where it could be a consequence of the other mistakes.
    func addReferences(
        of tree: ComposeMapping, _ request: ComposeRequest, _ projectName: String, _ environment: [String: String]
    ) {
        let local: Set<String> = [
            "compose.unknown-key", "compose.wrong-type", "compose.value", "compose.port", "compose.volume",
            "compose.device", "compose.duplicate-item", "compose.variable-required", "compose.interpolation",
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
        let places = Set(errors.compactMap(\.position))
        for problem in late.errors where problem.code.rawValue.hasPrefix("compose.undefined-") {
            if let place = problem.position, !places.contains(place) { add(problem) }
        }
    }
}
