from datetime import UTC, datetime, timedelta

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.errors import BadInput
from db.models import ApiKey
from gateways.identity.jwt_verifier import TokenVerifier, issue_token
from services.identity.api_keys import create_key, list_keys, revoke_key
from services.identity.caller import SCOPES, USER_SCOPES, Caller, CallerKind
from services.identity.identity import Identity, Unauthenticated

SECRET = "a secret of at least thirty-two bytes"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def make_identity(*, now: datetime = NOW) -> Identity:
    return Identity(TokenVerifier(secret=SECRET, clock=lambda: now), clock=lambda: now)


def make_caller(*scopes: str, account_id: str | None = "alice") -> Caller:
    kind = CallerKind.USER if account_id else CallerKind.API_KEY
    return Caller(account_id or "key:1", kind, account_id, frozenset(scopes), None)


def make_token(*, scope: str | None = None, ttl: int = 60) -> str:
    return issue_token(SECRET, account="alice", scope=scope, ttl=ttl, now=NOW)


def signed(**claims: object) -> str:
    """Return a token with any claims."""
    given = {"sub": "alice", "exp": (NOW + timedelta(seconds=60)).timestamp()} | claims
    return jwt.encode(given, SECRET, "HS256")


async def caller_claiming(granted: frozenset[str] = USER_SCOPES, **claims: object) -> Caller:
    verifier = TokenVerifier(secret=SECRET, clock=lambda: NOW)
    identity = Identity(verifier, clock=lambda: NOW, plain_scopes=granted)
    caller = await identity.authenticate(f"Bearer {signed(**claims)}")
    assert caller is not None
    return caller


FOREIGN = [
    None,
    "",
    " ",
    [],
    "openid profile email",
    ["openid", "profile"],
    "ADMIN administrator",
    "account:read,account:write",
    "admin\u00a0",
    ["account:read admin"],
]


async def make_key(*scopes: str, name: str = "gateway") -> tuple[str, str]:
    """Make a key; return its id and its text."""
    key, plain = await create_key(name, scopes or ["usage:write"], clock=lambda: NOW)
    return key.id, plain


async def assert_refused(identity: Identity, authorization: object) -> str:
    with pytest.raises(Unauthenticated) as refusal:
        await identity.authenticate(authorization)
    return str(refusal.value)


def permissions(caller: Caller, account_id: str) -> str:
    """Return the first letters of read, write, record (c) and open, if allowed."""
    allowed = {
        "r": caller.may_read(account_id),
        "w": caller.may_write(account_id),
        "c": caller.may_record(account_id),
        "o": caller.may_open(account_id),
    }
    return "".join(letter for letter, may in allowed.items() if may)


@pytest.mark.parametrize(
    ("scopes", "own", "others"),
    [
        ([], "o", ""),
        (["account:read"], "ro", ""),
        (["account:write"], "wco", ""),
        (["account:read", "account:write"], "rwco", ""),
        (["usage:write"], "co", "c"),
        (["accounts:read"], "ro", "r"),
        (["accounts:write"], "wco", "wco"),
        (["admin"], "rwco", "rwco"),
    ],
)
def test_a_scope_grants_exactly_what_it_names(scopes, own, others) -> None:
    caller = make_caller(*scopes)
    assert permissions(caller, "alice") == own
    assert permissions(caller, "bob") == others
    assert permissions(make_caller(*scopes, account_id=None), "bob") == others
    assert caller.is_admin == (scopes == ["admin"])


def test_an_api_key_owns_no_account_not_even_one_named_like_it() -> None:
    key = make_caller("account:read", "account:write", account_id=None)
    assert permissions(key, "key:1") == permissions(key, "alice") == ""
    assert not key.owns("key:1")
    assert not key.owns(None)


async def test_no_header_is_no_caller() -> None:
    assert await make_identity().authenticate(None) is None


async def test_a_plain_users_token_reads_and_writes_the_own_account() -> None:
    caller = await make_identity().authenticate(f"Bearer {make_token()}")
    assert caller == Caller(
        "alice",
        CallerKind.USER,
        "alice",
        frozenset({"account:read", "account:write"}),
        NOW + timedelta(seconds=60),
    )


