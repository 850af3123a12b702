"""All objects, refusals, enums and inputs of the API."""

from yumi_billing._generated.enums import *  # noqa: F403 - all of them, whatever the SDL has
from yumi_billing._generated.inputs import *  # noqa: F403
from yumi_billing._generated.objects import *  # noqa: F403
