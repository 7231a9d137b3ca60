"""The filter's memory against the naive form's, each in its own process."""

from __future__ import annotations

import subprocess
import sys

import pytest

# One head stands for eight: both forms' matrices grow with heads alike.
MEASURE = """
import resource, torch
torch.set_num_threads(1)
query, key, value = (torch.randn(16, 1, 4096, 40) for _ in range(3))
torch.nn.functional.scaled_dot_product_attention(query[:1], key[:1], value[:1])
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = peak()
{run}
print(peak() - before)
"""
NAIVE = """
scores = query @ key.transpose(-1, -2) * 40**-0.5
product = scores.softmax(dim=-1) * scores.softmax(dim=-2)
product.mean(dim=-1)
"""
OURS = """
from tools.render.attention.dual_softmax import filtered_attention
filtered_attention(query, (key, value), (key, value), 0.05, None)
"""


def kibibytes(run: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", MEASURE.format(run=run)], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.slow
def test_the_filter_needs_an_eighth_of_the_naive_form_at_most() -> None:
    assert kibibytes(OURS) * 8 <= kibibytes(NAIVE)
