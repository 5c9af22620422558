import Testing

@testable import CommandLineTool

struct LogTests {
    @Test func linesAreCutWherePiecesAreNot() {
        var lines = LogLines()
        #expect(lines.take(Array("one\ntw".utf8)) == [Array("one".utf8)])
        #expect(lines.take(Array("o\r\n\nthr".utf8)) == [Array("two".utf8), []])
        #expect(lines.rest() == Array("thr".utf8))
    }

    @Test(arguments: [
        ("10m", 400), ("2h", -6200), ("30s", 970), ("1970-01-01T00:01:00Z", 60), ("yesterday", nil), ("-5m", nil),
        ("", nil),
    ])
    func times(text: String, seconds: Int64?) {
        #expect(LogTime.seconds(text, now: 1000) == seconds)
    }

    @Test(arguments: [
        ("127.0.0.1:5000", "127.0.0.1", 5000), ("[::1]:5000", "::1", 5000), ("::1", "::1", 0), ("[::1]", "::1", 0),
        ("localhost", "localhost", 0), ("0.0.0.0:99999", nil, 0), (":80", nil, 0),
    ])
    func listenAddresses(text: String, host: String?, port: Int) {
        let parsed = ServeCommand.parse(text)
        #expect(parsed?.host == host)
        if host != nil { #expect(parsed?.port == port) }
    }
}
