import Bundling
import Compose
import Planning
import Vocabulary

/// What a target would make of a definition, tried before anything is packed: whatever it would refuse is refused at the vendor's.
enum TargetTrial {
    /// The refusals of `render`, with sample answers: once with the services that always run, once with those of all Compose profiles.
    static func refusals(of definition: Definition) -> [Problem] {
        let profiles = definition.project.profiles
        var found: [Problem] = []
        for active in profiles.isEmpty ? [[]] : [[], profiles] {
            do throws(Problems) {
                _ = try render(
                    RenderRequest(
                        manifest: definition.draft(), answers: definition.sampleAnswers,
                        installation: InstallationName(definition.application.name),
                        profile: definition.profiles.first, composeProfiles: active),
                    reading: { path throws(Problem) in try definition.read(path) })
            } catch {
                for problem in error.all where !found.contains(problem) { found.append(problem) }
            }
        }
        return found
    }

    /// What a target of several hosts would refuse or do in another way, where a profile is for several: errors, warnings and notes.
    static func onSeveralHosts(_ definition: Definition) -> [Problem] {
        definition.showingLines(clusterAttributes(of: definition.project, for: definition.profiles))
    }
}
