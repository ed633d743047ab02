"""How a request is refused before anybody looks at what it carries."""

from strongroom.foundation.errors import Refusal


class QueryUnreadable(Refusal):
    """The address of the request is no text."""

    code = "query_unreadable"


class TlsRequired(Refusal):
    """The request came over plain HTTP, and the index is reached by https."""

    code = "tls_required"
