"""Mail that is certain: written in the transaction that causes it, delivered afterwards.

Duty: keep each message until a mail server has taken it. A crash can neither lose a
message nor send one about something that was rolled back; a crash between delivery
and its mark may deliver twice.
"""
