"""A smoke run of the whole recipe in tiny sizes: scenes, training, resuming, export, evaluation."""

import shutil
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

pytest.importorskip("resvg_py")

from tools.pocket.dialect import VIEWS
from tools.pocket.training import artwork
from tools.pocket.training.captions import canonical, caption
from tools.pocket.training.codec import train_codec
from tools.pocket.training.drawing import load_pipeline
from tools.pocket.training.drawn import draw_pairs
from tools.pocket.training.evaluate import Sampler, evaluation_scenes, score
from tools.pocket.training.export import export
from tools.pocket.training.network import TINY, to_latents, to_pictures
from tools.pocket.training.recogniser import recognise, train_recogniser
from tools.pocket.training.scene import imagine, paint
from tools.pocket.training.stage import Stage
from tools.pocket.training.tokenizer import MAX_LENGTH, build_tokenizer
from tools.pocket.training.train import Plan, Trainer, load_networks
from tools.pocket.vocabulary import load_vocabulary

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
WORLD = load_vocabulary()


@pytest.fixture(scope="module", autouse=True)
def drawings() -> None:
    if shutil.which("npm") is None:
        pytest.skip("the recipe fetches its artwork with npm")
    artwork.svg(WORLD.objects[0].artwork)


def test_latents_are_lossless() -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (2, 64, 64, 3), dtype=np.uint8)
    assert np.array_equal(to_pictures(to_latents(pictures)), pictures)


def test_scene_is_the_same_whenever_it_is_painted() -> None:
    stage = Stage(WORLD, 64)
    one, two = (paint(imagine(Random("x"), WORLD), stage) for _ in range(2))
    assert np.array_equal(one.picture, two.picture)
    assert one.mask.any()


def test_every_view_is_another_picture() -> None:
    stage = Stage(WORLD, 64)
    scene = replace(imagine(Random("x"), WORLD), background="meadow", weather="clear")
    views = [paint(replace(scene, view=view), stage).picture for view in range(1, VIEWS + 1)]
    assert len({picture.tobytes() for picture in views}) == VIEWS


def test_captions_fit_and_know_every_word() -> None:
    tokenizer = build_tokenizer(WORLD)
    random = Random(5)
    for _ in range(300):
        scene = imagine(random, WORLD)
        for text in (canonical(scene), caption(scene, random, 1.0)):
            ids = tokenizer(text).input_ids
            assert len(ids) <= MAX_LENGTH
            words = text.replace(",", " ,").replace("-", " - ").split()
            assert len(ids) == len(words) + 2, text


def test_whole_recipe(tmp_path: Path) -> None:
    plan = Plan(minutes=0.2, batch=16)
    trainer = Trainer(plan, TINY, tmp_path / "main.pt", helpers=0)
    losses = trainer.run(save_every=3, preview_every=1e9)
    assert np.mean(losses[-3:]) < losses[0]
    resumed = Trainer(plan, TINY, tmp_path / "main.pt", helpers=0)
    assert (resumed.step, resumed.samples) == (trainer.step, trainer.samples)
    networks = load_networks(tmp_path / "main.pt", TINY)
    pairs = draw_pairs(networks, WORLD, 32, "test", 1e9)
    assert pairs.painted.shape[1:] == (256, 256, 3)
    train_codec(tmp_path / "codec.pt", 0.03, 2, pairs)
    size = export(tmp_path / "main.pt", tmp_path / "codec.pt", tmp_path / "model", TINY)
    assert size < 8_000_000
    recogniser = train_recogniser(tmp_path / "recogniser.pt", 0.05, 16, 8)
    scenes = evaluation_scenes(WORLD, 1, 1)[0][:4]
    stills = Sampler(load_pipeline(tmp_path / "model"), 2, 1.5).stills(scenes, 0)
    assert set(score(scenes, recognise(recogniser, stills))) >= {"subject", "weather", "scale"}
