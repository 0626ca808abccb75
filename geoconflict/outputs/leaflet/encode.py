"""The page's data, packed: JSON, deflated, base64; text no browser or template can misread."""

from __future__ import annotations

import base64
import json
import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geoconflict.outputs.leaflet.payload import Payload

# Longest line of a block: editors and diff tools choke on one line of a megabyte.
_LINE = 20_000


def encode_block(value: Any) -> str:
    """Return a JSON value as base64 of raw deflate, in lines; the page's script reads it back."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    packer = zlib.compressobj(level=9, wbits=-15)
    packed = packer.compress(text.encode("ascii")) + packer.flush()
    coded = base64.b64encode(packed).decode("ascii")
    return "\n".join(coded[start : start + _LINE] for start in range(0, len(coded), _LINE))


def encode_payload(payload: Payload) -> Mapping[str, str]:
    """Return block name -> packed text: "data", "basemap", "text-0", "text-1" ..."""
    blocks = {"data": encode_block(payload.data), "basemap": encode_block(payload.basemap)}
    for index, chunk in enumerate(payload.texts):
        blocks[f"text-{index}"] = encode_block(chunk)
    return blocks


def encode_line(positions: Iterable[tuple[float, float]], *, scale: int) -> list[int]:
    """Return positions as one flat list of whole-number steps, x and y in turn.

    Parameters
    ----------
    positions
        (lon, lat) in degrees.
    scale
        Steps per degree: 1000 keeps about 110 m, 100000 about 1 m.

    Returns
    -------
    steps
        First position as it is, then the difference to the one before; positions that round to
        the one before are left out. Empty for no positions.
    """
    steps: list[int] = []
    last_x = last_y = 0
    for lon, lat, *_ in positions:
        x, y = round(lon * scale), round(lat * scale)
        if not steps or x != last_x or y != last_y:
            steps += (x - last_x, y - last_y)
            last_x, last_y = x, y
    return steps