@pytest.mark.parametrize(
    ("scope", "scopes"),
    [
        ("account:read", {"account:read"}),
        ("  admin   usage:write ", {"admin", "usage:write"}),
        ("openid accounts:read profile", {"accounts:read"}),
        (["openid", "account:read"], {"account:read"}),
    ],
)
async def test_a_token_has_the_scopes_it_names_and_unknown_ones_are_ignored(scope, scopes) -> None:
    assert (await caller_claiming(scope=scope)).scopes == scopes
    assert (await caller_claiming(scp=scope)).scopes == scopes


@pytest.mark.parametrize("scope", FOREIGN, ids=repr)
async def test_a_token_that_names_no_scope_of_ours_is_a_plain_users(scope) -> None:
    assert (await caller_claiming(scope=scope)).scopes == USER_SCOPES
    assert (await caller_claiming(scp=scope)).scopes == USER_SCOPES


@pytest.mark.parametrize("granted", [frozenset(), frozenset({"account:read"})])
async def test_what_such_a_token_has_may_be_less(granted) -> None:
    for claims in ({}, {"scope": "openid profile"}, {"scp": []}):
        assert (await caller_claiming(granted, **claims)).scopes == granted
    assert (await caller_claiming(granted, scope="openid admin")).scopes == {"admin"}


async def test_scope_decides_where_a_token_has_scp_too() -> None:
    caller = await caller_claiming(scope="account:read", scp=["admin"])
    assert caller.scopes == {"account:read"}
    caller = await caller_claiming(scope="openid", scp=["admin"])
    assert caller.scopes == USER_SCOPES


@pytest.mark.parametrize("empty", [None, "", []], ids=repr)
async def test_an_empty_scope_hides_no_scp(empty) -> None:
    assert (await caller_claiming(scope=empty, scp="usage:write")).scopes == {"usage:write"}
    assert (await caller_claiming(scope=empty, scp=empty)).scopes == USER_SCOPES


@given(st.text(), st.text())
async def test_only_a_space_parts_one_scope_from_another(before: str, after: str) -> None:
    named = {"admin", "account:read", "usage:write"}
    caller = await caller_claiming(scope=f"account:read{before}admin{after}usage:write")
    parts = f"account:read{before}admin{after}usage:write".split(" ")
    assert caller.scopes == (named.intersection(parts) or USER_SCOPES)


@pytest.mark.parametrize("space", [c for c in map(chr, range(0x3001)) if c.isspace() and c != " "])
async def test_no_other_kind_of_space_makes_an_admin(space: str) -> None:
    for scope in (f"account:read{space}admin", [f"account:read{space}admin"], f"{space}admin"):
        assert not (await caller_claiming(scope=scope)).is_admin


@pytest.mark.parametrize("form", ["Bearer {}", "bearer {}", "BEARER   {}", " \tBearer {}\t"])
async def test_the_scheme_is_read_as_http_says(form) -> None:
    assert await make_identity().authenticate(form.format(make_token()))


@pytest.mark.parametrize(
    "form",
    [
        "",
        "{}",
        "Bearer",
        "Bearer{}",
        "Bearer ",
        "Basic {}",
        "Bearer {0} {0}",
        "Bearer {}\n",
        "Bearer {}\0",
        "Bearer {},Bearer x",
        "Be\u0430rer {}",
        "Bearer\u00a0{}",
        "Bearer \ud800{}",
    ],
)
async def test_any_other_header_is_refused(form) -> None:
    await assert_refused(make_identity(), form.format(make_token()))


@pytest.mark.parametrize(
    "value", [0, 1, True, 1.5, [], ["Bearer x"], {}, {"Bearer": "x"}, b"Bearer"]
)
async def test_a_websockets_value_that_is_not_text_is_refused(value) -> None:
    await assert_refused(make_identity(), value)


@given(st.text() | st.text().map("Bearer {}".format) | st.text().map("Bearer yk_{}".format))
async def test_no_header_whatever_gets_more_than_a_refusal(header) -> None:
    await assert_refused(make_identity(), header)


