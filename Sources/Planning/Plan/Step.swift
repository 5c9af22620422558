public import Vocabulary

/// One thing that is done to a host. What it says is a state to be reached, not an action: applied again, it changes nothing. `Rollout` can probe, apply, verify and undo it.
///
/// Codable, as the ledger keeps it; a case or a key that is released never changes its meaning.
public enum Step: Hashable, Sendable, Codable {
    /// The image is in the engine's store under its name.
    case loadImage(ResolvedImage)
    /// The folder is below `apps/NAME/config`, complete.
    case writeConfiguration(ConfigurationFolder)
    /// The folder is below `apps/NAME/data`; one that is there keeps its content, owner and mode.
    case makeDataFolder(DesiredDataFolder)
    /// The volume is there, with what belongs into it; one with data that is there keeps what it has.
    case fillVolume(FilledVolume)
    case createNetwork(NetworkSpecification)
    case createVolume(VolumeSpecification)
    /// The container is there with this specification; another one of ours under its name is replaced.
    case createContainer(CreateContainer)
    case startContainer(StartContainer)
    /// A hook of the Compose file has run in the container since it was started.
    case runHook(RunHook)
    case waitFor(Wait)
    /// The container was started after all of `after` were.
    case restartContainer(RestartContainer)
    case stopContainer(StopContainer)
    case removeContainer(ObjectOnHost)
    case removeNetwork(ObjectOnHost)
    case removeVolume(ObjectOnHost)
    /// What was brought of the image is gone: its name, and its content where nobody else uses it.
    case releaseImage(ResolvedImage)
    /// `apps/NAME/config` is gone.
    case removeConfiguration
    /// `apps/NAME/data` is gone.
    case removeData
    /// The bundle is below `apps/NAME/bundle`, complete.
    case keepBundle(KeptBundle)
    /// Below `apps/NAME/bundle` are no others than these.
    case removeBundles(except: [Digest])
    case installBootUnit(UnitFile)
    case removeBootUnit

    public struct CreateContainer: Hashable, Sendable, Codable {
        public var service: ServiceName
        public var container: DesiredContainer
        public var image: ResolvedImage
        public init(service: ServiceName, container: DesiredContainer, image: ResolvedImage) {
            self.service = service
            self.container = container
            self.image = image
        }
    }

    public struct StartContainer: Hashable, Sendable, Codable {
        public var service: ServiceName
        public var container: String
        /// Having ended with 0 is as good as running.
        public var runsToCompletion: Bool
        public init(service: ServiceName, container: String, runsToCompletion: Bool) {
            self.service = service
            self.container = container
            self.runsToCompletion = runsToCompletion
        }
    }

    public struct RunHook: Hashable, Sendable, Codable {
        public var service: ServiceName
        public var container: String
        /// From 0, in the order of the Compose file.
        public var index: Int
        public var hook: DesiredContainer.Hook
        public init(service: ServiceName, container: String, index: Int, hook: DesiredContainer.Hook) {
            self.service = service
            self.container = container
            self.index = index
            self.hook = hook
        }
    }

    public struct Wait: Hashable, Sendable, Codable {
        public enum Condition: String, Hashable, Sendable, Codable {
            /// Healthy; a container without a health check is an error.
            case healthy
            /// Ended with 0.
            case completed
            /// Healthy where there is a check, else running, or ended with 0.
            case ready
        }
        public var service: ServiceName
        public var containers: [String]
        public var condition: Condition
        public var limit: DesiredService.Limit
        public var runsToCompletion: Bool
        /// Not reaching it is a warning where `false`.
        public var required: Bool
        /// A look from outside that must get an answer too, where it is to be up or healthy.
        public var probe: DesiredService.Probe?
        public init(
            service: ServiceName, containers: [String], condition: Condition, limit: DesiredService.Limit,
            runsToCompletion: Bool, required: Bool, probe: DesiredService.Probe? = nil
        ) {
            self.service = service
            self.containers = containers
            self.condition = condition
            self.limit = limit
            self.runsToCompletion = runsToCompletion
            self.required = required
            self.probe = probe
        }
    }

    public struct RestartContainer: Hashable, Sendable, Codable {
        public var service: ServiceName
        public var container: String
        public var after: [String]
        /// Run in it before it is stopped.
        public var preStop: [DesiredContainer.Hook]?
        public init(
            service: ServiceName, container: String, after: [String], preStop: [DesiredContainer.Hook]? = nil
        ) {
            self.service = service
            self.container = container
            self.after = after
            self.preStop = preStop
        }
    }

    public struct StopContainer: Hashable, Sendable, Codable {
        public var container: String
        /// Run in it before it is stopped.
        public var preStop: [DesiredContainer.Hook]
        /// Where only this very one is meant, and not one that is made later under the same name.
        public var id: String?
        public init(container: String, preStop: [DesiredContainer.Hook], id: String? = nil) {
            self.container = container
            self.preStop = preStop
            self.id = id
        }
    }

    /// An object by its name, and by its ID where only this very one is meant and not one made later under the same name.
    public struct ObjectOnHost: Hashable, Sendable, Codable {
        public var name: String
        public var id: String?
        public init(name: String, id: String? = nil) {
            self.name = name
            self.id = id
        }
    }
}

