"""API tokens: issued, recognized, told of before they expire, revoked when they leak."""
