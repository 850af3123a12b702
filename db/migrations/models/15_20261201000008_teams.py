"""Tables of teams, and the kinds of entries TEAM and TRANSFER.

Memberships are in the accounts' states. The version before runs beside this one until somebody makes
a team: it cannot read such an entry, and it drops the membership of an account that it writes.
"""

import re
from collections.abc import Callable

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

NEW_KINDS = ("TEAM", "TRANSFER")
_KINDS = re.compile(r"kind\s+IN\s*\(([^)]*)\)", re.IGNORECASE)
_WORD = re.compile(r"'([A-Z_]+)'")

TEAM_CHECKS = """
    CONSTRAINT team_is_a_pool CHECK (id LIKE 'team:_%'),
    CONSTRAINT team_kind_known CHECK (kind IN ('FAMILY', 'TEAM'))"""
INVITATION_CHECKS = """
    CONSTRAINT team_invitation_is_a_secret CHECK (length(code) >= 22),
    CONSTRAINT team_invitation_role_known CHECK (role IN ('ADMIN', 'MEMBER')),
    CONSTRAINT team_invitation_limit_is_whole CHECK (
        (limit_tokens IS NULL) = (limit_period IS NULL)
        AND limit_tokens >= 0 AND limit_period IN ('DAY', 'MONTH'))"""

POSTGRES_TABLES = f"""
CREATE TABLE team (
    id VARCHAR(40) NOT NULL PRIMARY KEY,
    name VARCHAR(255) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    closed_at TIMESTAMPTZ,{TEAM_CHECKS}
);
CREATE TABLE team_handle (
    team_id VARCHAR(40) NOT NULL,
    handle VARCHAR(40) NOT NULL,
    account_id VARCHAR(255) NOT NULL,
    joined_at TIMESTAMPTZ NOT NULL,
    left_at TIMESTAMPTZ,
    PRIMARY KEY (team_id, handle)
);
CREATE TABLE team_invitation (
    code VARCHAR(64) NOT NULL PRIMARY KEY,
    team_id VARCHAR(40) NOT NULL,
    inviter VARCHAR(40) NOT NULL,
    role VARCHAR(16) NOT NULL,
    limit_tokens BIGINT,
    limit_period VARCHAR(16),
    address VARCHAR(320),
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ,{INVITATION_CHECKS}
);
CREATE TABLE team_request (
    account_id VARCHAR(255) NOT NULL,
    key_hash BYTEA NOT NULL,
    fingerprint BYTEA NOT NULL,
    answer TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, key_hash)
);
"""

_TIME = "TEXT {null} CHECK ({name} GLOB '????-??-?? ??:??:??*+00:00')"


def _time(name: str, null: str = "NOT NULL") -> str:
    return f"{name} {_TIME.format(name=name, null=null)}"


SQLITE_TABLES = f"""
CREATE TABLE team (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    {_time("created_at")},
    {_time("closed_at", "")},{TEAM_CHECKS}
) STRICT;
CREATE TABLE team_handle (
    team_id TEXT NOT NULL,
    handle TEXT NOT NULL,
    account_id TEXT NOT NULL,
    {_time("joined_at")},
    {_time("left_at", "")},
    PRIMARY KEY (team_id, handle)
) STRICT;
CREATE TABLE team_invitation (
    code TEXT NOT NULL PRIMARY KEY,
    team_id TEXT NOT NULL,
    inviter TEXT NOT NULL,
    role TEXT NOT NULL,
    limit_tokens INTEGER,
    limit_period TEXT,
    address TEXT,
    {_time("created_at")},
    {_time("expires_at")},
    {_time("used_at", "")},{INVITATION_CHECKS}
) STRICT;
CREATE TABLE team_request (
    account_id TEXT NOT NULL,
    key_hash BLOB NOT NULL,
    fingerprint BLOB NOT NULL,
    answer TEXT NOT NULL,
    {_time("created_at")},
    PRIMARY KEY (account_id, key_hash)
) STRICT;
"""

