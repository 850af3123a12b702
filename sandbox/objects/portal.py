"""Portal sessions: pages for one customer."""

from __future__ import annotations

from sandbox.objects import customers
from sandbox.world.act import Act
from sandbox.world.errors import Json
from sandbox.world.ids import new_id

CONFIGURATION = "bpc_sandbox"


def create(act: Act, given: Json) -> Json:
    customer = customers.living(act, given["customer"], param="customer")
    name = new_id("billing_portal.session")
    return act.add(
        "billing_portal.session",
        id=name,
        configuration=CONFIGURATION,
        customer=customer["id"],
        flow=None,
        locale=given.get("locale"),
        on_behalf_of=None,
        return_url=given.get("return_url"),
        url=f"{act.public_url}/portal/{name}",
    )
