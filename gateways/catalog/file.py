"""The catalog as a YAML file for operators. A faulty file is refused as a whole, with the lines of
the faults.

The shipped `catalog.yaml` explains the format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from billing.catalog.catalog import (
    Catalog,
    CatalogError,
    Model,
    Plan,
    Provider,
)
from billing.catalog.sharing import Sharing
from gateways.catalog.discounts import read_programme
from gateways.catalog.goods import read_pack, read_plan, read_recommendations
from gateways.catalog.models import pool_reader, read_model
from gateways.catalog.nodes import Node, Pairs, compose, line_of
from gateways.catalog.parts import INCLUDE, Part, joined, read_parts, split
from gateways.catalog.reading import (
    Faults,
    Section,
    at,
    is_mapping,
    label,
    pairs,
    section,
    text_of,
    value,
)
from gateways.catalog.values import (
    parse_limit,
    parse_model_name,
    parse_name,
)

T = TypeVar("T")

KEYS = (INCLUDE, "providers", "packs", "plans", "programmes", "recommendations")
SOURCE = "source"
"""The key of an included file that names the source of all its models."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Providers and models by name."""

    providers: dict[str, Provider]
    models: dict[str, Model]

    def over(self, other: Offer) -> Offer:
        """Return both. Names and aliases of this one win, model by model. The pool of a provider is
        for its models of both."""
        taken = {*self.models, *(alias for one in self.models.values() for alias in one.aliases)}
        added = {n: _without(taken, one) for n, one in other.models.items() if n not in taken}
        providers = {**other.providers, **self.providers}
        for name in self.providers.keys() & other.providers:
            pool = self.providers[name].pool or other.providers[name].pool
            providers[name] = replace(providers[name], pool=pool)
        models = (self.models | added).values()
        return Offer(providers, {one.name: _pooled(one, providers) for one in models})


def _without(taken: set[str], model: Model) -> Model:
    aliases = tuple(alias for alias in model.aliases if alias not in taken)
    return model if aliases == model.aliases else replace(model, aliases=aliases)


def _pooled(model: Model, providers: dict[str, Provider]) -> Model:
    pool = model.pool if model.has_own_pool else providers[model.provider].pool
    return model if pool == model.pool else replace(model, pool=pool)


def read_catalog(path: Path) -> tuple[str, Catalog]:
    """Return the text of a file, with the files that it includes, and its catalog. Raises OSError,
    or CatalogError as `parse_catalog` does."""
    parts = read_parts(path)
    return joined(parts), _catalog(parts, Sharing({}))


def parse_catalog(
    text: str, *, name: str = "catalog.yaml", earlier: Catalog | None = None
) -> Catalog:
    """Return the catalog that `text` describes. What is as in an `earlier` catalog takes no memory
    again. Raises CatalogError with up to ten faults, each as
    "{name} line {line}: …"; its `line` is that of the first fault. A fault of an included file has
    that file's name and line."""
    return _catalog(split(text, name), Sharing({} if earlier is None else earlier.models))


def parse_plans(text: str, *, name: str) -> dict[str, Plan]:
    """Return the plans of a catalog, whatever its models are: to read these would take three times
    as long. Raises CatalogError as `parse_catalog` does."""
    root = split(text, name)[0].root
    return _watched(name, lambda faults: _plans(section(root, KEYS), faults))


def parse_offer(text: str, *, name: str) -> Offer:
    """Return the models of a file that others include. Raises CatalogError as `parse_catalog`
    does."""
    return _offer_of(name, _watched(name, lambda _: compose(text)), Sharing({}))


def _offer_of(name: str, root: Node, sharing: Sharing) -> Offer:
    keys = (SOURCE, "providers")
    return _watched(name, lambda faults: _offer(section(root, keys), faults, sharing))


def _watched(name: str, read: Callable[[Faults], T]) -> T:
    """Return what is read. Raises one CatalogError for all faults that were noted."""
    faults = Faults()
    try:
        found = read(faults)
        faults.check()
        return found
    except CatalogError as error:
        raise faults.refusal(name, error) from error


def _catalog(parts: list[Part], sharing: Sharing) -> Catalog:
    first, *others = parts
    included = Offer({}, {})
    for part in others:
        included = included.over(_offer_of(part.name, part.root, sharing))
    return _watched(first.name, lambda faults: _complete(first.root, included, faults, sharing))


