import Testing
import Vocabulary

@testable import RegistryClient

@Suite struct ChallengeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var fields: [String]
        var challenges: [Challenge]
        var testDescription: String { fields.joined(separator: " | ") }
        init(_ fields: String..., is challenges: [Challenge]) {
            self.fields = fields
            self.challenges = challenges
        }
    }

    @Test(arguments: [
        Case(
            #"Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push""#,
            is: [
                Challenge(
                    scheme: "bearer",
                    parameters: [
                        "realm": "https://auth.docker.io/token", "service": "registry.docker.io",
                        "scope": "repository:a/b:pull,push",
                    ])
            ]),
        Case(#"Basic realm="a, \"b\"""#, is: [Challenge(scheme: "basic", parameters: ["realm": #"a, "b""#])]),
        Case(
            #"Negotiate dGV4dA==, Bearer realm="x",service=y, Basic realm=z"#,
            is: [
                Challenge(scheme: "negotiate", parameters: [:]),
                Challenge(scheme: "bearer", parameters: ["realm": "x", "service": "y"]),
                Challenge(scheme: "basic", parameters: ["realm": "z"]),
            ]),
        Case(
            "Basic", "BEARER Realm = https://a/b , ,SERVICE=\"\"",
            is: [
                Challenge(scheme: "basic", parameters: [:]),
                Challenge(scheme: "bearer", parameters: ["realm": "https://a/b", "service": ""]),
            ]),
        // The first of a name counts; what is cut off ends the field.
        Case(#"Bearer realm="a",realm="b""#, is: [Challenge(scheme: "bearer", parameters: ["realm": "a"])]),
        Case(
            #"Bearer realm="a",service="b"#, "Basic",
            is: [Challenge(scheme: "bearer", parameters: ["realm": "a"]), Challenge(scheme: "basic", parameters: [:])]),
        Case("", ",,", "=x", "realm=\"a\"", "\u{1F433}", is: []),
    ])
    func parses(_ text: Case) { #expect(Challenge.parse(text.fields) == text.challenges) }

    @Test func scopesAreSets() {
        #expect(TokenScope(challenge: "b  a b") == TokenScope(["a", "b"]))
        #expect(TokenScope.push("x").description == "repository:x:pull,push")
        #expect(TokenScope.pull("x").union(TokenScope(challenge: "repository:x:pull")) == .pull("x"))
    }

    /// Seconds until a token is renewed, on our clock, when it was asked for at 100.
    @Test(
        arguments: [
            (#"{"token":"t"}"#, nil, 50), (#"{"access_token":"t","expires_in":300}"#, nil, 290),
            (#"{"token":"t","expires_in":20}"#, nil, 16), (#"{"token":"t","expires_in":0}"#, nil, 50),
            (#"{"token":"t","expires_in":1e300}"#, nil, 2_147_483_637),
            // Given out again 200 s after it was made, by the server's own clock.
            (
                #"{"token":"t","expires_in":300,"issued_at":"2026-01-01T00:00:00Z"}"#, "Thu, 01 Jan 2026 00:03:20 GMT",
                90
            ),
            (
                #"{"token":"t","expires_in":300,"issued_at":"2026-01-01T00:00:00.5Z"}"#,
                "Thu, 01 Jan 2026 00:03:20 GMT", 90
            ),
            (#"{"token":"t","expires_in":300,"issued_at":"2026-01-01T00:00:00Z"}"#, nil, 290),
            (#"{"token":"t","expires_in":300,"issued_at":"yesterday"}"#, "Thu, 01 Jan 2026 00:03:20 GMT", 290),
            (#"{"token":"t","issued_at":"2026-01-01T00:00:00Z"}"#, "Thu, 01 Jan 2026 01:00:00 GMT", 1),
        ] as [(String, String?, Int64)])
    func tokens(_ text: String, _ date: String?, _ life: Int64) throws {
        let token = try #require(Token(answer: Array(text.utf8), requested: .seconds(100), date: date))
        #expect(token.value.reveal() == "t")
        #expect(token.renewal == .seconds(100 + life))
        #expect("\(token)".contains("***"))
    }

    @Test(arguments: ["", "{}", #"{"token":""}"#, #"{"token":"a b"}"#, "{\"token\":\"a\\r\\nX: y\"}", "<html>", "[]"])
    func noTokens(_ text: String) {
        #expect(Token(answer: Array(text.utf8), requested: .zero, date: nil) == nil)
    }
}
