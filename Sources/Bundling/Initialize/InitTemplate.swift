import Vocabulary

/// The files of a first definition. It packs wherever the engine can get the one image that it names.
enum InitTemplate {
    struct File {
        var path: RelativePath
        var text: String
    }

    /// Of a folder's name: lower case, and hyphens for what the grammar does not take.
    static func name(from folder: String) -> ApplicationName? {
        let mapped = folder.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return ApplicationName(String(mapped.drop { $0 == "-" }.prefix(40)))
    }

    static func files(_ name: ApplicationName) -> [File] {
        let texts = [
            ("valise.yaml", sheet(name)), ("compose.yaml", compose), ("config/index.html.mustache", page),
            (".gitignore", ignored),
        ]
        return texts.compactMap { path, text in RelativePath(path).map { File(path: $0, text: text) } }
    }

    private static func sheet(_ name: ApplicationName) -> String {
        """
        # What the bundle is, asks and needs. `valise lint` says what would go wrong, `valise pack` writes the bundle.
        name: \(name)
        version: 0.1.0
        title: \(name)
        compose: [compose.yaml]

        # Asked at the target, once. Each answer is a variable of compose.yaml and of the *.mustache files.
        questions:
          - { variable: GREETING, label: Greeting on the page, type: string, default: Hello, max: 80 }
          - { variable: HTTP_PORT, label: Port of the page, type: port, default: 8080 }

        # What a person opens when it is up.
        open: "http://localhost:${HTTP_PORT}/"

        # Folders that belong to an installation: empty at first, kept, never packed.
        data: [./data]

        """
    }

    private static let compose = """
        # A plain Compose file. While packing, its images come from their registries, with the log-ins of `docker login`; or from
        #   - an engine, where the registry does not have them: `docker load -i image.tar`;
        #   - a `build:` section in place of `image:`, built by the engine while packing;
        #   - a file or folder: `images: { "busybox:1.37": "docker-archive:image.tar" }` in valise.yaml,
        #     written by `docker save -o image.tar busybox:1.37`.
        services:
          web:
            image: busybox:1.37
            command: [httpd, -f, -v, -p, "80", -h, /www]
            ports: ["${HTTP_PORT:-8080}:80"]
            volumes:
              - ./config/index.html:/www/index.html:ro   # made from config/index.html.mustache with the answers
              - ./data:/www/data
            healthcheck:
              test: [CMD, wget, -q, -O, /dev/null, "http://127.0.0.1/"]
              interval: 2s
              timeout: 3s
              retries: 15
            restart: unless-stopped

        """

    private static let page = """
        <!DOCTYPE html>
        <meta charset="utf-8">
        <title>{{GREETING}}</title>
        <h1>{{GREETING}}</h1>

        """

    private static let ignored = """
        /data/
        *.valise

        """
}
