"""Waits: what counts as one, and how they are grouped."""

from __future__ import annotations

from dataclasses import replace

from compliance.model.transcript import Conversation, Role, Turn
from compliance.reports.html.waits import STEPS_S, by_step, share, waits, waits_by_channel

A, C, B = Role.AGENT, Role.CUSTOMER, Role.BOT


def talk(*turns: tuple[Role, float | None, float | None], channel: str | None = "chat") -> Conversation:
    made = (Turn(index, role, "…", start_s, end_s) for index, (role, start_s, end_s) in enumerate(turns))
    return Conversation("t", "t.jsonl", tuple(made), channel=channel)


def test_a_wait_lasts_from_the_first_unanswered_message_to_the_reply() -> None:
    assert [*waits(talk((A, 0, 2), (C, 3, 5), (C, 9, 10), (A, 12, 13), (A, 14, 15), (C, 20, None), (A, 21.5, None)))] == [7, 1.5]


def test_bots_do_not_reply_and_an_overlap_is_no_wait() -> None:
    assert [*waits(talk((C, 0, 4), (B, 5, 6), (A, 3, 8)))] == [0.0]


def test_what_has_no_time_or_no_answer_is_left_out() -> None:
    assert [*waits(talk((C, None, None), (A, 5, 6), (C, 7, 8), (A, None, None), (C, 9, 9)))] == []


def test_channels_stand_apart_and_clocks_of_minutes_count_for_mail_only() -> None:
    quick, slow = talk((C, 0, 0), (A, 60, 60)), talk((C, 0, 0), (A, 7200, 7200), (C, 9000, 9000), (A, 9060, 9060), channel="mail")
    found = waits_by_channel([quick, replace(quick, precision_s=60.0), replace(slow, precision_s=60.0)])
    assert list(found.items()) == [("mail", [60.0, 7200.0]), ("chat", [60.0])]


def test_steps_include_their_end_and_the_last_has_none() -> None:
    assert by_step([0.0, 1.0, 1.1, 86400.0, 86401.0]) == [2, 1, *[0] * (len(STEPS_S) - 3), 1, 1]


def test_a_share_is_a_wait_that_occurred() -> None:
    assert [share([1.0, 2.0, 3.0, 4.0], percent) for percent in (1, 50, 90, 100)] == [1.0, 2.0, 4.0, 4.0]
