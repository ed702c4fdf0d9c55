"""The urn of a secret ballot: bytes in, bytes out. Nothing here knows rows, members or pages.

Its private half lies nowhere but on the papers of its tellers, as many of them together as are
needed. See docs/decisions/secret-ballots.md for what that promises, and what not.
"""
