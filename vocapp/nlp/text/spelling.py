"""Is one word the other, misspelled? Pure."""


def is_misspelling(word: str, other: str, edits: int = 1) -> bool:
    """At most so many letters added, left out, replaced or swapped with the next (optimal string alignment)."""
    if abs(len(word) - len(other)) > edits:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(word, 1):
        earlier, before, row = before, row, [at]
        for there, opposite in enumerate(other, 1):
            same = letter == opposite
            cost = min(before[there] + 1, row[-1] + 1, before[there - 1] + (not same))
            if at > 1 and there > 1 and letter == other[there - 2] and word[at - 2] == opposite:
                cost = min(cost, earlier[there - 2] + 1)
            row.append(cost)
        if min(row) > edits:
            return False
    return row[-1] <= edits
