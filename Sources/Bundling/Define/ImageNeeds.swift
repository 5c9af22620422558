import Compose
import Vocabulary

/// Decides for each image where it comes from.
struct ImageNeeds {
    let sheet: ApplicationSheet
    let reading: ComposeReading
    let disk: DefinitionDisk
    let findings: Findings

    func images() -> [NeededImage] {
        var result: [ImageReference: NeededImage] = [:]
        for service in reading.project.services {
            let place = service.positions["image"] ?? service.build?.position ?? service.position
            let own = ComposeReadingStage.image(of: service, in: reading.project)
            for reference in reading.images[service.name] ?? [] {
                let build = service.build.flatMap {
                    reading.images[service.name]?.count == 1 || reference == own ? $0 : nil
                }
                let origin = layout(of: reference) ?? build.map { .build($0, service: service.name) } ?? .anywhere
                if var known = result[reference] {
                    join(service, place, origin, to: &known)
                    result[reference] = known
                } else {
                    result[reference] = NeededImage(
                        reference: reference, services: [service.name], origin: origin, position: place)
                }
            }
        }
        refuseUnused(result)
        for image in result.values { if case .build(let build, let service) = image.origin { check(build, service) } }
        return result.values.map { image in
            var image = image
            image.services = Array(Set(image.services)).sorted()
            return image
        }.sorted { $0.reference < $1.reference }
    }

    private func join(
        _ service: ComposeService, _ place: SourcePosition, _ origin: ImageOrigin, to known: inout NeededImage
    ) {
        known.services.append(service.name)
        switch (known.origin, origin) {
        case (.build(let first, let builder), .build(let second, _)) where !Self.same(first, second):
            findings.refuse(
                "definition.built-twice", at: place,
                "the image `\(known.reference.familiar)` is built by `\(builder)` and by `\(service.name)`, each in its own way",
                expected: "one `build` section for one image, or two names")
        case (.anywhere, .build):
            known.origin = origin
        default: break
        }
    }

    /// Whether two sections build the same, wherever they stand.
    private static func same(_ first: ComposeService.Build, _ second: ComposeService.Build) -> Bool {
        var other = second
        other.position = first.position
        if first.arguments.map({ [$0.name, $0.value] }) == other.arguments.map({ [$0.name, $0.value] }) {
            other.arguments = first.arguments
        }
        return first == other
    }

    /// What `images:` of valise.yaml says of it.
    private func layout(of reference: ImageReference) -> ImageOrigin? {
        guard let entry = sheet.images.first(where: { $0.reference.value == reference }) else { return nil }
        let written = entry.origin.value
        let form = written.prefix { $0 != ":" }
        guard ["oci", "oci-archive", "docker-archive"].contains(form), form.count < written.count else {
            findings.refuse(
                "definition.wrong-value", at: entry.origin.position,
                "cannot take the image `\(reference.familiar)` from `\(written)`",
                expected:
                    "`oci:` and a folder with an OCI image layout, or `oci-archive:` or `docker-archive:` and a file")
            return nil
        }
        let place = written.dropFirst(form.count + 1)
        let parts = place.split(separator: "#", maxSplits: 1).map(String.init)
        guard let text = parts.first, let path = RelativePath(text) else {
            findings.refuse(
                "definition.path-outside", at: entry.origin.position,
                "the path `\(place)` leads out of the definition",
                expected: "a path below the folder that holds `valise.yaml`")
            return nil
        }
        let name = parts.count == 2 ? parts[1] : nil
        let location = disk.folder.appending(path)
        guard form == "oci" else {
            guard case .file = disk.look(path) else {
                findings.refuse(
                    "image.no-archive", at: entry.origin.position,
                    "cannot take the image `\(reference.familiar)` from `\(path)`: there is no such file",
                    hint: form == "docker-archive"
                        ? "write one with `docker save -o \(path) \(reference.familiar)`"
                        : "write one with `skopeo copy docker-daemon:\(reference.familiar) oci-archive:\(path)`")
                return nil
            }
            return .archive(form == "oci-archive" ? .layout : .docker, file: location, name: name, written: written)
        }
        guard let marker = RelativePath("\(path)/oci-layout"), case .file = disk.look(marker) else {
            findings.refuse(
                "image.no-layout", at: entry.origin.position,
                "cannot take the image `\(reference.familiar)` from `\(path)`: it is not an OCI image layout",
                expected: "a folder with `oci-layout`, `index.json` and `blobs`",
                hint: "write one with `skopeo copy docker-daemon:\(reference.familiar) oci:\(path)`")
            return nil
        }
        return .layout(folder: location, name: name, written: written)
    }

    private func refuseUnused(_ needed: [ImageReference: NeededImage]) {
        for entry in sheet.images where needed[entry.reference.value] == nil {
            findings.refuse(
                "definition.unused-image", at: entry.reference.position,
                "no service uses the image `\(entry.reference.value.familiar)`",
                hint: NearestName.of(
                    entry.reference.value.familiar, among: needed.keys.map(\.familiar).sorted()
                ).map { "did you mean `\($0)`?" })
        }
    }

    /// What the engine's own builder cannot do is refused before it is tried.
    private func check(_ build: ComposeService.Build, _ service: ServiceName) {
        func refuse(_ what: String) {
            findings.refuse(
                "definition.not-yet", at: build.position, "cannot build the image of service `\(service)`: \(what)",
                hint:
                    "build it with `docker compose build \(service)`, give the service an `image:` name, and take `build:` out"
            )
        }
        switch build.contextLocation {
        case .project(let path):
            if case .folder = disk.look(path) {
                checkDockerfile(build, service, context: path)
            } else {
                findings.refuse(
                    "definition.missing-file", at: build.position,
                    "the build context `\(path)` of service `\(service)` is not a folder")
            }
        case .projectDirectory: checkDockerfile(build, service, context: nil)
        case .outside(let path) where OutsidePath(path).map { disk.isOpen($0.name) } ?? false:
            let name = OutsidePath(path)?.name
            if let name, case .folder = disk.look(name) {
                checkDockerfile(build, service, context: name)
            } else {
                findings.refuse(
                    "definition.missing-file", at: build.position,
                    "the build context `\(ComposeLoader.asWritten(build.context))` of service `\(service)` is not a folder"
                )
            }
        case .outside, .absolute:
            findings.refuse(
                "definition.path-outside", at: build.position,
                "the build context `\(ComposeLoader.asWritten(build.context))` of service `\(service)` is outside of the definition",
                expected: "a folder below the one that holds `valise.yaml`")
        case nil: refuse("its context `\(ComposeLoader.asWritten(build.context))` would come from the network")
        }
        if !build.secrets.isEmpty { refuse("build secrets need BuildKit") }
        if !build.ssh.isEmpty { refuse("`ssh` needs BuildKit") }
        if !build.additionalContexts.isEmpty { refuse("`additional_contexts` need BuildKit") }
    }

    private func checkDockerfile(_ build: ComposeService.Build, _ service: ServiceName, context: RelativePath?) {
        guard build.dockerfileInline == nil else { return }
        let name = build.dockerfile ?? "Dockerfile"
        guard let below = RelativePath(name), !name.hasPrefix("/") else {
            findings.refuse(
                "definition.path-outside", at: build.position,
                "the Dockerfile `\(name)` of service `\(service)` is outside of its build context",
                expected: "a path below the context")
            return
        }
        let path = context?.appending(below) ?? below
        if case .file = disk.look(path) { return }
        findings.refuse(
            "definition.missing-file", at: build.position,
            "the Dockerfile `\(path)` of service `\(service)` is not there")
    }
}