# The members of a team come in the order in which they joined. One account is in one team at most,
# which its state decides; its former handles stay until it is erased.
INDEXES = """
CREATE INDEX team_handle_by_account ON team_handle (account_id);
CREATE INDEX team_handle_members ON team_handle (team_id, joined_at, handle) WHERE left_at IS NULL;
CREATE INDEX team_invitation_by_team ON team_invitation (team_id, created_at, code);
"""

# The uses of one member in the ledger of its team, for pages. No entry of another account is in it.
USED_BY = """
CREATE INDEX entry_used_by ON entry (account_id, substr(reason, 4, 20), revision)
    WHERE kind = 'USAGE' AND substr(reason, 1, 3) = 'by ';
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    tables = SQLITE_TABLES if db.capabilities.dialect == "sqlite" else POSTGRES_TABLES
    kinds = await _with_kinds(db, lambda known: [*known, *NEW_KINDS])
    return tables + INDEXES + kinds + USED_BY


async def downgrade(db: BaseDBAsyncClient) -> str:
    """Downgrade. The database itself refuses this if there ever was a team."""
    kinds = await _with_kinds(db, lambda known: [one for one in known if one not in NEW_KINDS])
    return f"""DROP INDEX entry_used_by;
{kinds}
DROP TABLE team_request;
DROP TABLE team_invitation;
DROP TABLE team_handle;
DROP TABLE team;
"""


async def _with_kinds(db: BaseDBAsyncClient, change: Callable[[list[str]], list[str]]) -> str:
    """Change the kinds of entries that the table takes."""
    if db.capabilities.dialect != "sqlite":
        found = await db.execute_query_dict(
            "SELECT pg_get_constraintdef(oid) AS sql FROM pg_constraint "
            "WHERE conname = 'entry_kind_known'"
        )
        kinds = _listed(change(_WORD.findall(found[0]["sql"])))
        return f"""
