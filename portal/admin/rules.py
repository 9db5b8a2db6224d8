"""The trail in words: what each noted verb means, said as a sentence about who did it to what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.core.errors import Says
from portal.core.text import _, _l, _n

SENTENCES: dict[str, Says] = {
    "person.make": _l("%(who)s made an account for %(what)s"),
    "person.update": _l("%(who)s changed the profile of %(what)s"),
    "person.end_sessions": _l("%(who)s signed %(what)s out everywhere"),
    "role.grant": _l("%(who)s gave a role to %(what)s"),
    "role.end": _l("%(who)s took a role back from %(what)s"),
    "organisation.create": _l("%(who)s created the organisation %(what)s"),
    "organisation.edit": _l("%(who)s edited the organisation %(what)s"),
    "organisation.ask": _l("%(who)s asked for %(what)s to be verified"),
    "organisation.verify": _l("%(who)s verified the organisation %(what)s"),
    "organisation.reject": _l("%(who)s did not verify the organisation %(what)s"),
    "organisation.revoke": _l("%(who)s took the verification back from %(what)s"),
    "organisation.add_member": _l("%(who)s added a person to %(what)s"),
    "organisation.invite": _l("%(who)s invited a person to %(what)s"),
    "organisation.join": _l("%(who)s accepted the invitation to %(what)s"),
    "organisation.change_role": _l("%(who)s changed a person's role in %(what)s"),
    "reference.load": _l("%(who)s loaded %(what)s from the reference data"),
    "place.create": _l("%(who)s created the place %(what)s"),
    "place.edit": _l("%(who)s edited the place %(what)s"),
    "place.access": _l("%(who)s checked the access to %(what)s"),
    "room.create": _l("%(who)s created the room %(what)s"),
    "room.edit": _l("%(who)s edited the room %(what)s"),
    "translation.save": _l("%(who)s translated %(what)s"),
    "event.create": _l("%(who)s created the event %(what)s"),
    "event.publish": _l("%(who)s published the event %(what)s"),
    "event.edit": _l("%(who)s edited the event %(what)s"),
    "event.add_dates": _l("%(who)s added dates to %(what)s"),
    "event.cancel": _l("%(who)s called off all coming dates of %(what)s"),
    "date.edit": _l("%(who)s changed the date %(what)s"),
    "date.cancel": _l("%(who)s called off %(what)s"),
    "image.store": _l("%(who)s uploaded the picture %(what)s"),
    "community.create": _l("%(who)s founded the community %(what)s"),
    "community.edit": _l("%(who)s edited the community %(what)s"),
    "community.rest": _l("%(who)s let the community %(what)s rest"),
    "community.wake": _l("%(who)s woke the community %(what)s"),
    "community.close": _l("%(who)s closed the community %(what)s"),
    "community.ask": _l("%(who)s asked to join the community %(what)s"),
    "community.join": _l("%(who)s joined the community %(what)s"),
    "community.leave": _l("%(who)s left the community %(what)s"),
    "community.show_name": _l("%(who)s chose whether their first name is shown in %(what)s"),
    "community.admit": _l("%(who)s let a person into the community %(what)s"),
    "community.decline": _l("%(who)s said no to a person who asked to join %(what)s"),
    "community.make_host": _l("%(who)s made a person host of %(what)s"),
    "community.step_down": _l("%(who)s ended a person's time as host of %(what)s"),
    "signup.make": _l("%(who)s signed up for %(what)s"),
    "signup.add": _l("%(who)s signed somebody else up for %(what)s"),
    "signup.change": _l("%(who)s changed how many come to %(what)s"),
    "signup.cancel": _l("%(who)s gave back the seats at %(what)s"),
    "signup.remove": _l("%(who)s removed a sign-up for %(what)s"),
    "signup.offer": _l("%(who)s held free seats at %(what)s for the next in line"),
    "signup.accept": _l("%(who)s said yes to seats at %(what)s"),
    "signup.expire": _l("%(who)s let the next in line have seats at %(what)s that nobody answered for"),
    "signup.pass": _l("%(who)s gave a smaller party seats at %(what)s before a bigger one"),
    "signup.fewer": _l("%(who)s said how few seats at %(what)s would do"),
    "signup.reconfirm": _l("%(who)s said that they still come to %(what)s"),
    "signup.no_reminders": _l("%(who)s asked for no more reminders of %(what)s"),
    "feedback.key_in": _l("%(who)s keyed in answers on paper about %(what)s"),
    "feedback.check": _l("%(who)s read a free text about %(what)s"),
    "signup.promote": _l("%(who)s gave a free seat at %(what)s to the next in line"),
    "count.make": _l("%(who)s counted who came to %(what)s"),
    "count.correct": _l("%(who)s corrected the count of %(what)s"),
    "themeday.create": _l("%(who)s created the theme day %(what)s"),
    "themeday.edit": _l("%(who)s edited the theme day %(what)s"),
    "themeday.publish": _l("%(who)s published the theme day %(what)s"),
    "themeday.cancel": _l("%(who)s called off the theme day %(what)s"),
    "themeday.propose_line": _l("%(who)s proposed %(what)s for the programme of a theme day"),
    "themeday.propose_again_line": _l("%(who)s proposed %(what)s again for the programme of a theme day"),
    "themeday.approve_line": _l("%(who)s approved %(what)s on the programme of a theme day"),
    "themeday.decline_line": _l("%(who)s declined %(what)s on the programme of a theme day"),
    "themeday.withdraw_line": _l("%(who)s withdrew %(what)s from the programme of a theme day"),
    "themeday.move_line": _l("%(who)s moved %(what)s on the programme of a theme day"),
    "proposal.submit": _l("%(who)s sent in the proposal %(what)s"),
    "proposal.approve": _l("%(who)s approved the proposal %(what)s"),
    "proposal.request_changes": _l("%(who)s asked for changes to the proposal %(what)s"),
    "proposal.decline": _l("%(who)s declined the proposal %(what)s"),
    "proposal.withdraw": _l("%(who)s withdrew the proposal %(what)s"),
    "goals.load": _l("%(who)s loaded the agreement %(what)s"),
}
"""Verb of the trail -> the sentence."""

UNKNOWN_VERB: Says = _l("%(who)s changed %(what)s")
"""For a verb that an older or newer version of the portal noted."""

ROLES: dict[str, Says] = {
    "moderator": _l("moderator"),
    "goal_owner": _l("goal owner"),
    "administrator": _l("administrator"),
    "manager": _l("manager"),
    "member": _l("member"),
    "left": _l("has left"),
}
VIA: dict[str, Says] = {
    "online": _l("online"),
    "desk": _l("at the desk"),
    "phone": _l("by phone"),
    "host": _l("by the host"),
}


def details(facts: Mapping[str, Any]) -> list[str]:
    """The noted facts that say something to people: numbers with the number before them, ways and roles."""
    said = []
    for name, before in (("total", facts.get("before")), ("size", None), ("after", facts.get("before"))):
        number = facts.get(name)
        if isinstance(number, int):
            said.append(_n("%(num)s person", "%(num)s people", number))
            if isinstance(before, int):
                said.append(_("%(num)s before", num=before))
    dates = facts.get("dates")
    number = len(dates) if isinstance(dates, list) else dates
    if isinstance(number, int):
        said.append(_n("%(num)s date", "%(num)s dates", number))
    said += [str(words[facts[name]]) for name, words in _WORDS.items() if facts.get(name) in words]
    return said


_WORDS: dict[str, dict[str, Says]] = {
    "via": VIA,
    "role": ROLES,
    "state": {"waiting": _l("on the waiting list")},
    "scope": {"future": _l("and the following dates")},
}
