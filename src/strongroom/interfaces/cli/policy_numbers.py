"""Options that say other numbers of the policy: the same for what is announced and for what is only tried."""

from collections.abc import Callable
from decimal import Decimal
from functools import wraps
from typing import Any

import click

from strongroom.criticality.errors import PolicyNumberUnfit


class Number(click.ParamType[str]):
    """A decimal number."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the number as a policy has it in JSON."""
        try:
            return str(Decimal(value))
        except ArithmeticError:
            self.fail(f"{value!r} is no number, such as 1.25.", param, ctx)


class Share(click.ParamType[str]):
    """A share in percent, as everywhere where people read and write one. Without its sign 0.5 could be a half as well."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the share as a policy has it in JSON: 0.5% is 0.005."""
        text = str(value).strip()
        try:
            share = Decimal(text.removesuffix("%")) / 100
        except ArithmeticError:
            share = None
        if share is None or not text.endswith("%"):
            self.fail(f"{value!r} is no share: write it in percent, such as 0.5% or 10%.", param, ctx)
        return str(share)


def _classes(_ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]) -> list[str] | None:
    return list(given) or None


_OPTIONS = {
    "downloads_rule": click.option(
        "--downloads/--no-downloads", "downloads_rule", default=None, help="Rule of the most downloaded."
    ),
    "share": click.option("--share", type=Share(), help="Share of the projects, such as 0.5%."),
    "window_days": click.option("--window-days", type=int, help="Days whose downloads count."),
    "minimum_downloads": click.option(
        "--minimum-downloads", type=int, help="Counted downloads below which a rank means nothing."
    ),
    "counted_classes": click.option(
        "--count",
        "counted_classes",
        multiple=True,
        metavar="CLASS",
        callback=_classes,
        help="Clients that count; may be repeated.",
    ),
    "keep_factor": click.option(
        "--keep-factor",
        type=Number(),
        help="A critical project stays while its rank is within so many times the cohort, such as 1.25.",
    ),
    "candidate_share": click.option(
        "--candidate-share",
        type=Share(),
        help="Part of the cut-off above which a project is a candidate, such as 90%.",
    ),
    "own_dependencies_rule": click.option(
        "--own-dependencies/--no-own-dependencies",
        "own_dependencies_rule",
        default=None,
        help="Rule of what this index is made of.",
    ),
    "named_rule": click.option(
        "--named/--no-named", "named_rule", default=None, help="Rule of names that operators added."
    ),
    "dependents_rule": click.option(
        "--dependents/--no-dependents", "dependents_rule", default=None, help="Rule of the most needed."
    ),
    "dependents_top": click.option("--dependents-top", type=int, help="How many of the most needed."),
    "dependents_minimum": click.option(
        "--dependents-minimum", type=int, help="Dependents below which that means nothing."
    ),
    "lapse_days": click.option(
        "--lapse-days", type=int, help="Days outside every rule before a designation lapses."
    ),
}
"""One option for each field of a policy."""


def policy_numbers(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command these options; it gets those that were said as `numbers`. One that is unfit is named as it was said."""

    @wraps(command)
    def gathered(**given: Any) -> None:
        numbers = {field: given.pop(field) for field in _OPTIONS}
        said = {field: value for field, value in numbers.items() if value is not None}
        try:
            command(numbers=said, **given)
        except PolicyNumberUnfit as refusal:
            raise _unfit(refusal, click.get_current_context()) from refusal

    for option in reversed(_OPTIONS.values()):
        gathered = option(gathered)
    return gathered


def _unfit(refusal: PolicyNumberUnfit, ctx: click.Context) -> click.BadParameter:
    option = next(param for param in ctx.command.params if param.name == refusal.field)
    words = " ".join(filter(None, (f"{refusal.demand}.", refusal.next_step)))
    return click.BadParameter(words, ctx=ctx, param=option)
