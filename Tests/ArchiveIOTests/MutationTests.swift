import ArchiveIO
import TestKit
import Testing
import Vocabulary

/// Archives that were cut and glued at random, always the same way: what our reader accepts, libarchive reads the same.
@Suite struct MutationTests {
    private struct Dice {
        var state: UInt64
        mutating func roll(_ sides: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % sides
        }
    }

    @Test func libarchiveAgreesOnEveryAcceptedPatchwork() throws {
        let folder = try TemporaryFolder()
        let contents: [(String, Int)] = [("a", 3), ("b/c", 0), ("d", 512), ("e", 700), ("f", 1)]
        let members = contents.map { name, count in
            TarHeader(path: name, size: Int64(count), modified: 9).encoded()
                + [UInt8](repeating: 0x41, count: count) + [UInt8](repeating: 0, count: (512 - count % 512) % 512)
        }
        let sound = members.flatMap { $0 } + [UInt8](repeating: 0, count: 1024)
        var blocks = stride(from: 0, to: sound.count, by: 512).map { Array(sound[$0..<$0 + 512]) }
        // What others could read otherwise: a pax header that renames, a GNU long name.
        let long = TarHeader(path: String(repeating: "x", count: 120), size: 1, modified: 9).encoded()
        blocks += stride(from: 0, to: long.count, by: 512).map { Array(long[$0..<$0 + 512]) }
        var dice = Dice(state: 7)
        var accepted = 0
        for _ in 0..<3000 {
            // Either members in some order, or single blocks, and then perhaps a changed byte.
            var bytes: [UInt8] = []
            if dice.roll(2) == 0 {
                for _ in 0...dice.roll(5) { bytes += members[dice.roll(members.count)] }
                bytes += [UInt8](repeating: 0, count: 512 * (dice.roll(3) + 1))
            } else {
                bytes = sound
                for _ in 0...dice.roll(2) {
                    let at = dice.roll(bytes.count / 512) * 512
                    switch dice.roll(3) {
                    case 0: bytes.insert(contentsOf: blocks[dice.roll(blocks.count)], at: at)
                    case 1: bytes.removeSubrange(at..<at + 512)
                    default: bytes.replaceSubrange(at..<at + 512, with: blocks[dice.roll(blocks.count)])
                    }
                }
            }
            if dice.roll(4) == 0, !bytes.isEmpty { bytes[dice.roll(bytes.count)] = UInt8(dice.roll(256)) }
            let path = try folder.write(bytes, at: "m.tar")
            do {
                let archive = try ArchiveFile(opening: path)
                accepted += 1
                if !archive.entries.isEmpty { try expectAgreement(archive) }
            } catch let problem as Problem {
                #expect(problem.exit == .bundle)
            }
        }
        #expect(accepted > 100, "\(accepted)")
    }
}
