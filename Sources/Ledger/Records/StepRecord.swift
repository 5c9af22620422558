/// A step with what the journal says of it.
public struct StepRecord: Hashable, Sendable {
    public var step: PlannedStep
    /// From 0.
    public var position: Int
    public var state: StepState

    public init(step: PlannedStep, position: Int, state: StepState) {
        self.step = step
        self.position = position
        self.state = state
    }
}
