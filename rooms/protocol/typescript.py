"""The messages as TypeScript, for the room's script; ``manage.py generate_protocol`` writes them to its file."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import inspect as shape

from rooms.protocol import asked, led, said, shown, words
from rooms.protocol.errors import CLOSINGS, Refused, Unreadable
from rooms.protocol.messages import SUBPROTOCOL, AnyCommand, FromBrowser, FromServer

PARTS = (words, asked, led, shown, said)
HEAD = """// Generated from rooms/protocol/messages.py by `manage.py generate_protocol`. Do not edit.
"""


def typescript() -> str:
    """The whole file."""
    return "\n".join([HEAD, *_constants(), *_types(), ""])


def _constants() -> Iterator[str]:
    yield f'export const SUBPROTOCOL = "{SUBPROTOCOL}";'
    yield ""
    yield "/** Why the server closes: code of `closing` to WebSocket close code. */"
    yield "export const CLOSE_CODES = {"
    yield from (f"  {code}: {reason.close_code}," for code, reason in CLOSINGS.items())
    yield "} as const;"
    yield "export type ClosingCode = keyof typeof CLOSE_CODES;"
    yield ""
    codes = sorted(Unreadable.SENTENCES | Refused.SENTENCES)
    yield "/** Codes of `error`. */"
    yield "export type ErrorCode =" + "".join(f'\n  | "{code}"' for code in codes) + ";"
    yield ""


def _types() -> Iterator[str]:
    yield "export type CommandId = string;"
    yield "export type ConnectionId = string;"
    yield "export type PersonId = string;"
    yield "export type PlaceId = string;"
    yield f'export const MAIN: PlaceId = "{words.MAIN}";'
    yield ""
    for kind in _kinds():
        if issubclass(kind, StrEnum):
            choices = " | ".join(f'"{member}"' for member in kind)
            yield f"{_comment(kind)}export type {kind.__name__} = {choices};\n"
        elif issubclass(kind, msgspec.Struct) and kind not in (asked.Command, said.Message):
            yield _interface(kind)
    yield _union("AnyCommand", AnyCommand)
    yield _union("FromBrowser", FromBrowser)
    yield _union("FromServer", FromServer)


def _kinds() -> Iterator[type]:
    for part in PARTS:
        kinds = (kind for kind in vars(part).values() if isinstance(kind, type))
        yield from (kind for kind in kinds if kind.__module__ == part.__name__)


def _interface(struct: type[msgspec.Struct]) -> str:
    described = shape.type_info(struct)
    assert isinstance(described, shape.StructType)
    lines = [
        f"  readonly {field.encode_name}{_optional(struct, field)}: {_type(field.type)};"
        for field in described.fields
    ]
    if described.tag is not None:
        lines.insert(0, f'  readonly type: "{described.tag}";')
    return f"{_comment(struct)}export interface {struct.__name__} {{\n" + "\n".join(lines) + "\n}\n"


def _optional(struct: type[msgspec.Struct], field: shape.Field) -> str:
    return "?" if struct.__struct_config__.omit_defaults and not field.required else ""


def _type(of: shape.Type) -> str:
    match of:
        case shape.StrType(max_length=36):
            return "ConnectionId"
        case shape.StrType(max_length=64):
            return "CommandId"
        case shape.StrType(max_length=16):
            return "PlaceId"
        case shape.StrType(max_length=32):
            return "PersonId"
        case shape.StrType() | shape.DateTimeType():
            return "string"
        case shape.IntType() | shape.FloatType():
            return "number"
        case shape.BoolType():
            return "boolean"
        case shape.NoneType():
            return "null"
        case shape.EnumType(cls=cls) | shape.StructType(cls=cls):
            return cls.__name__
        case shape.VarTupleType(item_type=item):
            return f"readonly {_type(item)}[]"
        case shape.DictType(key_type=key, value_type=value):
            return f"Readonly<Record<{_type(key)}, {_type(value)}>>"
        case shape.UnionType(types=types):
            return " | ".join(_type(kind) for kind in types)
        case _:
            raise TypeError(f"No TypeScript for {of!r}. Teach rooms.protocol.typescript this kind of field.")


def _comment(kind: type) -> str:
    text = " ".join((inspect.getdoc(kind) or "").split()).replace("``", "`")
    return f"/** {text} */\n"


def _union(name: str, union: Any) -> str:
    return f"export type {name} =" + "".join(f"\n  | {kind.__name__}" for kind in union.__args__) + ";\n"
