"""Pictures that somebody sent are never given out as they came: each is drawn anew, without what a camera wrote beside it."""

import io
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

from casework.enums import FileType
from casework.exceptions import Unfit
from casework.file_states import FileRefusal

# A phone's largest, 48 million points, and a page at 600 points an inch, 35 million; each takes four bytes of memory.
MOST_POINTS = 50_000_000
# A JPEG is drawn smaller while it is read, to no less than this: a page still has 250 points an inch.
FINE_ENOUGH = (3000, 3000)
FORMATS = {FileType.JPEG: "JPEG", FileType.PNG: "PNG", FileType.WEBP: "WEBP"}
MODES = {FileType.JPEG: ("L", "RGB"), FileType.PNG: ("L", "LA", "RGB", "RGBA"), FileType.WEBP: ("RGB", "RGBA")}
QUALITY = 88  # of JPEG and WebP; a PNG has none, and passes over it
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)  # Pillow's own limits are wider than ours
BROKEN = (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, OverflowError, MemoryError)


def measure(file: IO[bytes], kind: FileType) -> None:
    """Insist that it is a picture of this kind and not too large; reads its head, and draws nothing. Raises Unfit."""
    file.seek(0)
    _opened(file, kind)  # never closed: that would close the file


def redraw(file: IO[bytes], kind: FileType) -> bytes:
    """The same picture of the same kind, the right way up, and nothing else: no place, no camera, no hidden tail.

    Raises Unfit for what cannot be drawn.
    """
    file.seek(0)
    image = _opened(file, kind)
    try:
        image.draft(None, FINE_ENOUGH)
        drawn = ImageOps.exif_transpose(image)
        if drawn.mode not in MODES[kind]:
            drawn = drawn.convert(_mode_for(drawn, kind))
        fresh = Image.frombytes(drawn.mode, drawn.size, drawn.tobytes())
        written = io.BytesIO()
        fresh.save(written, FORMATS[kind], quality=QUALITY)
    except BROKEN as error:
        raise Unfit(FileRefusal.DAMAGED) from error
    return written.getvalue()


def _opened(file: IO[bytes], kind: FileType) -> Image.Image:
    try:
        image = Image.open(file, formats=(FORMATS[kind],))
    except BOMBS as error:
        raise Unfit(FileRefusal.TOO_LARGE) from error
    except (UnidentifiedImageError, *BROKEN) as error:
        raise Unfit(FileRefusal.DAMAGED) from error
    if image.width * image.height > MOST_POINTS:
        raise Unfit(FileRefusal.TOO_LARGE)
    return image


def _mode_for(image: Image.Image, kind: FileType) -> str:
    if kind == FileType.PNG and (image.mode == "1" or image.mode.startswith("I")):
        return "L"  # scans in black and white, or in very fine greys
    is_see_through = "A" in image.mode or "transparency" in image.info
    return "RGBA" if is_see_through and kind != FileType.JPEG else "RGB"
