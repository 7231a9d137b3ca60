"""The conversations about a project: one, and a branch for each time somebody went back in it."""

from __future__ import annotations

from schemas.reports import SessionsReport, SessionState, Spoken
from tools.project.project import Project


def sessions(project: Project) -> SessionsReport:
    """Every conversation, and what was said in the current one."""
    tip = project.transcript.tip
    ends = project.transcript.ends()
    return SessionsReport(
        project=str(project.folder),
        current=tip,
        sessions=tuple(_state(project, end.number, tip) for end in ends),
        said=tuple(
            Spoken(number=each.number, role=each.role, text=each.text, revision=each.revision)
            for each in project.transcript.list()
        ),
    )


def _state(project: Project, end: int, tip: int | None) -> SessionState:
    said = project.transcript.until(end)
    requests = [each for each in said if each.role == "user"]
    return SessionState(
        session=end,
        revision=said[-1].revision or 1,
        requests=len(requests),
        last=requests[-1].text if requests else "",
        current=end == tip,
    )
