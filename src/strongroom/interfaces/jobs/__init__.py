"""Background work: what runs by itself, how often, and the loop that runs it.

There is no queue. Each job finds what is due in the tables themselves (the outbox, the
journal, the log segments, the calendar), so a job that dies in the middle is done by the
next round (ADR 6).
"""
