"""Mandates as a Django application."""

from django.apps import AppConfig


class MandatesConfig(AppConfig):
    """Label, path, and what the accounts below us cannot know."""

    name = "strongroom.mandates"
    label = "mandates"

    def ready(self) -> None:
        """Say from whom a factor is due, who is told of an account in other hands, and what is sealed here."""
        # Models must be loaded first.
        from strongroom.accounts.services import (  # noqa: PLC0415
            learn_factors_due_by,
            take_part_in_rotation,
            tell_others_by,
        )
        from strongroom.mandates.services.hands import factor_due_from, tell_those_who_share  # noqa: PLC0415
        from strongroom.mandates.services.vouchers.claims import SEALED_CODES  # noqa: PLC0415

        learn_factors_due_by(factor_due_from)
        tell_others_by(tell_those_who_share)
        take_part_in_rotation(SEALED_CODES)
