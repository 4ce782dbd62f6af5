"""The tables of this folder ask the oversight room."""

import tests.support.questions_oversight  # noqa: F401 - adds its questions to the known ones
