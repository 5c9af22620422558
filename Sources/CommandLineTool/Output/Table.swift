/// Columns of text under a head, as wide as their widest cell, two spaces apart.
struct Table: Sendable {
    var head: [String]
    var rows: [[String]]

    init(_ head: String..., rows: [[String]]) { self.init(head, rows: rows) }

    init(_ head: [String], rows: [[String]]) {
        self.head = head
        self.rows = rows
    }

    var text: String {
        let all = [head] + rows
        let widths = head.indices.map { column in all.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return all.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                line += Printable.text(cell)
                if column < row.count - 1 { line += String(repeating: " ", count: widths[column] - cell.count + 2) }
            }
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }
}
