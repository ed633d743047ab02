"""The HTTP server of the read path: one process, one loop, many connections (ADR 10).

It recognizes one strict shape of request and answers it by the handlers of `interfaces.simple`.
A connection that asks for anything else is handed over, with the bytes already read, to a second
lane that knows all of HTTP; it comes back when it is kept alive.
"""
