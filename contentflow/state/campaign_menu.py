"""The campaign page's menu: another name, a copy."""

from typing import Any

import reflex as rx

from contentflow import campaign_settings, copies, engine, limits, routes
from contentflow.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    NotSignedIn,
    TooManyRequests,
)
from contentflow.state.session import address_of, campaign_of, entrance, person_of


class CampaignMenuState(rx.State):
    """The open dialog, and what was said to the last wish."""

    renaming: bool = False
    problem: str = ""
    refusal: str = ""
    of: str = ""

    @rx.event
    def ask_name(self) -> None:
        """Offer another name."""
        self.renaming, self.problem, self.of = True, "", campaign_of(self)

    @rx.event
    def close(self, opened: bool = False) -> None:
        """Leave the name as it is."""
        self.renaming = bool(opened) and self.renaming

    @rx.event
    async def rename(self, revision: int, form: dict[str, Any]) -> Any:
        """Call the campaign something else; an empty name is the topic again."""
        name = form.get("name") if isinstance(form, dict) else None
        if not isinstance(name, str) or not isinstance(revision, int):
            return None
        self.problem, wanted = "", {"name": name}
        try:
            person = await person_of(self)
            limits.reads.take(person.id)
            await campaign_settings.change(
                person, self.of, revision, wanted, address=address_of(self)
            )
        except NotSignedIn:
            return await entrance(self)
        except Invalid as error:
            self.problem = " ".join(error.fields.values())
        except (Conflict, Forbidden, NotFound, TooManyRequests) as error:
            self.problem = str(error)
        else:
            self.renaming = False
        return None

    @rx.event
    async def duplicate(self, start: bool = False) -> Any:
        """Make a copy and go there: a draft to look over, or a campaign that runs."""
        self.refusal, self.of = "", campaign_of(self)
        try:
            person = await person_of(self)
            limits.starts.take(person.id)
            copied = await copies.duplicate(person, self.of, start=bool(start))
        except NotSignedIn:
            return await entrance(self)
        except Invalid as error:
            self.refusal = " ".join(error.fields.values())
            return None
        except (Forbidden, NotFound, TooManyRequests) as error:
            self.refusal = str(error)
            return None
        engine.wake()
        draft = copied.run_id is None
        return rx.redirect(routes.edit_draft(copied.id) if draft else routes.campaign(copied.id))
