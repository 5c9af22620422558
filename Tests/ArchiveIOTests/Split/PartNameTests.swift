import Testing
import Vocabulary

@testable import ArchiveIO

@Suite struct PartNameTests {
    private func path(_ text: String) -> AbsolutePath { AbsolutePath(text, relativeTo: .root) }

    @Test func namesAreReadAndMade() {
        let part = PartName(path("/m/a-1.0.valise.012"))
        #expect(part?.whole == path("/m/a-1.0.valise"))
        #expect(part?.number == 12)
        #expect(part?.path == path("/m/a-1.0.valise.012"))
        for text in [
            "/m/a.valise", "/m/a.valise.1", "/m/a.valise.0001", "/m/a.valise.000", "/m/a.valise.+01", "/m/.001",
            "/m/a001",
        ] {
            #expect(PartName(path(text)) == nil, "\(text)")
        }
    }

    /// statfs(2): the magic numbers of FAT, exFAT (kernel 5.7), ext4, tmpfs, and FUSE, through which anything may come.
    @Test(arguments: [
        (0x4d44 as Int64, FileSystem.fat), (0x2011_BAB0, .other), (0xEF53, .other), (0x0102_1994, .other),
        (0x6573_5546, .other),
    ])
    func fileSystemsByMagic(magic: Int64, kind: FileSystem) { #expect(FileSystem(magic: magic) == kind) }

    @Test(arguments: [("msdos", FileSystem.fat), ("exfat", .other), ("apfs", .other), ("", .other)])
    func fileSystemsByName(name: String, kind: FileSystem) { #expect(FileSystem(typeName: name) == kind) }

    @Test func limits() {
        #expect(FileSystem.fat.maximumFileSize == 4_294_967_295)
        #expect(FileSystem.other.maximumFileSize == nil)
        #expect(FileSystem.of(folder: path("/")) == .other)
        #expect(FileSystem.of(folder: path("/nowhere at all")) == .other)
    }
}
