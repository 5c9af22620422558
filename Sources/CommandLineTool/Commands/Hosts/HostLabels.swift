import Vocabulary

/// Labels as arguments.
enum HostLabels {
    /// Sorted; a key that is given twice, and what is no label, is a problem.
    static func parse(_ texts: [String], _ problems: inout [Problem]) -> [Label] {
        var labels: [String: Label] = [:]
        for text in texts {
            guard let label = Label(text), Label.isSwarmValue(label.value) else {
                problems.append(HostOptions.wrong("`\(text)` is no label", Label.grammar))
                continue
            }
            if labels[label.key] != nil {
                problems.append(HostOptions.wrong("the label `\(label.key)` is given twice", "one value for each key"))
            }
            labels[label.key] = label
        }
        return labels.values.sorted()
    }
}
