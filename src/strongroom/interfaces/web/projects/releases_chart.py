"""All releases of a project on a strip of time, drawn and as a table."""

from collections.abc import Sequence
from typing import Any

from strongroom.catalog.queries import ReleaseRecord
from strongroom.foundation.days import day_words
from strongroom.interfaces.web.charts import Caption, ReleaseKind, ReleaseMark, release_strip
from strongroom.interfaces.web.wording import counted

KIND_WORDS = {
    ReleaseKind.FINAL: "Release",
    ReleaseKind.PRERELEASE: "Pre-release",
    ReleaseKind.YANKED: "Yanked",
}
_TONES = {
    ReleaseKind.FINAL: "plain",
    ReleaseKind.PRERELEASE: "faint",
    ReleaseKind.YANKED: "unprotected",
}


def releases_chart(releases: Sequence[ReleaseRecord], *, this: ReleaseRecord) -> dict[str, Any]:
    """Return the context of `components/chart.html`."""
    marks = [
        ReleaseMark(one.version, one.created_at.date(), _kind(one), is_this=one.version == this.version)
        for one in releases
    ]
    kinds = {mark.kind for mark in marks}
    return {
        "svg": release_strip(marks, caption=Caption("Releases", _spoken(releases))),
        "title": "Releases",
        "legend": [
            {"tone": _TONES[kind], "label": words} for kind, words in KIND_WORDS.items() if kind in kinds
        ],
        "columns": [{"label": "Version"}, {"label": "Released"}, {"label": "State"}],
        "rows": [(mark.version, mark.day.isoformat(), KIND_WORDS[mark.kind]) for mark in marks],
    }


def _kind(release: ReleaseRecord) -> ReleaseKind:
    if release.yanked_at is not None:
        return ReleaseKind.YANKED
    return ReleaseKind.PRERELEASE if release.parsed.is_prerelease else ReleaseKind.FINAL


def _spoken(releases: Sequence[ReleaseRecord]) -> str:
    days = [release.created_at for release in releases]
    yanked = sum(release.yanked_at is not None for release in releases)
    when = f"{counted(len(releases), 'release')} from {day_words(min(days))} to {day_words(max(days))}"
    return f"{when}, {yanked:,} of them yanked." if yanked else f"{when}."
