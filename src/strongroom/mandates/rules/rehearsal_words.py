"""When a mandate is rehearsed, in words: the same at the desk, on the pages of the rules, and on the command line."""

from collections.abc import Collection


def rehearsal_words(days_before: Collection[int]) -> str:
    """Return how long before a deadline its rehearsals are, the first one first: "14, 7 and 1 days"; empty if there are none."""
    *others, last = [str(days) for days in sorted(set(days_before), reverse=True)] or [""]
    if not last:
        return ""
    unit = "day" if (others, last) == ([], "1") else "days"
    return f"{' and '.join(filter(None, (', '.join(others), last)))} {unit}"
