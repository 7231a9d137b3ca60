"""Scripts and edits that the tests of tools.script and tools.project work on."""

from __future__ import annotations

from hypothesis import strategies as st

from schemas.drafts import FrameDraft, ScriptDraft
from schemas.edits import (
    Edit,
    FrameChange,
    GradeFrames,
    InsertFrame,
    LockFrames,
    MoveFrame,
    RemoveFrames,
    RewriteScript,
    SetCharacter,
    SetStyle,
    SwapFrames,
    UnlockFrames,
    UpdateFrames,
)
from schemas.grade import GradeChange
from schemas.script import FrameScript, SceneObject, TimeOfDay, Weather
from tools.script.building import build_script

TIMES: tuple[TimeOfDay, ...] = ("dawn", "day", "day", "dusk", "night", "night", "day", "dusk")
WEATHERS: tuple[Weather, ...] = (
    *("clear", "clear", "rain", "clear"),
    *("rain", "fog", "cloudy", "clear"),
)
THINGS = (
    *(("fox",), ("fox", "dog"), ("dog",), ("lighthouse",)),
    *(("fox", "pine tree"), ("owl",), ("boat",), ("fox", "boat")),
)
PLACES = ("meadow", "forest", "forest", "beach", "snowy forest", "castle hall", "ocean", "ocean")


def sample_script(count: int = 8) -> FrameScript:
    """`count` frames in shots of four; frame N differs from its neighbours in most fields."""
    drafts = tuple(
        FrameDraft(
            action=f"Scene {number} happens.",
            objects=tuple(SceneObject(name=name) for name in THINGS[number % 8]),
            background=PLACES[number % 8],
            time_of_day=TIMES[number % 8],
            weather=WEATHERS[number % 8],
            cut=number % 4 == 0,
        )
        for number in range(count)
    )
    return build_script(
        ScriptDraft(title="A fox", frames=drafts),
        premise="A fox looks for a lighthouse",
        seed=7,
        width=256,
        height=256,
        fps=6,
    )


# Ids up to f12 of a script of eight: some do not exist, some do after an insertion.
_IDS = st.integers(1, 12).map(lambda number: f"f{number}")
_SOME = st.lists(_IDS, min_size=1, max_size=3, unique=True).map(tuple)
_PLACE = st.none() | _IDS
_DRAFTS = st.builds(
    FrameDraft,
    action=st.sampled_from(["A fox runs.", "An owl flies."]),
    background=st.sampled_from(["forest", "beach"]),
    cut=st.booleans(),
)
_CHANGES = st.one_of(
    st.builds(FrameChange, time_of_day=st.sampled_from(["day", "night"])),
    st.builds(FrameChange, weather=st.sampled_from(["rain", "clear"])),
    st.just(FrameChange(add_objects=(SceneObject(name="cat"),))),
    st.just(FrameChange(remove_objects=("fox",))),
    st.just(FrameChange(clear=("objects", "grade"), hold=2.0)),
)
_GRADES = st.floats(-3, 3).map(lambda stops: GradeChange(exposure=stops))

EDITS: st.SearchStrategy[Edit] = st.one_of(
    st.builds(UpdateFrames, ids=_SOME, changes=_CHANGES),
    st.builds(GradeFrames, ids=_SOME, change=_GRADES),
    st.builds(InsertFrame, after=_PLACE, frame=_DRAFTS),
    st.builds(RemoveFrames, ids=_SOME),
    st.builds(MoveFrame, id=_IDS, after=_PLACE),
    st.builds(SwapFrames, first=_IDS, second=_IDS),
    st.builds(LockFrames, ids=_SOME),
    st.builds(UnlockFrames, ids=_SOME),
    st.builds(SetStyle, style=st.sampled_from(["", "watercolour"])),
    st.builds(SetCharacter, name=st.just("Mia"), look=st.sampled_from(["tall", "small"])),
    st.builds(
        RewriteScript,
        draft=st.lists(_DRAFTS, min_size=1, max_size=3).map(
            lambda frames: ScriptDraft(title="Again", frames=tuple(frames))
        ),
    ),
)
"""Any edit, possible or not."""
