import Testing
import Vocabulary

@testable import CommandLineTool

struct OutputTests {
    @Test func jsonKeepsItsOrderAndEscapes() {
        let document = JSON.document("valise.test.v1", ["b": [1, true, nil], "a": "quote \" \u{1B} \n", "c": [:]])
        #expect(
            document.line
                == #"{"schema":"valise.test.v1","b":[1,true,null],"a":"quote \" \u001b \n","c":{}}"# + "\n")
        #expect(
            document.pretty == """
                {
                  "schema": "valise.test.v1",
                  "b": [
                    1,
                    true,
                    null
                  ],
                  "a": "quote \\" \\u001b \\n",
                  "c": {}
                }

                """)
    }

    @Test func tablesAlign() {
        #expect(
            Table("NAME", "STATE", rows: [["web", "running"], ["database", ""]]).text == """
                NAME      STATE
                web       running
                database

                """)
    }

    @Test(arguments: [(0, "0 s"), (59, "59 s"), (60, "1 min"), (80, "1 min 20 s"), (7500, "2 h 5 min"), (-3, "0 s")])
    func durations(seconds: Int, text: String) {
        #expect(DurationText.of(seconds: seconds) == text)
    }
}
