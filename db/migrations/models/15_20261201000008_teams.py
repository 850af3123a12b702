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
    "eJztXVt32ziS/is4fun4rNrHkZ2kN3lyEk/i2cT2cZzpuXiOBJGQhTUFsAnQis5s//dFAa"
    "RISiRNUjeawUt3DFQBVBUuXxUKhf8cTLlLPHF05jg8ZPLgLfrPAcNTov6xXNVDB9j3kwoo"
    "kHjkaVqcIhoJGWAH2hpjTxBV5BLhBNSXlDMgvmIERQyICsTVnwGfvUW+hylDDvfCKRNozA"
    "P0R0gCSkQPYeYiOSFISCyJrnKJQ4VqUBxBpy53VK+U3W+h/Tt2x275A0lYcUCQH5ApDadI"
    "Qo0qUv2MdRMeFlKVhs7kHRrq9obwFY/Yoy5Sn0Q9XeyRAZZD/fEho+pDBpLfE9VAoH7Cv/"
    "6tiilzyQ8i4j/9h8GYEs/N6Ii60IAuH8i5r8s+THDwF00JghkNzFcn1P5cTjhbkCu5Qek9"
    "YSRQH+um9MZCz4s0HBeZb1UFMgjJ4iPdpMAlYxx6oH3gNl+QlB0MBpdXt4Nv57eDwcHKyI"
    "g5UsqMihylCDWqKJNC//4p/jHwCLuXE/Vn/9WrP01HiSAMGfT4t7ObD5/Pbl4oqkPokqvB"
    "aQbtZVTVN3V/6kawxKYZLfhE0txXAnKVzlYF/lGJTdIpyRd6hnFJ9m7EeRT/o4km4oJEFc"
    "m824EuSkR/e/H1/Nvt2ddraH4qxB+eFtfZ7TnU9HXpfKn0xeslLS0aQb9f3H5G8Cf659Xl"
    "uRYnF/I+0D0mdLf/PIBvwqHkA8ZnA+ymZRIXx0WKNFGyWiFYnQkV029mSu1ZkdlJddKvMK"
    "dO+oVTCqr+zAg3II96RV0V8Ht6f8FkvojTXEtipmbDeW5ivoeP+PW/+/2Tkzf945PXv706"
    "ffPm1W/Hvyla/cWrVW9KdPH+4tPF5W1WDVCQFT5+xNRIpJb0M2xW/I3FP4mEW13yMYcVem"
    "Ohu2SUs1uXCT3msEJvLPQY2taFSWm+DaCkCI22RRddAknapllV7y35UTCrFgydgEllqjz/"
    "+21GizEcevH17O+HGU1+ubr8FJOn4NOHL1fvl1cxek9E7jrGcDAvWMcWPEsiH80lEd0S+n"
    "sQWVroSubvLy7Pbv6RL/WYPj0t3v/j9vxMyR3s7PFDyv6DghF2HmY4cAcrNbzPi2hXq6b9"
    "6XIJZvheyxJ+NPzEhctF0kfylTONxHM8Mkl1r9wrA4SD6YLySdfMGdLE6AWVAo1pICRy8b"
    "yHvt9+OESUodmEOhOE2cK/Egriqr/nSHd/hK4DOlXDEj2QOdDLCVlxz2yhjzsGdvsIC/IW"
    "vYjYBtTtmZ4O1/WyLAS4uqHlz78FQ9lO9uy8LiWTEDamJxwoiVrqWNhZrk5sIFtyXrVl7X"
    "KnlMEKpYWyunalqsvXLiAc4ITy6bULVgz4AzyxsHxACxS4JA+O0JnvE+b+ypk3X3UZ1+S1"
    "Htv1Bv3pcYUxf3pcOOSh6onVprYBYh20z8D2UJOUB/X2j4jBbh1l5x4ZCef6aEtFnO+f7Y"
    "KMX59WEPHr00IJQ9WygPeEg1rmEtnBWHaJxNTgiqq+ihRLJ0bzLrwVbUGePv0fMs8Fnaam"
    "HG/6dPAQEVUwk30cSDUQfhFghR6hK4UM9en/t89nv/ZfvQYYCeatIE5AdBSCUPsQcXOQZ+"
    "OmIC5haH7JUAcwDONFwg/ImCogOtSRCn/9dnWJPAVmxTstMjQlGCIWPM9i2RYdlBZjWf3/"
    "GoKO6TuxgO1gmzAzazDBIsfJU+ZmXWK0vtblPaPM15rRgMN9UmufTjg6Mcp3faigxi0Ip8"
    "E5XZbTmsutNpcD8sgfGqk5y2kPZNusZfLDp6q5BlrOclott1nLEFc8gKOwBnpe5rWabrOm"
    "E+u0KhpKOLrgGdo1GFo2m+tIPo/X6uBZ+Y0+KLvb4/d/I4EoOLRcouiV+ZEcQzt4TBFXux"
    "Hj+x4lLooaQEpH4ZQw2UMhcyaYqW9/4hCzcSsbdgEVhlfmeoBygiujudBeB5CJrOy/PH1z"
    "+tvJ69NFQOWipCyOMo6ZLDm8NEpssNFnOa111up9XvAwcGp59hKOTng9dnEEVBA9WSzjwt"
    "jJLsh488eZ8QZT65AtxdMJIf9MaIlPeCALY1PT1eU4SRPWi00NuOeF/lt9OsbC6YgEOlzL"
    "QHCBzE3LKCQ0CjIdmn6GqghLNCMBQSYqFsiGmmaYdyi3ra7u2Gr0KkoFr5o2NhW4alrLBx"
    "EF7t0Fhw1dbWH8b3vXuYUYV+zqHHu69Mphisvew6p1D6slW8Q5k0FuHIapKN0WyIKkktFs"
    "TFpYmnmS9OEdwnBnIJX7IWvy5lwgSJbgXKt6893cscw9hfiW8+E7ZIYtUKsNRHK+dKNBNa"
    "YPnA9N/IdJP6EzTOj8FfQe9qXke6FwhD3MHCXBYfSvYboY4bFUuxuV8EnxdV/0XwguoKJf"
    "EVyJPDxCH+KsGQGfIhN1MlQ/WweYjKnnqU4ha4aSB0hjfb9CWy6Lt8HPsJMbnPbiRhvM1Q"
    "f10+pIOabvoHxfvq4g3pfL/ptEulCVFa5ZK+utKAmPxSI1V5RE8NFOU0/yKSYr+saiV0gg"
    "uK93pJVi6cSysuvjxIA4PHAbRt1kWK3/vtX+e+44YRA0SwqWZbWKbrWiY5srbwMrjg5Ocz"
    "UMDX4+QQHbigymLpn6XBLmzOPrGdXvG6ywdiEyYwdWyFj1TwI/oHnHOmVDfonRjvqGoz4g"
    "WOT5PopBW8LRhTG+a8hmc+zsZ5xrP2KdNX3B0IVRvoOVnDI/lIMmjo9lzkY2eNsEvhcTnI"
    "eyqRJWWK0WGjtCsDNR9lbzCVHQgNVIU41IEkxrOaYWDF1Y/HcNcaZEYjjiqSPwNI+VeRNP"
    "oPrZAm5L1gY6Oaxd0EC3c5+dB1iYX78a+hBV9UqDH1JE1dKdmQSJOuCMCgT8cVQaBAQEmA"
    "mTnecI3U705YA4OkFV0ntlq+s8EHwWRQwoHg7JJg6WlLnVzu5YwGdR1IDm1PLQXUx9OUeq"
    "O8WGOIQQIPCGil6UIxKiGHDoUqlaJM6DWDfooD0n3S3Kb7HF1zXaMm0fCZMfcX7IUlxXPn"
    "GBauDiyulj8sNLdTNCh9VANlRIi1oeRYRe6Mypmu+wehjrBvpZY5ZFYqoaSxmR23DU5L73"
    "Y268ffEKtWDoxHnutm80mHlSzzhMeGyswnMMWb2Y+jyQ1wEHb6XI2wiWKEq3A6ppB36a+M"
    "lNAZBPzBFloTXtKLQTUCkJi5flFNSKQzxjSsENPgNmpuzlIPRh0C1vDFvs645BPjNAb0wt"
    "O0FErYCinFGHHMEtCYju1hGrkJmsp+NGoV0IfmAO9SjWvWGpSxWGXHfD2W/+rJ8DyqXe0O"
    "KC5qcQLXY0pHk6sUft2tNQdNGiJMqr6JKFFXgVgYe+2zCBVpbTRv60LvKnLZCEjfgPbX7m"
    "wpGkthyKAN1gYQBUcitp6ni39/EcruoCXHikLgl6UfpRePFU7diEPhK3hyaYuXAHRG3gJD"
    "e7/rpt6ssu8JBQaKDD9fnlx4vLT9GDqlQDjoihB30w9Pns8uOX8489dPHp8urm/CNSMOPs"
    "y/nN7Ts0ZDx6ldXgDgidUD0MsUI+U18m12kSk3mMKXxLTAGuK9Od6tumUX0u2ESLq4asY/"
    "pObJE7CDeIJ2+z0Oc0q90XW7cvZh7KxXOP45x1qwTjJyydmE67Rpxm86uzeiUcnRD4tq+H"
    "xXv7qoiL76qnWLrk+Fszs1V6Q5DBvNFukPDZZJVt3gkAStfZBmL6LkQz7GILaIk1+pUzMi"
    "9M7JCq7ZVZo1OgG9TI8aAbXtiE6AUe8UeCjg/BmFNrRBhAtoMXIwJRBceHvdhrrS9XMWf+"
    "i0BTyiAvAVNmGhpSd6jYpqqN1RCH7XV1x9zQ96ijxrVIHb9q53meOYwEYS5Ywr5OtW7fnG"
    "ubwWNzJbTB2LS5ErYJhqcwIusdgic8XcLCu45Tj/aTOiM7zdPB0X1SYXCfFL+vtDy07bXt"
    "DpsmLYHL11jI74LkYeW4qhQo+9GDDRXPbHQesjgYg3saQ86FJFMUZ5RYHLFAtIX6am8uqS"
    "P0s3HKIkMm54db8f32LfZW+JI7dQ/fGVQdnc2kO1bgm8+YhcktiqezGLkNGHnHF2x/Qgnb"
    "pGJ7AsoNn0La7CtIbVOFhW8bgm/aI/chVDBmqkFEDozLkjwB5zTxwElTV4sIXvINKqQTNx"
    "KBq/hi1mrYTQN+e3mqtVtOMaCKFVpT9EtsdsNv/f3Saw+zb+EoLZnVdWmZpnxhUtQDsUxe"
    "weBM80AwHEbQ1BEajhVj9PA4WGkPanVnSBeah8y1ERg9aU7ZI6cOEXk31zbfgbUM15tNp8"
    "cVJtPpceFcgiprGbbFbmlBYr2fUOp7zqzXNomXGYFbSjkGu0idwR7Td3CEn/SrHKz0i09W"
    "+vbUsCXOEHtquO1TQycgDS98ZTmt06l1TqdMlDUR8IBMTQia5epCaOMOsJDO2cNDOQiDnC"
    "OKsvcJsnxdEPeuLxMo4ZKAYa/mOF9i64LkdzDQ7c2NrIyrnDD3i0+Y+ysZW7T3p84SsmDo"
    "hHh/ojD0a869LwQXRNYsKnulPk9FpkYjrhpdY45RAn17GaOZUjKfReEvcKziQA6VKZ4jj0"
    "A4d8DD+0lPOyFnOlOeRBMs0pWZsJeCQ5st9XbHVjN7qeIemuhomrVTe9V0JG3UedQiT+nJ"
    "cRVXqaIqNj+On3SWGpXVEXfC0Yllbzve6UTA9wFmUfKk6t6MFJN1Z6wV21FP7jGHFXpjoZ"
    "MfPlWWdAMPR5bTejha5+FoEXr7XSOaIvgW1T6N32YJYYXT6ghGaUgF7EdoCAuGjiXWuIlx"
    "pBEhMmmxTMJU8+84aY2uj27tETUM3bxT6+10dMeGCipFkc9YQ8PhiHqe6vbII+49CY7+CL"
    "nEQ4vfng9+s3vcHvY4c9g0UNpuckgV81kFNEd2Nm+eBRnbBRlh4EyKPERxXTnASFNVQBcx"
    "fbTtq1/RU/+lLmQOYFxWiFkTcZxuHqbYZPM6jZ62UQcmt91Q+46GAeTqhch4czXBtAWM4I"
    "kmca6DCGusCTJsMN2BDabr1gmPDaazwXR7l/g+gunUZlRnsMf0doRXG+F/hGqnpjJnQSm0"
    "VNIsXbJTNpaSzl7Y3Kvt3cTutoK3waE2ONR6NWxwaDt0aoNDWzOFthEcGt9Wh1ed6j00t8"
    "rZBfnvYLiDP6/B7pFis1mSW71z2BBgGwLcoS0ifYRQz6Jb5mxk17VspdqPWbd0ZlNPDTnM"
    "1sKupYqWHHfecM8j2QO2bE2v7KgzSGgqxcGrYUPBmEGhD0k5kmfYzUPTAil1SKWMVF6hXw"
    "SChO80L83HZpq0SYtai3CLjydjtddethZcdr16juvVNxI8Uod88LjzkLdqZepL1y5hKAfO"
    "grTSEubS8ZiAb5OgEZEzQqKHjomQSDelIyKihwE9pI0odCbRVJkEiDNYl2Y9NKNygqiLXh"
    "6hSw5FuWvblvq6Y1OCWeoFCdPWDAudXhcenVj70eS8FbFwWuYuhA0n5H4Xwo0cNpUEZUwI"
    "dgcCXrp2ayK2FVa7/j3H9e+W4GneuqfLS9c7GVNUCEkD2iN0ASnQ3DhhNl2kRYPI9F6EtK"
    "gozSG5XlM2SqztUWLxW/dVBR3Td8JrYh+p2aV8N/9IjT12LRR9l5znCt02y/WdYbQHJG3T"
    "cYsQ2Wf9lnsRLotqn0Rng0lCWAGkTQk4wcWE+j3kK1lCnm4eIHj75QjpPBAKXP0iorB7Hd"
    "avEFbEpsxDb45GczQ0nQ57SHBjEVKZA+O219mdGpR4rogFpJ/QFx0jO9cwq0YjTAiVan6p"
    "OfnWtCgnqkQZtFChJEpkhUdhtKDhRRjzKWvnrEh0VnWPTjgs4KwNOCP11ZF3iqWDsGjziS"
    "va49RulaC3gu//l1PWCJtkGC0AbR04SSvZI2PZQMUpNgs+26bfFoHPC/ZIJS560GGJ4mkQ"
    "SrPETwNRhhKWIzR0VLs61wRGgihDWb5ViI7rvGIK30HuMVi7wCUIROahvx4aEQfDu4B8pk"
    "axPtbA7pSy1Xe2t9vdHXMwQx4V+mCEKuTqk3SHwiRLi9nx4pVt9Q81r4TJnwbgVSg1KFox"
    "W//GK/zEOltxTN85eLn9xwUtvNw6vAx4PXMppu+gcDfv0vTolMpGEV3LnDawrmlgnZGkTw"
    "LKay0ky3zdi33fwjvzrquAXK3I6BRL9yR80q+Ueqpfknqqv7Ji23OSQuk/dzPGJnD86dTc"
    "iodvW7aIPnf9tsgbcWPs4IMCV0Rc3XvSDxGkKCuchsX2Nx7xEJKdQxvmiGmCXQgsIuMxcS"
    "DdlTHKtc/gr9+uLnvmIdvIko+zaEbN5UU0bamnO7Z6cpVOtJ442HtAMZhgMTl8p6lS52M6"
    "nBN7HpybbSCdp+4lz5Aozo6T5tpUapy9+iDKDIKNJsaxybjacCRj00LtOy2UWTZXhV98Gz"
    "Ph6MQo3/V1TGvgWWS4ZWQIfsWPeJ4LC+O6ckwIVAM3IqsCCPX9v7cQrTSloUJo2rUJUUiA"
    "kb7fflDgao44S64MzpEzwWoNd6NDnjkSPAwcshxTlIcJt9bZHVvCgaqhXkS7dvBSJM7VGZ"
    "8/2yPysmneJXQHk/YJYGb0UAeUJRyd2Kq27eC1r+js7RxD+Lnpe8oEv2CxYm9+fIT92k87"
    "JDxW8I0FH+e0qCf6NJcV/rO8UglY7RNsGYXo1NRWwKf3C8Ka70JqRuNFZDCiInQo8uLZi7"
    "yCJivOYX6ejO10pR8EiJ8CiNyPi4wckYMTcm3MTX/Rxozo2vc7m+QOWjNrULtw6y7XSOuY"
    "bINj0toa2w4msRmm9/R0pD4wo4+kSezBEq/1QbbOB9nSIBMbg9BFT/N3RmWBozmuKsXxaj"
    "jIJm7m6OEMSvSjWdCKQCMiqEsMKvY9SEJnnurslTmGUShIzrWHLXV0x7ijk/W7R+gK7tRC"
    "oUkZ5RKJqSfMW14MMPsTBoL2TGuR9vR3Wff0vt3TWhl1EOOCoYOAcSugHMZ5HQHH9B2U70"
    "m/UuhxSeTxinCjlbA6HI85LBhvDMaLH40qE3xX343a9fu2zA+oQ9xBg6G/zGrVsL4amk2G"
    "XHarjud4OPBdqPIieyKuKzcogKqJRaGReGkESQLdnwbmJRbFZju6Y5EJoAwR1kPKUAkgTF"
    "n9Dw4I/nJzft5D1zfnXy++f+1BCqGLr9dXN7fnH3VwtP4UOKVgiHuuYhFzIcnUGhLWkGgP"
    "0N3OEz5qttQRcEzfQflu3pCA1aeOcGP6Dgp388cm0QWW2i+IJFwWGjVGqpT5YbML/8ucVg"
    "mNlcBD2VQLK6xWDY3V4GBnooyu5lOioAGrkuYq4aLmgXrMYYX+HM3l3wMqyXXAR+Qgx2BO"
    "1fbKTOYZ0A38BWElo3kW3a7Vr6PoFuKHBcQEktHOJtpszJiscHOW+FIYeoHwvVJd7p3fDT"
    "dvXzZoR1qqYot3TD0PvmdF1iVvQiYsnTAcdnENsSXr1hkJ1FTOW7OimtL1Cic0Ty1VxcJv"
    "22NL0eRu74Kw5beWIKw/94G54sU2xdKJBWAHbi+YVDUkHJF3ULovj6tsaYqq2DNzvJq5ix"
    "e8wQ7pSIrwd9Hj6y51JPo/nRz1GUq7RLggjPLNbHnf6mVD5qCBvW9mf/4/lrPCcQ=="
)
