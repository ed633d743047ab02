"""The account of whoever is signed in, its ceremonies, and the signed links of letters."""

from collections.abc import Mapping
from typing import Any

from tests.interfaces.permissions.kinds import SIGNED_IN, Kind
from tests.interfaces.permissions.rows import Answer, Row, Rule
from tests.interfaces.permissions.words import (
    HELD_BACK,
    PEOPLE_OF_PROJECT,
    READS,
    done_by_all,
    no_method,
    no_method_for_anybody,
    only,
    refused,
    shown_to_all,
    signed_in,
)

K = Kind
NEW_PASSWORD = "a harbor seal reads 44 maps"
PASSWORD = "the long phrase of {username} 7!"
OWN = frozenset({K.OWNER})
"""What it is about is the owner's; nobody else finds it."""
CEREMONY = "What it records is about a sign-in or an account that begins."
IN_VAIN = "Without the answer of an authenticator, nothing comes of it."
LATER = "It begins something; the journal tells it once a code has come back."
OF_SIGN_IN = "It says nothing about the account, and leads to what a sign-in needs."
NOT_BEGUN = refused(Answer.SIGN_IN)
"""A step of a sign-in that has not begun leads to its beginning."""
NO_PROVIDER = refused(Answer.NOT_FOUND)
"""No identity provider is set up. What is there with one: tests/interfaces/accounts/test_provider_sign_in.py."""
NO_METHOD = no_method_for_anybody()
ENROLLING_LATE = {K.WITHOUT_FACTOR: Answer.ENROL}
"""Whom a mandate binds already is asked for a mailed code besides the password."""
PASSWORDS = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
EVE = {"username": "eve", "email": "eve@people.example", **PASSWORDS}
WORDS = {"because": "She is on holiday."}
ASKED = {"username": "the-maintainer", "lost": "All.", "evidence": "Much."}
OBJECTION = "/account/recovery/{recovery}/object/{owner_id}/"
BUTTON = "Mail programs send it, who have the address and nothing else; it can do one thing only."
MAIL_OFF = "/account/mail/off/{owner_id}/releases/"


def own(at: str, *, page: Rule | None = None, deed: Rule | None = None, **form: str) -> Row:
    """Something of the account of whoever is signed in; without a rule, the address takes no such requests."""
    return Row(at=at, page=page or no_method(), deed=deed or no_method(), form=form, when_private=None)


def after_proof(at: str, form: Mapping[str, str], **more: Any) -> Row:
    """A form of one's own account that asks for a proof."""
    seen = {"but": more["but"]} if "but" in more else {}
    page = signed_in(proof=True, silent=READS, **seen)
    return own(at, page=page, deed=signed_in(proof=True, **more), **form)


def step(at: str, *, page: Rule = NO_METHOD, deed: Rule = NO_METHOD, **form: str) -> Row:
    """A step of a ceremony that anybody begins."""
    return Row(at=at, page=page, deed=deed, form=form, when_private=None)


def link(at: str, signature: str, *, forged: str = "", any_site: str = "", **form: str) -> Row:
    """An address of a letter: its signature is the credential, and whoever has it needs no other."""
    return Row(
        at=f"{at}{signature}/",
        page=shown_to_all(),
        deed=done_by_all(any_site=any_site),
        form=form,
        forged=forged or f"{at}forged/",
        when_private=None,
    )


