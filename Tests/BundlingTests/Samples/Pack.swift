import EngineClient
import Foundation
import TestKit
import Vocabulary

@testable import Bundling

/// From a definition to a bundle in one call.
struct Pack {
    let folder: TemporaryFolder
    var engine: StubEngine?
    let work: TemporaryFolder

    init(_ folder: TemporaryFolder, engine: StubEngine? = nil) throws {
        self.folder = folder
        self.engine = engine
        work = try TemporaryFolder()
    }

    func collect(_ change: (inout CollectOptions) -> Void = { _ in }) async throws -> CollectedContent {
        var options = CollectOptions(workFolder: work.path)
        // What is asked of registries is tested where there is one.
        options.imagesFrom = .engine
        change(&options)
        let engine = engine
        return try await Bundling.collect(
            try define(folder.path), options: options,
            engine: {
                guard let engine else { throw Problem("test.no-engine", .defect, "an engine was asked for") }
                return try await engine.client()
            }, progress: { _ in })
    }

    @discardableResult
    func seal(_ name: String = "out.valise", _ change: (inout CollectOptions) -> Void = { _ in }) async throws
        -> SealedBundle
    {
        try Bundling.seal(
            try await collect(change), to: work.path.appending(name), writer: "valise test", progress: { _ in })
    }

    func bytes(_ name: String = "out.valise") throws -> [UInt8] { try work.read(name) }
}
