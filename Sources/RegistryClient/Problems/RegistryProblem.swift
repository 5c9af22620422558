public import Vocabulary

/// Codes of problems with a registry, for callers that act on them.
public enum RegistryProblem {
    /// The name has no address, nobody listens, no way leads there. Exit 12.
    public static let unreachable: ProblemCode = "registry.unreachable"
    /// Its certificate is not trusted, or it does not speak TLS. Exit 12.
    public static let tls: ProblemCode = "registry.tls"
    /// It wants a log-in, or does not take the one that it got. Exit 12.
    public static let unauthorized: ProblemCode = "registry.unauthorized"
    /// There is no such image, manifest or blob (HTTP 404). Exit 10.
    public static let notFound: ProblemCode = "registry.not-found"
    /// What came is not what was asked for: another digest, another size, a page for people. Exit 14.
    public static let damaged: ProblemCode = "registry.damaged"
    /// It said no (HTTP 4xx), or led somewhere where we do not follow. Exit 14.
    public static let refused: ProblemCode = "registry.refused"
    /// Too many requests (HTTP 429), and the wait would be too long. Exit 14.
    public static let rateLimited: ProblemCode = "registry.rate-limited"
    /// An error of the registry's own (HTTP 5xx), after all attempts. Exit 14.
    public static let failed: ProblemCode = "registry.failed"
    /// No answer, or no movement, within the limit, after all attempts. Exit 14.
    public static let timedOut: ProblemCode = "registry.timed-out"
    /// The connection ended too early, after all attempts. Exit 14.
    public static let disconnected: ProblemCode = "registry.disconnected"
    /// The image has only a manifest of schema 1, which was retired. Exit 10.
    public static let manifestRetired: ProblemCode = "registry.manifest-retired"
    /// A file with certificate authorities cannot be read. Exit 12.
    public static let authorityUnreadable: ProblemCode = "registry.authority-unreadable"
    /// A certificate that is shown to a registry, or its key, cannot be read. Exit 12.
    public static let clientCertificateUnreadable: ProblemCode = "registry.client-certificate-unreadable"
    /// A proxy cannot be used, or does not let us through. Exit 12.
    public static let proxy: ProblemCode = "registry.proxy"
    /// A file with credentials cannot be read. Exit 12.
    public static let credentialsUnreadable: ProblemCode = "registry.credentials-unreadable"
    /// A program that keeps credentials failed. Exit 12.
    public static let credentialHelper: ProblemCode = "registry.credential-helper"
    /// What was to be pushed ended too early. Exit 14.
    public static let sourceShort: ProblemCode = "registry.source-short"
    /// The file that takes a blob cannot be written. Exit 14.
    public static let sinkUnwritable: ProblemCode = "registry.sink-unwritable"
}
