/// Labels on containers, networks and volumes.
public enum ObjectLabel {
    // Docker Compose's (docker/compose, `pkg/api/labels.go`): with them its `ps`, `logs` and `ls` see our containers.
    public static let project = "com.docker.compose.project"
    public static let service = "com.docker.compose.service"
    public static let oneoff = "com.docker.compose.oneoff"
    public static let configHash = "com.docker.compose.config-hash"
    public static let containerNumber = "com.docker.compose.container-number"
    public static let configFiles = "com.docker.compose.project.config_files"
    public static let workingDirectory = "com.docker.compose.project.working_dir"
    public static let image = "com.docker.compose.image"
    public static let dependsOn = "com.docker.compose.depends_on"
    public static let composeVersion = "com.docker.compose.version"
    public static let network = "com.docker.compose.network"
    public static let volume = "com.docker.compose.volume"

    /// The docker client's own (docker/cli, `cli/compose/convert`): with it `docker stack ls` and `docker stack ps` see our services.
    public static let stack = "com.docker.stack.namespace"

    // Ours.
    /// The installation that an object belongs to. What does not carry it, or carries another name, is not ours.
    public static let installation = "io.valise.installation"
    /// SHA-256 over the ``CanonicalJSON`` of the specification without this label: equal means "already so".
    public static let specification = "io.valise.specification"
    /// What the image is, whatever its tag: the digest of its plain index, which changes with any config or layer and not with their compression.
    public static let imageContent = "io.valise.image"
    /// On a volume that no Compose file names: where its container has it.
    public static let mountPoint = "io.valise.mount-point"
    /// On a volume that stands for a folder of ours: `configuration` or `data`.
    public static let files = "io.valise.files"
    /// The ledger's target id: two targets that share an engine do not take each other's objects.
    public static let target = "io.valise.target"

    /// On a swarm that was there before, and that the target uses beside what is in it: `yes`.
    public static let sharedSwarm = "io.valise.shared"
    /// On a node of such a swarm that a host of ours has joined as, and leaves with the last installation: the target's id, a slash, the host's name.
    public static let joinedNode = "io.valise.joined"

    // On a cluster itself: who holds the ledger of its target. Changed by compare-and-swap, so that there is one at a time.
    /// Which holder it is, counted from 1.
    public static let ledgerTerm = "io.valise.ledger.term"
    /// A random UUID of that holder.
    public static let ledgerClaim = "io.valise.ledger.claim"
    /// The host where it is; absent where that is none of the cluster's.
    public static let ledgerHolder = "io.valise.ledger.holder"
    /// Only while it is taken over: the claim before, of which there are copies. Nothing was done yet under the new one.
    public static let ledgerBase = "io.valise.ledger.base"
}
