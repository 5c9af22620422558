import Compose
public import Vocabulary

/// A bundle's definition with the answers filled in → ``DesiredState``, for the Engine API 1.41 and newer.
///
/// Pure but for `file`, which reads small files of the verified bundle. Throws every problem at once: those of the Compose loader, `render.unsupported` (10) for what cannot be
/// run as written and so is never dropped, `render.template` (10) with file and line, `render.source-missing`, `render.image-missing` (10), `render.cycle` (10).
public func render(_ request: RenderRequest, reading file: @escaping BundleFileReader) throws(Problems) -> DesiredState
{
    let environment = request.manifest.environment.merging(request.answers.environment) { _, answer in answer }
    let files = DefinitionFiles(request.manifest, values: environment, reading: file)
    let project = try ComposeLoader.load(
        files: request.manifest.composeFiles, environment: environment, projectName: request.installation.rawValue,
        profiles: request.composeProfiles, reader: files)
    var rendering = Rendering(request: request, project: project, files: files, environment: environment)
    return try rendering.desiredState()
}
