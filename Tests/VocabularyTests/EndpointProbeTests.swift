import Testing
import Vocabulary

@Suite struct EndpointProbeTests {
    @Test(arguments: [
        ("8080", "HTTP :8080/"), ("8080/health", "HTTP :8080/health"), (":8080/a?b=c", "HTTP :8080/a?b=c"),
        ("/health", "HTTP :80/health"),
    ])
    func httpForms(_ text: String, _ expected: String) {
        #expect(EndpointProbe(http: text)?.description == expected)
    }

    @Test(arguments: ["", ":", "0", "65536/x", "http://x/", "80 /x", "80/\r\nX: y", "-1", "+80", "80x/"])
    func noHTTP(_ text: String) { #expect(EndpointProbe(http: text) == nil) }

    @Test func tcpForms() {
        #expect(EndpointProbe(tcp: "5432") == .tcp(port: 5432))
        #expect(EndpointProbe(tcp: "5432/x") == nil)
        #expect(EndpointProbe(tcp: "") == nil)
    }
}
