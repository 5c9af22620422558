import Testing

@testable import Planning

/// Addresses and times as checks compare and print them.
@Suite struct HostAddressTests {
    @Test(arguments: [
        ("", "127.0.0.1", true), ("0.0.0.0", "::", true), ("0.0.0.0", "127.0.0.1", true), ("0.0.0.0", "::1", false),
        ("127.0.0.1", "127.0.0.2", false), ("127.0.0.1", "::ffff:127.0.0.1", true), ("::1", "0:0:0:0:0:0:0:1", true),
        ("::1", "127.0.0.1", false), ("[::1]", "::1", true), ("::", "10.0.0.1", true),
    ])
    func socketsOverlap(left: String, right: String, expected: Bool) {
        #expect(HostAddress.overlap(left, right) == expected)
        #expect(HostAddress.overlap(right, left) == expected)
    }

    @Test(arguments: [
        (Int64(0), "1970-01-01 00:00:00 UTC"), (951_782_400, "2000-02-29 00:00:00 UTC"),
        (1_700_000_000, "2023-11-14 22:13:20 UTC"), (-1, "1969-12-31 23:59:59 UTC"),
        (4_102_444_799, "2099-12-31 23:59:59 UTC"),
    ])
    func times(seconds: Int64, text: String) { #expect(Timestamp(seconds).description == text) }
}
