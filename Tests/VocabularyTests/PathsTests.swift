import Testing
import Vocabulary

@Suite struct PathsTests {
    @Test(arguments: [
        ("a", "a"), ("./a//b/", "a/b"), ("a/../b", "b"), ("a/./b/../c", "a/c"), ("..a/b..", "..a/b.."),
    ])
    func relativePathsHaveOneForm(text: String, form: String) { #expect(RelativePath(text)?.rawValue == form) }

    @Test(arguments: ["", ".", "/a", "..", "../a", "a/../..", "a/../../b", "a\u{0}b"])
    func relativePathsNeverLeadOut(text: String) { #expect(RelativePath(text) == nil) }

    @Test func documentsHoldOnlyTheCanonicalForm() throws {
        #expect(throws: DecodingError.self) {
            try CanonicalJSON.decode([RelativePath].self, from: Array(#"["a/../b"]"#.utf8))
        }
        #expect(try CanonicalJSON.decode([RelativePath].self, from: Array(#"["a/b"]"#.utf8)).map(\.rawValue) == ["a/b"])
    }

    @Test func absolutePathsResolveAsText() throws {
        let base = try #require(AbsolutePath("/srv/app"))
        #expect(AbsolutePath("/a//b/../c/.")?.rawValue == "/a/c")
        #expect(AbsolutePath("a") == nil)
        #expect(AbsolutePath("x", relativeTo: base).rawValue == "/srv/app/x")
        #expect(AbsolutePath("../x", relativeTo: base).rawValue == "/srv/x")
        #expect(AbsolutePath("/x", relativeTo: base).rawValue == "/x")
        #expect(base.appending("../../..").rawValue == "/")
        #expect(base.parent.rawValue == "/srv")
        #expect(base.lastComponent == "app")
        #expect(base.below(.root)?.rawValue == "srv/app")
        #expect(AbsolutePath("/srv/application")?.below(base) == nil)
        #expect(base.below(base) == nil)
    }

    @Test func aFolderHoldsItselfAndWhatIsBelow() throws {
        let folder = try #require(RelativePath("a/b"))
        #expect(try #require(RelativePath("a/b/c")).isAtOrBelow(folder))
        #expect(folder.isAtOrBelow(folder))
        #expect(try !#require(RelativePath("a/bc")).isAtOrBelow(folder))
    }
}
