"""Bytes of `beacons` to records and back."""

from typing import Final

import msgspec

from schemas.records.beacons import Record

_DECODER: Final[msgspec.json.Decoder[Record]] = msgspec.json.Decoder(Record)
_ENCODER: Final = msgspec.json.Encoder()


def decode_beacon(value: bytes | None) -> Record | None:
    """The record, or None when the bytes are none (a broken writer; never a visitor's doing)."""
    if value is None:
        return None
    try:
        return _DECODER.decode(value)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return None


def encode(record: msgspec.Struct) -> bytes:
    return _ENCODER.encode(record)
