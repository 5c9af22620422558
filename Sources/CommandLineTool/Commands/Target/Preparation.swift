import HostAccess
import Ledger
import Opening
import Planning
import Rollout
import Vocabulary

/// The way of the data at the target, up to the point where something would be changed: open, verify, gather, check, ask, render, place, check.
struct Preparation: Sendable {
    let session: Session
    let site: Site
    let bundle: VerifiedBundle
    let installation: InstallationName
    let profile: Profile?
    let composeProfiles: [String]
    let sources: AnswerSources
    let machines: TargetMachines
    private let options: InstallOptions
    var foreignSwarm: ForeignSwarm { options.foreignSwarm }

    /// What is worked on.
    enum Site: Sendable {
        case one(Target)
        case several(Cluster)
    }

    /// Opens the bundle and looks what is known of the installation.
    ///
    /// - Parameter contact: whether several hosts are connected to; without it, only what is stated of them is known.
    init(
        _ file: String, _ options: InstallOptions, in session: Session, contact: Contact = .made
    ) async throws {
        self.session = session
        self.options = options
        bundle = try session.bundle(file)
        let manifest = bundle.manifest
        installation = try options.installation(of: manifest.application.name)
        let target = try session.target()
        let reader = try LedgerReader.open(at: session.stateDirectory)
        let before = try Self.lastRelease(of: installation, in: session)
        profile = try ProfileChoice.choose(options.profile, previous: before?.content.profile, in: manifest)
        machines = try TargetMachines(
            named: options.hosts.map { try session.inventory($0) },
            known: try reader.map { try session.hosts(of: $0) } ?? [],
            profile: profile)
        if case .several(let hosts) = machines, contact == .made {
            try checkHostCount(hosts.count, for: profile)
            site = .several(try await session.cluster(hosts))
        } else {
            site = .one(target)
        }
        // As with answers: what was chosen before stays until something else is said. Asked now, as a host may have had a newer ledger.
        composeProfiles =
            try options.composeProfiles.isEmpty
            ? Self.lastRelease(of: installation, in: session)?.content.composeProfiles ?? []
            : options.composeProfiles.sorted()
        let services = Set(manifest.images.flatMap(\.services)).sorted()
        sources = AnswerSources(
            given: try options.answers.given(in: session), previous: try target.previousAnswers(of: installation),
            profile: profile, services: services)
    }

    private static func lastRelease(of name: InstallationName, in session: Session) throws -> ReleaseRecord? {
        let reader = try LedgerReader.open(at: session.stateDirectory)
        return try reader?.currentRelease(of: name) ?? reader?.releases(of: name).last
    }

    private var questions: [Question] { bundle.manifest.application.questions }

    /// The first look, at all that needs no answer.
    func look() async throws -> CheckedTarget {
        let stage = ProgressStage("check")
        session.progress(.began(stage, title: "check the prerequisites", total: nil))
        let checked: CheckedTarget
        switch site {
        case .one(let target):
            checked = check(
                [try await target.gatherFacts()],
                for: try target.checkContext(
                    manifest: bundle.manifest, profile: profile, installation: installation))
        case .several(let cluster):
            var context = try cluster.checkContext(bundle: bundle, profile: profile, installation: installation)
            context.foreignSwarm = foreignSwarm
            checked = try await cluster.check(for: context)
        }
        session.progress(
            .ended(stage, outcome: CheckSummary(report: checked.report, style: Style(isColoured: false)).counts))
        return checked
    }

    /// Every answer: given, kept, typed at a terminal, or generated. Throws all that are missing or wrong at once.
    func answers() async throws -> Answers {
        guard let prompter = TerminalPrompter(session) else { return try ask(questions, from: sources) }
        return try ask(questions, from: try await prompter.complete(questions, sources))
    }

    /// Every answer without asking anybody; throws where one is missing.
    func answersAtHand() throws -> Answers { try ask(questions, from: sources) }

    /// All that the installation is to be, wherever it is.
    func desired(_ answers: Answers) throws -> DesiredState {
        let bundle = bundle
        return try render(
            RenderRequest(
                manifest: bundle.manifest, answers: answers, installation: installation, profile: profile,
                composeProfiles: composeProfiles, imageConfigurations: try bundle.imageConfigurations()),
            reading: { path throws(Problem) in
                do {
                    return try bundle.file(path)
                } catch let problem as Problem {
                    throw problem
                } catch {
                    throw Problem("bundle.unreadable", .bundle, "cannot read `\(path)` of the bundle: \(error)")
                }
            })
    }

    /// The second look, at what depends on the answers.
    func place(_ answers: Answers, on looked: CheckedTarget) async throws -> (DesiredState, CheckedPlacement) {
        let desired = try desired(answers)
        // What is installed in another way stands in the way of all that is asked of the hosts.
        try LedgerReader.open(at: session.stateDirectory)?.requireInstallable(
            desired, on: machines.extent)
        var hosts = looked.hosts
        if !desired.hostPaths.isEmpty {
            let paths = desired.hostPaths.map(\.path)
            let accesses: [(any HostAccess, AbsolutePath)] =
                switch site {
                case .one(let target): [(target.host, target.stateDirectory)]
                case .several(let cluster): cluster.hosts.map { ($0.target.host, $0.target.stateDirectory) }
                }
            for (index, (access, folder)) in accesses.enumerated() {
                hosts[index].machine = try await access.machineFacts(stateDirectory: folder, paths: paths)
            }
        }
        let targetHosts: [TargetHost] =
            switch site {
            case .one: hosts.map { TargetHost($0) }
            case .several(let cluster): cluster.targetHosts(hosts)
            }
        let placement = try place(desired, on: targetHosts, publishing: looked.publishing)
        return (desired, check(placement, of: desired, on: looked, facts: hosts))
    }

    /// Where the services may run; those with data stay where it is.
    func place(
        _ desired: DesiredState, on hosts: [TargetHost], publishing: ClusterPublishing? = nil
    ) throws -> Placement {
        let leaving = try options.leaving(among: desired.services.map(\.name), of: installation)
        let homes = try LedgerReader.open(at: session.stateDirectory)?.dataHomes(
            of: installation, here: machines.here, leaving: leaving)
        return try Planning.place(
            desired, on: hosts, profile: profile, homes: homes ?? .none, publishing: publishing)
    }

    /// All of it, and warnings told on the way.
    func request() async throws -> InstallRequest {
        let looked = try await look()
        // Nobody is asked questions for a target that cannot take it.
        _ = try looked.cleared()
        let answers = try await answers()
        let (desired, checked) = try await place(answers, on: looked)
        let placement = try checked.cleared()
        for warning in CheckSummary(report: placement.report, style: Style(isColoured: false)).warnings {
            session.warn(warning)
        }
        for note in placement.placement.notes where note.severity == .warning { session.warn(note) }
        return InstallRequest(
            bundle: bundle, desired: desired, placement: placement, answers: answers,
            composeProfiles: composeProfiles, profile: profile, foreignSwarm: foreignSwarm)
    }
}

/// Whether hosts are connected to.
enum Contact: Sendable { case made, avoided }
