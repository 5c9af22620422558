import Vocabulary

/// The last stages, over the whole project: name, normal form, profiles, consistency, environment files, the typed model.
struct ProjectAssembler {
    let session: LoadSession

    private var findings: Findings { session.findings }
    private var request: ComposeRequest { session.request }

    /// `nil` where the files are empty.
    func assemble() -> ComposeProject? {
        guard !request.files.isEmpty else {
            findings.error("compose.no-file", at: nil, "no Compose file was given", expected: "at least one")
            return nil
        }
        let name = ProjectNamer(session: session).name()
        // Where variables stay as they are written, names without a value do too.
        var environment = request.interpolation == .resolve ? request.environment : [:]
        environment["COMPOSE_PROJECT_NAME"] = name
        let loader = FileLoader(
            session: session, workingDirectory: request.projectDirectory, environment: environment, including: [])
        var tree = loader.load(request.files)
        guard !tree.isEmpty, findings.errors.isEmpty else {
            findings.addLater(of: tree, request, name, environment)
            return nil
        }
        guard !name.isEmpty else {
            findings.error(
                "compose.project-name", at: nil, "the project has no name", expected: "`name:` in a Compose file",
                hint: "pass one with `-p NAME`")
            return nil
        }
        if !request.leftOut.contains(.normalization) {
            tree = Normalizer(projectName: name, environment: environment).normalize(tree)
        }
        if request.interpolation == .leave { return uninterpolated(tree, name) }
        let services = Profiles(active: request.profiles).select(tree["services"]?.mapping ?? ComposeMapping())
        let isChecked = !request.leftOut.contains(.consistency)
        if isChecked {
            ConsistencyChecker(findings: findings, tree: tree, active: services.active, inactive: services.inactive)
                .check()
        }
        // Sizes, durations and environment files that are wrong are told together with wrong names.
        let resolver = ServiceFiles(session: session, environment: environment)
        let settled = ProjectSettler(findings: findings, name: name)
        let active = services.active.compactMapValues { entry in
            let service = request.environmentFiles == .resolve ? resolver.resolved(entry.value) : entry.value
            return isChecked ? settled.activeService(service, entry.key) : settled.service(service, entry.key)
        }
        let inactive = services.inactive.compactMapValues { settled.service($0.value, $0.key) }
        let objects = settled.objects(tree)
        guard findings.errors.isEmpty else { return nil }
        let extended = settled.canonical(active: active, objects: objects, tree: tree)
        let canonical = extended.withoutMarked
        var project = ProjectModeller(
            findings: findings, projectDirectory: request.projectDirectory, raw: tree, canonical: canonical,
            extended: settled.withModels(extended, tree)
        ).model(name: name, active: active, inactive: inactive, objects: objects)
        project.warnings = findings.sortedWarnings
        project.filesRead = session.filesRead
        return project
    }

    /// With variables left in the values there is nothing to read types from: only the tree is given.
    private func uninterpolated(_ tree: ComposeMapping, _ name: String) -> ComposeProject {
        var tree = tree
        let place = tree.entries.first?.keyPosition ?? SourcePosition(file: "", line: 1, column: 1)
        tree["name"] = ComposeValue(.string(name), at: place)
        let extended = ComposeValue(.mapping(tree.sorted), at: place)
        return ComposeProject(
            name: name, services: [], inactiveServices: [], networks: [], volumes: [], secrets: [], configs: [],
            profiles: [], extensions: [:], canonical: EmptyLists.nullified(extended, Uniqueness.table),
            extended: extended,
            warnings: findings.sortedWarnings, filesRead: session.filesRead)
    }
}
