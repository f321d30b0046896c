"""Conversations as text files: a head sets the scene; then texts sent (<), replies (>), and the end (=)."""

from dataclasses import dataclass, field

import msgspec

from tests.questionnaire.tiny import SHIPPED_NAMES, shipped, tiny
from vocapp.questionnaire.conversation import ConversationTurn, Limits, open_conversation, reply
from vocapp.questionnaire.values import Fact, Value


@dataclass
class Scene:
    survey: str
    language: str
    limits: Limits = field(default_factory=Limits)
    facts: dict[str, Fact] = field(default_factory=dict)
    answers: dict[str, Value] = field(default_factory=dict)
    head: list[str] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)


def scene(text: str) -> Scene:
    """The scene of the transcript, without the texts that the engine sent when it was written."""
    head, _, talk = text.partition("\n\n")
    found = Scene("", "", head=head.split("\n"))
    for line in found.head:
        name, _, value = line.partition(": ")
        if name in ("survey", "language"):
            setattr(found, name, value)
        elif name == "limits":
            found.limits = msgspec.json.decode(value, type=Limits)
        elif name in ("facts", "answers"):
            setattr(found, name, msgspec.json.decode(value))
    found.replies = [line[2:] for line in talk.split("\n") if line.startswith("> ")]
    return found


def played(scene: Scene) -> str:
    """The whole transcript with the texts that the engine sends now."""
    survey = shipped(scene.survey) if scene.survey in SHIPPED_NAMES else tiny(scene.survey)
    turn, unclear = open_conversation(survey, scene.answers, scene.facts, scene.language, scene.limits), 0
    lines = [*scene.head, "", *_said(turn)]
    for raw in scene.replies:
        lines.append(f"> {raw}")
        turn = reply(survey, turn.answers, scene.facts, raw, scene.language, scene.limits, unclear)
        unclear = unclear + 1 if turn.state == "unclear" else 0
        lines += _said(turn)
    more = f", {turn.more} more" if turn.more else ""
    lines.append(f"= {turn.state}{more} {msgspec.json.encode(turn.answers).decode()}")
    return "\n".join(lines) + "\n"


def _said(turn: ConversationTurn) -> list[str]:
    lines = ["< " + text.replace("\n", "\n  ") for text in turn.texts]
    if turn.choices:
        lines.append("  " + " ".join(f"[{choice.label}]" for choice in turn.choices))
    if turn.remark:
        lines.append(f"  (left over: {turn.remark})")
    return lines
