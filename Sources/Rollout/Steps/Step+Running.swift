import Planning
import Vocabulary

/// The four verbs of a step, by its kind. Probing changes nothing; applying what is already so changes nothing.
extension StepContext {
    func probe(_ step: Step) async throws -> Readiness {
        switch step {
        case .loadImage(let image): try await probeImage(image)
        case .releaseImage(let image): try await probeRelease(image)
        case .writeConfiguration(let folder): try await probeConfiguration(folder)
        case .makeDataFolder(let folder): try await probeDataFolder(folder)
        case .fillVolume(let volume): try await probeFilling(volume)
        case .createNetwork(let network): try await probeNetwork(network)
        case .createVolume(let volume): try await probeVolume(volume)
        case .createContainer(let container): try await probeCreation(container)
        case .startContainer(let start): try await probeStart(start)
        case .waitFor(let wait): try await probeWait(wait)
        case .restartContainer(let restart): try await probeRestart(restart)
        case .stopContainer(let stop): try await probeStop(stop)
        case .removeContainer(let object): try await probeRemoval(ofContainer: object)
        case .removeNetwork(let object): try await probeRemoval(ofNetwork: object)
        case .removeVolume(let object): try await probeRemoval(ofVolume: object)
        case .removeConfiguration: try await probeRemoval(of: folders.configuration)
        case .removeData: try await probeRemoval(of: folders.data)
        case .keepBundle(let kept): try await probeKept(kept)
        case .removeBundles(let needed): try await bundles(except: needed).isEmpty ? .alreadySo : .toDo
        case .installBootUnit(let unit): try await probeUnit(unit)
        case .removeBootUnit: try probeUnitRemoval()
        // Whether a hook is due depends on what this operation did before: the executor decides.
        case .runHook: .toDo
        }
    }

    func apply(_ step: Step) async throws -> StepResult {
        switch step {
        case .loadImage(let image): return try await load(image)
        case .releaseImage(let image): return try await release(image)
        case .writeConfiguration(let folder): try await write(folder)
        case .makeDataFolder(let folder): try await make(folder)
        case .fillVolume(let volume): try await fill(volume)
        case .createNetwork(let network): try await create(network)
        case .createVolume(let volume): try await create(volume)
        case .createContainer(let container): try await create(container)
        case .startContainer(let start): try await self.start(start)
        case .waitFor(let wait): try await self.wait(wait)
        case .restartContainer(let restart): try await self.restart(restart)
        case .stopContainer(let stop): try await self.stop(stop)
        case .removeContainer(let object): try await remove(container: object)
        case .removeNetwork(let object): return try await remove(network: object)
        case .removeVolume(let object): return try await remove(volume: object)
        case .removeConfiguration: try await removeTree(folders.configuration)
        case .removeData: try await removeTree(folders.data)
        case .keepBundle(let kept): try await keep(kept)
        case .removeBundles(let needed): try await removeBundles(except: needed)
        case .installBootUnit(let unit): return try await install(unit)
        case .removeBootUnit: return try await removeUnit()
        case .runHook(let hook): try await run(hook)
        }
        return StepResult()
    }

    /// Whether it is so now. Waits and hooks have seen it themselves; a started container may have ended well already.
    func verify(_ step: Step, _ result: StepResult) async throws {
        switch step {
        case .waitFor, .runHook, .startContainer, .restartContainer, .installBootUnit: return
        // What was brought is in the ledger until the outcome is.
        case .releaseImage, .removeBootUnit: return
        case _ where !result.remnants.isEmpty: return
        default: break
        }
        guard try await probe(step) == .toDo else { return }
        throw notVerified(step)
    }
}