ROWS: tuple[Row, ...] = (
    own("/account/", page=signed_in(silent=READS)),
    own("/account/security/", page=signed_in(silent=READS)),
    own("/account/sessions/", page=signed_in(silent=READS)),
    own("/account/tokens/", page=signed_in(silent=READS)),
    own("/account/second-factor/", page=signed_in(silent=READS)),
    own("/account/free-keys/", page=signed_in(silent=READS)),
    own(
        "/account/free-keys/{open_campaign}/",
        page=signed_in(silent=READS),
        # Whose account may be in other hands gets none.
        deed=only(SIGNED_IN - {K.CHANGED_HANDS}),
        region="AT",
    ),
    own(
        "/account/free-keys/{campaign}/show/",
        deed=only(OWN, proof=True, others=Answer.CONFLICT),
    ),
    own("/account/free-keys/{campaign}/give-up/", deed=only(OWN, others=Answer.CONFLICT)),
    own("/account/obligations/", page=signed_in(silent=READS)),
    own("/account/letters/", page=signed_in(silent=READS)),
    own("/account/letters/{letter}/", page=only(OWN, others=Answer.NOT_FOUND, silent=READS)),
    own("/account/mail/", page=signed_in(silent=READS), deed=signed_in()),
    after_proof("/account/email/", {"action_add": "", "email": "new@people.example"}, silent=LATER),
    after_proof("/account/password/change/", {"oldpassword": PASSWORD, **PASSWORDS}),
    after_proof(
        "/account/password/set/", PASSWORDS, silent="All of them have a password, which is changed elsewhere."
    ),
    after_proof("/account/second-factor/app/", {"name": "Phone"}, but=ENROLLING_LATE, silent=LATER),
    after_proof("/account/second-factor/key/", {}, but=ENROLLING_LATE, silent=IN_VAIN),
    own(
        "/account/second-factor/key/options/", deed=signed_in(proof=True, but=ENROLLING_LATE, silent=IN_VAIN)
    ),
    own(
        "/account/second-factor/recovery-codes/",
        page=signed_in(proof=True, silent=READS),
        # They are a way back to a factor: without one there are none.
        deed=only(SIGNED_IN - {K.WITHOUT_FACTOR}, proof=True, others=Answer.UNFIT),
    ),
    own(
        "/account/second-factor/recovery-codes/confirm/",
        page=signed_in(silent=READS),
        deed=signed_in(silent="None wait to be confirmed."),
    ),
    own(
        "/account/second-factor/code/",
        page=signed_in(proof=True, silent=READS),
        # There is no address that a code could be mailed to.
        deed=only(SIGNED_IN - {K.UNVERIFIED}, proof=True, others=Answer.CONFLICT, silent=LATER),
        send="",
    ),
    own(
        "/account/second-factor/key/{owner_key}/remove/",
        page=only(OWN, proof=True, others=Answer.NOT_FOUND, silent=READS),
        deed=only(OWN, proof=True, others=Answer.NOT_FOUND),
    ),
    own(
        "/account/prove/",
        page=signed_in(silent=READS, weak=OF_SIGN_IN),
        deed=signed_in(silent=IN_VAIN, weak=OF_SIGN_IN),
    ),
    own("/account/prove/options/", deed=signed_in(silent=IN_VAIN, weak=OF_SIGN_IN)),
    own("/account/prove/continue/", page=signed_in(proof=True, silent=READS)),
    own("/account/sessions/end-others/", deed=signed_in(proof=True)),
    own("/account/sessions/{owner_session}/end/", deed=only(OWN, proof=True, others=Answer.NOT_FOUND)),
    own("/account/sessions/browsers/{owner_browser}/forget/", deed=only(OWN, others=Answer.NOT_FOUND)),
    own(
        "/account/tokens/create/",
        page=signed_in(proof=True, silent=READS),
        # It would reach their critical project, which they may not change now.
        deed=only(SIGNED_IN - HELD_BACK, proof=True),
        name="ci",
        expiry="30",
        scope="all",
    ),
    own("/account/tokens/{owner_token}/revoke/", deed=only(OWN, others=Answer.NOT_FOUND)),
    own(
        "/account/close/",
        page=signed_in(proof=True, silent=READS),
        # Whoever may be somebody else gives nothing up.
        deed=only(SIGNED_IN - {K.CHANGED_HANDS}, proof=True),
        confirmation="{username}",
    ),
    after_proof("/account/export/", {}),
    own(
        "/account/recovery/{recovery}/object/",
        page=only(PEOPLE_OF_PROJECT, others=Answer.NOT_FOUND, silent=READS),
        deed=only(PEOPLE_OF_PROJECT, others=Answer.NOT_FOUND),
        **WORDS,
    ),
    link(OBJECTION, "{objection_signature}", **WORDS),
    link(
        "/account/recovery/{ready_recovery}/complete/",
        "{completion_signature}",
        forged="/account/recovery/{recovery}/complete/{completion_signature}/",
        password=NEW_PASSWORD,
        again=NEW_PASSWORD,
    ),
    link(MAIL_OFF, "{off_signature}", any_site=BUTTON),
    link("/account/not-me/{change}/", "{change_signature}", any_site=BUTTON),
    step(
        "/account/login/",
        page=shown_to_all(),
        deed=done_by_all(free=CEREMONY),
        login="the-owner",
        password="x",
    ),
    step("/account/login/second-factor/", page=NOT_BEGUN, deed=NOT_BEGUN),
    step("/account/login/second-factor/options/", deed=NOT_BEGUN),
    step("/account/login/passkey/", deed=NOT_BEGUN),
    step("/account/login/passkey/options/", deed=done_by_all(silent=IN_VAIN)),
    step("/account/login/confirm/", page=NOT_BEGUN, deed=NOT_BEGUN),
    step("/account/login/confirm/again/", deed=NOT_BEGUN),
    step("/account/logout/", page=shown_to_all(), deed=done_by_all(free=CEREMONY)),
    step("/account/signup/", page=shown_to_all(), deed=done_by_all(free=CEREMONY), **EVE),
    step(
        "/account/confirm-email/",
        page=signed_in(silent=READS, weak=OF_SIGN_IN),
        deed=signed_in(silent=LATER, weak=OF_SIGN_IN),
    ),
    step(
        "/account/password/reset/",
        page=shown_to_all(),
        deed=done_by_all(free=CEREMONY),
        email="the-owner@people.example",
    ),
    step("/account/password/reset/confirm/", page=NOT_BEGUN, deed=NOT_BEGUN),
    step("/account/password/reset/complete/", page=NOT_BEGUN, deed=NOT_BEGUN),
    step("/account/password/reset/done/", page=shown_to_all()),
    step("/account/recovery/", page=shown_to_all(), deed=done_by_all(free=CEREMONY), **ASKED),
    step("/account/provider/", deed=NO_PROVIDER),
    step("/account/provider/callback/", page=NO_PROVIDER),
    step("/account/provider/saml/", deed=NO_PROVIDER),
    step("/account/provider/saml/finish/", page=NO_PROVIDER),
    step("/account/provider/saml/metadata/", page=NO_PROVIDER),
    step("/account/provider/cancelled/", page=shown_to_all()),
    step("/account/provider/register/", page=NOT_BEGUN, deed=NOT_BEGUN),
    own("/account/provider/connect/", deed=Rule(may=(), others=Answer.NOT_FOUND)),
    own("/account/provider/disconnect/", deed=signed_in(proof=True)),
)
