import HostAccess
import Ledger
import Opening
import Planning
import Rollout
import Vocabulary

/// The way of the data at the target, up to the point where something would be changed: open, verify, gather, check, ask, render, place, check.
struct Preparation: Sendable {
    let session: Session
    let target: Target
    let bundle: VerifiedBundle
    let installation: InstallationName
    let profile: Profile?
    let composeProfiles: [String]
    let sources: AnswerSources
    let machines: TargetMachines

    /// Opens the bundle and looks what is known of the installation.
    init(_ file: String, _ options: InstallOptions, in session: Session) async throws {
        self.session = session
        bundle = try session.bundle(file)
        let manifest = bundle.manifest
        installation = try options.installation(of: manifest.application.name)
        target = try session.target()
        let reader = try LedgerReader.open(at: session.stateDirectory)
        let before = try reader?.currentRelease(of: installation) ?? reader?.releases(of: installation).last
        profile = try ProfileChoice.choose(options.profile, previous: before?.content.profile, in: manifest)
        machines = try TargetMachines(
            named: options.hosts.map { try session.inventory($0) }, known: reader?.hosts().map(\.host) ?? [],
            profile: profile)
        // As with answers: what was chosen before stays until something else is said.
        composeProfiles =
            options.composeProfiles.isEmpty ? before?.content.composeProfiles ?? [] : options.composeProfiles.sorted()
        let services = Set(manifest.images.flatMap(\.services)).sorted()
        sources = AnswerSources(
            given: try options.answers.given(in: session), previous: try target.previousAnswers(of: installation),
            profile: profile, services: services)
    }

    private var questions: [Question] { bundle.manifest.application.questions }

    /// The first look, at all that needs no answer.
    func look() async throws -> CheckedTarget {
        let stage = ProgressStage("check")
        session.progress(.began(stage, title: "check the prerequisites", total: nil))
        let facts = try await target.gatherFacts()
        let checked = check(
            [facts],
            for: try target.checkContext(
                manifest: bundle.manifest, profile: profile, installation: installation))
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
        var hosts = looked.hosts
        if !desired.hostPaths.isEmpty {
            let paths = desired.hostPaths.map(\.path)
            let machine = try await target.host.machineFacts(stateDirectory: session.stateDirectory, paths: paths)
            for index in hosts.indices { hosts[index].machine = machine }
        }
        let targetHosts = hosts.map { TargetHost($0) }
        let placement = try Planning.place(desired, on: targetHosts, profile: profile)
        return (desired, check(placement, of: desired, on: looked, facts: hosts))
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
        return InstallRequest(
            bundle: bundle, desired: desired, placement: placement, answers: answers,
            composeProfiles: composeProfiles, profile: profile)
    }
}
