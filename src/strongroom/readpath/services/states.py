"""What is to be shown of projects, loaded in few queries however many they are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from strongroom.catalog.queries import files_of_projects, projects_named
from strongroom.foundation.names import NormalizedName
from strongroom.infra.journal.queries import Change
from strongroom.readpath.services.documents import Documents
from strongroom.readpath.services.namespaces import namespaces_of_projects
from strongroom.readpath.services.rendering import LastChange, project_state
from strongroom.readpath.store import KnownProject, PageStore, ProjectState


def load_states(
    store: PageStore, names: Iterable[NormalizedName], changes: Iterable[Change]
) -> Iterator[tuple[NormalizedName, ProjectState | None]]:
    """Yield each name with what is to be shown of it; None for a name that is not a project's.

    Args:
        changes: In the journal's order, all that the store does not know yet or more; of other projects, too.
    """
    names = list(names)
    of_project = defaultdict(list)
    for change in changes:
        of_project[change.project].append(change)
    projects, files, documents = projects_named(names), files_of_projects(names), Documents(names)
    namespaces = namespaces_of_projects(names)
    for name in names:
        project = projects.get(name)
        if project is None:
            yield name, None
        else:
            last, own_files = last_change(store.find_project(name), of_project[name]), files.get(name, [])
            state = project_state(project, own_files, last, namespaces=namespaces(name))
            yield name, documents.added_to(state, project, own_files)


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
