/// What an operation does. A schema constraint allows exactly these.
public enum OperationKind: String, Hashable, Sendable, Codable, CaseIterable {
    case install, upgrade, configure, rollback, uninstall, start, stop, restart, backup, restore
}
