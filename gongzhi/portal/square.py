"""A way that a phone can scan from paper or from another screen: a QR code drawn as one path, without a file."""

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode


def square(text: str) -> dict[str, str | int]:
    """The code as an SVG path of unit squares, and how many of them a side has with its margin."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=2)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return {"path": path, "side": len(rows)}
