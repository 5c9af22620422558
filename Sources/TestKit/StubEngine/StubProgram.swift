/// What a command would do: as much of a shell as tests need. It knows `echo`, `true`, `false`, `exit`, `cat`, `sleep`, `sh -c`, `;`, `&&`, `>&2` and `>`; anything else is a server that runs until it is stopped.
struct StubProgram: Sendable {
    struct Line: Sendable {
        var source: UInt8
        var text: String
    }
    private(set) var output: [Line] = []
    private(set) var written: [(String, String)] = []
    /// `nil`: it runs.
    private(set) var exitCode: Int?
    /// It gives back what comes in.
    private(set) var echoesInput = false
    /// The program does not exist, as far as can be known.
    private(set) var unknown: String?

    /// Runs a command; `files` reads a text file of the container.
    mutating func run(_ command: [String], files: (String) -> String? = { _ in nil }) {
        guard let name = command.first?.split(separator: "/").last.map(String.init) else {
            exitCode = 0
            return
        }
        if name == "busybox" { return run(Array(command.dropFirst()), files: files) }
        if ["sh", "bash", "ash"].contains(name) {
            if command.count >= 3, command[1] == "-c" { return shell(command[2], files) }
            // A shell without a terminal reads an empty input and ends.
            exitCode = 0
            echoesInput = false
            return
        }
        simple(command, files)
        if !runs, exitCode == nil { exitCode = 0 }
    }
    private var runs = false

    private mutating func shell(_ text: String, _ files: (String) -> String?) {
        for statement in Self.statements(text) {
            var last = 0
            for command in statement {
                exitCode = nil
                simple(command, files)
                if runs { return exitCode = nil }
                last = exitCode ?? 0
                if hasExited || last != 0 { break }
            }
            exitCode = last
            if hasExited { return }
        }
        if exitCode == nil { exitCode = 0 }
    }
    private var hasExited = false

    private mutating func simple(_ words: [String], _ files: (String) -> String?) {
        var words = words
        var source: UInt8 = 1
        var target: String?
        if let index = words.firstIndex(where: { $0 == ">&2" || $0 == "1>&2" }) {
            words.remove(at: index)
            source = 2
        }
        if let index = words.firstIndex(of: ">"), index + 1 < words.count {
            target = words[index + 1]
            words.removeSubrange(index...(index + 1))
        }
        guard let name = words.first?.split(separator: "/").last.map(String.init) else { return }
        switch name {
        case "true", ":", "set", "trap": exitCode = 0
        case "false": exitCode = 1
        case "exit":
            exitCode = words.count > 1 ? Int(words[1]) ?? 2 : 0
            hasExited = true
        case "echo":
            let text = words.dropFirst().joined(separator: " ")
            if let target {
                written.append((target, text + "\n"))
            } else {
                output.append(Line(source: source, text: text))
            }
            exitCode = 0
        case "cat":
            if words.count == 1 {
                echoesInput = true
            } else if let text = files(words[1]) {
                for line in text.split(separator: "\n") { output.append(Line(source: source, text: String(line))) }
            } else {
                output.append(Line(source: 2, text: "cat: can't open '\(words[1])': No such file or directory"))
                exitCode = 1
                return
            }
            exitCode = 0
        case "exec", "busybox": simple(Array(words.dropFirst()), files)
        default:
            if name.hasPrefix("no-such") { unknown = words[0] }
            runs = true
        }
    }

    /// Statements of commands that stand behind each other with `&&`, in words; quotes keep words together.
    private static func statements(_ text: String) -> [[[String]]] {
        var result: [[[String]]] = [[[]]]
        var word = ""
        var hasWord = false
        var quote: Character?
        let add = { (target: inout [[[String]]]) in
            if hasWord { target[target.count - 1][target[target.count - 1].count - 1].append(word) }
            word = ""
            hasWord = false
        }
        for character in text {
            if let open = quote {
                if character == open { quote = nil } else { word.append(character) }
                continue
            }
            switch character {
            case "'", "\"":
                quote = character
                hasWord = true
            case " ", "\t": add(&result)
            case ";", "\n":
                add(&result)
                result.append([[]])
            default:
                word.append(character)
                hasWord = true
                if word == "&&" {
                    word = ""
                    hasWord = false
                    result[result.count - 1].append([])
                }
            }
        }
        add(&result)
        return result.map { $0.filter { !$0.isEmpty } }.filter { !$0.isEmpty }
    }
}
