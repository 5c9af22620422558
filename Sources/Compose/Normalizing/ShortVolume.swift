/// `SOURCE:TARGET:OPTIONS`, the short form of a mount: compose-go, `format/volume.go`.
struct ShortVolume {
    var source: String?
    var target: String?
    var readOnly = false
    var noCopy = false
    var propagation: String?
    var selinux: String?
    var isBind = false

    struct Malformed: Error { var reason: String }

    static let propagations: Set<Substring> = ["rprivate", "private", "rshared", "shared", "rslave", "slave"]

    init(parsing text: String) throws(Malformed) {
        guard !text.isEmpty else { throw Malformed(reason: "it is empty") }
        if text.utf8.count <= 2 {
            target = text
            return
        }
        let sections = Self.sections(text)
        for (number, section) in sections.enumerated() {
            guard !section.isEmpty else { throw Malformed(reason: "there is nothing between two colons") }
            let isLast = number == sections.count - 1
            if source == nil, isLast {
                target = section
            } else if source == nil {
                source = section
            } else if target == nil {
                target = section
            } else if !isLast {
                throw Malformed(reason: "there are too many colons")
            } else {
                for option in section.split(separator: ",", omittingEmptySubsequences: false) {
                    switch option {
                    case "ro": readOnly = true
                    case "rw": readOnly = false
                    case "nocopy": noCopy = true
                    case "z", "Z": selinux = String(option)
                    default: if Self.propagations.contains(option) { propagation = String(option) }
                    }
                }
            }
        }
        isBind = source.map(Self.isPath) ?? false
    }

    /// Parts between colons; those in `${…}` and after a drive letter do not count.
    private static func sections(_ text: String) -> [String] {
        var sections: [String] = []
        var current = ""
        var variables = 0
        let characters = Array(text)
        for (index, character) in characters.enumerated() {
            if character == "$", index + 1 < characters.count, characters[index + 1] == "{" {
                variables += 1
                current.append(character)
            } else if character == "}", variables > 0 {
                variables -= 1
                current.append(character)
            } else if character == ":", variables == 0, !(current.count == 1 && current.first?.isLetter == true) {
                sections.append(current)
                current = ""
            } else {
                current.append(character)
            }
        }
        return sections + [current]
    }

    static func isPath(_ source: String) -> Bool {
        guard let first = source.first else { return false }
        if ".,/~".contains(first), first != "," { return true }
        if source.hasPrefix("\\\\") { return true }
        return first.isLetter && source.dropFirst().first == ":"
    }
}
