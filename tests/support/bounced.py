"""What a mail server writes when it cannot deliver what it took."""

RECIPIENT = "ada@people.example"
NO_MAILBOX = "550 5.1.1 no such mailbox"


def report_about(message_id: str, *, action: str = "failed", returned: str = "text/rfc822-headers") -> bytes:
    """Return what a mail server writes when it cannot deliver what it took (RFC 3464)."""
    inner = {
        "text/rfc822-headers": f"Content-Type: text/rfc822-headers\n\nSubject: News\nMessage-ID: {message_id}\n",
        "message/rfc822": f"Content-Type: message/rfc822\n\nSubject: News\nMessage-ID: {message_id}\n\nSomething.\n",
    }
    return (
        "From: MAILER-DAEMON@mx.example\nTo: index@index.example\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\n\n'
        "--x\nContent-Type: text/plain\n\nSorry.\n"
        "--x\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; {RECIPIENT}\nAction: {action}\nStatus: 5.1.1\nDiagnostic-Code: smtp; {NO_MAILBOX}\n\n"
        f"--x\n{inner[returned]}--x--\n"
    ).encode()
