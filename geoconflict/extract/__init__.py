"""Sentences, places and dates in; records with actors, numbers, status and evidence out.

Rooms inside, in the order in which a sentence passes them: `lexicon` and `nouns` (what words stand
for), `syntax` (walks over the tree), `relevance` (is it about conflict), `triggers` and
`conditions` (words that make a record), `status` (did it happen, who says so), `dates` and
`timing`, `numbers` and `counting`, `actors`, `placing`, `kinds`, `spans`, `reading` (one sentence),
`merging` (one document), `titles` and `records` (the result).
"""

from geoconflict.extract.records import extract_records

__all__ = ["extract_records"]
