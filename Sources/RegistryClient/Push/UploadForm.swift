/// How a blob goes to a registry (OCI distribution specification 1.1, "Pushing Blobs").
public enum UploadForm: Hashable, Sendable {
    /// POST, then one PUT with all bytes. A broken upload begins again.
    case whole
    /// POST, a PATCH for each part of so many bytes, then a PUT: for registries behind proxies that limit a request's size. A broken upload goes on where the
    /// registry says that it stopped.
    case chunked(bytes: Int64)
}

/// What a push found or did.
public enum PushOutcome: Hashable, Sendable {
    case alreadyThere
    /// The registry had it in another repository.
    case mounted
    case uploaded
}
