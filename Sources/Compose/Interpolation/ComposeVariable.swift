public import Vocabulary

/// A variable that Compose files interpolate, with every place of it.
public struct ComposeVariable: Hashable, Sendable {
    public var name: String
    /// In the order of the files.
    public var uses: [Use]
    public init(name: String, uses: [Use]) {
        self.name = name
        self.uses = uses
    }

    /// One `${NAME…}`.
    public struct Use: Hashable, Sendable {
        /// Where the value that holds it begins.
        public var position: SourcePosition
        public var form: Form
        /// The attribute that holds it: `services.web.image`. List items are `[0]`.
        public var path: String
        /// It is (a part of) the `image:` of a service.
        public var isInImage: Bool
        public init(position: SourcePosition, form: Form, path: String, isInImage: Bool) {
            self.position = position
            self.form = form
            self.path = path
            self.isInImage = isInImage
        }
    }

    /// The operator; texts are as written and may hold variables themselves.
    public enum Form: Hashable, Sendable {
        /// `$NAME`, `${NAME}`
        case plain
        /// `${NAME-x}`; with `:-` also for an empty value.
        case defaultValue(String, EmptyValue)
        /// `${NAME?x}`, `${NAME:?x}`
        case required(String, EmptyValue)
        /// `${NAME+x}`, `${NAME:+x}`
        case alternative(String, EmptyValue)
    }
    /// What the operator takes an empty value for.
    public enum EmptyValue: Hashable, Sendable {
        /// Without colon.
        case isSet
        /// With colon.
        case isUnset
    }

    /// Some use of it must have a value: `${NAME:?…}`.
    public var isRequired: Bool {
        uses.contains { if case .required = $0.form { true } else { false } }
    }
}
