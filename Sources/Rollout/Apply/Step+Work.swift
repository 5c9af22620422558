import Ledger
import Planning
import Vocabulary

extension Step: Work {
    var brings: [TargetObject] {
        switch self {
        case .loadImage(let image): StepContext.objects(of: image)
        case .installBootUnit(let unit): [TargetObject(kind: .unit, name: unit.name)]
        default: []
        }
    }

    var load: ImageLoad? {
        guard case .loadImage(let image) = self else { return nil }
        return ImageLoad(engine: "", size: image.layers.map(\.plainSize).max() ?? 0)
    }

    var tellsOfItself: Bool {
        switch self {
        case .loadImage, .waitFor, .keepBundle: true
        default: false
        }
    }
}

extension StepContext: WorkContext {
    func isDue(
        _ step: Step, _ past: StepState, _ journal: [String: StepState], _ applied: Set<String>
    ) async throws -> Bool {
        switch step {
        case .runHook(let hook):
            // Once for every start of this operation, and again where it is not known that it ended.
            if past == .ended(.applied) { return false }
            return ["startContainer:\(hook.container)", "restartContainer:\(hook.container)"].contains { id in
                applied.contains(id) || journal[id] == .ended(.applied)
            }
        case .installBootUnit where past == .ended(.applied):
            // A host without systemd has no unit to look for.
            return false
        default:
            return try await probe(step) == .toDo
        }
    }

    func endLoading() async { await images.close() }
}
