/// One line of what an engine tells while it pulls, loads or builds.
public struct ImageProgress: Hashable, Sendable {
    /// What it is about: the start of a layer's digest; `nil` for the whole.
    public var id: String?
    /// For people: `Downloading`, `Extracting`, `Pull complete`; a line of a build's output.
    public var status: String
    /// Bytes so far of this layer and stage.
    public var done: Int64?
    /// Bytes in all of this layer and stage.
    public var total: Int64?
    public init(id: String? = nil, status: String, done: Int64? = nil, total: Int64? = nil) {
        self.id = id
        self.status = status
        self.done = done
        self.total = total
    }
}

/// The engine's JSON message (moby, `pkg/jsonmessage`).
struct ProgressLine: Decodable {
    var id: String?
    var status: String?
    var stream: String?
    var error: String?
    var errorDetail: Detail?
    var progressDetail: Progress?
    var aux: Auxiliary?

    struct Detail: Decodable { var message: String? }
    struct Progress: Decodable {
        var current: Int64?
        var total: Int64?
    }
    /// `ID` after a build step, `Digest` after a push.
    struct Auxiliary: Decodable {
        var id: String?
        enum CodingKeys: String, CodingKey { case id = "ID" }
        init(from decoder: any Decoder) {
            // BuildKit sends text here; only the classic builder's object says anything to us.
            id = try? decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(String.self, forKey: .id)
        }
    }

    var failure: String? { errorDetail?.message ?? error }
    var progress: ImageProgress {
        ImageProgress(
            id: id, status: status ?? stream ?? "", done: progressDetail?.current, total: progressDetail?.total)
    }
}
