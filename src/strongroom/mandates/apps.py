"""Mandates as a Django application."""

from django.apps import AppConfig


class MandatesConfig(AppConfig):
    """Label, path, and what the accounts below us cannot know."""

    name = "strongroom.mandates"
    label = "mandates"

    def ready(self) -> None:
        """Say how people are bound, and write to those who share projects with an account in other hands."""
        # Models must be loaded first.
        from strongroom.accounts.services import learn_bonds_by, tell_others_by  # noqa: PLC0415
        from strongroom.mandates.services.hands import bond_of, tell_those_who_share  # noqa: PLC0415

        learn_bonds_by(bond_of)
        tell_others_by(tell_those_who_share)
