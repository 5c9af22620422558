import Compose
import Vocabulary

/// The files of a bundle as the Compose loader and the mounts see them: templates under the names of what they become.
struct DefinitionFiles: ComposeFileReader {
    private let files: [RelativePath: BundledFile]
    private let sorted: [BundledFile]
    private let values: [String: String]
    private let read: BundleFileReader

    init(_ manifest: BundleManifest, values: [String: String], reading read: @escaping BundleFileReader) {
        sorted = manifest.files.sorted { $0.path < $1.path }
        files = Dictionary(sorted.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        self.values = values
        self.read = read
    }

    func read(_ path: AbsolutePath) throws(Problem) -> [UInt8]? {
        guard let path = ComposeLoader.bundleName(of: path) else { return nil }
        if files[TemplateFile.template(of: path)] != nil {
            do {
                return try rendered(TemplateFile.template(of: path))
            } catch {
                throw error.all[0]
            }
        }
        guard let file = files[path], case .file = file.content else { return nil }
        return try read(path)
    }

    /// The bytes of a file, rendered where it is a template; `nil` where there is none.
    func bytes(of path: RelativePath) throws(Problems) -> [UInt8]? {
        if TemplateFile.rendered(path) != nil, files[path] != nil { return try rendered(path) }
        if files[TemplateFile.template(of: path)] != nil { return try rendered(TemplateFile.template(of: path)) }
        guard let file = files[path], case .file = file.content else { return nil }
        do {
            return try read(path)
        } catch {
            throw Problems(error)
        }
    }

    private func rendered(_ template: RelativePath) throws(Problems) -> [UInt8] {
        let bytes: [UInt8]
        do { bytes = try read(template) } catch { throw Problems(error) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Problems(
                Problem(
                    "render.template", .definition,
                    at: SourcePosition(file: template.rawValue, line: 1, column: 1),
                    "cannot render the template \(template): it is not UTF-8 text", consequence: "nothing was changed"))
        }
        return try TemplateText(file: template, text: text).rendered(with: values).get()
    }

    /// The path at the target of what a Compose file mounts as `source`: a template's own name becomes the rendered one.
    func mounted(_ source: RelativePath) -> RelativePath {
        files[source] != nil ? TemplateFile.rendered(source) ?? source : source
    }

    /// What a mount of `source` needs (`nil`: of the whole definition); `nil` where there is nothing of that name.
    func tree(at source: RelativePath?, writableBy: ServiceName?) throws(Problems) -> ConfigurationTree? {
        var problems: [Problem] = []
        var entries: [RelativePath: ConfigurationTree.Entry] = [:]
        for file in sorted {
            let target = TemplateFile.rendered(file.path)
            let path = target ?? file.path
            if let source, !path.isAtOrBelow(mounted(source)) { continue }
            // A plain file beside its template is for a developer's machine.
            if target == nil, files[TemplateFile.template(of: file.path)] != nil { continue }
            switch file.content {
            case .folder: entries[path] = .init(path: path, mode: file.mode, content: .folder)
            case .file(let descriptor):
                guard target != nil else {
                    entries[path] = .init(path: path, mode: file.mode, content: .blob(descriptor))
                    continue
                }
                do {
                    entries[path] = .init(path: path, mode: file.mode, content: .rendered(try rendered(file.path)))
                } catch {
                    problems += error.all
                }
            }
        }
        if let problems = Problems(problems) { throw problems }
        guard !entries.isEmpty else { return nil }
        return ConfigurationTree(entries: entries.values.sorted { $0.path < $1.path }, writableBy: writableBy)
    }
}
