"""What a seed chooses: every view of the shipped model is another layout, the one it names."""

import shutil

import pytest

pytest.importorskip("resvg_py")

from tools.pocket.training import artwork
from tools.pocket.training.drawing import load_pipeline, read_defaults
from tools.pocket.training.evaluate import Sampler
from tools.pocket.training.export import MODEL_FOLDER
from tools.pocket.training.layouts import layouts
from tools.pocket.vocabulary import load_vocabulary

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(shutil.which("npm") is None, reason="npm fetches what is painted"),
]


def test_every_view_is_the_layout_that_it_names() -> None:
    world = load_vocabulary()
    artwork.svg(world.objects[0].artwork)
    defaults = read_defaults(MODEL_FOLDER)
    sampler = Sampler(
        load_pipeline(MODEL_FOLDER), defaults["num_inference_steps"], defaults["guidance_scale"]
    )
    measured = layouts(sampler, world, 4)
    assert measured.own > 0.7
    assert measured.spread > 0.5
