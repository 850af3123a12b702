"""Uses described by lines of JSON, for `catalog quote`: `{"model", "serviceTier", "usage"}`."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from billing.catalog.quoting import DescribedUse
from billing.catalog.units import PricedUnit, ServiceTier
from billing.errors import BadInput
from gateways.catalog.json_fields import Fields, fields_of
from gateways.catalog.prices import UNIT_KEYS


def _camel(key: str) -> str:
    first, *others = key.split("_")
    return first + "".join(word.capitalize() for word in others)


USAGE_KEYS: dict[str, PricedUnit] = {_camel(key): unit for key, unit in UNIT_KEYS.items()}
"""The names of counts: `cacheWrite1h` is CACHE_WRITE_1H_TOKENS."""


def described(line: bytes) -> Fields:
    """Return the object of a line. Raises BadInput for anything else."""
    try:
        # Some editors write a byte order mark at the beginning of a file.
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("line", "is not UTF-8") from error
    try:
        found = json.loads(text, object_pairs_hook=fields_of, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadInput("line", "is not JSON") from error
    if not isinstance(found, Fields):
        raise BadInput("line", "is not a JSON object")
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def described_use(given: Fields) -> DescribedUse:
    """Return the use that an object describes. Counts that it does not have are 0. Raises
    BadInput."""
    if given.repeated is not None:
        raise BadInput("line", f"has {given.repeated!r} twice")
    model, usage = given.get("model"), given.get("usage", {})
    if not isinstance(model, str):
        raise BadInput("model", "must be a name")
    if not isinstance(usage, dict):
        raise BadInput("usage", "must be an object with counts")
    if unknown := usage.keys() - USAGE_KEYS.keys():
        raise BadInput("usage", f"has the unknown unit {min(unknown)!r}")
    return DescribedUse.of(model, _tier(given), {USAGE_KEYS[key]: n for key, n in usage.items()})


def _tier(given: dict[str, Any]) -> ServiceTier:
    tier = given.get("serviceTier", ServiceTier.STANDARD)
    if not isinstance(tier, str) or tier not in [*ServiceTier]:
        raise BadInput("serviceTier", f"must be one of {', '.join(ServiceTier)}")
    return ServiceTier(tier)
