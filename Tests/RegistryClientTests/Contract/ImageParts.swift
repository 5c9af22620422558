import Vocabulary

/// What the image of the contract is made of.
struct ImageParts: Sendable {
    var index: Descriptor
    var manifest: Descriptor
    var config: Descriptor
    var layers: [Descriptor]
}
