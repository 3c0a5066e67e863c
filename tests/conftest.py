"""What every test may use. Rows are made by the plain functions of ``tests.factories``."""

from __future__ import annotations

from datetime import UTC, datetime

import hypothesis
import pytest

pytest_plugins = ("tests.journeys.fixtures",)

# Machines that run the tests differ in speed; a law that fails must fail the same way again.
hypothesis.settings.register_profile("vip", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("vip")


@pytest.fixture
def now() -> datetime:
    """The time now, read once for the test."""
    return datetime.now(UTC)
