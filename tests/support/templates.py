"""What templates compile to is kept from one test's site to the next.

Nearly every test of a page makes a site of its own, and compiling the same templates again took a
third of its time.  Nothing else is shared: Jinja compares what is kept with the template's source.
"""

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class Kept(BytecodeCache):
    """Compiled templates in this process's memory."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket, if the template was compiled before and its source is the same."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


def keep_compiled() -> None:
    """Have every site that is made in this process use what others compiled."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Kept()}
