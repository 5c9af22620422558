import Testing
import Vocabulary

@testable import Planning

/// Which configs and secrets a cluster keeps, and under which names.
@Suite struct ClusterFileTests {
    private static func granted(
        _ kind: DesiredContainer.Grant.Kind, _ content: ConfigurationTree.Content, named name: String = "key",
        of installation: String = "app", mode: Int = 0o444, owner: Int? = nil, group: Int? = nil
    ) -> GrantedFile? {
        let entry = ConfigurationTree.Entry(
            path: .at("\(kind)s/key"), mode: mode, content: content, owner: owner, group: group)
        let tree = ConfigurationTree(entries: [entry])
        let other = ConfigurationTree(
            entries: [.init(path: .at("secrets/key"), mode: 0o444, content: .rendered([9, 9]))])
        return GrantedFile(
            DesiredContainer.Grant(
                kind: kind, name: name, source: "@config@/\(tree.digest.hex)/\(kind)s/key", target: "/run/secrets/key"),
            among: [other.digest.hex: other, tree.digest.hex: tree], of: .named(installation), labels: ["a": "b"])
    }

    private static func zeros(_ count: Int) -> ConfigurationTree.Content {
        .rendered([UInt8](repeating: 0, count: count))
    }

    @Test func aFileAndItsPlace() throws {
        let found = try #require(
            Self.granted(.secret, .rendered([1, 2]), mode: 0o4640, owner: 70, group: 71))
        #expect(found.file.kind == .secret && found.file.labels == ["a": "b"])
        #expect(found.file.content == .rendered(base64: "AQI="))
        #expect(
            found.target == TaskContainer.FileTarget(name: "/run/secrets/key", owner: "70", group: "71", mode: 0o640))
        let plain = try #require(Self.granted(.secret, .rendered([1, 2])))
        #expect(plain.target.owner == "0" && plain.target.group == "0")
    }

    /// As swarmkit has them: at least a byte, and less than 500 or 1,000 KiB.
    @Test(arguments: [
        (DesiredContainer.Grant.Kind.secret, 0, false), (.secret, 1, true), (.secret, 511_999, true),
        (.secret, 512_000, false), (.config, 0, false), (.config, 1_023_999, true), (.config, 1_024_000, false),
    ])
    func sizes(kind: DesiredContainer.Grant.Kind, size: Int, isKept: Bool) {
        #expect((Self.granted(kind, Self.zeros(size)) != nil) == isKept)
    }

    @Test func aFolderIsNone() { #expect(Self.granted(.config, .folder) == nil) }

    @Test func namesFollowTheContent() throws {
        let name = { (file: GrantedFile?) in try #require(file).file.name }
        let first = try name(Self.granted(.secret, .rendered([1])))
        #expect(first.hasPrefix("app_key_") && first.count == "app_key_".count + 12)
        #expect(try name(Self.granted(.secret, .rendered([1]), mode: 0o400)) == first)
        #expect(try name(Self.granted(.secret, .rendered([2]))) != first)
        #expect(try name(Self.granted(.config, .rendered([1]))) != first)
        let long = String(repeating: "k", count: 80)
        let one = try name(Self.granted(.secret, .rendered([1]), named: long + "a"))
        let two = try name(Self.granted(.secret, .rendered([1]), named: long + "b"))
        #expect(one.count == 64 && two.count == 64 && one != two)
    }

    @Test func theClusterGetsThemBeforeTheServices() throws {
        let tree = ConfigurationTree(
            entries: [.init(path: .at("secrets/key"), mode: 0o400, content: .rendered([1]))])
        let empty = ConfigurationTree(entries: [.init(path: .at("configs/no"), mode: 0o444, content: .rendered([]))])
        let source = { (tree: ConfigurationTree, path: String) in "@config@/\(tree.digest.hex)/\(path)" }
        var service = PlaceTests.service(
            "web",
            binds: [
                source(tree, "secrets/key") + ":/run/secrets/key:ro", source(empty, "configs/no") + ":/no:ro",
            ])
        service.containers[0].grants = [
            .init(kind: .secret, name: "key", source: source(tree, "secrets/key"), target: "/run/secrets/key"),
            .init(kind: .config, name: "no", source: source(empty, "configs/no"), target: "/no"),
        ]
        let plan = { (trees: [ConfigurationTree], before: ClusterState?) in
            try ClusterPlanTests.plan([service], at: ClusterPlanTests.site(), before: before) {
                $0.configurations = trees
            }
        }
        let made = try plan([tree, empty], nil)
        let container = try #require(made.state?.services.first?.specification.taskTemplate.container)
        #expect(container.secrets?.map(\.file?.name) == ["/run/secrets/key"])
        #expect(container.configs == nil)
        // What a cluster does not keep is a file of every host, mounted.
        #expect(container.mounts?.map(\.target) == ["/no"])
        #expect(made.state?.hosts.map(\.configurationFolders) == Array(repeating: [empty.digest.hex], count: 3))
        let kinds = made.steps.map(\.kind)
        let file = try #require(kinds.firstIndex(of: "createFile"))
        #expect(kinds[file...].contains("createService") && !kinds[..<file].contains("createService"))
        let title = made.steps[file].title
        #expect(title.hasPrefix("give the cluster the secret `app_key_") && !title.contains("AQ=="))

        // One that is not asked for any more goes when all is well.
        service.containers[0].grants = []
        let later = try plan([tree, empty], made.state)
        #expect(later.steps.last?.kind == "removeFile")
        let gone = ClusterPlan.uninstall(
            .named("app"), states: [try #require(made.state)], data: .kept, hosts: [.named("h1")], rest: .kept,
            stateDirectory: .at("/var/lib/valise"))
        #expect(gone.steps.map(\.kind).prefix(3) == ["removeService", "removeNetwork", "removeFile"])
        for step in made.steps + gone.steps {
            #expect(try CanonicalJSON.decode(ClusterStep.self, from: CanonicalJSON.encode(step)) == step)
        }
    }
}
