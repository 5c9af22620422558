import Testing
import Vocabulary

@Suite struct SubnetTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.200.0.0/16", true), ("10.0.0.0/8", "11.0.0.0/8", false),
        ("192.168.7.0/24", "192.168.0.0/20", true), ("192.168.16.0/20", "192.168.7.0/24", false),
        ("0.0.0.0/0", "8.8.8.8", true), ("fd00::/64", "fd00::1/128", true), ("fd00::/64", "fd00:0:0:1::/64", false),
        ("fd00::/64", "10.0.0.0/8", false),
    ])
    func overlap(left: String, right: String, expected: Bool) throws {
        let first = try #require(Subnet(left))
        let second = try #require(Subnet(right))
        #expect(first.overlaps(second) == expected)
        #expect(second.overlaps(first) == expected)
    }

    @Test(arguments: [
        "10.0.0/8", "10.0.0.0/33", "300.0.0.0/8", "", "a/8", "fd00::1::/64", "fd00:1/64", "10.0.0.0/8/8", "/8",
    ])
    func refused(text: String) { #expect(Subnet(text) == nil) }

    @Test(arguments: [
        ("::", 16, 0), ("::1", 16, 1), ("1::", 16, 0), ("1:2:3:4:5:6:7:8", 16, 8), ("::ffff:1.2.3.4", 16, 4),
        ("fe80::1%eth0", 16, 1), ("1.2.3.4", 4, 4),
    ])
    func addresses(text: String, count: Int, last: UInt8) throws {
        let bytes = try #require(Subnet.address(text))
        #expect(bytes.count == count)
        #expect(bytes.last == last)
    }

    @Test func blocks() throws {
        let pool = try #require(Subnet("172.16.0.0/14"))
        let blocks = pool.blocks(of: 16, limit: 100)
        #expect(blocks.map { $0.bytes.prefix(2).map { Int($0) } } == [[172, 16], [172, 17], [172, 18], [172, 19]])
        #expect(pool.blocks(of: 30, limit: 5).count == 5)
        #expect(pool.blocks(of: 13, limit: 5).isEmpty)
        #expect(Subnet("10.255.255.0/24")?.blocks(of: 24, limit: 2).count == 1)
    }
}
