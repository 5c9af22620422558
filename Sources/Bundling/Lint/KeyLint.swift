import Vocabulary

/// Private keys among the files that travel: they would be the same at every customer.
struct KeyLint {
    let definition: Definition

    /// Keys are small; what is larger is not looked into.
    private static let largestKey: Int64 = 64 << 10

    func problems() -> [Problem] {
        definition.files.compactMap { file -> Problem? in
            guard case .file(let size) = file.kind, size <= Self.largestKey, let source = source(of: file) else {
                return nil
            }
            do throws(Problem) {
                guard SecretLook.isPrivateKey(try definition.read(file.path)) else { return nil }
            } catch {
                return nil  // it was there a moment ago; packing says so if it is still gone
            }
            return .lint(
                "lint.private-key", .warning, at: source.position,
                "`\(file.path)` is a private key, which travels in the bundle in clear",
                consequence: "it would be the same at every customer",
                hint: "ask for it with a question of type `multiline`, and write it with a template")
        }
    }

    private func source(of file: DefinitionFile) -> BindSourceUse? {
        definition.sources.first { source in
            if case .configuration(let path) = source.kind { file.path.isAtOrBelow(path) } else { false }
        }
    }
}
