"""Report a project, and answer reports.

A report changes nothing by itself: what is to be done about a project is an act of its own, with its own reason.
"""

from datetime import datetime

from strongroom.accounts.queries import list_people
from strongroom.accounts.services import Mail, MailKind, write_to_people
from strongroom.catalog.errors import ProjectNotFound, ReportNotFound, ReportUnfit
from strongroom.catalog.models import Project, Report
from strongroom.catalog.queries import list_people_who_may_publish
from strongroom.catalog.rules.reports import (
    Answer,
    Outcome,
    ReportKind,
    check_text,
    to_its_people,
    to_the_reporter,
)
from strongroom.catalog.services.care import check_of_others
from strongroom.foundation.actors import Actor
from strongroom.foundation.letters import Letter
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.operators import require_operator
from strongroom.foundation.reasons import needed_reason
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append


def report_project(name: NormalizedName, kind: ReportKind, *, text: str, by: Actor, now: datetime) -> None:
    """Tell the operators that something is wrong with a project. The same once more, as long as it waits, changes nothing.

    Args:
        by: A person, or `foundation.actors.STRANGER`.

    Raises:
        ProjectNotFound: there is none of that name.
        ReportUnfit: the text says nothing, or too much.
    """
    text = check_text(text)
    with write():
        project = Project.objects.filter(name=name).first()
        if project is None:
            raise ProjectNotFound(f"There is no project named {name!r} here.")
        said = {"project": project, "kind": kind, "text": text, "reporter_id": by.user_id}
        if Report.objects.filter(**said, answered_at=None).exists():
            return
        Report.objects.create(**said, reported_at=now)
        # Not as a fact of the project: what nobody has looked at is not shown on its page.
        append(Fact("report.made", data={"name": name, "kind": kind}), by=by, at=now)


def answer_report(report_id: int, outcome: Outcome, *, words: str, by: Actor, now: datetime) -> None:
    """Answer a report. Whoever made it reads the answer; if it was right, the people of the project do, too.

    Raises:
        OperatorsOnly: nobody else does this.
        ReportNotFound: there is none.
        ApprovalRefused: it is about a project of this operator.
        ReportUnfit: it was answered already, or the answer says nothing, or too much.
    """
    require_operator(by, "Reports are answered by operators.")
    words = needed_reason(words, called="answer", read_by="Whoever reported it")
    with write():
        report = Report.objects.select_related("project").filter(pk=report_id).first()
        if report is None:
            raise ReportNotFound("There is no such report.")
        if report.answered_at is not None:
            raise ReportUnfit("This report was answered already.", why=f"By {report.answered_by}.")
        check_of_others(NormalizedName(report.project.name), by=by)
        report.outcome, report.answer = outcome, words
        report.answered_at, report.answered_by = now, str(by)
        report.save(update_fields=["outcome", "answer", "answered_at", "answered_by"])
        _record(report, by=by, now=now)
        _tell(report, Answer(report.project.name, outcome, words, by.name), now=now)


def _record(report: Report, *, by: Actor, now: datetime) -> None:
    """Let the project's history say what was right, and only that: anybody can accuse anybody of anything."""
    is_right = report.outcome == Outcome.UPHELD
    project, data = report.project.name, {"kind": report.kind, "report": report.pk}
    fact = (
        Fact("report.upheld", project=project, reason=report.answer, data=data)
        if is_right
        else Fact("report.dismissed", reason=report.answer, data={**data, "name": project})
    )
    append(fact, by=by, at=now)


def _tell(report: Report, answer: Answer, *, now: datetime) -> None:
    reporters = list_people([report.reporter_id] if report.reporter_id else [])
    mails = [
        _mail(one.username, to_the_reporter(answer), "you reported a project", answer) for one in reporters
    ]
    if answer.outcome is Outcome.UPHELD:
        people = list_people_who_may_publish(names=[answer.project])
        why = f"you may publish {answer.project}"
        mails += [_mail(one.username, to_its_people(answer), why, answer) for one in people]
    write_to_people(mails, at=now)


def _mail(to: str, letter: Letter, why: str, answer: Answer) -> Mail:
    return Mail(to, MailKind.OPERATORS, letter.subject, letter.text, why, thread=f"project/{answer.project}")
