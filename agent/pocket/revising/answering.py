"""Replies without edits: to questions, to small talk, and to what was not understood."""

from __future__ import annotations

import re
from typing import Final

from agent.director import Answer
from agent.pocket.revising.asking import Asked, joined
from schemas.script import Frame

_QUESTION: Final = re.compile(
    r"^(?:what|what's|who|whose|why|how|where|when|which|is|are|was|were|does|do|did|has|have"
    r"|tell me|describe|explain|list|show me)\b"
)
_GREETING: Final = re.compile(
    r"^(?:hello|hi|hey|good (?:morning|evening|day)|yo|thanks?|thank you.*|thx|great|nice|cool"
    r"|perfect|awesome|wow|lovely|i (?:like|love) (?:it|this|that)|ok|okay|bye|goodbye|yes|no)\b"
    r"(?:[\s,!.]+(?:there|you|job|work|one|so much|a lot|director|very|much|well|done|great|nice"
    r"|it))*[\s!.]*$"
)
_EXAMPLES: Final = (
    'for example "make frame 5 darker", "frames 2-4 at night", "put a dog in frame 3" or "undo"'
)


def read_question(asked: Asked) -> Answer | None:
    """The reply to a question or to small talk; None where the words ask for a change."""
    plain = " ".join(asked.request.casefold().split())
    if _GREETING.search(plain):
        return Answer(commands=(), reply=f"Tell me what to change, {_EXAMPLES}.")
    polite = re.match(r"^(?:can|could|would|will) (?:you|we)\b", plain)
    if polite or not (_QUESTION.search(plain) or plain.endswith("?")):
        return None
    if asked.scope.named and asked.frames:
        return Answer(commands=(), reply=" ".join(_described(asked, f) for f in asked.frames[:4]))
    script = asked.script
    return Answer(
        commands=(),
        reply=f"{script.title!r} has {len(script.frames)} frames; "
        f"it begins: {script.frames[0].action}",
    )


def not_understood(asked: Asked) -> Answer:
    """The reply where no reader made anything of the words."""
    reply = (
        f"I did not understand {_shortened(asked.request)!r}; nothing was changed. Say {_EXAMPLES}."
    )
    return Answer(commands=(), reply=reply)


def nothing_to_change(asked: Asked, said: str) -> Answer:
    """The reply where the frames are as wished already."""
    frames = asked.named(asked.frames)
    verb = "is" if len(asked.frames) == 1 else "are"
    return Answer(
        commands=(), reply=f"{frames[:1].upper()}{frames[1:]} {verb} so already ({said})."
    )


def cannot_draw(asked: Asked, phrase: str) -> Answer:
    """The reply where a thing is asked for that no vocabulary word comes near."""
    some = joined([*asked.lexicon.vocabulary.objects[:12], "others"])
    return Answer(
        commands=(),
        reply=f"I can't draw {phrase!r}; nothing was changed. I can draw {some}.",
    )


def _described(asked: Asked, frame: Frame) -> str:
    things = joined([f"{each.name} ({each.position})" for each in frame.objects]) or "nothing"
    return (
        f"Frame {asked.script.index_of(frame.id)}: {frame.action} It shows {things} in the "
        f"{frame.background}, {frame.time_of_day}, {frame.weather}."
    )


def _shortened(request: str) -> str:
    line = " ".join(request.split())
    return line if len(line) <= 80 else f"{line[:77]}..."
