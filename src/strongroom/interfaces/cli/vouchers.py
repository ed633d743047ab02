"""`strongroom vouchers …`: campaigns that give security keys away. No command shows a code."""

from dataclasses import replace
from datetime import date
from typing import Any, BinaryIO

import click

from strongroom.foundation import clock
from strongroom.interfaces.cli.console import CONSOLE
from strongroom.interfaces.cli.days import Day
from strongroom.interfaces.cli.progress import progress
from strongroom.mandates.queries import (
    REGIONS,
    Campaign,
    campaign_figures,
    get_campaign,
    list_campaigns,
    regions_of,
)
from strongroom.mandates.services import (
    ACCOUNT_DAYS,
    LARGEST_FILE_BYTES,
    Delivery,
    NewCampaign,
    Rule,
    create_campaign,
    default_rule,
    end_campaign,
    import_codes,
    withdraw_codes,
)

_DAY = Day()


@click.group()
def vouchers() -> None:
    """Campaigns that give security keys away."""


@vouchers.command()
@click.argument("name")
@click.option("--vendor", required=True, help="Who sends the keys.")
@click.option("--about", required=True, help="Plain text about the key.")
@click.option("--redeeming", required=True, help="Plain text: how a code is redeemed at the vendor's.")
@click.option("--url", required=True, help="The vendor's page; https.")
@click.option("--regions", default="", help="ISO 3166-1 codes, such as 'AT DE'; everywhere, if not given.")
@click.option("--opens", type=_DAY, help="First day (UTC); today, if not given.")
@click.option("--closes", type=_DAY, required=True, help="Last day.")
@click.option(
    "--redeem-until", type=_DAY, required=True, help="Last day to redeem codes: --closes, or later."
)
@click.option("--bound", is_flag=True, help="For people whom a mandate binds.")
@click.option(
    "--critical-before",
    type=_DAY,
    help="For people who may publish a critical project, and could before this day.",
)
@click.option("--any-project", is_flag=True, help="For people who may publish any project.")
@click.option("--named", multiple=True, metavar="USER", help="For this person; may be repeated.")
@click.option("--missing-only", is_flag=True, help="Not for those who hold a security key or passkey.")
@click.option(
    "--account-days",
    type=click.IntRange(0),
    default=ACCOUNT_DAYS,
    show_default=True,
    help="Age of an account.",
)
@click.option("--once-ever", is_flag=True, help="Not for those who have a code of another campaign.")
@click.option("--reason", required=True, help="Why; for other operators.")
def create(name: str, reason: str, **given: Any) -> None:
    """Make the campaign NAME, still without codes.

    Without --bound, --critical-before, --any-project and --named it is for people whom a mandate binds, and for those who
    could publish a critical project before today.
    """
    now = clock.now()
    new = NewCampaign(
        name=name,
        vendor=given["vendor"],
        about=given["about"],
        redeeming=given["redeeming"],
        redeem_url=given["url"],
        regions=regions_of(given["regions"]),
        opens_on=given["opens"] or now.date(),
        closes_on=given["closes"],
        codes_expire_on=given["redeem_until"],
        rule=_rule(given, now.date()),
    )
    number = create_campaign(new, by=CONSOLE, reason=reason, now=now)
    for sentence in get_campaign(number).rule_words:
        click.echo(sentence)
    click.echo(f"Campaign {number} is made. Bring its codes with `strongroom vouchers import {number} FILE`.")


@vouchers.command("import")
@click.argument("number", metavar="CAMPAIGN", type=int)
@click.argument("file", type=click.File("rb"))
@click.option("--regions", default="", help="Only for these; all of the campaign's, if not given.")
@click.option(
    "--redeem-until", type=_DAY, help="Last day to redeem these codes; the campaign's, if not given."
)
@click.option("--reason", default="They came from the vendor.", show_default=True, help="Why.")
def import_file(number: int, file: BinaryIO, regions: str, redeem_until: date | None, reason: str) -> None:
    """Seal the codes of FILE, and give them to those who wait: a code on each line, or CSV with a column named code.

    What is in a campaign already is left out, so a file may be imported twice. Delete the file afterwards.
    """
    content = file.read(LARGEST_FILE_BYTES + 1)
    delivery = Delivery(content, reason, regions_of(regions), redeem_until)
    with progress("Importing codes", total=content.count(b"\n") + 1) as advance:
        done = import_codes(number, delivery, by=CONSOLE, now=clock.now(), advance=advance)
    click.echo(done.words)


