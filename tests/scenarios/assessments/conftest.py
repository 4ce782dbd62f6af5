"""The tables of this folder ask the assessments room."""

import tests.support.questions_assessments  # noqa: F401 - adds its questions to the known ones
