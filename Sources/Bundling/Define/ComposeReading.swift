import Compose
import Vocabulary

/// The Compose files of a definition, read with every combination of answers that decides over an image.
struct ComposeReading {
    /// With defaults and samples.
    var project: ComposeProject
    /// The images of each service by all choices, in the order of finding.
    var images: [ServiceName: [ImageReference]]
    /// Files that were read, below the definition.
    var files: Set<RelativePath>
    /// Variables that the files name, whether or not they have a value.
    var variables: Set<String>

    /// More combinations than this are no choice that somebody tested.
    static let combinationLimit = 64
}

/// Reads the Compose files. `nil`, with findings, where they cannot be read.
struct ComposeReadingStage {
    let sheet: ApplicationSheet
    /// Of `.env`, without what is a question.
    let environment: [String: String]
    let reader: DefinitionReader
    let findings: Findings

    func read() -> ComposeReading? {
        let base = sheet.samples
        guard let project = load(base) else { return nil }
        warn(of: project, base)
        var reading = ComposeReading(
            project: project, images: images(of: project), files: files(of: project), variables: variables())
        guard let choosing = questionsThatChooseImages(base, project, &reading) else { return reading }
        for combination in combinations(of: choosing).dropFirst() {
            guard let other = load(base.merging(combination) { _, new in new }) else { continue }
            warn(of: other, combination)
            merge(other, into: &reading)
        }
        return reading
    }

    /// What the loader only warns of, but for an image that has no name: nobody could pack it.
    private func warn(of project: ComposeProject, _ answers: [String: String]) {
        findings.add(
            project.warnings.map { warning in
                guard warning.code == "compose.image" else { return warning }
                var refusal = explain(warning, answers)
                refusal.severity = .error
                return refusal
            })
    }

    private func load(_ answers: [String: String]) -> ComposeProject? {
        do throws(Problems) {
            return try ComposeLoader.load(
                files: sheet.composeFiles.map(\.value), environment: environment.merging(answers) { _, new in new },
                projectName: sheet.application.name.rawValue, profiles: ["*"], reader: reader)
        } catch {
            findings.add(error.all.map { explain($0, answers) })
            return nil
        }
    }

    /// A problem with a value that nobody wrote says where it comes from.
    private func explain(_ problem: Problem, _ answers: [String: String]) -> Problem {
        var problem = problem
        guard problem.consequence == nil else { return problem }
        let text = problem.message + (problem.found ?? "")
        for question in sheet.questions.map(\.value) where question.defaultValue == nil {
            let variable = question.variable.rawValue
            if answers[variable] == "" {
                problem.consequence = "this is so where `\(variable)` is not answered, and it is not required"
            } else if let answer = answers[variable], text.contains(answer) {
                problem.consequence = "`\(variable)` has no default, so `\(answer)` stood in for its answer"
            }
        }
        return problem
    }

    private func variables() -> Set<String> {
        do throws(Problems) {
            let request = ComposeRequest(
                files: sheet.composeFiles.map { ComposeLoader.definitionDirectory.appending($0.value) },
                projectDirectory: ComposeLoader.definitionDirectory, environment: environment, profiles: ["*"])
            return Set(try ComposeLoader.variables(in: request, reader: reader).map(\.name))
        } catch {
            findings.add(error.all)
            return []
        }
    }

    /// Tries every question with other answers and looks whether an image changes. That is so whatever way the answer takes through the files; an enum alone may do it.
    private func questionsThatChooseImages(
        _ base: [String: String], _ project: ComposeProject, _ reading: inout ComposeReading
    ) -> [Question]? {
        var choosing: [Question] = []
        let standard = images(of: project)
        for question in sheet.questions {
            let variable = question.value.variable.rawValue
            guard reading.variables.contains(variable) else { continue }
            for sample in question.value.samples where sample != base[variable] {
                guard let other = load(base.merging([variable: sample]) { _, new in new }) else { continue }
                warn(of: other, [variable: sample])
                reading.files.formUnion(files(of: other))
                guard images(of: other) != standard else { continue }
                if question.value.type == .enum {
                    if choosing.last?.variable != question.value.variable { choosing.append(question.value) }
                } else {
                    refuse(question, standard: standard, other: images(of: other), project)
                    break
                }
            }
        }
        let count = choosing.reduce(1) { $0.multipliedReportingOverflow(by: $1.samples.count).partialValue }
        guard count <= ComposeReading.combinationLimit else {
            findings.refuse(
                "definition.too-many-images", at: sheet.questions.first?.position,
                "the answers to \(choosing.map { "`\($0.variable)`" }.joined(separator: ", ")) choose among too many images",
                expected: "at most \(ComposeReading.combinationLimit) combinations, for all of them are packed",
                found: "\(count)")
            return nil
        }
        return choosing.isEmpty ? nil : choosing
    }

    private func refuse(
        _ question: Located<Question>, standard: [ServiceName: [ImageReference]],
        other: [ServiceName: [ImageReference]], _ project: ComposeProject
    ) {
        for service in standard.keys.sorted() where standard[service] != other[service] {
            findings.refuse(
                "definition.image-by-answer", at: project.service(service)?.positions["image"] ?? question.position,
                "the image of service `\(service)` depends on the answer to `\(question.value.variable)`, which is of type \(question.value.type.rawValue)",
                expected: "a question of type enum, of which all options are packed",
                consequence: "nobody could pull another image at the target")
        }
    }

    /// All choices, the defaults first.
    private func combinations(of questions: [Question]) -> [[String: String]] {
        questions.reduce([[:]]) { found, question in
            question.samples.flatMap { option in
                found.map { $0.merging([question.variable.rawValue: option]) { _, new in new } }
            }
        }
    }

    private func merge(_ other: ComposeProject, into reading: inout ComposeReading) {
        for (service, references) in images(of: other) {
            for reference in references where !(reading.images[service, default: []].contains(reference)) {
                reading.images[service, default: []].append(reference)
            }
        }
        reading.files.formUnion(files(of: other))
    }

    private func files(of project: ComposeProject) -> Set<RelativePath> {
        Set(project.filesRead.compactMap(ComposeLoader.bundleName))
    }

    /// What each service needs: its own image, built or not, and images that it mounts.
    private func images(of project: ComposeProject) -> [ServiceName: [ImageReference]] {
        var result: [ServiceName: [ImageReference]] = [:]
        for service in project.services {
            var references: [ImageReference] = []
            if let own = Self.image(of: service, in: project) { references.append(own) }
            for mount in service.volumes {
                if case .image(let text, _) = mount.kind, let mounted = ImageReference(text)?.withDefaultTag {
                    references.append(mounted)
                }
            }
            result[service.name] = references
        }
        return result
    }

    /// A service's image in full. One that is only built has the name that Docker Compose gives it: PROJECT-SERVICE.
    static func image(of service: ComposeService, in project: ComposeProject) -> ImageReference? {
        if let image = service.image { return image.withDefaultTag }
        return service.build == nil
            ? nil : ImageReference("\(project.name)-\(service.name.rawValue.lowercased())")?.withDefaultTag
    }
}
