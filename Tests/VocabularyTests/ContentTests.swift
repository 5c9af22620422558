import Testing
import Vocabulary

@Suite struct ContentTests {
    @Test func digestsAreSHA256() {
        // FIPS 180-4 examples: "abc" and the empty message.
        #expect(
            Digest.of(Array("abc".utf8)).hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Digest.of([]).hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test func aHasherGoesOnAfterAnAnswer() {
        var hasher = Digest.Hasher()
        Array("a".utf8).withUnsafeBytes { hasher.update($0) }
        #expect(hasher.finish() == Digest.of(Array("a".utf8)))
        Array("bc".utf8).withUnsafeBytes { hasher.update($0) }
        #expect(hasher.finish() == Digest.of(Array("abc".utf8)))
    }

    @Test func digestsComeBackFromTheirText() {
        for seed in UInt8.min...UInt8.max {
            let digest = Digest.of([seed])
            #expect(Digest(digest.description) == digest)
            #expect(Digest(bytes: digest.bytes) == digest)
            #expect(Digest(hex: digest.hex) == digest)
        }
    }

    @Test func digestsOrderAsTheirText() {
        let digests = (0..<64).map { Digest.of([$0]) }
        #expect(digests.sorted().map(\.hex) == digests.map(\.hex).sorted())
    }

    @Test(arguments: [
        "", "sha256:", "sha512:" + String(repeating: "0", count: 64), "sha256:" + String(repeating: "0", count: 63),
        "sha256:" + String(repeating: "A", count: 64), "sha256:../" + String(repeating: "0", count: 61),
        "sha256:" + String(repeating: "0", count: 65),
    ])
    func refusesDigests(text: String) { #expect(Digest(text) == nil) }

    @Test(arguments: [
        ("512", Int64(512)), ("512b", 512), ("64k", 65536), ("64KB", 65536), ("1.5g", 1_610_612_736),
        ("4GiB", 4_294_967_296), ("0", 0), ("2 GiB", 2_147_483_648),
    ])
    func readsSizes(text: String, bytes: Int64) { #expect(ByteCount(parsing: text)?.bytes == bytes) }

    @Test(arguments: ["", "GiB", "-1", "1x", "1.2.3", "nan", "inf", "99999999999p"])
    func refusesSizes(text: String) { #expect(ByteCount(parsing: text) == nil) }

    @Test func showsSizesWithoutPromisingMore() {
        #expect(ByteCount(17).description == "17 B")
        #expect(ByteCount(1_288_490_188).description == "1.1 GiB")
        #expect(ByteCount(1_288_490_189).description == "1.2 GiB")
        #expect(ByteCount(Int64.min).description == "-8192.0 PiB")
    }

    @Test func theSameValueGivesTheSameBytes() throws {
        let descriptor = Descriptor(
            mediaType: .imageManifest, digest: .of([]), size: 3, annotations: ["b": "2", "a": "1/2"])
        let bytes = try CanonicalJSON.encode(descriptor)
        #expect(
            String(decoding: bytes, as: UTF8.self) == #"{"annotations":{"a":"1/2","b":"2"},"digest":"sha256:"#
                + #"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","mediaType":"#
                + #""application/vnd.oci.image.manifest.v1+json","size":3}"#)
        #expect(try CanonicalJSON.decode(Descriptor.self, from: bytes) == descriptor)
    }

    @Test func aSecretIsNeverShown() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped, "\(Answer.secret(secret))"] {
            #expect(!text.contains("hunter2"))
        }
        #expect(secret.reveal() == "hunter2")
    }

    @Test func findsWhatSomebodyMeant() {
        let keys = ["services", "networks", "volumes", "version"]
        #expect(NearestName.of("servcies", among: keys) == "services")
        #expect(NearestName.of("netwroks", among: keys) == "networks")
        #expect(NearestName.of("colour", among: keys) == nil)
        #expect(NearestName.of("", among: keys) == nil)
    }
}
