/// Which files of a definition are templates, and what they become: `config/site.conf.mustache` is rendered with the answers and stands at the target as `config/site.conf`.
///
/// A Compose file may mount the folder, the rendered name, or the template's own name; all three are the rendered file at the target.
public enum TemplateFile {
    public static let suffix = ".mustache"

    /// Where the rendered file stands; `nil` for a file that is no template. A file called just `.mustache` is none.
    public static func rendered(_ path: RelativePath) -> RelativePath? {
        guard path.rawValue.hasSuffix(suffix), path.lastComponent.utf8.count > suffix.utf8.count else { return nil }
        return RelativePath(String(path.rawValue.dropLast(suffix.count)))
    }

    /// The template that gives this file.
    public static func template(of path: RelativePath) -> RelativePath {
        RelativePath(path.rawValue + suffix) ?? path
    }
}
