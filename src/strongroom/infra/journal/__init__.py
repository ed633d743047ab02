"""The append-only record of every change: who, what, why, when, and the index serial.

Duty: give each change its serial, in commit order, in the transaction that makes the
change. Later readers (prepared pages, mirrors, people) ask for "everything after N".
Nothing here is ever updated or deleted, but for one thing: from where and with what a fact
was recorded (`origins`) is forgotten after 90 days.
"""
