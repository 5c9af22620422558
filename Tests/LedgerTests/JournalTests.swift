import Testing
import Vocabulary

@testable import Ledger

@Suite struct JournalTests {
    let scratch: Scratch
    let ledger: Ledger
    let name: InstallationName

    init() throws {
        scratch = try Scratch()
        ledger = try Ledger(at: scratch.state)
        name = try Sample.name("hello")
        _ = try ledger.addRelease(try Sample.draft(), to: name)
    }

    @Test func stepsGoFromPendingToTheirOutcome() throws {
        let operation = try ledger.beginOperation(.install, of: name, release: 1, steps: Sample.steps(4))
        #expect(try ledger.openOperation(of: name) == operation)
        #expect(try ledger.steps(of: operation.id).map(\.state) == [.pending, .pending, .pending, .pending])
        try ledger.begin(step: "step:0", of: operation.id)
        try ledger.end(step: "step:0", of: operation.id, outcome: .applied)
        try ledger.begin(step: "step:1", of: operation.id)
        try ledger.end(step: "step:1", of: operation.id, outcome: .skipped)
        try ledger.begin(step: "step:2", of: operation.id)
        try ledger.fail(step: "step:2", of: operation.id, message: "no space")
        try ledger.begin(step: "step:3", of: operation.id)
        let steps = try ledger.steps(of: operation.id)
        #expect(steps.map(\.state) == [.ended(.applied), .ended(.skipped), .failed(message: "no space"), .begun])
        #expect(steps.map(\.step) == Sample.steps(4))

        // Resumed: the same step begins again.
        try ledger.begin(step: "step:2", of: operation.id)
        try ledger.end(step: "step:2", of: operation.id, outcome: .undone)
        #expect(try ledger.steps(of: operation.id)[2].state == .ended(.undone))
        #expect(
            try ledger.journal(of: operation.id).map(\.event) == [
                .begun, .ended(.applied), .begun, .ended(.skipped), .begun, .failed(message: "no space"), .begun,
                .begun,
                .ended(.undone),
            ])
        try ledger.endOperation(operation.id, .done)
        #expect(try ledger.openOperation(of: name) == nil)
        #expect(try ledger.operations(of: name).map(\.state) == [.done])
    }

    @Test func anOutcomeWithoutItsIntentIsRefused() throws {
        let operation = try ledger.beginOperation(.install, of: name, release: 1, steps: Sample.steps(1))
        let early = try problem { try ledger.end(step: "step:0", of: operation.id, outcome: .applied) }
        #expect(early.code == "ledger.defect")
        #expect(early.message.hasSuffix("an outcome follows its intent"))
        let unknown = try problem { try ledger.begin(step: "step:9", of: operation.id) }
        #expect(unknown.message.hasSuffix("FOREIGN KEY constraint failed"))
        try ledger.endOperation(operation.id, .failed)
        let late = try problem { try ledger.begin(step: "step:0", of: operation.id) }
        #expect(late.message.hasSuffix("the operation is closed"))
    }

    @Test func aNewOperationTakesOverFromAnOpenOne() throws {
        let first = try ledger.beginOperation(.install, of: name, release: 1, steps: Sample.steps(1))
        let second = try ledger.beginOperation(.uninstall, of: name, release: 1, steps: [])
        #expect(try ledger.operations(of: name).map(\.state) == [.abandoned, .open])
        #expect(try ledger.openOperations() == [second])
        #expect(first.id < second.id)
    }

    @Test func whatAStepBroughtIsWrittenWithItsOutcome() throws {
        let operation = try ledger.beginOperation(.install, of: name, release: 1, steps: Sample.steps(1))
        let image = TargetObject(kind: .image, name: "sha256:1", engineID: "sha256:2")
        try ledger.begin(step: "step:0", of: operation.id)
        try ledger.end(step: "step:0", of: operation.id, outcome: .applied, brought: [image])
        #expect(try ledger.broughtObjects(of: name) == [BroughtObject(object: image, installation: name, release: 1)])
        #expect(try ledger.installations(thatBrought: .image, named: "sha256:1") == [name])
        try ledger.forgetBrought([image], by: name)
        #expect(try ledger.broughtObjects(of: name).isEmpty)
    }

    @Test func whatWasThereBeforeIsNeverOurs() throws {
        let tag = TargetObject(kind: .tag, name: "docker.io/library/redis:7", engineID: "sha256:2")
        try ledger.recordFound([tag], by: name, release: 1)
        try ledger.recordBrought([tag], by: name, release: 1)
        #expect(try ledger.foundObjects(of: name) == [tag])
        #expect(try ledger.broughtObjects(of: name).isEmpty)
        #expect(try ledger.installations(thatBrought: .tag, named: tag.name).isEmpty)
    }

    @Test func whatAnotherInstallationBroughtIsShared() throws {
        let image = TargetObject(kind: .image, name: "sha256:1")
        let other = try Sample.name("other")
        _ = try ledger.addRelease(try Sample.draft(), to: other)
        try ledger.recordBrought([image], by: name, release: 1)
        try ledger.recordFound([image], by: other, release: 1)
        #expect(try ledger.foundObjects(of: other).isEmpty)
        #expect(try ledger.installations(thatBrought: .image, named: "sha256:1") == [name, other])
        try ledger.forget(name)
        #expect(try ledger.installations(thatBrought: .image, named: "sha256:1") == [other])
        // Found again by the one that brought it: still its own.
        try ledger.recordFound([image], by: other, release: 1)
        #expect(try ledger.foundObjects(of: other).isEmpty)
    }
}
