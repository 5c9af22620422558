/// Told how many bytes of a blob have moved in all; the number never falls, also where a part has to come again. Called from the task that transfers: it should return at once.
public typealias TransferProgress = @Sendable (Int64) -> Void