@given(st.data())
async def test_no_piece_of_a_good_token_gets_more_than_a_refusal(data) -> None:
    token = make_token()
    cut = data.draw(st.integers(0, len(token) - 1))
    inserted = data.draw(st.text(min_size=1, max_size=3).filter(lambda text: text.strip("=")))
    await assert_refused(make_identity(), f"Bearer {token[:cut]}")
    await assert_refused(make_identity(), f"Bearer {token[:cut]}{inserted}{token[cut:]}")


async def test_every_refusal_says_the_same(database) -> None:
    key_id, plain = await make_key()
    await revoke_key(key_id, clock=lambda: NOW)
    identity = make_identity(now=LATER)
    wrong = ["", "Bearer x.y.z", f"Bearer {make_token()}", f"Bearer {plain}", "Bearer yk_1_2"]
    assert len({await assert_refused(identity, header) for header in wrong}) == 1


async def test_a_key_is_a_caller_without_an_account_or_an_end(database) -> None:
    key_id, plain = await make_key("usage:write", "accounts:read")
    caller = await make_identity(now=LATER).authenticate(f"Bearer {plain}")
    scopes = frozenset({"usage:write", "accounts:read"})
    made = Caller(f"key:{key_id}", CallerKind.API_KEY, None, scopes, None, api_key_id=key_id)
    assert caller == made


async def test_a_revoked_key_stops_at_once_and_others_go_on(database) -> None:
    identity = make_identity()
    key_id, plain = await make_key()
    _, other = await make_key()
    assert await identity.authenticate(f"Bearer {plain}")
    revoked = await revoke_key(key_id, clock=lambda: LATER)
    assert revoked is not None
    assert revoked.revoked_at == LATER
    await assert_refused(identity, f"Bearer {plain}")
    assert await identity.authenticate(f"Bearer {other}")


async def test_the_secret_and_the_id_must_belong_together(database) -> None:
    (one, plain), (other, _) = await make_key(), await make_key()
    identity = make_identity()
    changed = plain[:-1] + ("A" if plain[-1] != "A" else "B")
    for wrong in (plain.replace(one, other), plain.replace(one, "0" * 16), changed):
        await assert_refused(identity, f"Bearer {wrong}")
    for malformed in (plain[:-1], plain + "A", plain.upper(), plain.removeprefix("yk_")):
        await assert_refused(identity, f"Bearer {malformed}")


async def test_a_keys_plain_text_is_in_no_column(database) -> None:
    key_id, plain = await make_key()
    secret = plain.removeprefix(f"yk_{key_id}_")
    assert len(secret) == 43
    (row,) = await ApiKey.all().values()
    assert all(secret not in str(value) for value in row.values())


async def test_keys_are_listed_with_the_revoked_ones(database) -> None:
    first, _ = await make_key(name="first")
    second, _ = await make_key("admin", name="Zweiter 🦊")
    await revoke_key(first, clock=lambda: LATER)
    listed = {key.id: (key.name, key.scopes, key.revoked_at) for key in await list_keys()}
    assert listed == {
        first: ("first", {"usage:write"}, LATER),
        second: ("Zweiter 🦊", {"admin"}, None),
    }


@pytest.mark.parametrize("key_id", ["", "x", "0" * 16, "0" * 15 + "\0", "\ud800" * 16, "a'; --"])
async def test_revoking_a_key_that_is_not_there_says_so(database, key_id) -> None:
    assert await revoke_key(key_id, clock=lambda: NOW) is None


@pytest.mark.parametrize("scopes", [[], ["everything"], ["usage:write", "ADMIN"], ["admin admin"]])
async def test_unknown_scopes_are_refused_with_the_known_ones(scopes) -> None:
    with pytest.raises(BadInput, match="scopes") as refusal:
        await create_key("gateway", scopes, clock=lambda: NOW)
    assert all(scope in refusal.value.message for scope in SCOPES)


@pytest.mark.parametrize("name", ["", "a" * 256, "a\0", "\ud800"])
async def test_a_key_needs_a_sound_name(name) -> None:
    with pytest.raises(BadInput, match="name"):
        await create_key(name, ["admin"], clock=lambda: NOW)
