"""The pages whose code and outputs are checked, and the blocks in them."""

import re
from typing import NamedTuple

BLOCK = re.compile(r"^(?P<above>[^\n]*)\n```(?P<language>\w*)\n(?P<text>.*?)^```$",
                   re.MULTILINE | re.DOTALL)
GLOBS = ("README*.md", "docs/tutorial/*.md")


class Block(NamedTuple):
    above: str     # the line above, which says where the block is from
    language: str
    text: str


def pages_of(root):
    """The pages, READMEs first."""
    return [page for pattern in GLOBS for page in sorted(root.glob(pattern))]


def blocks_of(page, language):
    """The blocks of a page in that language."""
    return [Block(m["above"].strip(), m["language"], m["text"])
            for m in BLOCK.finditer(page.read_text()) if m["language"] == language]
