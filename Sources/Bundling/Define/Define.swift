import Compose
public import Vocabulary

/// Reads a definition: a folder with `valise.yaml`, Compose files and what they mount. Nothing is written and nobody is asked.
///
/// `profileFolders` are where shared profiles (`NAME.yaml`) lie, the first that has one counts; the definition's own `profiles/NAME.yaml` counts over it, key by key.
/// Throws `Problems` (exit 10) with everything that is wrong, warnings among it: `definition.*`, `template.*`, `image.no-layout`, and what the Compose loader finds.
/// Cost: some milliseconds; all Compose files are read once, and interpreted once for each answer that is tried.
public func define(_ folder: AbsolutePath, profileFolders: [AbsolutePath] = []) throws -> Definition {
    let findings = Findings()
    var stage = DefineStage(disk: DefinitionDisk(folder: folder), profileFolders: profileFolders, findings: findings)
    do {
        guard var definition = try stage.run() else {
            try findings.throwIfRefused()
            throw Problem(
                "definition.unreadable", .defect, "cannot read the definition in `\(folder)`, and nothing says why")
        }
        definition.findings = definition.showingLines(definition.findings)
        return definition
    } catch let problems as Problems {
        throw Problems(stage.disk.showingLines(problems.all)) ?? problems
    }
}

/// The steps of ``define(_:profileFolders:)``, each of which goes on after errors as far as it can.
struct DefineStage {
    var disk: DefinitionDisk
    let profileFolders: [AbsolutePath]
    let findings: Findings

    static let sheetName = "valise.yaml"
    static let environmentName = ".env"

    mutating func run() throws -> Definition? {
        guard let name = RelativePath(Self.sheetName), let bytes = try disk.read(name) else {
            throw Problems(
                Problem(
                    "definition.missing", .definition,
                    "cannot read the definition in `\(disk.folder)`: there is no `valise.yaml`",
                    hint: "write a small one with `valise init \(disk.folder)`"))
        }
        guard let sheet = ApplicationSheet(try YAMLSheet(bytes, file: Self.sheetName).root, findings) else {
            return nil
        }
        include(sheet.included)
        let profiles = ProfileSearch(disk: disk, folders: profileFolders, findings: findings).find(sheet.profiles)
        for profile in profiles { checkAnswers(of: profile, sheet) }
        let asked = Set(sheet.questions.map(\.value.variable.rawValue))
        let environment = try self.environment(asked)
        for path in sheet.composeFiles {
            if case .missing = disk.look(path.value) {
                findings.refuse(
                    "definition.missing-file", at: path.position, "the Compose file `\(path.value)` is not there")
            }
        }
        let reader = DefinitionReader(disk)
        let composeFiles = { (findings: Findings) in
            ComposeReadingStage(
                sheet: sheet, environment: environment.mapValues(\.value), reader: reader, findings: findings
            ).read()
        }
        if !findings.errors.isEmpty {
            // The mistakes of the Compose files are told, too, but for those that may come of the ones before: a variable of a question that could not be read, a file that
            // is not there.
            let late = Findings()
            _ = composeFiles(late)
            let unset = Set(late.all.filter { $0.code.rawValue.hasPrefix("compose.variable-") }.map(\.position))
            findings.add(late.errors.filter { $0.code != "compose.missing-file" && !unset.contains($0.position) })
        }
        try findings.throwIfRefused()
        guard let reading = composeFiles(findings) else { return nil }
        let project = reading.project
        let sources = SourceClassification(project: project, data: sheet.data, disk: disk, findings: findings).uses()
        warnOfUnused(sheet.included, reading, sources)
        let images = ImageNeeds(sheet: sheet, reading: reading, disk: disk, findings: findings).images()
        let files = travelling(sheet, reading, sources)
        let known = asked.union(environment.keys)
        let used = checkTemplates(files, known).union(reading.variables).union(checkOpen(sheet, known))
            .union(project.grantedVariables)
        let carried = environment.filter { used.contains($0.key) }
        ServiceRules(project: project, findings: findings).check()
        checkSecretFiles(project)
        for (name, value) in carried.sorted(by: { $0.key < $1.key }) {
            guard SecretLook.isSecret(name: name, value: value.value) else { continue }
            findings.refuse(
                "definition.secret-in-clear", at: value.position,
                "`\(name)` looks like a secret, and `.env` values go to every customer", found: "***",
                hint: "make it a question in valise.yaml: `{ variable: \(name), type: password, generate: 24 }`")
        }
        try findings.throwIfRefused()
        return Definition(
            folder: disk.folder, included: disk.included, application: sheet.application, platforms: sheet.platforms,
            composeFiles: sheet.composeFiles.map(\.value), project: project,
            environment: carried.mapValues(\.value), profiles: profiles, files: files, sources: sources,
            images: images, usedVariables: used,
            questionPositions: Dictionary(sheet.questions.map { ($0.value.variable, $0.position) }) { first, _ in first
            },
            findings: findings.sorted)
    }

