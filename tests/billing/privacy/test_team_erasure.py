"""A member of a team is erased: its ledger stays valid under another name, and the team's ledger as
it was, without a name."""

from __future__ import annotations

from hypothesis import given

from billing.ledger.account import NO_DIGEST
from billing.ledger.entry import Entry
from billing.ledger.grant import Grant
from billing.ledger.teams.link import paid_by_team
from billing.privacy.erasure import erased_entry
from tests.support.audit.forgetful import Forgetful
from tests.support.ledger.clubs import MEMBERS, TEAM
from tests.support.ledger.factories import NOW
from tests.support.ledger.team_stories import STEPS, Story


def told(entry: Entry) -> str:
    """Return all of an entry but its hashes, which may contain any three letters by chance."""
    return repr(entry._replace(digest=b"", fingerprint=None))


@given(STEPS)
def test_the_ledger_of_an_erased_member_is_valid_and_still_names_the_other_side(
    steps: list[tuple[str, str, int, int]],
) -> None:
    story = Story()
    for step in steps:
        story.step(*step)
    club = story.club
    for number, name in enumerate(MEMBERS[1:]):
        pseudonym, digest = f"erased:{number}", NO_DIGEST
        grants: dict[int, Grant] = club.grants[name]
        replay = Forgetful(pseudonym, grants, opened_at=NOW)
        for entry in sorted(club.entries.values(), key=lambda one: one.revision):
            if entry.account_id != name:
                continue
            grant = grants.get(entry.revision)
            made = erased_entry(
                entry,
                pseudonym=pseudonym,
                previous=digest,
                expires_at=grant.expires_at if grant else None,
            )
            digest = made.digest
            assert replay.add(made) == []
            assert name not in told(made)
            assert paid_by_team(made.reason) == paid_by_team(entry.reason)
        account = club.accounts[name]._replace(id=pseudonym, digest=digest)
        assert replay.compare(account, club.book.plans[account.plan].allowances) == []
    assert all(
        name not in told(entry)
        for entry in club.entries.values()
        if entry.account_id == TEAM
        for name in MEMBERS
    )
