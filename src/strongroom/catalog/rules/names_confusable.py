"""Names that the eye takes for each other have one key.

Source: PyPI compares the names of new projects in this form, which it calls ultranormalized.
"""

from strongroom.foundation.names import NormalizedName

_SAME_TO_THE_EYE = str.maketrans({"-": "", "l": "1", "i": "1", "o": "0"})


def confusable_key(name: NormalizedName) -> str:
    """Return the name without separators, with `l` and `i` as `1`, and `o` as `0`.

    The column `Project.confusable_key` holds the same, made by the database.
    """
    return name.translate(_SAME_TO_THE_EYE)
