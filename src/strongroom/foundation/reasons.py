"""How long the reason of a change may be, which its actor gives and others read.

Not whether one is needed, nor what to say if none is given: that is of whoever asks for it.
"""

REASON_LENGTH = 500
"""Characters. Letters quote it, pages have it in their head, and installers print that of a yank on a terminal."""