extension Step {
    /// The case's name, as the ledger has it.
    public var kind: String {
        switch self {
        case .loadImage: "loadImage"
        case .writeConfiguration: "writeConfiguration"
        case .makeDataFolder: "makeDataFolder"
        case .fillVolume: "fillVolume"
        case .createNetwork: "createNetwork"
        case .createVolume: "createVolume"
        case .createContainer: "createContainer"
        case .startContainer: "startContainer"
        case .runHook: "runHook"
        case .waitFor: "waitFor"
        case .restartContainer: "restartContainer"
        case .stopContainer: "stopContainer"
        case .removeContainer: "removeContainer"
        case .removeNetwork: "removeNetwork"
        case .removeVolume: "removeVolume"
        case .releaseImage: "releaseImage"
        case .removeConfiguration: "removeConfiguration"
        case .removeData: "removeData"
        case .keepBundle: "keepBundle"
        case .removeBundles: "removeBundles"
        case .installBootUnit: "installBootUnit"
        case .removeBootUnit: "removeBootUnit"
        }
    }

    /// What it is done to, unique among the steps of its kind in a plan.
    public var object: String {
        switch self {
        case .loadImage(let image): image.name.familiar
        // One name may have stood for several images, one release after the other.
        case .releaseImage(let image): image.name.familiar + Self.mark(image.config.hex)
        case .writeConfiguration(let folder): folder.name
        case .makeDataFolder(let folder): folder.path.rawValue
        case .fillVolume(let volume): volume.specification.name
        case .createNetwork(let network): network.name
        case .createVolume(let volume): volume.name
        case .createContainer(let step): step.container.name
        case .startContainer(let step): step.container
        case .runHook(let step): "\(step.container)/\(step.index)"
        case .waitFor(let step): "\(step.service)/\(step.condition.rawValue)"
        case .restartContainer(let step): step.container
        case .stopContainer(let step): step.container + Self.mark(step.id)
        case .removeContainer(let object), .removeNetwork(let object), .removeVolume(let object):
            object.name + Self.mark(object.id)
        case .removeConfiguration: "config"
        case .removeData: "data"
        case .keepBundle(let kept): kept.bundle.hex
        case .removeBundles: "bundles"
        case .installBootUnit(let unit): unit.name
        case .removeBootUnit: "unit"
        }
    }

    private static func mark(_ id: String?) -> String { id.map { "@\($0.prefix(12))" } ?? "" }

    /// Stable, unique in its plan: `createContainer:hello-web-1`.
    public var id: String { "\(kind):\(object)" }

    /// The service that it belongs to, where it belongs to one.
    public var service: ServiceName? {
        switch self {
        case .createContainer(let step): step.service
        case .startContainer(let step): step.service
        case .runHook(let step): step.service
        case .waitFor(let step): step.service
        case .restartContainer(let step): step.service
        default: nil
        }
    }

    /// One line for a person: "create container `hello-web-1`". Holds no secrets.
    public var title: String {
        switch self {
        case .loadImage(let image):
            image.naming == .own
                ? "load image `\(image.reference.familiar)` as `\(image.name.familiar)`"
                : "load image `\(image.name.familiar)`"
        case .writeConfiguration(let folder):
            "write configuration \(folder.entries.first.map { "`\($0.path)`" } ?? "") (\(folder.entries.count) entries)"
        case .makeDataFolder(let folder): "make data folder `\(folder.path)`"
        case .fillVolume(let volume): "make and fill volume `\(volume.specification.name)`"
        case .createNetwork(let network): "create network `\(network.name)`"
        case .createVolume(let volume): "create volume `\(volume.name)`"
        case .createContainer(let step): "create container `\(step.container.name)`"
        case .startContainer(let step): "start container `\(step.container)`"
        case .runHook(let step): "run the post-start hook \(step.index + 1) of `\(step.container)`"
        case .waitFor(let step):
            switch step.condition {
            case .healthy: "wait for `\(step.service)` to be healthy"
            case .completed: "wait for `\(step.service)` to complete"
            case .ready: "wait for `\(step.service)`"
            }
        case .restartContainer(let step): "restart container `\(step.container)`"
        case .stopContainer(let step): "stop container `\(step.container)`"
        case .removeContainer(let object): "remove container `\(object.name)`"
        case .removeNetwork(let object): "remove network `\(object.name)`"
        case .removeVolume(let object): "remove volume `\(object.name)`"
        case .releaseImage(let image): "remove image `\(image.name.familiar)`"
        case .removeConfiguration: "remove the configuration folders"
        case .removeData: "remove the data folders"
        case .keepBundle(let kept): "keep the bundle `\(kept.file)`"
        case .removeBundles(let kept):
            kept.isEmpty ? "remove the bundles that are kept" : "remove bundles that are not needed any more"
        case .installBootUnit(let unit): "install boot unit `\(unit.name)`"
        case .removeBootUnit: "remove the boot unit"
        }
    }

    /// The step that takes this one back; `nil` where nothing is to be taken back, or where that would lose data.
    public var undo: Step? {
        switch self {
        case .loadImage(let image): .releaseImage(image)
        case .writeConfiguration: .removeConfiguration
        case .createNetwork(let network): .removeNetwork(ObjectOnHost(name: network.name))
        case .createContainer(let step): .removeContainer(ObjectOnHost(name: step.container.name))
        case .startContainer(let step): .stopContainer(StopContainer(container: step.container, preStop: []))
        case .installBootUnit: .removeBootUnit
        case .keepBundle: .removeBundles(except: [])
        case .makeDataFolder, .fillVolume, .createVolume, .runHook, .waitFor, .restartContainer, .stopContainer,
            .removeContainer,
            .removeNetwork, .removeVolume, .releaseImage, .removeConfiguration, .removeData, .removeBootUnit,
            .removeBundles:
            nil
        }
    }
}
