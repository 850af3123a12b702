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


async def upgrade(db: BaseDBAsyncClient) -> str:
    tables = SQLITE_TABLES if db.capabilities.dialect == "sqlite" else POSTGRES_TABLES
    return tables + INDEXES + await _with_kinds(db, lambda known: [*known, *NEW_KINDS])


async def downgrade(db: BaseDBAsyncClient) -> str:
    """Downgrade. The database itself refuses this if there ever was a team."""
    kinds = await _with_kinds(db, lambda known: [one for one in known if one not in NEW_KINDS])
    return f"""{kinds}
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
    "eJztXVt32ziS/is4een4rNrH7aTTvfGTY3u6PdOxcxyn57LeI0EkZGFNAWwCtKIz0/99UQ"
    "CvEkmTtCjRDF4Sm6gC6AIIfHVB1b9fLbhLPHF46jg8ZPLVe/TvVwwviPphvWmEXmHfTxvg"
    "gcRTT9PiDNFUyAA70NcMe4KoRy4RTkB9STkD4mtGUMSAqEBc/Rrw5Xvke5gy5HAvXDCBZj"
    "xAf4QkoESMEGYuknOChMSS6CaXOFSoDsUhDOpyR41K2X0H/d+xO3bLH0jKigOC/IAsaLhA"
    "ElrUIzXOTHfhYSHV09CZn6CJ7m8Cb/GIPeoi9UrU0489MsZyol8+ZFS9yFjye6I6CNSf8D"
    "//qx5T5pKvRMS/+g/jGSWem5sj6kIH+vlYrnz97GyOg79oShDMdGzeOqX2V3LOWUKu5AZP"
    "7wkjgXpZNzNvLPS8aIbjR+Zd1QMZhCR5STd94JIZDj2YfeA2b5A+ezUeX13fjj9f3I7Hrz"
    "ZWRsyRmczokaMmQq0qyqTQf/8Cfx17hN3Lufr1+Mcf/zQDpYIwZDDi76c3Z7+e3rxWVAcw"
    "JFeL0yzaq6jp2LT9qTvBEptutOBTSXNfCchVc7Yp8HMlNkkXpFjoOcY12bsR52H8Q5uZiB"
    "+kU5F+dzuYiwrR315+vPh8e/rxE3S/EOIPT4vr9PYCWo7109Xa09fv1mYp6QT9/fL2VwS/"
    "on9dX11ocXIh7wM9Ykp3+69X8E44lHzM+HKM3axM4sfxI0WaTrLaIViTDyqm384nteeJzH"
    "9Ub45rfFNvjks/KWj6MyfcgDzqHXVTwB/o/SWTxSLOcq2JmZoD56WJ+R5e4vv/Pj5+8+an"
    "46M3737+8e1PP/3489HPila/8WbTTxVz8eHyl8ur2/w0wIO88PEjpkYijaSfY7Piby3+eS"
    "Tc+pKPOazQWwvdJdOC07pK6DGHFXprocfQtilMyvJtASVFaLQvczEkkKR1ms3pvSVfS76q"
    "hGEQMKlqKi/+cZubxRgOvf54+o+D3Ez+dn31S0yegU9nv11/WN/F6D0RhfsYw8GqZB9LeN"
    "ZEPl1JIoYl9A8gsqzQlcw/XF6d3vyzWOoxffaz+PDP24tTJXfQs2cPGf0PHkyx87DEgTve"
    "aOHHvIx2s2lxvFh/ghm+17KEPxr+xMTkIukj+ciZRuIFFpm0eVRtlQHC8SKhfNI0c4o0MX"
    "pNpUAzGgiJXLwaoS+3ZweIMrScU2eOMEvsK6Egrvp9hfTwh+hTQBdqWaIHsgJ6OScb5pkO"
    "xrhjoLdPsSDv0euIbUzdkRnp4LlWlkSAmwda8feXMFSdZC/O6lLxEcLB9IQBJZ2WJhp2nm"
    "sQB0hHxqu+7F3ugjLYobRQNveuTHP13gWEY5xSPr13wY4Bv4AlFrYP6IECl+TBITr1fcLc"
    "7znzVpsm44a81mL7vEX/9qjGmn97VLrkoemJ3aaxAmINtC9A91AfKQ+anR8Rgz06qvweOQ"
    "kX2mgrRVxsnx2CjN+9rSHid29LJQxN6wLeEw7qmUlkB2vZJRJTgyvq2ioyLINYzbuwVvQF"
    "efr0b2RVCDpNSzXe9On4ISKqoSb7OJBqIXwnQAs9RNcKGWrv/+dfT78//vEdwEhQbwVxAq"
    "KjEIQ6h4hbgDxbdwVxCRPzl0x0AMMk3iT8gMyoAqITHanw18/XV8hTYFacaJGhBcEQseB5"
    "Fsv2yFFajmX1/w0EHdMPYgPbwTFhvqzxHIsCI0+VmXWN0dpa18+MKltrbgYc7pNG53TKMY"
    "hVvmunglq3IJwWfro8p1WXe60uB+SRP7Sa5jyndcj2eZbJV5+q7lrMcp7TznKfZxniisfg"
    "Cmsxz+u8dqb7PNOpdloXDaUcQ7AM7RoMravNTSRfxGvn4EXZjc6U3u3x+99JIEqclmsUoy"
    "o7kmNox48Z4no3Ynzfo8RFUQdIzVG4IEyOUMicOWbq3Z9wYrbuZcsmoNLwykILUEFwZfQt"
    "9NcAZCIrj394+9Pbn9+8e5sEVCZPquIo45jJCuelmcQWB32e02pnvT7nBQ8Dp5FlL+UYhN"
    "VjFy6gkujJchmXxk4OQcbbd2fGB0wjJ1uGZxBC/pbQEp/zQJbGpmabq3GSJmwWmxpwzwv9"
    "99o7xsLFlAQ6XMtAcIHMTcsoJDQKMp2YcSbqEZZoSQKCTFQskE00zaTIKdfVUHdsM3oVZY"
    "JXTR/bClw1vRWDiBLzbsJhQ1d7GP/b330uEeOGXl2gT1deOcxw2XtYje5h9eSIOKdCT+GZ"
    "+rXojMi1Vx4SbkSplkdEWuOUAFq9WSM/4PcBXqjvLY2qAGdtHFIhFULJBFSgSSh00ESyy8"
    "/Mo7HCUJOCQ6Kjke7YHKtTQ197oPIETaYcfDETTTUNXXUO6JQSSzhnqISBkMSQoILPZqPk"
    "UKKMB0rrp9KGebyIkGUbhrDvMITkK26y3nNMg9Bmuk4EEW90DSyHWZYhgYJnmhDzMm0oTy"
    "vLElmaI7YZak15Wom0Z96f/aQOcMIgIMxZNdl9szxD8Lut7b11tt7ynXd94zU4suHCTniG"
    "tFfseGXrtG9NfTkJk43W6LMXR9t6mpy9KcOAjoqtHb6MN0suEtMPYfO3UcAvYipe2g5lo4"
    "CHOss9MfheMBkUXrwzDaMqEy9JSGpFSZkYJrCE8jTL7wnCYC3NJPvNxzgVZIxJfW4bdt1u"
    "hrljucQ0cVrLgxNkPgagDtS/nK+lsFGdadPegbnwZ/INa/uvTlhM78ERmb4vPJxiDzNHSX"
    "AS/TTJPkZ4JkmAqIRXivM7ov9CkHEQfY8gB97BITqL0yQHfIHMNcOJ+rP1jcIZ9Tw1KKRJ"
    "BkMC2kYgWV+yg/YhsGwn2onN1NOH+KQH9ac1kXJMP0D5/vCuhnh/WD9iU+lCU164Zq9stq"
    "OkPNbe0dreEZ00DS1NKZMVfXsjqto67pvdYciwDGJb2bUaHRCHB25LBSvHahXp3qlY2Ynm"
    "jnY3tKoCkWe1E93riY51rqIDrDwOI8vVMgjj5dhHuorBoC5Z+FyCTy/Ox1M/8miDdQhW4R"
    "1oITM1Pgn8gBbF8Vct+TVGu+pbrvqAYFFk+ygHbSnHENb4riGbTaq+n3Wu7YhN9vSEYQir"
    "fAc7OWV+KMdtDB/rnANyTu9YBeehbDsJG6x2FlobQrAzV/pW+w+ipAM7I21nRJJg0cgwlT"
    "AMYfPfNcRZEInBxdNE4FkeK/M2lkD1ZwsIjGkMdApYhzADwy52cRFgYf76zdCHqGlUGfyQ"
    "IapX38JUxNE3jKlAwB9fQ4aAgAAzYdKxH6Lbuc4GE0cnqEZ6r3R1nfiXL6OIAcXD4YLaq7"
    "XJ7HSwOxbwZRQ1oDm1PPQQC1+ukBpOsSEOIQQIrKFiFBUFgigGHLpUqh6J8yCeG3TQH093"
    "j266dVhOuS+f7SNh8hwXhyzFbdUfLlCNXVw7X3hxPgHdjdBhNVD+CupgVUcRode6VJbmO6"
    "ift2AL4zzjK4vEtOkuKbGz4CLT7becf0BPQ5MdKmEYhD+36xQ25jtpphymPDZWoZFC2JMj"
    "4HLh80B+gru7RIiig2CNovI4oJp27GeJnzwUAPnEHFHZMdOPQjsBlZKweFvOQK04xDOmFN"
    "zgM2BmSl8OQl+a61q5g6HDse4YFLAA9MbUthNE1AooyiV1yCGkxYEUBzpiFUpRjHTcKPQL"
    "wQ/MoR7FejQs9VOFIZ974Oy3YMK3AeUyt+a5oMU1o8oNDVmeQZxRO7+6U5JZpyLKqyyrjh"
    "V4HYGHvtvyrlSe00b+9C7ypy+QhE35V61+FsKRtLUaigDdOFEAapmVNHV82vt4BbkZAS48"
    "UpcEoyhpEcICTmxCH4k7QnPMXLgDog5wUlhO9bl96ssuUDk+NNDh08XV+eXVL0jfioasR+"
    "pZxDCCMRj69fTq/LeL8xG6/OXq+ubiHCmYcfrbxc3tCZrALdHkzowJnVAjTLBCPgtfptdp"
    "UpV5him8S0wBpiszHLIJlV4ONtHiaiDrmH4QR+QOwg3ij7dd6HOW1Z6LvTsXc6mx8MrjuG"
    "DfqsD4KcsgPqddI05z+DXZvVKOQQi86+th8dm+KeLy5KQZliEZ/raWviMgMli1Og1SPptn"
    "oM8ngU3Q8k3kef/IGVmVJnbItI6qtNEF0I0b5HjQHSc6IXqNp/yRoKMDUObUHhEGkO3g9Z"
    "RAVMHRQZLsNk4D953I5r1FE+pOFNtC9bEZ4tDdUHfMDX2POmpdi4z7VRvPi9RhJAhzQRP2"
    "dVadbqryWAWzCwWzPxEk+wYSNlfCywbDC1iRzZzgKc+QsPC3kPW0d6LvMu2pvbY9YNWkJ3"
    "D5ExbyiyBFWDluqgTKflSht6bPRuchi4MxuKcx5EpIskBxRonExQLRFuqtvZWkjlA/uUhp"
    "ZMjk/HCLogA3vTldjqawchp0mM17Rt2DE4OqI99MdmAFvvmSWZjco3g6i5H7gJF3fMH2G5"
    "SwTSq2ryTqol34zVbL3vdtKix82xJ80xa5s1DBmIUGEQUwLk/yBJzTxGMnS10vInjNNqiQ"
    "TtxJBK7ii1mbYTct+O3lqd4eOeWAKp7QhqJfY7MHfu/vl37yMPscTrOS2dyX1mmqNyZFPR"
    "br5DUUziwPBMNhBF0doslMMUIpw0CnsEYPandnSD80xQ+1EhiVQaTskVOHCMVmbIeg3BXo"
    "m90NdseAz6MCdkjVaso36pIcJ8Y3E/tkoKKiQJO4BKWA8ouzKPwweaqghX4ysaroi6ix2J"
    "8za5j7Zs8y+X2DUt9zKr++SbxK6+yqiqg6qpos9ph+gCt8+7VDrZvSuil7s7q366a01bja"
    "7OIvwsqVC+smAirWNISgea4hxFLuAAvpJEE8lOMwKPCJVBVEyPMNQdy7vr2ghEsChr2G63"
    "yNbQiS38FCt1dF8jKu49I+LndpH2+kiNEmpiZbSMIwCPHuevNIjG5NRJ5jGsLGsS+px0bN"
    "pjC0iN/e5ekbFu2La4Nz7zeCS0LmksZRpTNDkaldH9cNmzP+0UAao/9SLSC+jOLawO7vQH"
    "KkBV4hj8A9jYCH9/OR9igsdQpMieZYZBtz8Wwl3tiORrtjmyn71OMRmuswuWfn7GtosN2q"
    "kbZHHok3R3VcEoqqXM0/etIpYaasibhTjkHAi268QKmA7wPMoqxo9a2GGSZrNnxW0FYzuc"
    "ccVuithU6++lShhBaWxDyntSRa9FaO3v6uEU0ZfItan8Zvy5SwRhhKBKM0pAL2QzSBDUNf"
    "EtC4iXGkESEyuqDJhGx+jrNR6fboOi5Ry9AtSqTczUB3bKKgUnSlAWtoOJlSz1PDHnrEvS"
    "fB4R8hl/jZ8SQWv+0Ov9kzbg9nnHHqjtVst3EGx3x2AtojO5sQ04KMbkEGJKzGiwU50+VD"
    "CpHGGkk13IiJx05K/STmuGYkql8SJc6OogG/EyjpUIwgaQhGUREfHWjPGTlEp2lNlFpXLb"
    "scrPSmpUl6eXCCzPcDtBBfy/kaXVzf+ECbqe5YrtFR8lY/HLxXbwY/oyUPHoTO5bl+70Cn"
    "9oTkDBoHqY9thM6uzy9G6Obi4/XvUeLOz3+7OFeYy+TqTO+A+rAPcLjVYFq0LKK4XY26sL"
    "xjgi/IlLsryKsi1V//7HziJQUCdlYdYL+IaispwmxMbh8cxTaFSocpVJIduomEc0wDFPP2"
    "Q0Bb+SatQ7K3aNPWQd9nGQmN2ppsWBmWIUi8a9+T0i14I99ewjDAw6AbTBOpJUV2oPLrLl"
    "mulndderaS93DVZc+XjewEGFtBqzsDOU5rhOsdLOqLES4M1FIpCdOK20aVZrcsVQ0XX0wf"
    "+d7UXzFS/1IXLD2Myxq3wEWcBaPIsbfN7rUlSweKjI3JZ6IDuCYBVMKDvDMm8Y/pCxgh7J"
    "rEmYQjh1/ujvkcPxKEPYVq3RWaEqIGgIvoTF8+j++xn6DJlKue3UnkaVzEjseo52moek6q"
    "72hz3CTCbfamep9worWK9QFB2pvq9qb63iW+j5vq6vBrZKuM6O0Kr7fC/wgVMqCyYEMp9R"
    "xlWYYUnLC1AjM2/eJeA26aCd5mXrCZF2zmBWtF6YdzyWZesJkXevYJdeHTi3PPqvFJ0YFd"
    "he/XOYcg/x0sd7Aftjg9Mmw2LKHXJ4fNr2HzawzoiMi6LJppdOucrfS6nu1U+1Hr1nxEza"
    "ahgNlq2K2nwqab2ccmZGPPuo49M07iZjtLyrO7DeXoxe8mPQnWuOGeR/Lu+nzLqCpQI0hp"
    "aqXSUYcQBdMICn1I0r+cU2euAw6go9AXSE2HVJORv8cExaApEcXVS57fpS1o0lt9uTzYIZ"
    "72xiAo4bLo5yXuV59J8EgdcuZx56Fo18q1V+5dwlCOnYS01hbm0tmMgKeEoCmRS0JM/JSE"
    "e5W6Kx3PpTcggj2kTTLoVKIFVwScwb60HKEllXNEXfTDIbri8Khwb+torDu2IJhlqsubvp"
    "ZY6NKbUJDe7SLmq/SzLNwI7cXHghCvOcHuWBA1rNtQ/9tgtfvfS9z/bgleFO17+nnlfidj"
    "ihoBtUB7iC4hPNSNL1LTpEwSJLcZRUiLisr6cs/rysac9kM/LN+Q9P8NBB3TD8IGa29f71"
    "K+2799bYM4SkU/JFecQrft6gDnGK27tW9z3CNE9qvSw/QfXYjLotYn0dl4nhLWAGkLAi41"
    "Maf+CPlKlpC5hgfIx0IeIp1KWoGr70R0aUhfShJQuVKzIcj5g6YrNDGDTkZIcKMRUlkA47"
    "ob7E4tSrxSxAIyWOtciZGea5hVpxEmhEb1falv8r3pUc7VE6XQQoOSKFFf3pNpjLSgIf2Q"
    "eZVnp71O56zuGZ1yWMDZGHBG09dE3hmWAcKiLvIP9MWo3StBd4Lv/49T1gqb5BgtAO0dOM"
    "lOskdmssUUZ9gs+Ozb/PYIfF6yRypxWbH3NYqnQSjNEz8NRBlKWQ7NrXGdfREjQZSiLN8r"
    "RMd1aRKF76B8CexdYBIEIiF5QBQamxIHh3DFfqlWMbg1NjFoN+PcMewuKBPIwcxUeec+yQ"
    "4lTImVmBGyaPpa+0/SacKQgFeFkryiFUsSQNpu3QVc8I+sngb3geUT3nOBXbjgr2aU68ST"
    "Dl8QgWBVAFDG2TcAFkC66p2fi1ZBaE1O9Zh+cEj1XZ2A1HflAanv3lqkunekGn1hjSz9KY"
    "sVcQ0RB7yZchvTD1C42zdAe3RBZato3nVOG1TdNpLXSNInAeWN9up1vuFFl25/vStMrWB3"
    "o1sxGZbhSfjNca1aI8cVtUaON3Zs69Uqlf5LVzptxa5vbprDdq7L0Dou+zu/PbId3RgTxq"
    "sSw1HcPHrSahRkKGv4LmPTCZ7yEKrbQh/GITjHLlg/yGxGHEitaOwp2ojy18/XVyNTGiQy"
    "wsT5CqPuiuLPOhrpjm36GbOVdQuroJxoqow3UwffYs8DL+cW6rftJ6lxv8w8VQrBVpOi2U"
    "SMfXCg2ZSA+04JaLbNTeGX34NNOQaxynd+C9YqeBYZdosMwa54jleFsDBuq8aEQDV2I7I6"
    "gFDf1nwPsWULGiqEpk2b4AoDjPTl9kyBqxXiLL3guYrK3rmRf26FBA8Dh6xHgBVhws4Gu2"
    "NrOFB1NIponx1qFolz84sv/toj8qrPfEjoDj7aJ4CZmYcmoCzlGMRR1bWBV+d6aZo/IMNk"
    "76S19mMIvzB1W5XgExYr9vbuI+w3ruWd8ljBtxZ8nM+omeizXFb4L/ICLGC1X+DIKEWnpr"
    "UGPr1PCGtd/fdxIE0NGM1orIgMVlSEDkXR7YMyq2BUQ7k4q0k3Q+niM3HZmcj8mORPiQyc"
    "kBllZcaLDmZEn30bt03euCFWRN7JHmkNk30wTFpdo+tgEltdYD/IyzjM6CNpE3uwxmttkL"
    "2zQfY0yMTGIAzR0vyFUVliaI6bKnG8Wg6yjZk5KppEiS7QCL0INCWCKgaNgn0PUgaabK2j"
    "KsMwCoVxFJaYmLc70B3jji7U4h6ia7gBDQ9Ngi+XSEw9YepGMsDsTygI2jKtRTrS72XN0/"
    "s2T+vJaIIYE4YBAsZOQDms8yYCjukHKN83x7VCjysijzeEG+2E9eF4zGHBeGswXl4wsErw"
    "Q60ZuGPhh8wPqEPccYulv85qp+H509DuYyhkt9PxEp0DX4R6XqZPxG3VCgVQtdEoNBKvjC"
    "BJofvTwLxCo9juQHcsUgGUIsJGSCkqAYQpq//AQfCXm4uLEfp0c/Hx8svHESR8uvz46frm"
    "9uJcB0frVwEvBUPccxWLWAlJFlaRsIpEf4BuN+Xb1NfSRMAx/QDlu31FAnafJsKN6Qco3O"
    "27TaILLI2rR6VcFhq1RqqU+WG7C//rnHYSWk8CD2XbWdhgtdPQehoc7MyV0tX+kyjpwE5J"
    "+ynhoqFDPeawQn+J6vLfAyrJp4BPyasChTnTOqpSmZdAN/YTwlpK8zK6Xatr2ege4jIQYg"
    "6pg5dzrTbmVFa4OUt8KQy9QPheTV3hnd8td2/rUPQjLVW5xjujngfvsyHrinrAKcsgFIdd"
    "XEPsyb51SgL1KRftWVFL5X6FU5qntqpy4fetNFb0cfd3Q+i4MhaE9ReWAyzfbDMsg9gAdm"
    "D2go+qgYQj8gFK94ejOkeaoiq3zBxtZu7iTBZe4oJ0JGX4O2FZt39TR6L/6Iy2L1DaFcIF"
    "YVQfZuvn1igfMgcd7P0w+/P/AbCBTrA="
)
