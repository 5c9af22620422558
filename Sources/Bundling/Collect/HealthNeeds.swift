import Compose
import Vocabulary

/// Refuses what could never start: a service that waits for the health of one that nobody looks after.
struct HealthNeeds {
    let definition: Definition
    let images: [CollectedImage]

    func problems() throws -> [Problem] {
        var found: [Problem] = []
        for service in definition.project.services {
            for dependency in service.dependsOn where dependency.condition == .healthy && dependency.required {
                guard let other = definition.project.service(dependency.service), other.valise.check == nil,
                    let image = try configuration(of: other.name), !other.hasHealthcheck(image: image)
                else { continue }
                found.append(
                    Problem(
                        "definition.no-healthcheck", .definition,
                        at: service.positions["depends_on"] ?? service.position,
                        "service `\(service.name)` waits until `\(other.name)` is healthy, and nothing says when that is",
                        expected: "a `healthcheck:` of `\(other.name)`, or one in its image",
                        found: other.healthcheck == nil ? "neither" : "one that is switched off",
                        consequence: "nothing was packed",
                        hint:
                            "add a `healthcheck:` to `\(other.name)`, or look from outside: `x-valise: { check: { tcp: PORT } }`"
                    ))
            }
        }
        return found
    }

    private func configuration(of service: ServiceName) throws -> ImageConfiguration? {
        guard let image = images.first(where: { $0.services.contains(service) }), let first = image.platforms.first
        else { return nil }
        do {
            return try CanonicalJSON.decode(ImageConfiguration.self, from: first.configuration)
        } catch is DecodingError {
            throw Problem(
                "image.damaged", .definition, "the config of `\(image.reference.familiar)` is not that of an image")
        }
    }
}