@vouchers.command("list")
def list_all() -> None:
    """Show the campaigns, the newest first."""
    campaigns, today = list_campaigns(), clock.today()
    for campaign in campaigns:
        figures = campaign_figures(campaign.id, today=today)
        click.echo(
            f"{campaign.id}: {campaign.name} ({campaign.vendor}), {campaign.phase(today)}; {figures.imported:,} codes, "
            f"{figures.claimed:,} claimed, {figures.left:,} left, {figures.waiting:,} people wait"
        )
    if not campaigns:
        click.echo("There is no campaign.")


@vouchers.command()
@click.argument("number", metavar="CAMPAIGN", type=int)
def show(number: int) -> None:
    """Show one campaign in figures, by region and by day."""
    campaign, today = get_campaign(number), clock.today()
    for term, value in _facts(campaign, today):
        click.echo(f"{term}: {value}")
    figures = campaign_figures(number, today=today)
    for one in figures.by_region:
        click.echo(
            f"{REGIONS[one.region]}: {one.claimed:,} claimed, {one.shown:,} looked at, {one.waiting:,} waiting"
        )
    for day in figures.by_day:
        click.echo(f"{day.on}: {day.imported:,} imported, {day.claimed:,} claimed, {day.shown:,} looked at")


@vouchers.command()
@click.argument("number", metavar="CAMPAIGN", type=int)
@click.option("--reason", required=True, help="Why; for other operators.")
def withdraw(number: int, reason: str) -> None:
    """Withdraw the codes that nobody has, for good."""
    withdrawn = withdraw_codes(number, by=CONSOLE, reason=reason, now=clock.now())
    click.echo(f"Codes withdrawn: {withdrawn:,}.")


@vouchers.command()
@click.argument("number", metavar="CAMPAIGN", type=int)
@click.option("--reason", required=True, help="Why; those who wait will read it.")
def end(number: int, reason: str) -> None:
    """End a campaign: no more codes are given, and those who wait are told. Who has a code keeps it."""
    end_campaign(number, by=CONSOLE, reason=reason, now=clock.now())
    click.echo(f"Campaign {number} has ended.")


def _rule(given: dict[str, Any], today: date) -> Rule:
    rule = Rule(
        bound=given["bound"],
        critical_before=given["critical_before"],
        any_project=given["any_project"],
        named=frozenset(given["named"]),
    )
    return replace(
        rule if rule.has_ground else default_rule(today),
        enrolled_too=not given["missing_only"],
        account_days=given["account_days"],
        once_ever=given["once_ever"],
    )


def _facts(campaign: Campaign, today: date) -> list[tuple[str, str]]:
    figures = campaign_figures(campaign.id, today=today)
    return [
        ("Campaign", f"{campaign.name}, {campaign.vendor}"),
        ("State", f"{campaign.phase(today)}, {campaign.opens_on} to {campaign.closes_on}"),
        ("Who can have one", " ".join(campaign.rule_words)),
        ("Regions", ", ".join(REGIONS[code] for code in campaign.regions) or "everywhere"),
        ("Codes can be redeemed until", f"{campaign.codes_expire_on}, unless a delivery said otherwise"),
        ("Imported", f"{figures.imported:,}"),
        ("Claimed", f"{figures.claimed:,}, of them looked at: {figures.shown:,}"),
        ("Left", f"{figures.left:,}"),
        ("Expired unclaimed", f"{figures.expired:,}"),
        ("Withdrawn", f"{figures.withdrawn:,}"),
        ("People who wait", f"{figures.waiting:,}"),
    ]
