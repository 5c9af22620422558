/// The folder that a ledger lies in.
public enum StateFolder {
    /// What one of ours may hold: the keys of other hosts, copies of another host's ledger and what was installed from there may be there before a ledger is.
    public static let contents: Set<String> = [
        LedgerStore.fileName, LedgerStore.fileName + "-wal", LedgerStore.fileName + "-shm", "known_hosts",
        LedgerCopy.folder, "apps", "bin",
    ]
}
