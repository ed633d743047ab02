"""Who operates this index, and what each role covers."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from strongroom.accounts.queries import list_operator_roles, list_people
from strongroom.accounts.services import DEEDS_OF, Deed, Role
from strongroom.foundation.actors import Actor
from strongroom.interfaces.web.desk.acts import is_covered
from strongroom.interfaces.web.desk.guard import at_the_desk
from strongroom.interfaces.web.wording import FACTOR_WORDS


@at_the_desk
@require_safe
def operators(request: HttpRequest, by: Actor) -> HttpResponse:
    """List the operators with their roles and how they are protected."""
    held = list_operator_roles()
    people = {one.user_id: one for one in list_people({one.user_id for one in held})}
    context = {
        "operators": [
            {
                "person": people[user_id],
                "factor": FACTOR_WORDS.get(people[user_id].protection, ""),
                "held": list(roles),
            }
            for user_id, roles in groupby(held, key=lambda one: one.user_id)
        ],
        "roles": list(Role),
        "table": [(deed, [deed in DEEDS_OF[role] for role in Role]) for deed in Deed],
        "may_grant": is_covered(Deed.GRANT_ROLES, by),
        "me": by.name,
    }
    return render(request, "desk/operators.html", context)
