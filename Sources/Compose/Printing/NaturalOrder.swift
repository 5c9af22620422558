/// The order of keys in YAML: `a2` before `a10`, other signs before letters: go-yaml v3, `sorter.go`.
enum NaturalOrder {
    static func isBefore(_ left: String, _ right: String) -> Bool {
        let first = Array(left.unicodeScalars)
        let second = Array(right.unicodeScalars)
        var afterDigit = false
        for index in 0..<min(first.count, second.count) {
            let (a, b) = (first[index], second[index])
            if a == b {
                afterDigit = isDigit(a)
                continue
            }
            switch (a.properties.isAlphabetic, b.properties.isAlphabetic) {
            case (true, true): return a < b
            case (let isLetter, let other) where isLetter || other: return afterDigit ? isLetter : other
            default: break
            }
            let (one, end) = number(first, index, leading: a, b)
            let (two, otherEnd) = number(second, index, leading: a, b, before: first)
            if one != two { return one < two }
            return end != otherEnd ? end < otherEnd : a < b
        }
        return first.count < second.count
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.numericType == .decimal }

    /// The number whose digits begin at `index`, and where it ends. Zeros count only behind other digits.
    private static func number(
        _ text: [Unicode.Scalar], _ index: Int, leading a: Unicode.Scalar, _ b: Unicode.Scalar,
        before: [Unicode.Scalar]? = nil
    ) -> (Int64, Int) {
        var value: Int64 = 0
        if a == "0" || b == "0" {
            let digits = (before ?? text)[..<index].reversed().prefix(while: isDigit)
            if digits.contains(where: { $0 != "0" }) { value = 1 }
        }
        var end = index
        while end < text.count, isDigit(text[end]) {
            // Wraps around where it is too long, as there.
            value = value &* 10 &+ (Int64(text[end].value) &- 48)
            end += 1
        }
        return (value, end)
    }
}
