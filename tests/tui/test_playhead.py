from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.player.playhead import SPEEDS, Playhead


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def playing(length: int, fps: float) -> tuple[Playhead, Clock]:
    clock = Clock()
    head = Playhead(length, fps, clock)
    head.play()
    return head, clock


def test_it_follows_the_clock_and_not_the_number_of_looks() -> None:
    head, clock = playing(48, 24.0)
    clock.now = 0.5
    assert head.frame == 12
    clock.now = 1.0
    assert [head.frame, head.frame] == [24, 24]


def test_it_loops() -> None:
    head, clock = playing(10, 10.0)
    clock.now = 1.25
    assert head.frame == 2
    assert head.playing


def test_without_loop_it_stops_on_the_last_frame_and_starts_over() -> None:
    head, clock = playing(10, 10.0)
    head.loop = False
    clock.now = 3.0
    assert head.frame == 9
    assert not head.playing
    head.play()
    assert head.frame == 0


def test_pausing_keeps_the_frame() -> None:
    head, clock = playing(10, 10.0)
    clock.now = 0.35
    head.pause()
    clock.now = 0.9
    assert head.frame == 3


def test_changing_the_speed_does_not_jump() -> None:
    head, clock = playing(100, 10.0)
    clock.now = 2.0
    head.change_speed(1)
    assert (head.frame, head.speed) == (20, 1.5)
    clock.now = 4.0
    assert head.frame == 50


@given(
    length=st.integers(1, 50),
    fps=st.floats(1, 60),
    moves=st.lists(
        st.tuples(
            st.sampled_from(["play", "pause", "step", "seek", "speed", "wait", "loop"]),
            st.integers(-70, 70),
        ),
        max_size=30,
    ),
)
def test_whatever_is_done_the_frame_exists(
    length: int, fps: float, moves: list[tuple[str, int]]
) -> None:
    clock = Clock()
    head = Playhead(length, fps, clock)
    for move, amount in moves:
        match move:
            case "play":
                head.play()
            case "pause":
                head.pause()
            case "step":
                head.step(amount)
                assert not head.playing
            case "seek":
                head.seek(amount)
            case "speed":
                head.change_speed(amount)
            case "wait":
                clock.now += abs(amount) / 7
            case _:
                head.loop = not head.loop
        assert 0 <= head.frame < length
        assert head.speed in SPEEDS
