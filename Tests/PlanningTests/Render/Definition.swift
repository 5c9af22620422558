import Planning
import Testing
import Vocabulary

/// A definition in memory.
struct Definition: Sendable {
    var compose: String
    /// Path → text; a path that ends with `/` is a folder.
    var files: [String: String] = [:]
    var images = ["app/web:1", "app/db:1"]
    var questions: [Question] = []
    var answers: [String: String] = [:]
    var environment: [String: String] = [:]
    var data: [String] = []
    var profile: Profile?
    var composeProfiles: [String] = []
    var open: String?
    var installation = "app"
    /// What every image says of itself.
    var imageConfiguration: ImageConfiguration?

    func render() throws -> DesiredState {
        var contents: [RelativePath: [UInt8]] = [:]
        var bundled: [BundledFile] = []
        for (name, text) in files.merging(["compose.yaml": compose], uniquingKeysWith: { first, _ in first }) {
            let path: RelativePath = .at(name)
            if name.hasSuffix("/") {
                bundled.append(BundledFile(path: path, mode: 0o755, content: .folder))
            } else {
                contents[path] = Array(text.utf8)
                bundled.append(
                    BundledFile(path: path, mode: 0o644, content: .file(.of(Array(text.utf8), as: .bundleFile))))
            }
        }
        let manifest = Sample.manifest(
            images: images.map { Sample.image($0, services: ["built"]) }, files: bundled, questions: questions,
            environment: environment,
            data: data.map { DataFolder(path: .at($0), owner: 70, group: 71, mode: 0o700, services: []) }, open: open)
        var values: [VariableName: Answer] = [:]
        for (name, text) in answers { values[.named(name)] = .plain(text) }
        let known = contents
        var configurations: [Digest: ImageConfiguration] = [:]
        if let imageConfiguration {
            for platform in manifest.images.flatMap(\.platforms) {
                configurations[platform.config.digest] = imageConfiguration
            }
        }
        return try Planning.render(
            RenderRequest(
                manifest: manifest, answers: Answers(values), installation: .named(installation), profile: profile,
                composeProfiles: composeProfiles, imageConfigurations: configurations)
        ) { path throws(Problem) in
            guard let bytes = known[path] else { throw Problem("test.missing", .defect, "no \(path)") }
            return bytes
        }
    }
}

/// One service `web`, its attributes given.
func web(_ attributes: String, top: String = "") -> Definition {
    let indented = attributes.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + $0 }
    return Definition(compose: "services:\n  web:\n    image: app/web:1\n\(indented.joined(separator: "\n"))\n\(top)\n")
}

func container(_ definition: Definition) throws -> DesiredContainer {
    let state = try definition.render()
    return try #require(state.services.first { $0.name == .named("web") }?.containers.first)
}
