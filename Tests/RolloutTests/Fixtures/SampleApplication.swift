import ArchiveIO
import Foundation
import Opening
import Planning
import TestKit
import Vocabulary

/// A small application whose containers run on a real engine, too: three services of busybox, one waiting for the health of another, one that ends.
struct SampleApplication: Sendable {
    let bundle: VerifiedBundle
    /// Holds the bundle file.
    private let folder: TemporaryFolder

    /// What the images hold.
    enum Content {
        /// Next to nothing: a stub engine runs no program.
        case placeholder
        /// A program that a real engine can run: the machine's static busybox.
        case busybox
    }

    init(
        _ content: Content = .placeholder, compose: String = Self.compose, questions: [Question] = Self.questions,
        page: String = "hello", files: [String: String] = [:], volumes: Volumes = .one
    ) throws {
        folder = try TemporaryFolder()
        let program = content == .busybox ? FileManager.default.contents(atPath: "/bin/busybox") : nil
        let busybox = program.map(Array.init) ?? Array("a shell".utf8)
        let platform = Platform(os: "linux", architecture: Self.architecture)
        let base = SampleImage.Layer(files: ["bin/sh": busybox])
        let web = try SampleImage(
            Self.image("sample-web:1"), services: [Self.service("web"), Self.service("job")], platforms: [platform],
            layers: [base, SampleImage.Layer(files: ["www/index.html": page], storage: .gzip)])
        let database = try SampleImage(
            Self.image("registry.example.com:5000/team/sample-db:7"), services: [Self.service("db")],
            platforms: [platform], layers: [base])
        var sample = try SampleBundle(
            name: Self.name("sample", ApplicationName.init), version: Self.name("1.0.0", Version.init),
            images: [web, database],
            files: [
                "compose.yaml": compose, "config/site.conf.mustache": "name = {{SITE}}\npass = {{PASSWORD}}\n",
            ].merging(files) { $1 },
            questions: questions,
            dataFolders: [
                DataFolder(
                    path: Self.name("data", RelativePath.init), owner: 0, group: 0, mode: 0o700,
                    services: [Self.service("db")])
            ])
        sample.manifest.application.open = "http://127.0.0.1:${PORT}/"
        let path = folder.path.appending("sample-1.0.0.valise")
        try sample.write(to: path, volumes: volumes)
        bundle = try verify(try open(path))
    }

    /// An application of nothing but a Compose file, its files, and images that hold next to nothing.
    init(compose: String, files: [String: String], images: [String]) throws {
        folder = try TemporaryFolder()
        let platform = Platform(os: "linux", architecture: Self.architecture)
        let made = try images.map { name in
            try SampleImage(
                Self.image(name), services: [], platforms: [platform],
                layers: [SampleImage.Layer(files: ["file": "x"])])
        }
        let sample = try SampleBundle(
            name: Self.name("sample", ApplicationName.init), version: Self.name("1.0.0", Version.init), images: made,
            files: files.merging(["compose.yaml": compose]) { first, _ in first })
        let path = folder.path.appending("sample-1.0.0.valise")
        try sample.write(to: path)
        bundle = try verify(try open(path))
    }

    var path: AbsolutePath { bundle.path }

    func desired(
        as installation: String = "sample", _ answers: [String: String] = [:]
    ) throws -> (state: DesiredState, answers: Answers) {
        var given = ["SITE": "here", "PORT": "18089", "NOTE": "none"].merging(answers) { $1 }
        given["PASSWORD"] = given["PASSWORD"] ?? "s3cret-of-the-test"
        var values: [VariableName: Answer] = [:]
        for (name, value) in given {
            let variable = try Self.name(name, VariableName.init)
            values[variable] = name == "PASSWORD" ? .secret(Secret(value)) : .plain(value)
        }
        let all = Answers(values)
        let bundle = bundle
        let state = try render(
            RenderRequest(
                manifest: bundle.manifest, answers: all,
                installation: Self.name(installation, { InstallationName($0) }),
                imageConfigurations: try bundle.imageConfigurations())
        ) { path throws(Problem) in
            do {
                return try bundle.file(path)
            } catch let problem as Problem {
                throw problem
            } catch {
                throw Problem("test.file", .defect, "\(error)")
            }
        }
        return (state, all)
    }

    static let questions: [Question] = [
        ("SITE", QuestionType.string), ("PORT", .port), ("NOTE", .string), ("PASSWORD", .password),
    ].compactMap { name, type in
        VariableName(name).map { Question(variable: $0, label: name, type: type, required: true) }
    }

    static let compose = """
        services:
          web:
            image: sample-web:1
            command: ["/bin/sh", "-c", "exec httpd -f -p 80 -h /www"]
            stop_signal: SIGKILL
            environment: { SITE: "${SITE}" }
            ports: ["127.0.0.1:${PORT}:80"]
            volumes: ["./config/site.conf:/etc/site.conf:ro"]
            networks: [front, back]
            depends_on:
              db: { condition: service_healthy }
              job: { condition: service_completed_successfully }
            restart: unless-stopped
            healthcheck:
              test: ["CMD", "/bin/sh", "-c", "true"]
              interval: 1s
              timeout: 5s
              retries: 3
          job:
            image: sample-web:1
            command: ["/bin/sh", "-c", "true"]
            networks: [back]
          db:
            image: registry.example.com:5000/team/sample-db:7
            command: ["/bin/sh", "-c", "exec sleep 100000"]
            stop_signal: SIGKILL
            environment: { NOTE: "${NOTE}" }
            volumes: ["./data:/data", "store:/store"]
            networks: [back]
            healthcheck:
              test: ["CMD", "/bin/sh", "-c", "true"]
              interval: 1s
              timeout: 5s
              retries: 3
        networks: { front: {}, back: {} }
        volumes: { store: {} }

        """

    static func name<Name>(_ text: String, _ make: (String) -> Name?) throws -> Name {
        guard let name = make(text) else { throw Problem("test.name", .defect, "no name: \(text)") }
        return name
    }
    static func service(_ text: String) throws -> ServiceName { try name(text, ServiceName.init) }
    static func image(_ text: String) throws -> ImageReference { try name(text, { ImageReference($0) }) }

    #if arch(arm64)
        static let architecture = "arm64"
    #else
        static let architecture = "amd64"
    #endif
}
