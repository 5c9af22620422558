import Testing
import Vocabulary

@testable import Bundling

/// Small grammars: `.env`, template tags, `.dockerignore`, version ranges, names that look like secrets or files.
@Suite struct TextFormTests {
    @Test func environmentFile() {
        let findings = Findings()
        let text = """
            # comment
            PLAIN=a b # behind
            export HASH=a#b
            SINGLE='$x # y'
            DOUBLE="a\\nb ${PLAIN}" # c
            EMPTY=
            URL=http://${HASH}/
            MINE=developer
            """
        let values = EnvironmentFile(bytes: Array(text.utf8), file: ".env", asked: ["MINE"], findings: findings)
            .values()
        #expect(
            values.mapValues(\.value) == [
                "PLAIN": "a b", "HASH": "a#b", "SINGLE": "$x # y", "DOUBLE": "a\nb a b", "EMPTY": "",
                "URL": "http://a#b/",
            ])
        #expect(values["URL"]?.position.line == 7)
        #expect(findings.all.isEmpty)
    }

    /// What is made of an answer cannot be known while packing.
    @Test func environmentOfAnswers() {
        let findings = Findings()
        let text = "HOST=localhost\nURL=http://${HOST}/\n"
        _ = EnvironmentFile(bytes: Array(text.utf8), file: ".env", asked: ["HOST"], findings: findings).values()
        #expect(
            findings.all.map(\.line) == [
                ".env:2:1 definition.environment: `URL` is made of the answer to `HOST`, but `.env` is read while packing"
            ])
    }

    @Test(arguments: ["A B=x", "A='x", "A=\"x", "A=${B:?which}", "A=${"])
    func environmentRefuses(_ line: String) {
        let findings = Findings()
        #expect(EnvironmentFile(bytes: Array(line.utf8), file: ".env", asked: [], findings: findings).values().isEmpty)
        #expect(findings.errors.count == 1)
        #expect(findings.all.first?.position?.line == 1)
    }

    @Test func templateTags() {
        let findings = Findings()
        let tags = TemplateTags(file: "a.mustache", known: ["A", "B", "C"], findings: findings)
        let text = "{{A}} {{{ B }}} {{& A }}{{! D }}\n{{#C}}x{{.}}{{/C}}{{^C}}y{{/C}}"
        #expect(tags.check(Array(text.utf8)) == ["A", "B", "C"])
        #expect(findings.all.isEmpty)
    }

    @Test(arguments: [
        ("a\n {{X}}", "a.mustache:2:2 template.unknown-tag"), ("{{A", "a.mustache:1:1 template.open-tag"),
        ("{{#A}}x", "a.mustache:1:1 template.open-section"), ("x{{/A}}", "a.mustache:1:2 template.open-section"),
        ("{{> part}}", "a.mustache:1:1 template.not-supported"),
        ("{{=<% %>=}}", "a.mustache:1:1 template.not-supported"),
    ])
    func templateRefuses(_ text: String, _ refusal: String) throws {
        let findings = Findings()
        _ = TemplateTags(file: "a.mustache", known: ["A"], findings: findings).check(Array(text.utf8))
        let found = findings.all.map { "\($0.position.map(\.description) ?? "") \($0.code)" }
        #expect(found == [refusal])
    }

    /// The documentation's examples, and what its Go code does with the rest.
    @Test(arguments: [
        ("*/temp*", ["somedir/temporary.txt", "somedir/temp"], ["temporary.txt", "a/b/temp"]),
        ("*/*/temp*", ["a/b/temporary.txt"], ["a/temporary.txt"]),
        ("temp?", ["tempa", "tempb"], ["temp", "tempab"]),
        ("**/*.go", ["a.go", "a/b/c.go"], ["a.gox"]),
        ("/node_modules/", ["node_modules", "node_modules/a/b"], ["x/node_modules"]),
        ("*.md\n!README*.md\nREADME-secret.md", ["a.md", "README-secret.md"], ["README.md", "README-x.md"]),
        ("[a-c]x", ["ax", "cx"], ["dx"]), ("[^a]x", ["bx"], ["ax"]), ("\\*x", ["*x"], ["ax"]),
        ("# a\n\n  b  ", ["b"], ["a", "# a"]), ("a/../b", ["b"], ["a"]), ("**", ["a", "a/b"], []),
        ("a/**", ["a/b", "a/b/c"], ["a"]), ("*\n!a/b", ["a/c", "x"], ["a/b", "a/b/c"]),
    ])
    func dockerignore(_ text: String, _ ignored: [String], _ sent: [String]) throws {
        let patterns = IgnorePatterns(text)
        for path in ignored { #expect(patterns.ignores(try #require(RelativePath(path))), "\(path)") }
        for path in sent { #expect(!patterns.ignores(try #require(RelativePath(path))), "\(path)") }
    }

    @Test func versionRanges() {
        for text in [">=4.4.0 <5", "=1", "<= 2".replacing(" ", with: ""), ">20.10"] {
            #expect(!VersionRange.problem(in: text))
        }
        for text in ["", "4", "=>4", ">=", "~4", ">= 4"] { #expect(VersionRange.problem(in: text), "\(text)") }
    }

    @Test func secrets() {
        for name in ["DB_PASSWORD", "api_key", "SECRET_KEY", "AUTH_TOKEN", "MYSQL_PWD"] {
            #expect(SecretLook.isSecret(name: name, value: "x7"), "\(name)")
        }
        for name in ["DB_PASSWORD_FILE", "PORT", "TOKEN_TTL"] {
            #expect(!SecretLook.isSecret(name: name, value: "x7"), "\(name)")
        }
        #expect(!SecretLook.isSecret(name: "ALLOW_EMPTY_PASSWORD", value: "yes"))
        #expect(!SecretLook.isSecret(name: "PASSWORD", value: ""))
    }

    @Test func fileNames() {
        for path in ["/etc/nginx/nginx.conf", "/a/cert.pem", "/etc/passwd", "./a.sql"] {
            #expect(SourceClassification.looksLikeFile(path), "\(path)")
        }
        for path in ["/etc/nginx/conf.d", "/data", "/var/lib/x-1.2", "/home/.ssh", "./bdd/data"] {
            #expect(!SourceClassification.looksLikeFile(path), "\(path)")
        }
    }
}
