"""compliance cues …: cues that are learned from what people marked, not listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import floor
from typing import TYPE_CHECKING, Any

import click

from compliance.cli import options
from compliance.cli.options import message, refused, say
from compliance.cli.tell import tell

if TYPE_CHECKING:
    from compliance.model.learned import LearnedCue
    from compliance.model.rule import Rulebook
    from compliance.model.transcript import Role
    from compliance.training import Lesson, Trained

FACTS = ("precision", "recall", "turns", "marked", "made_up")


@click.group("cues", help="cli.cues_help")
def cues_group() -> None:
    pass


@cues_group.command("list", help="cli.cues_list_help")
@options.rules
@options.lang
def list_cues(rules_file: str | None) -> None:
    lang = options.chosen_language()
    for cue in options.load_rules(rules_file).learned.values():
        facts = [say(message(f"cues.fact_{key}", value=cue.facts[key]), lang) for key in FACTS if key in cue.facts]
        click.echo("  ".join([f"~{cue.name}", say(message(f"role.{cue.role}"), lang), *facts]))


@cues_group.command("explain", help="cli.cues_explain_help")
@click.argument("name", metavar="CUE")
@click.argument("text")
@options.rules
@options.lang
def explain_cue(name: str, text: str, rules_file: str | None) -> None:
    from compliance.explain.learned import weighed

    lang = options.chosen_language()
    rulebook = options.load_rules(rules_file)
    cue = _known(rulebook, name.removeprefix("~"))
    found = weighed(cue, text, rulebook)
    said = message("cues.counts" if found.total >= cue.threshold else "cues.counts_not")
    click.echo(say(message("cues.total", total=found.total, bias=cue.bias, threshold=cue.threshold, said=said), lang))
    for sign, points in found.strongest:
        click.echo(f"{points:+5d}  {sign}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for. `field`: of the labels; None where only sentences are taught."""

    labels: str | None
    paths: tuple[str, ...]
    field: str | None
    role: Role
    name: str
    output: str
    sentences: tuple[str, ...]
    precision: float
    first: bool
    roles: str | None


@cues_group.command("train", help="cli.cues_train_help")
@click.argument("labels", required=False, metavar="[LABELS]")
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option("--field", metavar="FIELD", help="cli.cues_field")
@click.option("--role", type=click.Choice(["agent", "customer"]), required=True, help="cli.cues_role")
@click.option("--name", required=True, metavar="CUE", help="cli.cues_name")
@click.option("-o", "--output", required=True, metavar="FILE", help="cli.cues_output")
@click.option("--sentences", multiple=True, metavar="FILE", help="cli.cues_sentences")
@click.option("--precision", type=click.FloatRange(0, 1), default=0.8, help="cli.cues_precision")
@click.option("--first", is_flag=True, help="cli.cues_first")
@options.roles
@options.rules
@options.lang
def train_cue(rules_file: str | None, role: str, name: str, **rest: Any) -> None:
    from compliance.cli.output import check_place, refuse_overwriting
    from compliance.model.transcript import Role
    from compliance.rulebook.load import load
    from compliance.rulebook.source import find_rules

    asked = Asked(role=Role(role), name=name.removeprefix("~"), **rest)
    _check(asked)
    check_place(asked.output)
    rulebook = load(find_rules(rules_file)).rulebook  # its examples may hang on the cue that is made anew
    spoken = [*_lessons(asked, rulebook)]
    if asked.labels and not spoken:
        raise refused(asked.labels, message("cli.cues_no_lessons", field=asked.field), message("cli.cues_no_lessons_hint"))
    lessons = [*spoken, *_made_up(asked.sentences)]
    trained = _trained(asked, lessons, rulebook)
    older = {cue.source for cue in rulebook.learned.values()}  # may be renewed
    rules = [file for file in rulebook.files if file not in older]
    refuse_overwriting([("", asked.output)], [*filter(None, (asked.labels,)), *asked.paths, *asked.sentences, *rules])
    _write(asked.output, trained)


