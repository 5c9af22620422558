import ArchiveIO
import ArgumentParser
import Bundling
import EngineClient
import Foundation
import Vocabulary

/// `valise pack`: from a definition to a bundle.
struct PackCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack", abstract: "Make one bundle of a definition and all its images.",
        usage: "valise pack <dir> [-o <file>] [--platform <os/arch,…>] [<options>]",
        discussion: """
            Everything that would go wrong at the target is refused here. `valise.lock` beside `valise.yaml` records what was
            packed; keep it in version control. The same definition and lock give the same bytes.

            With `--split`, a bundle larger than the size is written as NAME-VERSION.valise.001, .002 and so on, which belong
            into one folder; every command takes the first. Put one behind the other they are the bundle:
            `cat NAME-VERSION.valise.* > NAME-VERSION.valise`. FAT32 takes no file of 4 GiB, so there it is the default;
            `--split 4GiB` makes parts that fit on it.

            Examples:
              valise pack Bundles/hello
              valise pack Bundles/hello -o /media/stick --level 19
              valise pack Bundles/hello --platform linux/amd64,linux/arm64 --locked
              valise pack Bundles/hello --update --mirror docker.io=https://mirror.example.com
              valise pack Bundles/hello --split 650MiB
            """)

    enum Source: String, ExpressibleByArgument, CaseIterable, Sendable { case auto, registry, engine }

    @Argument(help: "The folder that holds `valise.yaml`.") var dir: String
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The bundle, or a folder for it; by default NAME-VERSION.valise here.", valueName: "file"))
    var output: String?
    @Option(help: ArgumentHelp("For which platforms, with commas between.", valueName: "os/arch,…"))
    var platform: [String] = []
    @Option(help: ArgumentHelp("Where images come from that have no place of their own.", valueName: "source"))
    var imagesFrom: Source = .auto
    @Option(help: ArgumentHelp("How hard to compress, 1 to 19.", valueName: "1…19"))
    var level = LayerStorage.defaultLevel
    @Flag(help: "Keep layers as their source has them.") var preserve = false
    @Flag(help: "Refuse anything but what `valise.lock` names.") var locked = false
    @Flag(help: "Take what the names of images stand for now, and say what moved.") var update = false
    @OptionGroup var registries: RegistryOptions
    @OptionGroup var cache: CacheOptions
    @Option(
        help: ArgumentHelp(
            "Write parts of at most this size, or `none`; by default only on FAT32, and only where one file is too large.",
            valueName: "size"))
    var split: String?
    @OptionGroup var profiles: ProfileOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard !(locked && update) else {
            throw ValidationError("The flags `--locked` and `--update` exclude each other. Give one of them")
        }
        guard LayerStorage.levels.contains(level) else {
            throw ValidationError("The value `\(level)` is invalid for `--level <1…19>`. Give 1 to 19")
        }
        if let split, Splitting(argument: split) == nil {
            throw ValidationError(
                "The value `\(split)` is invalid for `--split <size>`. Give 4GiB or 650MiB, for example, or none; at least \(Splitting.minimum), as a number without a unit is bytes"
            )
        }
        for text in platform.flatMap(Self.parts) where Platform(text) == nil {
            throw ValidationError(
                "The value `\(text)` is invalid for `--platform <os/arch,…>`. Give linux/amd64, for example")
        }
    }

    func run(in session: Session) async throws -> CommandExit {
        let definition = try define(session.path(dir), profileFolders: profiles.folders(for: dir, in: session))
        session.remember(support: definition.application.support)
        // Who never runs `lint` is told as well; its notes are for who asks.
        let cluster = TargetTrial.onSeveralHosts(definition)
        for finding in lint(definition) + cluster where finding.severity == .warning { session.warn(finding) }
        let refused = TargetTrial.refusals(of: definition) + cluster.filter { $0.severity == .error }
        if let refusals = Problems(refused) { throw refusals }
        let path = output(of: definition, in: session)
        let splitting = split.flatMap { Splitting(argument: $0) } ?? .automatic
        try Self.checkWritable(path, splitting)
        let lookup = InstallationLookup(session: session)
        let content = try await collect(
            definition, options: options(in: session), engine: { try await lookup.engine() },
            progress: session.progress)
        let bundle = try seal(
            content, to: path, writer: "valise \(ValiseCommand.version)", splitting: splitting,
            progress: session.progress)
        let summary = BundleSummary(
            id: bundle.id, manifest: bundle.manifest, size: bundle.size, parts: bundle.paths.count)
        try session.print(
            .document(
                "valise.pack.v1",
                [
                    "path": .text(bundle.path), "paths": .list(bundle.paths), "lock": .string(bundle.lock.rawValue),
                    "plainSize": .integer(bundle.plainSize.bytes),
                    "moved": .array(
                        content.moves.map { move in
                            ["image": .text(move.reference), "from": .text(move.from), "to": .text(move.to)]
                        }),
                    "contents": .object(summary.members.map { JSON.Member(key: $0.key, value: $0.value) }),
                ]),
            text: BundleSummary.facts([
                ("bundle", bundle.path.rawValue),
                ("parts", Self.parts(bundle)),
                ("bundle id", bundle.id.description),
                ("size", "\(bundle.size), \(bundle.plainSize) unpacked"),
                ("images", String(bundle.manifest.images.count)),
                ("platforms", bundle.manifest.platforms.map(\.description).joined(separator: ", ")),
                (
                    "moved",
                    content.moves.isEmpty ? nil : content.moves.map(\.reference.familiar).joined(separator: ", ")
                ),
            ]))
        return .done
    }

    /// Found out before the work, not after it.
    private static func checkWritable(_ path: AbsolutePath, _ splitting: Splitting) throws {
        try splitting.check(on: path)
        do {
            try FileWriter(creating: path).discard()
        } catch var problem as Problem {
            problem.consequence = "nothing was packed"
            problem.hint = "name a file in a folder that is there and can be written: `-o FILE`"
            throw problem
        }
    }

    /// `nil` where it is one file.
    private static func parts(_ bundle: SealedBundle) -> String? {
        guard let last = bundle.paths.dropFirst().last else { return nil }
        return "\(bundle.paths.count), up to \(last.lastComponent); carry them in one folder"
    }

    private static func parts(_ text: String) -> [String] { text.split(separator: ",").map(String.init) }

    /// `-o`; in it, where it is a folder; else here.
    private func output(of definition: Definition, in session: Session) -> AbsolutePath {
        let name = "\(definition.application.name)-\(definition.application.version).valise"
        guard let output else { return session.currentDirectory.appending(name) }
        let path = session.path(output)
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path.rawValue, isDirectory: &isFolder)
        return exists && isFolder.boolValue ? path.appending(name) : path
    }

    private func options(in session: Session) throws -> CollectOptions {
        let work = session.environment["TMPDIR"] ?? "/var/tmp"
        return CollectOptions(
            platforms: platform.flatMap(Self.parts).compactMap { Platform($0) },
            imagesFrom: ImagePreference(rawValue: imagesFrom.rawValue) ?? .auto,
            lock: locked ? .require : update ? .update : .follow,
            layers: preserve ? .preserved : .packed(level: level), sourceDate: try sourceDate(in: session),
            workFolder: session.path(work), cacheFolder: cache.folder(in: session),
            cacheLimit: try cache.limit(in: session), registries: try registries.configuration(in: session))
    }

    /// reproducible-builds.org, "SOURCE_DATE_EPOCH": seconds since 1970, and a value that is malformed is an error.
    private func sourceDate(in session: Session) throws -> Int64? {
        guard let text = session.environment["SOURCE_DATE_EPOCH"] else { return nil }
        guard let seconds = Int64(text), seconds >= 0 else {
            throw Problem(
                "usage.wrong", .usage, "cannot read SOURCE_DATE_EPOCH", expected: "seconds since 1970",
                found: "`\(text)`")
        }
        return seconds
    }
}