    /// The answers that a profile brings are held to what the questions ask.
    private func checkAnswers(of profile: Profile, _ sheet: ApplicationSheet) {
        let place = sheet.profiles.first { $0.value == profile.name }?.position
        for question in sheet.questions.map(\.value) {
            guard let text = profile.answers[question.variable] else { continue }
            if question.type == .password {
                findings.refuse(
                    "definition.secret-in-clear", at: place,
                    "profile `\(profile.name)` answers the password `\(question.variable)`, which would be the same at every customer",
                    found: "***",
                    hint: "take it out of the profile: `generate: 24` gives every installation one of its own")
            } else if case .failure(let reason) = AnswerGrammar.judge(text, question, nil) {
                findings.refuse(
                    "definition.wrong-value", at: place,
                    "profile `\(profile.name)` answers `\(question.variable)` with what is no answer to its question",
                    expected: AnswerGrammar.expectation(of: question), found: "`\(text)`, which \(reason.text)")
            }
        }
    }

    private func environment(_ asked: Set<String>) throws -> [String: Located<String>] {
        guard let name = RelativePath(Self.environmentName), let bytes = try disk.read(name) else { return [:] }
        return EnvironmentFile(bytes: bytes, file: Self.environmentName, asked: asked, findings: findings).values()
    }

    private func travelling(
        _ sheet: ApplicationSheet, _ reading: ComposeReading, _ sources: [BindSourceUse]
    ) -> [DefinitionFile] {
        let data =
            sheet.data.map(\.value) + sources.compactMap { if case .data(let path) = $0.kind { path } else { nil } }
        var files = TravellingFiles(disk: disk, findings: findings, data: data)
        if let own = RelativePath(Self.sheetName) { files.add(own, at: nil) }
        for path in reading.files.sorted() { files.add(path, at: nil) }
        for profile in sheet.profiles {
            if let path = RelativePath("profiles/\(profile.value).yaml") { files.add(path, at: profile.position) }
        }
        for source in sources {
            guard case .configuration(let path) = source.kind else { continue }
            files.add(path, at: source.position)
            files.add(TemplateFile.template(of: path), at: source.position)
        }
        for service in reading.project.services {
            for option in service.securityOptions {
                if let path = Self.seccompFile(option), disk.isOpen(path) {
                    files.add(path, at: service.positions["security_opt"])
                }
            }
        }
        return files.files
    }

    /// The file of `seccomp:PATH`; other options, and other forms of this one, name none (docker/cli, `parseSecurityOpts`).
    static func seccompFile(_ option: String) -> RelativePath? {
        guard ["seccomp:", "seccomp="].contains(where: option.hasPrefix) else { return nil }
        let value = String(option.dropFirst(8))
        return ["unconfined", "builtin"].contains(value) || value.hasPrefix("{")
            ? nil
            : ComposeLoader.bundleName(of: AbsolutePath(value, relativeTo: ComposeLoader.definitionDirectory))
    }

    private func checkTemplates(_ files: [DefinitionFile], _ known: Set<String>) -> Set<String> {
        var used: Set<String> = []
        for file in files {
            guard TemplateFile.rendered(file.path) != nil, case .file = file.kind else { continue }
            do throws(Problem) {
                guard let bytes = try disk.read(file.path) else { continue }
                used.formUnion(TemplateTags(file: file.path.rawValue, known: known, findings: findings).check(bytes))
            } catch {
                findings.add(error)
            }
        }
        return used
    }

    /// A secret that lies in the definition would be the same at every customer, and in every copy of the bundle.
    private func checkSecretFiles(_ project: ComposeProject) {
        for secret in project.secrets {
            guard case .file(let written, let source) = secret.source, let path = source.bundleName,
                TemplateFile.rendered(path) == nil, case .file = disk.look(path)
            else { continue }
            findings.refuse(
                "definition.secret-in-clear", at: secret.position,
                "the secret `\(secret.key)` is the file `\(written)`, which would go to every customer",
                expected: "a password question, given to the service as `environment: VARIABLE` of the secret",
                hint: "ask for it in valise.yaml (`type: password, generate: 24`) and take `file:` out")
        }
    }

    /// The address that a person opens; gives the variables that it uses.
    private func checkOpen(_ sheet: ApplicationSheet, _ known: Set<String>) -> Set<String> {
        guard let open = sheet.open else { return [] }
        if !["http://", "https://"].contains(where: open.value.hasPrefix) {
            findings.refuse(
                "definition.wrong-value", at: open.position, "`open` is not an address that a browser opens",
                expected: "`http://…` or `https://…`", found: "`\(open.value)`")
        }
        var used: Set<String> = []
        var rest = Substring(open.value)
        while let dollar = rest.firstIndex(of: "$") {
            rest = rest[rest.index(after: dollar)...]
            if rest.first == "$" {
                rest = rest.dropFirst()
                continue
            }
            if rest.first == "{" { rest = rest.dropFirst() }
            let name = String(rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
            if name.isEmpty { continue }
            used.insert(name)
            if sheet.questions.contains(where: { $0.value.variable.rawValue == name && $0.value.type == .password }) {
                findings.refuse(
                    "definition.secret-in-clear", at: open.position,
                    "`open` uses the password `\(name)`, and is shown to everybody",
                    hint: "take it out of the address: the person who opens it types it")
            }
            if !known.contains(name) {
                findings.refuse(
                    "definition.unknown-variable", at: open.position,
                    "`open` uses `\(name)`, which is neither a question nor in `.env`",
                    hint: NearestName.of(name, among: known.sorted()).map { "did you mean `\($0)`?" })
            }
        }
        return used
    }
}

extension ComposeProject {
    /// Variables that are the content of a config or a secret: `environment: NAME`.
    fileprivate var grantedVariables: Set<String> {
        Set(
            (configs + secrets).compactMap { object in
                guard case .environment(let name, _) = object.source else { return nil }
                return name
            })
    }
}