def _check(asked: Asked) -> None:
    """Raises Problems where it is not said what to learn, from what, or under which name."""
    from compliance.rulebook.learned_cues import CUE_NAME
    from compliance.text.hearing import RECOGNISERS

    if not CUE_NAME.fullmatch(asked.name) or asked.name in RECOGNISERS:
        raise refused("--name", message("cli.cues_bad_name", name=asked.name))
    if not asked.labels and not asked.sentences:
        raise refused("LABELS", message("cli.cues_nothing"), message("cli.cues_nothing_hint"))
    if asked.labels and not asked.paths:
        raise refused("PATH", message("cli.cues_no_paths"), message("cli.cues_no_paths_hint"))
    if asked.labels and not asked.field:
        raise refused("--field", message("cli.cues_no_field"), message("cli.cues_no_field_hint"))


def _lessons(asked: Asked, rulebook: Rulebook) -> Iterator[Lesson]:
    """From turns that readers marked, or from findings that they called right or wrong; a field left out was not read."""
    from compliance.cli.reading import read_conversations
    from compliance.readers.labels import read_labels
    from compliance.training import lessons_of, lessons_of_reviews

    if not asked.labels or not asked.field:
        return
    sheet = read_labels(asked.labels)
    conversations = read_conversations(asked.paths, asked.roles, None, options.chosen_language(), unmask=False)
    if sheet.reviews:
        yield from lessons_of_reviews(sheet.reviews, conversations, rulebook, asked.field, asked.role)
        return
    marked = {entry.id: entry.fields.get(asked.field) for entry in sheet.entries}
    for conversation in conversations:
        turns = marked.get(conversation.id)
        if isinstance(turns, list):
            yield from lessons_of(conversation, frozenset(turn for turn in turns if isinstance(turn, int)), asked.role, asked.first)


def _made_up(files: Sequence[str]) -> Iterator[Lesson]:
    from compliance.readers.sentences import read_sentences
    from compliance.training import Lesson

    for file in files:
        for number, (yes, words) in enumerate(read_sentences(file)):
            yield Lesson(words, yes, f"{file}:{number}", made_up=True)


def _trained(asked: Asked, lessons: Sequence[Lesson], rulebook: Rulebook) -> Trained:
    from compliance.training import NotSoPrecise, TooFew, train

    try:
        return train(asked.name, asked.role, lessons, rulebook.lexicons, asked.precision)
    except ImportError:
        raise refused("cues train", message("cli.cues_no_library"), message("cli.cues_no_library_hint")) from None
    except TooFew as few:
        where = asked.labels or asked.sentences[0]
        key = "cli.cues_all_marked" if few.all_marked else "cli.cues_too_few"
        raise refused(where, message(key, found=few.sources), message(f"{key}_hint")) from None
    except NotSoPrecise as short:
        what = message("cli.cues_not_so_precise", asked=f"{asked.precision:g}", best=f"{floor(short.best * 1000) / 1000:.3f}")
        raise refused("--precision", what, message("cli.cues_not_so_precise_hint")) from None


def _write(file: str, trained: Trained) -> None:
    from compliance.cli.output import STDOUT, write_whole
    from compliance.cli.streams import to_stdout
    from compliance.rulebook.learned_cues import cue_text

    figures = {
        "precision": f"{trained.precision:.3f}",
        "recall": f"{trained.recall:.3f}",
        "turns": str(trained.asked),
        "marked": str(trained.yes),
    } | ({"made_up": str(trained.only_taught)} if trained.only_taught else {})
    cue = replace(trained.cue, facts=figures)
    if file == STDOUT:
        to_stdout([cue_text(cue).encode()])
    else:
        write_whole([(file, [cue_text(cue).encode()])])
    told = message(
        "cues.trained_with_made_up" if trained.only_taught else "cues.trained",
        name=cue.name,
        file="stdout" if file == STDOUT else file,
        signs=len(cue.points) + len(cue.lists),
        **figures,
    )
    tell(say(told, options.chosen_language()))


def _known(rulebook: Rulebook, name: str) -> LearnedCue:
    from compliance.rulebook.desk import Desk

    if name not in rulebook.learned:
        hint = Desk().did_you_mean(f"~{name}", [f"~{known}" for known in rulebook.learned])
        raise refused(name, message("rulebook.no_cue", name=name), hint)
    return rulebook.learned[name]
