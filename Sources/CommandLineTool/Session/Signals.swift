import Dispatch
import Foundation

/// Signals as calls on a queue, where anything may be done.
enum Signals {
    /// Calls `handler` for each arrival, for as long as the program lives.
    static func watch(_ numbers: [Int32], _ handler: @escaping @Sendable (Int32) -> Void) {
        for number in numbers {
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                // Holding the source here keeps it alive: it is meant to stay.
                _ = source
                handler(number)
            }
            source.resume()
        }
    }
}
