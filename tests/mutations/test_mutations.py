"""The list of mutations is up to date."""

from __future__ import annotations

from tests.mutations.listing import ROOT, mutations


def test_every_mutation_can_be_made() -> None:
    texts = {one.file: (ROOT / one.file).read_text(encoding="utf-8") for one in mutations()}
    stale = [one for one in mutations() if texts[one.file].count(one.old) != 1]
    assert stale == []
    assert all(one.new != one.old and (ROOT / one.tests).exists() for one in mutations())


def test_there_are_mutations_of_every_floor() -> None:
    floors = {one.file.split("/")[0] for one in mutations()}
    assert floors >= {"billing", "db", "gateways", "schema", "services", "resolvers", "server"}
    assert len(mutations()) >= 40
