import Testing

@testable import RegistryClient

@Suite struct BlobAnswerTests {
    struct Case: Sendable {
        var status: Int
        var length: Int64?
        var range: String?
        var offset: Int64
        var meaning: BlobAnswer
        init(_ status: Int, _ length: Int64?, _ range: String?, from offset: Int64, _ meaning: BlobAnswer) {
            (self.status, self.length, self.range, self.offset, self.meaning) = (status, length, range, offset, meaning)
        }
    }

    /// A blob of 100 bytes.
    @Test(arguments: [
        Case(200, 100, nil, from: 0, .goesOn), Case(200, nil, nil, from: 0, .goesOn),
        Case(200, 99, nil, from: 0, .lie(expected: "100 bytes", found: "99 bytes")),
        Case(200, 100, nil, from: 40, .startsOver),
        Case(206, 60, "bytes 40-99/100", from: 40, .goesOn), Case(206, 60, "BYTES 40-99/*", from: 40, .goesOn),
        Case(206, 60, "bytes 40-99/200", from: 40, .lie(expected: "100 bytes", found: "200 bytes")),
        Case(206, 60, "bytes 41-99/100", from: 40, .wrongPart), Case(206, 10, "bytes 40-49/100", from: 40, .wrongPart),
        Case(206, 60, nil, from: 40, .wrongPart), Case(206, 60, "bytes */100", from: 40, .wrongPart),
        Case(206, 60, "bytes 99-40/100", from: 40, .wrongPart), Case(206, 60, "bytes 40-99/50", from: 40, .wrongPart),
        Case(206, 100, "bytes 0-99/100", from: 0, .wrongPart),
        Case(416, 0, "bytes */100", from: 40, .wrongPart), Case(416, 0, nil, from: 0, .failure),
        Case(404, 0, nil, from: 0, .failure), Case(204, 0, nil, from: 0, .failure),
        Case(304, 0, nil, from: 40, .failure),
    ])
    func means(_ text: Case) {
        let found = BlobAnswer.of(
            status: text.status, contentType: "application/octet-stream", length: text.length, contentRange: text.range,
            offset: text.offset, size: 100)
        #expect(found == text.meaning)
    }

    @Test func aPageIsNoBlob() {
        let found = BlobAnswer.of(
            status: 200, contentType: "text/html", length: 100, contentRange: nil, offset: 0, size: 100)
        #expect(found == .lie(expected: "a blob of 100 bytes", found: "text/html"))
    }
}
