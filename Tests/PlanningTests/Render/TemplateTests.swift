import Testing
import Vocabulary

@testable import Planning

@Suite struct TemplateTests {
    static let values = ["NAME": "a <b> & \"c\"", "ON": "true", "OFF": "false", "EMPTY": ""]

    static func render(_ text: String) -> Result<String, Problems> {
        TemplateText(file: .at("config/site.conf.mustache"), text: text).rendered(with: values)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [
        ("plain { text } $x", "plain { text } $x"),
        ("name={{NAME}};", "name=a <b> & \"c\";"),
        ("{{ NAME }}{{{NAME}}}{{&NAME}}", "a <b> & \"c\"a <b> & \"c\"a <b> & \"c\""),
        ("{{#ON}}yes{{/ON}}{{#OFF}}no{{/OFF}}{{#EMPTY}}no{{/EMPTY}}", "yes"),
        ("{{^ON}}no{{/ON}}{{^OFF}}yes{{/OFF}}{{^EMPTY}}yes{{/EMPTY}}", "yesyes"),
        ("a\n{{#ON}}\nb\n{{/ON}}\nc\n", "a\nb\nc\n"),
        ("{{! a comment }}x", "x"),
        ("{{=<% %>=}}<%NAME%> {{NAME}}", "a <b> & \"c\" {{NAME}}"),
        ("{{#ON}}{{NAME}}{{/ON}}", "a <b> & \"c\""),
        ("", ""),
    ])
    func rendered(text: String, expected: String) throws {
        #expect(try Self.render(text).get() == expected)
    }

    @Test(arguments: [
        (
            "a\n  {{NAM}}", "config/site.conf.mustache:2:3",
            "no question and no variable of the definition is called `NAM`"
        ),
        ("{{NAME", "config/site.conf.mustache:1:1", "a tag is not closed"),
        ("x{{#ON}}", "config/site.conf.mustache:1:2", "the section `ON` is not closed"),
        ("{{/ON}}", "config/site.conf.mustache:1:1", "the section `ON` is closed but was not opened"),
        ("{{#ON}}{{/OFF}}", "config/site.conf.mustache:1:8", "the section `OFF` is closed inside `ON`"),
        ("{{>other}}", "config/site.conf.mustache:1:1", "the tag `{{>other}}` is not supported"),
        (
            "{{NAME.first}}", "config/site.conf.mustache:1:1",
            "no question and no variable of the definition is called `NAME.first`"
        ),
        ("{{.}}", "config/site.conf.mustache:1:1", "no question and no variable of the definition is called `.`"),
        ("{{=x=}}", "config/site.conf.mustache:1:1", "the delimiters cannot be read"),
    ])
    func refused(text: String, place: String, what: String) throws {
        guard case .failure(let problems) = Self.render(text) else {
            Issue.record("\(text) was taken")
            return
        }
        #expect(problems.all.count == 1)
        #expect(problems.all[0].position?.description == place)
        #expect(problems.all[0].message == "cannot render the template config/site.conf.mustache: \(what)")
        #expect(problems.all[0].code == "render.template")
    }

    @Test func allAtOnce() {
        guard case .failure(let problems) = Self.render("{{X}}\n{{Y}}\n{{NAME}}") else {
            Issue.record("it was taken")
            return
        }
        #expect(problems.all.map { $0.position?.line } == [1, 2])
    }
}
