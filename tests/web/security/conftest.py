"""The story's site on a copy that one test may change."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ltc.db import forget_engines
from ltc.shared import clock
from tests.support.database import use_database
from tests.support.story import Told, copy_of
from tests.support.web import Site


@pytest.fixture
def changing(story: Site, told_story: Told, tmp_path: Path) -> Iterator[Site]:
    """Give the site of the module's story on a copy of its own."""
    before = os.environ["LTC_DATABASE_URL"], Path(os.environ["LTC_DATA_DIR"])
    forget_engines()
    copy_of(told_story, tmp_path / "story")
    clock.start_at(told_story.now)
    yield story
    forget_engines()
    use_database(*before)
    clock.start_at(told_story.now)
