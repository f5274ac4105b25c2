// "Did you mean": the known word nearest to a mistyped one.

/// The word of `known` nearest to `word`, or nil if none is near: at most two edits or a third of the word's length,
/// and at least two letters right once it takes two edits. Letter case is ignored; the first of equals wins.
///
/// An edit is a letter inserted, removed, changed, or two neighbours swapped (Damerau 1964, restricted form).
package func nearest(_ word: String, in known: [String]) -> String? {
    let letters = Array(word.lowercased().unicodeScalars.prefix(65))
    guard (1...64).contains(letters.count) else { return nil }
    var best: (word: String, distance: Int)?
    for candidate in known {
        let distance = edits(from: letters, to: Array(candidate.lowercased().unicodeScalars))
        guard distance <= max(2, letters.count / 3), distance <= 1 || distance < letters.count - 1 else { continue }
        if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
    }
    return best?.word
}

/// Edits between two words: the optimal string alignment distance, by rows.
private func edits(from source: [Unicode.Scalar], to target: [Unicode.Scalar]) -> Int {
    var beforeLast = [Int](repeating: 0, count: target.count + 1)
    var last = Array(0...target.count)
    for (row, letter) in source.enumerated() {
        var current = [row + 1]
        for (column, other) in target.enumerated() {
            let same = letter == other ? 0 : 1
            var cost = min(last[column] + same, last[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, letter == target[column - 1], source[row - 1] == other {
                cost = min(cost, beforeLast[column - 1] + 1)
            }
            current.append(cost)
        }
        beforeLast = last
        last = current
    }
    return last[target.count]
}
