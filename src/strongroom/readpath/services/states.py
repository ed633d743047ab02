"""What is to be shown of projects, loaded in few queries however many they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from strongroom.catalog.queries import files_of_projects, projects_named
from strongroom.foundation.names import NormalizedName
from strongroom.infra.journal.queries import Change
from strongroom.readpath.rules.concerned import KINDS_OF_NO_PAGE, versions_concerned
from strongroom.readpath.services.documents import Draft, with_documents
from strongroom.readpath.services.namespaces import namespaces_of_projects
from strongroom.readpath.services.rendering import LastChange, as_told, project_state
from strongroom.readpath.store import KnownProject, PageStore, ProjectState, Representation


def load_states(
    store: PageStore,
    names: Collection[NormalizedName],
    changes: Iterable[Change],
    *,
    only_changed: bool = False,
) -> Iterator[tuple[NormalizedName, ProjectState | None]]:
    """Yield each name with what is to be shown of it; None for a name that is not a project's.

    Args:
        changes: In the journal's order, all that the store does not know yet or more; of other projects, too.
        only_changed: Documents of releases that no change concerns, which the store has, are not made but kept.
    """
    of_project = defaultdict(list)
    for change in changes_of_pages(changes):
        of_project[change.project].append(change)
    projects, files = projects_named(names), files_of_projects(names)
    namespaces = namespaces_of_projects(names)
    drafts = []
    for name, project in projects.items():
        known, own_files = store.find_project(name), as_told(files.get(name, []))
        last = last_change(known, of_project[name])
        state = project_state(project, own_files, last, namespaces=namespaces(name))
        draft = Draft.of(state, own_files, display_name=project.display_name)
        if only_changed and known is not None and _is_called_the_same(known, state):
            news = [change for change in of_project[name] if change.serial > known.serial]
            draft = _reduced(draft, news, store)
        drafts.append(draft)
    yield from ((state.name, state) for state in with_documents(drafts))
    yield from ((name, None) for name in names if name not in projects)


def changes_of_pages(changes: Iterable[Change]) -> Iterator[Change]:
    """Yield the changes after which some page may be another one."""
    return (change for change in changes if change.kind not in KINDS_OF_NO_PAGE)


def _is_called_the_same(known: KnownProject, state: ProjectState) -> bool:
    """The project is listed under the same display name, which is in the documents of all releases."""
    return known.lines.get(Representation.HTML) == state.lines.get(Representation.HTML)


def _reduced(draft: Draft, news: Iterable[Change], store: PageStore) -> Draft:
    """Return the draft with the documents kept that the store has, of releases which the news do not concern."""
    facts = [(change.kind, change.subject) for change in news]
    files = {file.entry.filename: version for version, own in draft.releases.items() for file in own}
    concerned = versions_concerned(facts, files=files)
    shown = store.list_pages(draft.state.name)
    kept = [version for version, key in draft.keys.items() if version not in concerned and key in shown]
    return replace(draft, kept=frozenset(kept))


def last_change(known: KnownProject | None, changes: Iterable[Change]) -> LastChange:
    """Return the serial of the last of a project's changes, and its time.

    Of two changes in the same second the later one counts a second later, so that a page which changed is
    never as old as the one before. Nodes that apply the same changes in other portions come to the same times.
    """
    serial, modified_at = 0, known.modified_at if known else 0
    for change in changes:
        serial = change.serial
        if known is None or serial > known.serial:
            modified_at = max(int(change.at.timestamp()), modified_at + 1)
    return LastChange(serial, modified_at)
