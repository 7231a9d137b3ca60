"""Our five packages have ordinary names; these guards notice a stranger of the same name."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("agent", "prompts", "schemas", "tools", "tui")


def test_the_installed_packages_are_ours(tmp_path: Path) -> None:
    code = (
        "from importlib.util import find_spec\n"
        f"for name in {PACKAGES!r}: print(find_spec(name).origin)"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    origins = [Path(line).resolve() for line in done.stdout.split()]
    assert origins == [ROOT / name / "__init__.py" for name in PACKAGES]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            str(out),
            str(ROOT),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    (built,) = out.glob("*.whl")
    return built


@pytest.mark.slow
def test_the_wheel_holds_code_texts_and_weights_only(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)
    assert "schemas/frame_script.schema.json" in names
    assert any(name.startswith("prompts/") and name.endswith(".md") for name in names)
    assert "tools/pocket/model/unet/diffusion_pytorch_model.safetensors" in names
    assert any(name.startswith("tools/compose/fonts/") for name in names)
    assert not any(name.startswith("tools/pocket/training/") for name in names)


@pytest.mark.slow
def test_the_wheel_works_in_a_clean_environment(wheel: Path, tmp_path: Path) -> None:
    """Third-party packages are lent by this environment, since a test may not download them."""
    place = tmp_path / "clean"
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)],
        check=True,
        timeout=300,
    )
    (site,) = (place / "lib").glob("python*/site-packages")
    # A path line in a .pth file does not make Python read the .pth files of that path, so the
    # editable installation of this repository stays out of the clean environment.
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    environment = {**os.environ, "PATH": os.environ["PATH"]}
    for words in (["--version"], ["--help"], ["doctor", "--json"]):
        subprocess.run(
            [place / "bin" / "storyreel", *words],
            cwd=tmp_path,
            env=environment,
            check=True,
            capture_output=True,
            timeout=120,
        )
    done = subprocess.run(
        [python, "-P", "-c", "import tools.pocket, schemas.script as s; print(s.__file__)"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert str(site) in done.stdout
