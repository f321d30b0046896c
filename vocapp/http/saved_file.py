"""The response that hands out an attachment: a file to save, which no browser runs or guesses the type of.

The name in the response is ours. The sender's own is in the link, where the browser takes it as a name only.
"""

from litestar import Response


def attachment_response(content: bytes, number: int) -> Response[bytes]:
    """Returns an attachment as octets, whatever its sender calls it."""
    return Response(
        content,
        media_type="application/octet-stream",
        headers={
            "content-disposition": f'attachment; filename="attachment-{number}"',
            "x-content-type-options": "nosniff",
            "content-security-policy": "default-src 'none'; sandbox",
            "cross-origin-resource-policy": "same-origin",
        },
    )
