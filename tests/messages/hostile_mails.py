"""Hostile mails, each of an allowed size: what people or programs have sent to make readers of mail hang or burst."""

from collections.abc import Iterator

_REPORT = "multipart/report; boundary=B; report-type="


def hostile_mails(size: int) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each mail, of nearly `size` bytes."""
    for name, piece in _HTML.items():
        yield f"html {name}", _filled(size, "Content-Type: text/html; charset=utf-8\n\n", piece)
    for name, piece in _PLAIN.items():
        yield f"plain {name}", _filled(size, "Content-Type: text/plain; charset=utf-8\n\n", piece)
    for label in (
        "punycode",
        "idna",
        "unicode_escape",
        "utf-7",
        "utf-32",
        "hz",
        "iso-2022-jp",
        "rot13",
        "zlib",
        "x" * 5000,
    ):
        yield f"charset {label[:9]}", _filled(size, f"Content-Type: text/plain; charset={label}\n\n", "a-+AA~{\\x41")
    for name, (head, piece) in _HEADERS.items():
        yield f"header {name}", _filled(size, head, piece, "\n\nbody")
    for name, (head, piece) in _PARTS.items():
        yield f"parts {name}", _filled(size, head, piece)


def _filled(size: int, head: str, piece: str, end: str = "") -> bytes:
    body = piece * ((size - len(head) - len(end) - 300) // len(piece.encode()))
    return (head + body + end).encode()


_HTML = {
    "open tags": "<a ",
    "deep": "<div>",
    "quotes": "<blockquote>x",
    "ampersands": "&",
    "less than": "<",
    "comments": "<!--",
    "marked sections": "<![",
    "styles": '<p style="display        :',
    "attributes": "x=1 ",
    "tables": "<table><tr><td>",
    "formatting": "<b><i><u><font>",
}
_PLAIN = {
    "quotes": "> x\n",
    "attributions": "On Mon 12:30 2026 <a@b.example> wrote:\nx\n",
    "wrote": "On a wrote ",
    "one line": "x",
    "headers": "From: a@b.example\nTo: y\n",
    "signatures": "--\n",
    "phones": "Sent from x\n\n\n",
    "requests": "please stop sending me these ",
    "unsubscribe": "unsubscribe from of all any ",
    "blank lines": "\n",
    "carriage returns": "\r",
    "accents": "e\u0301\u0301\u0301",
    "arabic": "لا اريد ",
}
_HEADERS = {
    "encoded words": ("Subject: ", "=?utf-8?q?a?= "),
    "broken words": ("Subject: ", "=?"),
    "base64 words": ("Subject: ", "=?punycode?b?YS1h?="),
    "folded": ("Subject: a\n", " b\n"),
    "many": ("", "X-A: y\n"),
    "parameters": ("Content-Type: text/plain; ", 'a="b'),
    "continued": ("Content-Type: text/plain; ", "a*0=b;"),
    "our address": ("To: ", "reply+"),
    "boundary": ("Content-Type: multipart/mixed; boundary=", "a"),
}
_PARTS = {
    "many": ("Content-Type: multipart/mixed; boundary=B\n\n", "--B\n\nx\n"),
    "nested": ("", "Content-Type: multipart/mixed; boundary=B\n\n--B\n"),
    "nested mails": ("", "Content-Type: message/rfc822\n\n"),
    "delivery reports": (
        f"Content-Type: {_REPORT}delivery-status\n\n--B\nContent-Type: message/delivery-status\n\n",
        "Action: failed\nStatus: 5.1.1\n\n",
    ),
    "diagnostics": (
        f"Content-Type: {_REPORT}delivery-status\n\n--B\nContent-Type: message/delivery-status\n\nA: b\n\n"
        "Action: failed\nDiagnostic-Code: ",
        "user ",
    ),
    "feedback": (
        f"Content-Type: {_REPORT}feedback-report\n\n--B\nContent-Type: message/feedback-report\n\n",
        "Feedback-Type:\n",
    ),
    "base64": ("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n", "QUFB"),
    "quoted": ("Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n", "=41=\n"),
    "uuencoded": ("Content-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n", "M"),
    "old reports": ("From: MAILER-DAEMON@x.example\n\n", "550 5.1.1 user unknown <a@b.example>\n"),
}
