"""What LangChain's standard tests take from a pytest plugin that is not installed."""

from __future__ import annotations

from collections.abc import Callable

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "benchmark: LangChain measures this; here it only has to run"
    )


@pytest.fixture
def benchmark() -> Callable[[Callable[[], object]], object]:
    """Calls what pytest-benchmark would time."""
    return lambda run: run()
