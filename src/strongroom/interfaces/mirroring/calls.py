"""XML-RPC calls and answers as bytes.

The standard library marshals; only the parser is set up here, because it must refuse every document type
declaration: without one there are no entities, which is what XML bombs and thefts of files are made of.

Source: the XML-RPC specification; OWASP, "XML External Entity Prevention".
"""

from typing import Any, NoReturn
from xml.parsers.expat import ExpatError, ParserCreate
from xmlrpc.client import Error, Fault, Unmarshaller, dumps

from strongroom.foundation.errors import Refusal

APPLICATION_ERROR, PARSE_ERROR = -32500, -32700
"""Fault codes, of "Specification for Fault Code Interoperability"."""

_MALFORMED = (ExpatError, Error, ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
"""What parser and unmarshaller raise at documents that are no call: they trust what they read."""


class CallUnreadable(Refusal):
    """The body is no XML-RPC call."""

    code = "call_unreadable"


def read_call(body: bytes) -> tuple[str, tuple[Any, ...]]:
    """Return the method that is called and the parameters.

    Raises:
        CallUnreadable: if the body is no call, or declares a document type.
    """
    call = Unmarshaller()
    call.xml("", None)  # no encoding: the parser has decoded
    parser = ParserCreate()
    parser.StartElementHandler = call.start
    parser.EndElementHandler = call.end
    parser.CharacterDataHandler = call.data
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(body, True)
        parameters = call.close()
    except _MALFORMED as error:
        raise CallUnreadable("The request is not a well-formed XML-RPC call.") from error
    method = call.getmethodname()
    if method is None:
        raise CallUnreadable("The request names no method.")
    return method, parameters


def write_answer(value: Any) -> bytes:
    """Return the answer that holds a value of lists, dictionaries, texts, whole numbers and None."""
    return dumps((value,), methodresponse=True, allow_none=True).encode()


def write_fault(code: int, text: str) -> bytes:
    """Return the answer that says why there is no value."""
    return dumps(Fault(code, text), methodresponse=True).encode()


def _refuse_doctype(*_declared: object) -> NoReturn:
    raise CallUnreadable("A document type declaration is not allowed.")
