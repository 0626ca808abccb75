"""A `Parse` in; toponyms and locative expressions out, each with its span."""

from geoconflict.recognise.expressions import find_expressions, recognise_expressions
from geoconflict.recognise.query import recognise_query
from geoconflict.recognise.toponyms import recognise_toponyms

__all__ = [
    "find_expressions",
    "recognise_expressions",
    "recognise_query",
    "recognise_toponyms",
]