ALTER TABLE entry DROP CONSTRAINT entry_kind_known;
ALTER TABLE entry ADD CONSTRAINT entry_kind_known CHECK (kind IN ({kinds})) NOT VALID;
ALTER TABLE entry VALIDATE CONSTRAINT entry_kind_known;
"""
    return await _entries_anew(db, change)


async def _entries_anew(db: BaseDBAsyncClient, change: Callable[[list[str]], list[str]]) -> str:
    """Create the table again and copy it, because SQLite cannot change a constraint. Its indexes
    and triggers disappear with the old table."""
    parts = await db.execute_query_dict(
        "SELECT type, sql FROM sqlite_master WHERE tbl_name = 'entry' AND sql IS NOT NULL"
    )
    (table,) = [one["sql"] for one in parts if one["type"] == "table"]
    others = [one["sql"] for one in parts if one["type"] != "table"]
    others = [sql for sql in others if "entry_used_by" not in sql]

    def listed(found: re.Match[str]) -> str:
        return f"kind IN ({_listed(change(_WORD.findall(found[1])))})"

    made = _KINDS.sub(listed, table, count=1).replace('"entry" (', "entry_anew (", 1)
    return f"""
{made};
INSERT INTO entry_anew SELECT * FROM entry;
DROP TABLE entry;
ALTER TABLE entry_anew RENAME TO entry;
{"".join(f"{one};" for one in others)}
"""


def _listed(kinds: list[str]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)


MODELS_STATE = (
    "eJztXW1z2ziS/iuofJm4TuPyOJnMXPzJsb0z3p3YKceZfTlfSRAJWThTAIcArah2578fGu"
    "CrRNIkLUo0gy+JTXQDdANsPOhudP/71YK7xBOHp47DQyZfvUf/fsXwgqgf1ptG6BX2/bQB"
    "Hkg89TQtzhBNhQywA33NsCeIeuQS4QTUl5QzIL5mBEUMiArE1a8BX75HvocpQw73wgUTaM"
    "YD9EdIAkrECGHmIjknSEgsiW5yiUOF6lAcwqAud9SolN130P8du2O3/IGkrDggyA/IgoYL"
    "JKFFPVLjzHQXHhZSPQ2d+Qma6P4m8BaP2KMuUq9EPf3YI2MsJ6rzUySWhPiGhQjdR/z2WC"
    "paaAXaEZoSB4eCICrRXA2o+gikQK+v1F/4Pn7I1C8HWiYho+rvG0t+T1SfgZLM//yvekyZ"
    "S74SEf/qP4xnlHhubuqpCx3o52O58vWzszkO/qIpQd7TsRFGSu2v5JyzhFxNBzy9J4wESg"
    "ZuZjmw0POihRM/Mu+qHsggJMlLuukDl8xw6MGiAm7zBumzV+Px1fXt+PPF7Xj8amPBxRyZ"
    "NRI9ctT8qsVKmRT671/gr2OPsHs5V78e//jjn2agVBCGDEb8/fTm7NfTm9eK6gCG5GrNm2"
    "/hKmo6Nm1/6k6wxKYbLfhU0txXAnLV9G4K/FyJTdIFKRZ6jnFN9m7EeRj/0GYm4gfpVKSf"
    "8w7mokL0t5cfLz7fnn78BN0vhPjD0+I6vb2AlmP9dLX29PW7tVlKOkF/v7z9FcGv6F/XVx"
    "danFzI+0CPmNLd/usVvBMOJR8zvhxjNyuT+HH8SJGmk6wUD2vyQcX02/mk9jyR+Y/qzXGN"
    "b+rNceknBU1/5oQbkEetqDcF/IHeXzJZLOIs15qYqdnHXpqY7+Elvv/v4+M3b346Pnrz7u"
    "cf3/70048/H/2saPUbbzb9VDEXHy5/uby6zU8DPMgLHz9iaiTSSPo5Niv+1uKfR8KtL/mY"
    "wwq9tdBdMi3YrauEHnNYobcWeoyYm8KkLN8WUFKERvsyF0MCSfqotDm9t+RryVeVMAwCJl"
    "VN5cU/bnOzGMOh1x9P/3GQm8nfrq9+ickz8Onst+sP61qM3hNRqMcYDlYleizhWRP5dCWJ"
    "GJbQP4DIskJXMv9weXV6889iqcf02c/iwz9vL07XFVl0nG+syDJ8VpH1TZGBJWX2kDnhw4"
    "Mpdh6WOHDHGy38mJfRbjYtjhfrTzDD93qSQJrwnomtTtJH8pEzfdYqMOWlzaNqcx4QjhcJ"
    "5ZM2vVOkidFrKgWa0UBI5OLVCH25PTtAlKHlnDpzhFli2goFcdXvK6SHP0SfArpQigc9kB"
    "XQyznZsOt1MMYdA8vMFAvyHr2O2MbUHZmRnm1HSwS4+aUXf+UJQ9Un/uLsahVfN3yxT5jI"
    "0mlpYkPJcw0CInRknuyL7nIXlIGG0kLZ1F2Z5mrdBYRjnFI+rbtAY8AvYMIH9QE9UOCSPD"
    "hEp75PmPs9Z95q09fQkNfa5J+36N8e1Vjzb49Klzw0PaFtGiMza4LvKSjLGSod9T022z8i"
    "Brt1VHm2chIutMJXirjYAj8EGb97W0PE796WShia1gW8JxzUs7PiDtaySySmBlfUtUZlWA"
    "axmndhj+oL8vTp38iqEHSalmq86dPxQ0RU45js40CqhfCdgFPoIbpWyFCHfHz+9fT74x/f"
    "AYyE460gTkB0+IpQ+xBxC5Bn664goGVi/pKJjnyZxErCD8iMKiA60SEuf/18fYU8BWbFiR"
    "YZWhAMoS6eZ7Fsj1zh5VhW/99A0DH9IBTYDrYJ82WN51gUGHmqDOlrjNaavr5n1LamO9wn"
    "jfbplGMQq3zXbiO1bkE4LRwYeU57XO71cTkgj/yh1TTnOa2nqs+zTL76VHXXYpbznHaW+z"
    "zLEJA+BldYi3le57Uz3eeZTk+nddFQyjEEy9CuwdD6sbmJ5It47Ry8KLvRmTp3e/z+dxKI"
    "EqflGsWoyo7kGNrxY4a43lUq3/cocVHUAVJzFC4IkyMUMmeOmXr3J5yYrXvZsgmoNIC20A"
    "JUED4bfQv9NQCZ2NnjH97+9PbnN+/eJiGzyZOqSNk4KrbCeWkmscVGn+e0p7Ne7/OCh4HT"
    "yLKXcgzC6rELF1BJfGy5jEujY4cg4+27M+MNppGTLcMzCCF/S2iJz3kgS2NTs83VOEkTNo"
    "tNDbjnhf577R1j4WJKAh2uZSC4QOYubRQSGgWZTsw4E/UIS7QkAUEmKhbIJppmUuSU62qo"
    "O7YZvYoywaumj20FrpreikFEiXk34bChqz2M/+2vnkvEuHGuLjhPV14qzXDZm3aNbtr1ZI"
    "s4p0JP4Zn6tWiPyLVXbhJuRKmWR0RaY5cAWq2skR/w+wAv1PeWRlWAszYOqZAKoWQCKtAk"
    "FDpoItHyM/NorDDUpGCT6GikOzbHatfQ1x6oPEGTKQdfzERTTUNX7QM6F8kS9pkoX4jEkN"
    "mEz2ajZFOijAfq1E+lDfN4ESHLNgxh32EIyVfcZL3nmAZxmuk61Ues6BpYDrMsQwIFzzQh"
    "5mXaUJ5WliWyNFtsM9Sa8rQSac+8P/tJDuGEQUCYs2qifbM8Q/C7reneOqq3XPOuK16DIx"
    "su7IRnSLpixytb5wts6stJmGy0Rp+9ONrW02TvTRkGtFVsbfNlvFn6mJh+CMrfRgG/iKl4"
    "aRrKRgEPdZZ7YvC9YDIovHhnGkZVJl6SkNSKkjIxTGAJ5Wl66BOEkU6onGSJzsc4FWSMSX"
    "1uG3bdboa5Y7nENHHi0oMTZD4GoA7Uv5yvpbBRnWnT3oG58GcSVWv7r850Te/BEZm+Lzyc"
    "Yg8zR0lwEv00yT5GeCZJgKiEV4ozeKL/QpBTEn2PIMvhwSE6i/NrB3yBzDXDifqz9Y3CGf"
    "U8NSjk1wZDAtpGIFlf8r/2IbBsJ6cTm6mnD/FJD+pPayLlmH6A8v3hXQ3x/rC+xabShaa8"
    "cI2ubKZRUh5r72ht74h2moaWppTJir69EVWpjvtmdxgyLINQK7s+RgfE4YHb8oCVY7UH6d"
    "4dsbITzR3tbmhV5yPPaie61xMdn7mKNrDyOIwsV8sgjJdjH+kqBoO6ZOFzCT69OB9P/cij"
    "DdYhWIV3cAqZqfFJ4Ae0KI6/asmvMdpV33LVBwSLIttHOWhLOYawxncN2Wza/P2sc21HbK"
    "LTE4YhrPIdaHLK/FCO2xg+1jkH5Jze8RGch7LtJGyw2llobQjBzlydt9p/ECUd2BlpOyOS"
    "BItGhqmEYQjKf9cQZ0EkBhdPE4FneazM21gC1Z8tIDCmMdApYB3CDAy72MVFgIX56zdDH6"
    "KmUWXwQ4aoXn0LUxFH3zCmAgF/fA0ZAgICzIRJx36Ibuc6G0wcnaAa6b06q+vEv3wZRQwo"
    "Hg4X1F6tTWang92xgC+jqAHNqeWhh1j4cgXlshUb4hBCgMAaKkZRUSBdVDt0qVQ9EudBPD"
    "fooD+e7h7ddOuwYHZfPttHwuQ5Lg5ZituqP1ygGru4dr7w4nwCuhuhw2qg/BXUwaqOIkKv"
    "dakszXdQP2/BFsZ5xlcWiWnTXVJiZ8FFpttvOf+AnoYmGiphGIQ/t+sUNuY7aXY4THlsrE"
    "KjA2FPtoDLhc8D+Qnu7hIhijaCNYrK7YBq2rGfJX5yUwDkE3NEZcdMPwrtBFRKwmK1nIFa"
    "cYhnTCm4wWfAzNR5OQh9aa5r5TaGDse6Y1DAAtAbU2oniKgVUJRL6pBDSIsDKQ50xCqUoh"
    "jpuFHoF4IfmEM9ivVoWOqnCkM+d8PZb8GEbwPKZW7Nc0GLa0aVGxqyPIPYo3Z+dacks05F"
    "lFdZVh0r8DoCD3235V2pPKeN/Old5E9fIAmb8q/6+FkIR9LWaigCdOPkAFDLrKSp493exy"
    "vIzQhw4ZG6JBhFSYsQFrBjE/pI3BGaY+bCHRC1gZPCcqrP7VNfdhESy9BAh08XV+eXV78g"
    "fSsash6pZxHDCMZg6NfTq/PfLs5H6PKXq+ubi3OkYMbpbxc3tydoArdEkzszJnRCjTDBCv"
    "ksfJlep0mPzDNM4V1iCjBdmeGQTaj0crCJFlcDWcf0g9gidxBuEH+87UKfs6x2X+zdvphL"
    "jYVXHscFeqsC46csg/icdo04zebXRHulHIMQeNfXw+K9fVPE5clJMyxDMvxtLX1HQGSwar"
    "UbpHw2z0CfdwKboOWbyPP+kTOyKk3skGkdVZ1GF0A3bpDjQXecnAnRazzljwQdHcBhTumI"
    "MIBsB6+nBKIKjg6SZLdxGrjvRDbvLZpQd6LYFqqPzRCH7oa6Y27oe9RR61pk3K/aeF50HE"
    "aCMBdOwr7OqtNNVR57wOzigNmfCJJ9AwmbK+Flg+EFrMhmTvCUZ0hY+FvIeto70XeZ9tRe"
    "2x7w0aQncPkTFvKLIEVYOW6qBMp+VKG3ps9G5yGLgzG4pzHkSkiyQHFGicTFAtEW6q29la"
    "SOUD+5SJ3IkMn54RZFAW56c7ocTWHlNOgwm/eMugcnBlVHvpnswAp88yWzMLlH8XQWI/cB"
    "I+/4gu03KGGbVGxfSdRFu/CbrZa979tUWPi2JfimLXJnoYIxCw0iCmBcnuQJOKeJx06Wul"
    "5E8JptUCGduJMIXMUXszbDblrw28tTvd1yygFVPKENRb/GZjf83t8v/eRh9jmcZiWzqZfW"
    "aaoVk6Iei3XyGgfOLA8Ew2EEXR2iyUwxQinDQKewRg9KuzOkH5rih/oQGJVBpOyRU4cIxW"
    "Zsh3C4KzhvdjfYHQM+jwrQkKrVlG/UJTlOjG8m9slARUWBJnEJSgHlF2dR+GHyVEEL/WRi"
    "j6IvosZif/asYerNnmXy+walvudUfn2TeNWps6sqomqrarLYY/oBrvDt1w61bkrrpuzN6t"
    "6um9JW42qjxV+ElSsX1k0EVKxpCEHzXEOIpdwBFtJJgngox2FQ4BOpKoiQ5xuCuHd9e0EJ"
    "lwQMew3X+RrbECS/g4Vur4rkZVzHpX1c7tI+3kgRo01MTVRIwjAI8e5aeSRGtyYizzENQX"
    "HsS+qxUbMpDC3it3d5+oZF++La4Nz7jeCSkLmkcVTpzFBkSuvjumFzxj8aSGP0X6oFxJdR"
    "XBvY/R1IjrTAK+QRuKcR8PB+PtIehaVOgSnRHItsYy6ercQb29Fod2wzZZ96PEJzHSb37J"
    "x9DQ22WzXS9sgj8eaojktCUZUf84+edEqYKWsi7pRjEPCiGy9QKuD7ALMoK1p9q2GGyZoN"
    "nxW01UzuMYcVemuhk68+VSihhSUxz2ktiRa9laO3v2tEUwbfotan8dsyJawRhhLBKA2pgP"
    "0QTUBh6EsCGjcxjjQiROYsaDIhm5/jbFS6PbqOS9QydIsSKXcz0B2bKKgUXWnAGhpOptTz"
    "1LCHHnHvSXD4R8glfnY8icVvu8Nvdo/bwx5nnLpjNdttnMExn52A9sjOJsS0IKNbkAEJq/"
    "FiQc50+ZBCpLFGUg03YuKxk1I/iTmuGYnql0SJs6NowO8ESjoUI0gaglFUxEcH2nNGDtFp"
    "WhOl1lXLLgcrvWlpkl4enCDz/QAtxNdyvkYX1zc+0GaqO5ZrdJS81Q8H79Wbwc9oyYMHoX"
    "N5rt870Kk9ITmDxkHqYxuhs+vzixG6ufh4/XuUuPPz3y7OFeYyuTrTO6A+6AEOtxpMi5ZF"
    "FLerUReWd0zwBZlydwV5VaT665+dT7ykQMDOqgPsF1FtJUWYjcntg6PYplDpMIVKoqGbSD"
    "jHNEAxbz8EtJVv0joke4s2bR30fZaR0KiticLKsAxB4l37ntTZgjfy7SUMA9wMusE00bGk"
    "yA5Uft0ly9XyrkvPVvIerrrs+bKRnQBjK2h1ZyDHaY1wvYNFfTHChYFaKiVhWnHbqNLslq"
    "Wq4eKL6SPfm/orRupf6oKlh3FZ4xa4iLNgFDn2ttm9tmTpQJGxMflMdADXJIBKeJB3xiT+"
    "MX0BI4RdkziTcOTwy90xn+NHgrCnUK27QlNC1ABwEZ3py+fxPfYTNJly1bM7iTyNi9jxGP"
    "U8DVXPSfUdbY6bRLjN3lTvE060VrE+IEh7U93eVN+7xPdxU11tfo1slRG9XeH1VvgfoUIG"
    "VBYolFLPUZZlSMEJWyswY9Mv7jXgppngbeYFm3nBZl6wVpR+OJds5gWbeaFnn1AXPr0496"
    "wanxRt2FX4fp1zCPLfwXIH+2GL3SPDZsMSer1z2PwaNr/GgLaIrMui2YlunbPVua5nmmo/"
    "x7o1H1GzaShgtifs1lNh083sQwnZ2LOuY8+Mk7iZZkl5dqdQjl68NulJsMYN9zySd9fnW0"
    "ZVgRpBSlMrlY7ahCiYRlDoQ5L+5Zw6cx1wAB2FvkBqOqSajPw9JigGTYkorl7y/C5tQZPe"
    "npfLgx3iaW8MghIui35eor76TIJH6pAzjzsPRVor116pu4ShHDsJaS0V5tLZjICnhKApkU"
    "tCTPyUhHuVuisdz6UVEMEe0iYZdCrRgisCzkAvLUdoSeUcURf9cIiuODwq1G0djXXHFgSz"
    "THV509cSC116EwrSu13EfJV+loWK0F58LAjxmhPsjgVRw7oNz38brFb/vUT9d0vwokjv6e"
    "eV+k7GFDUCaoH2EF1CeKgbX6SmSZkkSG4zipAWFZX15Z7XlY057cf5sFwh6f8bCDqmH4QN"
    "1t6+3qV8t3/72gZxlIp+SK44hW7b1QHOMVp3a9/muEeI7Fd1DtN/dCEui1qfRGfjeUpYA6"
    "QtCLjUxJz6I+QrWULmGh4gHwt5iHQqaQWuvhPRpSF9KUlA5UrNhiDnD5qu0MQMOhkhwc2J"
    "kMoCGNfdYHdqUeKVIhaQwVrnSozOuYZZdRphQmhU35f6Jt+bHuVcPVEHWmhQEiXqy3syjZ"
    "EWNKQfMq/y7LTX6ZzV3aNTDgs4GwPOaPqayDvDMkBY1EX+gb4YtXsl6E7w/f9xylphkxyj"
    "BaC9AyfZSfbITLaY4gybBZ99m98egc9L9kglLiv2vkbxNAileeKngShDKcuhuTWusy9iJI"
    "g6KMv3CtFxXZpE4TsoXwK6C0yCQCQkD4hCY1Pi4BCu2C/VKga3xiYG7WacO4bdBWUCOZiZ"
    "Ku/cJ9mhhCmxEjNCFk1fn/6TdJowJOBVoSSvaMWSBJC2W3cBF/wjq6fBfWD5hPdcYBcu+K"
    "sZ5TrxpMMXRCBYFQCUcfYNgAWQrnrn56JVEFqTXT2mHxxSfVcnIPVdeUDqu7cWqe4dqUZf"
    "WCNLf8piRVxDxAFvdriN6Qco3O0boD26oLJVNO86pw2qbhvJayTpk4DyRrp6nW940aXbX+"
    "8KUyvY3ehWTIZleBJ+c1yr1shxRa2R4w2Nbb1apdJ/6YdOW7Hrm5vmsJ3rMrSOy/7Ob49s"
    "RzfGhPGqxHAUN4+etBoFGcoavsvYdIKnPITqttCHcQjOsQvWDzKbEQdSKxp7ijai/PXz9d"
    "XIlAaJjDBxvsKou6L4s45GumObfsZsZd3CKignmirjzdTBt9jzwMu5hfpt+0lq3C8zT9WB"
    "YKtJ0Wwixj440GxKwH2nBDRqc1P45fdgU45BrPKd34K1BzyLDLtFhmBXPMerQlgYt1VjQq"
    "AauxFZHUCob2u+h9iyBQ0VQtOmTXCFAUb6cnumwNUKcZZe8FxFZe/cyD+3QoKHgUPWI8CK"
    "MGFng92xNRyoOhpFtM8ONYvEufnFF3/tEXnVZz4kdAcf7RPAzMxDE1CWcgxiq+rawKtzvT"
    "TNH5BhsnfSWvsxhF+Yuq1K8AmLFXt79xH2G9fyTnms4FsLPs5n1Ez0WS4r/Bd5ARaw2i+w"
    "ZZSiU9NaA5/eJ4S1rv77OJCmBoxmNFZEBisqQoei6PZBmVUwqqFcnNWkm6F08Zm47Exkfk"
    "zyp0QGTsiMsjLjRRszos++jdsmb9wQKyLvREdaw2QfDJP2rNF1MImtLrAf5GUcZvSRtIk9"
    "WOO1Nsje2SB7GmRiYxCGaGn+wqgsMTTHTZU4Xi0H2cbMHBVNokQXaIReBJoSQRWDRsG+By"
    "kDTbbWUZVhGIXCOApLTMzbHeiOcUcXanEP0TXcgIaHJsGXSySmnjB1Ixlg9icOCNoyrUU6"
    "0u9lzdP7Nk/ryWiCGBOGAQLGTkA5rPMmAo7pByjfN8e1Qo8rIo83hBtpwvpwPOawYLw1GC"
    "8vGFgl+KHWDNyx8EPmB9Qh7rjF0l9ntdPw/Glo9zEUstvpeInOgS9CPS87T8Rt1QcKoGpz"
    "otBIvDKCJIXuTwPzihPFdge6Y9ERQB1E2Aipg0oAYcrqP3AQ/OXm4mKEPt1cfLz88nEECZ"
    "8uP366vrm9ONfB0fpVwEvBEPdcxSJWQpKFPUjYg0R/gG435dvU19JEwDH9AOW7/YMEaJ8m"
    "wo3pByjc7btNogssjatHpVwWGrVGqpT5YbsL/+ucdhJaTwIPZdtZ2GC109B6GhzszNWhq/"
    "0nUdKBnZL2U8JFQ4d6zGGF/hKPy38PqCSfAj4lrwoOzJnWUdWReQl0Yz8hrHVoXka3a3Ut"
    "G91DXAZCzCF18HKuj425IyvcnCW+FIZeIHyvpq7wzu+Wu7d1KPqRlqr8xDujngfvsyHrin"
    "rAKcsgDg67uIbYE711SgL1KRfprKilUl/hlOYpVVUu/L6Vxoo+7v4qhI4rY0FYf2E5wHJl"
    "m2EZhALYgdkLPqoGEo7IByjdH47qbGmKqtwyc7SZuYszWXiJC9KRlOHvhGXd/k0dif6jM9"
    "q+QGlXCBeEUb2Zre9bo3zIHHSw983sz/8H/MAGuw=="
)