def _complete(root: Node, included: Offer, faults: Faults, sharing: Sharing) -> Catalog:
    top = section(root, KEYS)
    offer = _offer(top, faults, sharing)
    names = top.get("providers", _model_names, set()) | included.models.keys()
    plans = _plans(top, faults)
    packs = top.get("packs", _table(faults, "pack", read_pack), {})
    programmes = top.get("programmes", _table(faults, "programme", read_programme), {})
    advice = top.get("recommendations", lambda node: read_recommendations(node, names, faults), [])
    faults.check()
    whole = offer.over(included)
    place = {name: number for number, name in enumerate({**offer.providers, **whole.providers})}
    models = dict(sorted(whole.models.items(), key=lambda pair: place[pair[1].provider]))
    providers = {name: whole.providers[name] for name in place}
    with at(top.entries["plans"], "plans"):
        return Catalog(providers, sharing.models(models), packs, plans, tuple(advice), programmes)


def _plans(top: Section, faults: Faults) -> dict[str, Plan]:
    return top.need("plans", _table(faults, "plan", read_plan))


def _offer(top: Section, faults: Faults, sharing: Sharing) -> Offer:
    models: dict[str, Model] = {}
    declared: dict[str, int] = {}
    alias = _aliases(top.get("providers", _model_names, set()))
    source = top.get(SOURCE, text_of, None)

    def provider(name: str, node: Node) -> Provider:
        own = section(node, ("name", "limit", "pool", "models"))
        limit = own.get("limit", value(parse_limit), None)
        pool = own.get("pool", pool_reader(f"provider:{name}"), None)
        read = _table(
            faults,
            "model",
            lambda n, item: sharing.model(read_model(n, name, item, limit, alias, shared=pool)),
            declared,
            parse=parse_model_name,
        )
        found = own.need("models", read)
        models.update(found if source is None else _from(source, found))
        return Provider(name, own.need("name", text_of), pool)

    return Offer(top.need("providers", _table(faults, "provider", provider)), models)


def _from(source: str, models: Mapping[str, Model]) -> Iterator[tuple[str, Model]]:
    """Yield the models with their source, which is `source` unless they have one."""
    for name, one in models.items():
        yield name, one if one.source is not None else replace(one, source=source)


def _table(
    faults: Faults,
    kind: str,
    read: Callable[[str, Node], T],
    lines: dict[str, int] | None = None,
    *,
    parse: Callable[[str], str] = parse_name,
) -> Callable[[Node], dict[str, T]]:
    """Return a reader of named things. `lines` stores the line of each name, across several
    tables. `parse` reads a name."""
    seen = {} if lines is None else lines

    def read_table(node: Node) -> dict[str, T]:
        found = {}
        for key, item in pairs(node):
            with faults.watch(key, f"{kind} {label(key)}"):
                name = parse(text_of(key))
                if name in seen:
                    raise CatalogError(f"there twice, first on line {seen[name]}")
                seen[name] = line_of(key)
                found[name] = read(name, item)
        return found

    return read_table


def _aliases(names: set[str]) -> Callable[[Node], str]:
    """Return a reader of aliases: other names of models, each of which belongs to one model.
    `names` are the models' own names."""
    lines: dict[str, int] = {}

    def read(node: Node) -> str:
        with at(node, f"alias {label(node)}"):
            alias = parse_model_name(text_of(node))
            if alias in names:
                raise CatalogError("is the name of a model")
            if alias in lines:
                raise CatalogError(f"there twice, first on line {lines[alias]}")
            lines[alias] = line_of(node)
            return alias

    return read


def _model_names(providers: Node) -> set[str]:
    """Return the names of all models, faulty ones included, so that one fault causes no other
    messages."""
    provided = (
        table for _, provider in pairs(providers) for table in _values_of(provider, "models")
    )
    return {label(key).strip() for table in provided for key, _ in _loose_pairs(table)}


def _values_of(node: Node, wanted: str) -> list[Node]:
    return [item for key, item in _loose_pairs(node) if label(key) == wanted]


def _loose_pairs(node: Node) -> Pairs:
    return pairs(node) if is_mapping(node) else ()
