"""What happens in a frame, told anew: "in frame 3 the fox dances"."""

from __future__ import annotations

import re
from typing import Final

from agent.pocket.revising.asking import Asked, Wish
from agent.pocket.sentences import third_person
from prompts import verbs
from schemas.script import Frame, SceneObject

_MAKES: Final = re.compile(
    r"^(?:make|let|have|show)\s+(?P<who>(?:the |a |an )?[\w\s'-]+?)\s+(?P<does>\w+)"
    r"(?P<rest>\s.*)?$"
)
_SAYS: Final = re.compile(
    r"^(?:(?:change|set|rewrite|make|update) )?(?:the )?"
    r"(?:action|text|caption|description|sentence)(?: of| in| should be| is| to| reads?|:)*\s+"
    r"[\"']?(?P<text>.{3,200}?)[\"']?$"
)


def read_action(asked: Asked) -> Wish | None:
    """The wish for another action; None where the words tell none."""
    text = told(asked)
    return None if text is None else acted_out(asked, text)


def acted_out(asked: Asked, text: str) -> Wish:
    """The wish that `text` happens, with the things and the place that it names."""
    # A sentence of a frame has at most 240 characters.
    sentence = f"{text[:1].upper()}{text[1:239].rstrip('. ')}."
    mentions = [each for each in asked.lexicon.mentions(text) if each.kind == "object"]
    places = [each for each in asked.lexicon.mentions(text) if each.kind == "background"]

    def change(frame: Frame) -> dict[str, object]:
        there = {each.name for each in frame.objects}
        missing = tuple(
            SceneObject(name=name, position="right" if there else "center")
            for name in dict.fromkeys(each.name for each in mentions)
            if name not in there
        )
        changed: dict[str, object] = {"action": sentence}
        if missing:
            changed["add_objects"] = missing[: max(0, 6 - len(there))]
        if places:
            changed["background"] = places[-1].name
        return changed

    return Wish(f'it tells "{sentence}"', change)


def told(asked: Asked) -> str | None:
    """What the words tell, as they tell it; None where they tell nothing."""
    if found := _SAYS.search(asked.text):
        return found["text"]
    known = set(verbs().any)
    if found := _MAKES.search(asked.text):
        verb = third_person(found["does"])
        who = asked.lexicon.meaning(found["who"])
        if who is not None and who.kind == "object" and verb in known:
            return f"the {who.said} {verb}{found['rest'] or ''}"
    words = asked.text.split()
    for mention in asked.lexicon.mentions(asked.text)[:1]:
        behind = words[mention.place + len(mention.said.split()) :]
        led = words[: mention.place]
        if (
            mention.kind == "object"
            and behind
            and behind[0] in known
            and set(led) <= {"the", "a", "an", "in"}
        ):
            return asked.text.removeprefix("in ")
    return None
