"""The figures of the dashboard: as they are, and as they were kept day by day."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from strongroom.accounts.queries import Protection, count_people, domain_figures, list_protected_people
from strongroom.catalog.queries import files_by_proof, people_by_project
from strongroom.criticality.queries import designated_since
from strongroom.foundation.periods import Window
from strongroom.mandates.errors import SecondFactorRequired
from strongroom.mandates.models import ProtectionFigure, RefusedUploads
from strongroom.mandates.queries.voucher_figures import voucher_figures
from strongroom.mandates.rules.proofs import ProofClass, proof_class

OPEN_DAYS = 1
"""Before today, whose uploads are not kept yet: one that arrives at midnight is recorded when it has been read."""


@dataclass(frozen=True, slots=True)
class Uploads:
    """What was uploaded in the course of one day (UTC). None: not kept on that day.

    Args:
        files: Published; the four that follow are its parts, and `files_unknown` the rest.
        files_by_token_with_key: With an API token of somebody who held a security key or passkey.
        files_by_token_with_factor: With an API token of somebody who held another second factor.
        files_by_token_alone: With an API token of somebody who held none.
        refused_for_factor: Uploads refused because a second factor was missing, on days of a brown-out, too.
        refused_for_rights: Uploads refused because another right was missing.
    """

    files: int | None = None
    files_by_token_with_key: int | None = None
    files_by_token_with_factor: int | None = None
    files_by_token_alone: int | None = None
    files_by_sign_in: int | None = None
    refused_for_factor: int | None = None
    refused_for_rights: int | None = None

    @property
    def files_unknown(self) -> int | None:
        """Published with a proof that was not kept."""
        parts = (
            self.files_by_token_with_key,
            self.files_by_token_with_factor,
            self.files_by_token_alone,
            self.files_by_sign_in,
        )
        return None if self.files is None else self.files - sum(part or 0 for part in parts)


@dataclass(frozen=True, slots=True)
class Figures:
    """The dashboard's numbers. People are counted once, however many projects or roles they have. None: not kept then.

    Args:
        bound_with_provider_only: People bound with a second factor that only the identity provider of a company has seen.
        voluntary: People who hold a second factor and are not bound.
        vouchers_imported, vouchers_claimed: Codes for security keys of all campaigns, and those that somebody has.
        domains_watched, domains_lapsed: Mail domains; `accounts_with_lapsed_domain` is how many people they concern.
    """

    critical_projects: int
    people_bound: int
    bound_with_phishing_resistant: int
    bound_with_totp_only: int
    voluntary: int
    people: int
    bound_with_provider_only: int | None = None
    vouchers_imported: int | None = None
    vouchers_claimed: int | None = None
    domains_watched: int | None = None
    domains_lapsed: int | None = None
    accounts_with_lapsed_domain: int | None = None
    uploads: Uploads = Uploads()

    @property
    def is_open(self) -> bool:
        """The day was kept since uploads are counted, and those of it are not: they may still become more."""
        return self.uploads.files is None and self.vouchers_claimed is not None

    @property
    def bound_protected(self) -> int:
        """People bound who hold any second factor."""
        with_provider = self.bound_with_provider_only or 0
        return self.bound_with_phishing_resistant + self.bound_with_totp_only + with_provider

    @property
    def bound_unprotected(self) -> int:
        """People bound who hold none."""
        return self.people_bound - self.bound_protected


AT_AN_INSTANT = tuple(field.name for field in fields(Figures) if field.name != "uploads")
IN_A_DAY = tuple(field.name for field in fields(Uploads))
"""Columns of `ProtectionFigure`: what is counted at an instant, and what happened in the course of a day."""


def figures_now() -> Figures:
    """Return the dashboard's numbers as they are, without those of uploads."""
    critical = designated_since()
    bound = set().union(*people_by_project(list(critical)).values())
    held = list_protected_people()
    vouchers, domains = voucher_figures(), domain_figures()
    kinds = [held[user_id] for user_id in bound & held.keys()]
    return Figures(
        critical_projects=len(critical),
        people_bound=len(bound),
        bound_with_phishing_resistant=kinds.count(Protection.PHISHING_RESISTANT),
        bound_with_totp_only=kinds.count(Protection.TOTP),
        bound_with_provider_only=kinds.count(Protection.PROVIDER),
        voluntary=len(held.keys() - bound),
        people=count_people(),
        vouchers_imported=vouchers.codes,
        vouchers_claimed=vouchers.claimed,
        domains_watched=domains.watched,
        domains_lapsed=domains.lapsed,
        accounts_with_lapsed_domain=domains.accounts,
    )


def list_figures(*, since: date = date.min) -> list[tuple[date, Figures]]:
    """Return the daily figures that were kept from this day on, oldest first; uploads of the last days as they are by now."""
    rows = ProtectionFigure.objects.filter(on__gte=since).order_by("on")
    columns = rows.values_list("on", *AT_AN_INSTANT, *IN_A_DAY)
    kept = [(on, _figures(values)) for on, *values in columns]
    counted = uploads_of({on for on, one in kept if one.is_open})
    return [(on, replace(one, uploads=counted[on]) if on in counted else one) for on, one in kept]


def find_newest_figures(*, until: date) -> Figures | None:
    """Return the figures that were kept last, without those of uploads, up to this day; None before the first time."""
    row = ProtectionFigure.objects.filter(on__lte=until).order_by("-on").values_list(*AT_AN_INSTANT).first()
    return _figures(row) if row else None


def uploads_of(days: Collection[date]) -> dict[date, Uploads]:
    """Return what was uploaded, and what was refused, on each of these days; they lie close together."""
    if not days:
        return {}
    published = files_by_proof(Window(min(days), max(days)))
    refused: dict[date, dict[str, int]] = {}
    for on, code, number in RefusedUploads.objects.filter(on__in=days).values_list("on", "code", "number"):
        refused.setdefault(on, {})[code] = number
    return {day: _uploads(published.get(day, {}), refused.get(day, {})) for day in days}


def _figures(values: Sequence[Any]) -> Figures:
    """Return what a row holds in the columns `AT_AN_INSTANT` and `IN_A_DAY`."""
    uploads = Uploads(*values[len(AT_AN_INSTANT) :])
    return Figures(**dict(zip(AT_AN_INSTANT, values, strict=False)), uploads=uploads)


def _uploads(published: Mapping[tuple[str, str], int], refused: Mapping[str, int]) -> Uploads:
    by_class: Counter[ProofClass] = Counter()
    for (kind, factor), number in published.items():
        by_class[proof_class(kind, factor)] += number
    for_factor = refused.get(SecondFactorRequired.code, 0)
    return Uploads(
        files=sum(by_class.values()),
        files_by_token_with_key=by_class[ProofClass.TOKEN_WITH_KEY],
        files_by_token_with_factor=by_class[ProofClass.TOKEN_WITH_FACTOR],
        files_by_token_alone=by_class[ProofClass.TOKEN_ALONE],
        files_by_sign_in=by_class[ProofClass.SIGN_IN],
        refused_for_factor=for_factor,
        refused_for_rights=sum(refused.values()) - for_factor,
    )
