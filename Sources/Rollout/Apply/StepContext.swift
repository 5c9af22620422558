import EngineClient
import HostAccess
import Ledger
import Planning
import Vocabulary

/// What a step is probed and applied with.
struct StepContext: Sendable {
    let engine: EngineClient
    let host: any HostAccess
    let ledger: any LedgerReading
    let installation: InstallationName
    /// The ledger's target id.
    let target: String
    let folders: InstallationFolders
    let program: AbsolutePath
    /// `nil` where the operation needs no bundle, or its file is gone: `source` says why when a step asks.
    let source: SourceAccess
    let images: ImageSupply
    /// The engine's own; images for another one are asked for by their platform.
    let platform: Platform
    let progress: ProgressSink
    /// Secret answers of the release, taken out of texts that a container wrote.
    let secrets: [String]

    /// Whether an object carries this installation's and this target's labels.
    func owns(_ labels: [String: String]) -> Bool {
        labels[ObjectLabel.installation] == installation.rawValue && labels[ObjectLabel.target] == target
    }

    /// Text from a container, without secrets.
    func cleaned(_ text: String) -> String {
        secrets.reduce(text) { $0.replacing($1, with: "***") }
    }
}

/// The bundle of an operation, if it can be had.
enum SourceAccess: Sendable {
    case opened(InstallationSource)
    case missing(Problem)
    case notNeeded

    func get(for what: String) throws -> InstallationSource {
        switch self {
        case .opened(let source): return source
        case .missing(let problem): throw problem
        case .notNeeded:
            throw Problem("rollout.no-bundle", .defect, "cannot \(what): this operation has no bundle")
        }
    }

    /// A file of the configuration; `nil` for a folder.
    func body(of content: ConfigurationFolder.Content, for what: String) throws -> BlobBody? {
        switch content {
        case .folder: return nil
        case .rendered: return .bytes(content.renderedBytes ?? [])
        case .blob(let descriptor):
            let source = try get(for: what)
            guard let body = try source.blob(descriptor.digest) else {
                throw Problem(
                    "bundle.blob-missing", .bundle,
                    "cannot \(what): `\(source.path)` does not hold \(descriptor.digest)",
                    hint: "run `valise verify \(source.path)`")
            }
            return body
        }
    }
}

/// Whether a step has anything to do.
enum Readiness: Hashable, Sendable {
    case alreadySo
    case toDo
}

/// What a step left.
struct StepResult: Sendable {
    var brought: [TargetObject] = []
    var gone: [TargetObject] = []
    var remnants: [Remnant] = []

    /// For the person who watches: what others use is not gone.
    var outcome: String {
        remnants.isEmpty ? "done" : "left: " + remnants.map(\.reason).joined(separator: "; ")
    }
}
