"""The code on a printed plan, as letters and as a square that a telephone's camera reads."""

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

GROUP = 4
QUIET = 4  # what stays white around it, in its own squares, or cameras do not find it
INK = "#000"


def spelled(code: str) -> str:
    """`7K3M-9PQR-2XYZ`."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def square(code: str) -> SafeString:
    """A QR code: the address at which whoever works with the household brings the paper back. To others it is a locked door."""
    return drawn(settings.SERVICE_ADDRESS + reverse("web:papers-one", args=[code]), css="code__square", scale=3)


def drawn(text: str, *, css: str, scale: int) -> SafeString:
    """A QR code of any text, each of its squares so many pixels wide."""
    rows = segno.make(text, error="m", micro=False).matrix
    size = len(rows) + 2 * QUIET
    path = "".join(
        f"M{column + QUIET} {row + QUIET}h1v1h-1z"
        for row, cells in enumerate(rows)
        for column, dark in enumerate(cells)
        if dark
    )
    return format_html(
        '<svg class="{css}" viewBox="0 0 {size} {size}" width="{wide}" height="{wide}" aria-hidden="true"'
        ' focusable="false"><rect width="{size}" height="{size}" fill="#fff"/><path d="{path}" fill="{ink}"/></svg>',
        css=css,
        size=size,
        wide=size * scale,
        path=path,
        ink=INK,
    )
