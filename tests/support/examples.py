"""The number of examples that a property tries. The profile of the run scales all of them.

`quick` is for `make check`, `usual` for `make test`, and `thorough` for `make test-heavy`. Choose
another one with `--hypothesis-profile`.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

NORMAL = 100
"""The examples of a property in the usual profile, if it does not give a number."""
PROFILES = {"quick": 15, "usual": NORMAL, "thorough": 3 * NORMAL}

FEWEST = 5


def register_profiles() -> None:
    """Register the profiles, and load the usual one. An option of the command line replaces it."""
    for name, examples in PROFILES.items():
        # A slow machine is not an error. The blob repeats a failure elsewhere, because examples
        # are random.
        settings.register_profile(
            name,
            max_examples=examples,
            deadline=None,
            print_blob=True,
            suppress_health_check=[HealthCheck.too_slow],
        )
    settings.load_profile("usual")


def scaled(examples: int) -> int:
    """Return how many examples the profile tries where the usual one tries `examples`.

    For properties whose examples take much more or less time than others.
    """
    profile: int = settings().max_examples
    return max(FEWEST, examples * profile // NORMAL)
