public import Vocabulary

/// A bundle's definition with the answers filled in → ``DesiredState``, for the Engine API 1.41 and newer.
///
/// Pure but for `file`, which reads small files of the verified bundle. Throws every problem at once: those of the Compose loader, `render.unsupported` (10) for what cannot be
/// run as written and so is never dropped, `render.template` (10) with file and line, `render.source-missing`, `render.image-missing` (10), `render.cycle` (10).
public func render(_ request: RenderRequest, reading file: @escaping BundleFileReader) throws(Problems) -> DesiredState
{
    throw Problems(Problem("render.unfinished", .defect, "cannot render \(request.installation)"))
}
