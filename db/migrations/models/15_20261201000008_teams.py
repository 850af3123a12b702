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
    "eJztXVt32ziS/is4fun4rNrHkZ2kN3lyEk/i2cT2cZzpuXiOBJGwhTUJsAnQis5s//dFAa"
    "RISiRNUhfTDF66Y6AKoKpw+apQKPxnz+cu8cTBiePwiMm9t+g/ewz7RP1juWqA9nAQpBVQ"
    "IPHE07Q4QzQRMsQOtHWLPUFUkUuEE9JAUs6A+IIRFDMgKhBXf4Z89hYFHqYMOdyLfCbQLQ"
    "/RHxEJKREDhJmL5JQgIbEkusolDhWqQXEAnbrcUb1SdreF9m/YDbvm9yRlxSFBQUh8GvlI"
    "Qo0qUv3c6iY8LKQqjZzpOzTW7Y3hKx6wR12kPol6utgjIyzH+uMjRtWHjCS/I6qBUP2Ef/"
    "1bFVPmkh9EJH8G96NbSjw3pyPqQgO6fCTngS77MMXhXzQlCGYyMl+dUgdzOeVsQa7kBqV3"
    "hJFQfayb0RuLPC/WcFJkvlUVyDAii4900wKX3OLIA+0Dt/mCtGxvNDq/uB59O70ejfZWRk"
    "bCkVFmXOQoRahRRZkU+vf7+MfII+xOTtWfw1ev/jQdpYIwZNDj306uPnw+uXqhqPahS64G"
    "pxm053HV0NT9qRvBEptmtOBTSfNACchVOlsV+EclNkl9Uiz0HOOS7N2Y8yD5RxtNJAWpKt"
    "J5twNdVIj++uzr6bfrk6+X0LwvxB+eFtfJ9SnUDHXpfKn0xeslLS0aQb+fXX9G8Cf658X5"
    "qRYnF/Iu1D2mdNf/3INvwpHkI8ZnI+xmZZIUJ0WKNFWyWiFYkwmV0G9mSj2xIvOT6mhYY0"
    "4dDUunFFT9mRNuSB70iroq4Pf07ozJYhFnuZbETM2G89zEfAcf8et/D4dHR2+Gh0evf3t1"
    "/ObNq98Of1O0+otXq95U6OL92aez8+u8GqAgL3z8gKmRSCPp59is+FuLfxoLt77kEw4r9N"
    "ZCd8mkYLeuEnrCYYXeWugJtG0Kk7J8G0BJMRrtii76BJK0TbOq3mvyo2RWLRh6AZOqVHn6"
    "9+ucFhM49OLryd/3c5r8cnH+KSHPwKcPXy7eL69i9I6IwnWM4XBeso4teJZEPplLIvol9P"
    "cgsqzQlczfn52fXP2jWOoJfXZavP/H9emJkjvY2bf3GfsPCibYuZ/h0B2t1PAhL6NdrfKH"
    "/nIJZvhOyxJ+NPzEhctF0gfylTONxAs8Mmn1oNorA4Qjf0H5qGvmBGli9IJKgW5pKCRy8X"
    "yAvl9/2EeUodmUOlOE2cK/Egniqr/nSHd/gC5D6qthie7JHOjllKy4Z7bQxw0Du32CBXmL"
    "XsRsI+oOTE/763pZFgJc3dCK59+CoWone3Zel4pJCBvTIw6UVC1NLOw8Vy82kC05r7qydr"
    "k+ZbBCaaGsrl2Z6uq1CwhHOKV8fO2CFQP+AE8sLB/QAgUuycMDdBIEhLm/cubNV13GDXmt"
    "x3a9QX98WGPMHx+WDnmoemS1aWyAWAftM7A91CTlYbP9I2awW0fVuUdOwoU+2koRF/tn+y"
    "Dj18c1RPz6uFTCULUs4CfCQR1ziexgLLtEYmpwRV1fRYalF6N5F96KriDPgP4PmReCTlNT"
    "jTcDOrqPiWqYyQEOpRoIvwiwQg/QhUKG+vT/2+eTX4evXgOMBPNWECckOgpBqH2IuAXIs3"
    "VTEJcwNr9krAMYxskiEYTkliogOtaRCn/9dnGOPAVmxTstMuQTDBELnmexbIcOSsuxrP5/"
    "A0En9L1YwHawTZiZNZpiUeDkqXKzLjFaX+vynlHla81pwOEBabRPpxy9GOW7PlRQ4xaE0+"
    "KcLs9pzeVOm8sheeD3rdSc57QHsl3WMvkRUNVcCy3nOa2Wu6xliCsewVFYCz0v81pNd1nT"
    "qXVaFw2lHH3wDO0aDC2bzU0kX8RrdfCs/EYflN3t8bu/kVCUHFouUQyq/EiOoR09ZIjr3Y"
    "gJAo8SF8UNIKWjyCdMDlDEnClm6tsfOcRs3cqGXUCl4ZWFHqCC4Mp4LnTXAWQiK4cvj98c"
    "/3b0+ngRULkoqYqjTGImKw4vjRJbbPR5TmuddXqfFzwKnUaevZSjF16PXRwBlURPlsu4NH"
    "ayDzLe/HFmssE0OmTL8PRCyD8TWuJTHsrS2NRsdTVO0oTNYlND7nlR8FafjrHIn5BQh2sZ"
    "CC6QuWkZh4TGQaZj089YFWGJZiQkyETFAtlY04yLDuW21dUNW41eRZngVdPGpgJXTWvFIK"
    "LEvbvgsKGrHYz/7e46txDjil1dYE9XXjnMcNl7WI3uYXVkizhlMiyMwzAVldsCWZDUMpqN"
    "SQtLM0+TPrxDGO4MZHI/5E3eggsE6RJcaFVvvpsblrunkNxy3n+HzLAFarWBSM6XbjSoxv"
    "SB876J/zDpJ3SGCZ2/gt7BvpR+LxROsIeZoyQ4jv81zhYjfCvV7kYlfFJy3Rf9F4ILqOhX"
    "BFci9w/QhyRrRsh9ZKJOxupn6wCTW+p5qlPImqHkAdJY36/QlcviXfAz7OQGp7240QVz9V"
    "79tCZSTuh7KN+Xr2uI9+Wy/yaVLlTlhWvWymYrSspjsUjDFSUVfLzTNJN8hsmKvrXoFRII"
    "75odaWVYerGs7Po4MSQOD92WUTc5Vuu/77T/njtOFIbtkoLlWa2iO63oxOYq2sDKo4OzXC"
    "1Dg59PUMC2IoOpS/yAS8KceXI9o/59gxXWPkRm7MAKuVX9kzAIadGxTtWQX2K0o77lqA8J"
    "FkW+j3LQlnL0YYzvGrLZHDtPM861H7HJmr5g6MMo38FKTlkQyVEbx8cyZysbvGsCfxITnE"
    "eyrRJWWK0WWjtCsDNV9lb7CVHSgNVIW41IEvqNHFMLhj4s/ruGOD6RGI54mgg8y2Nl3sYT"
    "qH62gNuSjYFOAWsfNNDv3GenIRbm16+GPsRVg8rghwxRvXRnJkGiDjijAgF/EpUGAQEhZs"
    "Jk5zlA11N9OSCJTlCV9E7Z6joPBJ/FEQOKh0Oyib0lZW61sxsW8lkcNaA5tTx0F34g50h1"
    "p9gQhxACBN5QMYhzREIUA45cKlWLxLkX6wYddOeku0P5Lbb4ukZXpu0DYfIjLg5ZSuqqJy"
    "5QjVxcO31McXipbkbosBrIhgppUaujiNALnTlV8+3XD2PdQD9rzLJYTHVjKWNyG46a3vd+"
    "KIy3L1+hFgy9OM/d9o0GM0+aGYcpj41VeI4hq2d+wEN5GXLwVoqijWCJonI7oJp2FGSJH9"
    "0UAPkkHHEWWtOOQjshlZKwZFnOQK0kxDOhFNzgM2Bmyl4OowAG3fLGsMW+bhjkMwP0xtSy"
    "E8bUCijKGXXIAdySgOhuHbEKmckGOm4U2oXgB+ZQj2LdG5a6VGHIdTecp82f9XNAucwbWl"
    "zQ4hSi5Y6GLE8v9qhdexrKLlpURHmVXbKwAq8j8ChwWybQynPayJ/ORf50BZKwCf+hzc9C"
    "OJLWVkMRoBstDIBabiVNnez2AZ7DVV2ACw/UJeEgTj8KL56qHZvQB+IO0BQzF+6AqA2cFG"
    "bXX7dNfdkFHhKKDHS4PD3/eHb+KX5QlWrAETMMoA+GPp+cf/xy+nGAzj6dX1ydfkQKZpx8"
    "Ob26fofGjMevshrcAaETqocxVsjHD2R6nSY1mW8xhW9JKMB1ZbpTfds0qs8Fm2hxNZB1Qt"
    "+LLXIH4QbJ5G0X+pxltfti5/bF3EO5eO5xXLBuVWD8lKUX02nXiNNsfk1Wr5SjFwLf9vWw"
    "ZG9fFXH5XfUMS58cf2tmtspuCDKct9oNUj6brLLLOwFA6SbbQELfh2iGXWwBHbFGv3JG5q"
    "WJHTK1gypr1Ae6UYMcD7rhhU2IXuAJfyDocB+MObVGRCFkO3gxIRBVcLg/SLzW+nIVc+a/"
    "CORTBnkJmDLT0Ji6Y8XmqzZWQxy219UNc6PAo44a1yJz/Kqd50XmMBKEuWAJBzrVun1zrm"
    "sGj82V0AVj0+ZK2CYY9mFENjsET3n6hIV3Hace7ydNRnaWp4ej+6jG4D4qf19peWjba9s9"
    "Nk06ApcvsZDfBSnCyklVJVAO4gcbap7Z6DxkSTAG9zSGnAtJfJRklFgcsUC0hfpqby6pI/"
    "SzccoiQybnh1vz/fYt9lb6kjt1998ZVB2fzWQ7VuCbz5iFyR2Kp7MYuQsYeccXbH9CCduk"
    "Yk8ElFs+hbTZV5C6pgoL3zYE37RH7kOkYIyvQUQBjMuTPALnNPHIyVLXiwhe8g0qpJM0Eo"
    "Or5GLWathNC357eaqzW045oEoU2lD0S2x2w+/8/dJLD7Nv0SQrmdV1aZmmemFS1COxTF7D"
    "4MzyQDAcRtDUARrfKsb44XGw0u7V6s6QLjQPmWsjMH7SnLIHTh0iim6ubb4DaxmuN5uOD2"
    "tMpuPD0rkEVdYy7Ird0oHEej+h1J84s17XJF5lBG4p5RjsIk0Ge0LfwxF+NKxzsDIsP1kZ"
    "2lPDjjhD7Knhtk8NnZC0vPCV57ROp845nXJR1kTAAzINIWieqw+hjTvAQjpnD4/kKAoLji"
    "iq3ifI8/VB3Lu+TKCES0KGvYbjfImtD5LfwUC3NzfyMq5zwjwsP2EermRs0d6fJkvIgqEX"
    "4v2JwtAvOfe+EFwSWbOoHFT6PBWZGo24bnSNOUYJ9e1ljGZKyXwWh7/AsYoDOVR8PEcegX"
    "DukEd304F2Qs50pjyJplhkK3NhLyWHNlvq7YatZvZSxQM01dE0a6f2auhI2qjzqEOe0qPD"
    "Oq5SRVVufhw+6iw1Kmsi7pSjF8vedrzTqYDvQszi5En1vRkZJuvOWCu2o5ncEw4r9NZCJz"
    "8CqizpFh6OPKf1cHTOw9Eh9Pa7RjRl8C2ufRy/zVLCGqfVMYzSkArYD9AYFgwdS6xxE+NI"
    "I0Jk0mKZhKnm30nSGl0f39ojahi6RafW2+noho0VVIojn7GGhuMJ9TzV7YFH3DsSHvwRcY"
    "nHFr89H/xm97gn2OPMYdNIabvNIVXCZxXQHtnZvHkWZGwXZEShMy3zECV11QAjS1UDXST0"
    "8bavfsVA/Ze6kDmAcVkjZk0kcbpFmGKTzes0etpGHZncdmPtOxqHkKsXIuPN1QTTFjCCJ5"
    "okuQ5irLEmyLDBdHs2mK5fJzw2mM4G0z25xJ8imE5tRk0Ge0JvR3i9Ef5HpHZqKgsWlFJL"
    "JcvSJztlYynp7IXNJ7W929jdVvA2ONQGh1qvhg0O7YZObXBoZ6bQNoJDk9vq8KpTs4fmVj"
    "n7IP8dDHfw57XYPTJsNktyp3cOGwJsQ4B7tEVkjxCaWXTLnK3suo6tVE9j1i2d2TRTQwGz"
    "tbAbqaIjx51X3PNI/oAtXzOoOuoMU5pacfBq2FAwZlAUQFKO9Bl289C0QEodUikjk1foF4"
    "Eg4TstSvOxmSZt0qLOItzy48lE7Y2XrQWXXa+e43r1jYQP1CEfPO7cF61aufrKtUsYypGz"
    "IK21hLn09paAb5OgCZEzQuKHjomQSDelIyLihwE9pI0odCKRr0wCxBmsS7MBmlE5RdRFLw"
    "/QOYeiwrVtS33dMJ9glnlBwrQ1w0Kn14VHJ9Z+NLloRSydloULYcsJ+bQL4UYOmyqCMqYE"
    "uyMBL127DRHbCqtd/57j+ndNsF+07unyyvVOJhQ1QtKA9gCdQQo0N0mYTRdp0SAyfRAjLS"
    "oqc0iu15SNEut6lFjy1n1dQSf0vfCa2EdqdinfzT9SY49dS0XfJ+e5Qrftcn3nGO0BSdd0"
    "3CFE9lm/5V6Gy+LaR9HZaJoS1gBpPgEnuJjSYIACJUvI081DBG+/HCCdB0KBq19EHHavw/"
    "oVworZlHnozdFkjsam0/EACW4sQioLYNz2OrtRgxLPFbGA9BP6omNs5xpm1WiMCaFSzS81"
    "J9+aFuVUlSiDFiqURIms8SiMFjS8CGM+Ze2cFanO6u7RKYcFnI0BZ6y+JvLOsPQQFm0+cU"
    "V3nNqdEvRW8P3/cspaYZMcowWgnQMnWSV75Fa2UHGGzYLPrum3Q+DzjD1QicsedFiieByE"
    "0jzx40CUoZTlAI0d1a7ONYGRIMpQlm8VouM6r5jCd5B7DNYucAkCkXnob4AmxMHwLiCfqV"
    "EMxxqrGHQ7/dww7PqUCeRghjwKBycByXYlTH60hBEvHtZW/1BTSZiUaYBXhZK8ohUzEkLO"
    "Dd0EXJGNvZ4G94HnE77Txy5ckVUa5RPuzpHDfSIQjAoAyjj7BcACSHcDbxSC0Jrs6gl975"
    "Dq9t8ptEh160g1nmGNPP0pixVxDRGHvJlxm9D3ULibd0B71KeyVfzdMqcNg2wbBmkkGZCQ"
    "8kZr9TJf/24qbH68K0ytYHejOPYMS/8kfDSslShsWJEobLiyYttTrVLpP3ej06bb/OnU3I"
    "lniju2iD53/XbId3RlXBh7JY6jpHrwqNcozFDWOLtMXCd4wiNITQ9tmAPBKXbB+0Fub4kD"
    "ycmMP0U7Uf767eJ8YJ4djp0wSc7TuLmi+LMt9XTDVs8Zs2nx0+OQAVCMplhM999pqsxppg"
    "6+xZ4Hp5wbSL6qeykyJMpzGWW5NpXI6EndPFUGwUbTGNnUaV04QLNJvJ46iZdZNleFX353"
    "NuXoxSjf9eVZa+BZZLhlZAh+xY94XggLk7pqTAhUIzcmqwMI9W3NtxBb5tNIITTt2oSjMM"
    "BI368/KHA1R5ylFzznyJlitYa78fncHAkehQ5ZjgArwoRb6+yGLeFA1dAgpl071CwW5+qM"
    "L57tMXnVNO8TuoNJ+wgwM3poAspSjl5sVdt28No3j57sHEMEhcmWqgS/YLFib398hIPGD3"
    "GkPFbwrQWfZCBpJvoslxX+s7wAC1jtE2wZpejU1NbAp3cLwoaveGpG40VkMKJidCiKbh+U"
    "eQVNDqP94qwm2+lKP9+QPNwQux8X+VNiBydkRpmb/uKNGdG1b+O2yfS0Zo6nbuHWXa6R1j"
    "HZBcektTW2HUxi84E/0UOf+sCMPpA2sQdLvNYH2TkfZEeDTGwMQh89zd8ZlSWO5qSqEser"
    "4SDbuJnjZ04o0U+cQSsCTYigLjGoOPAgZaB5WHVQ5RhGkTAHhSUu5s12dMO4o59WcA/QBd"
    "yAhkKT4MslElNPmJfXGGD2RwwE7ZnWIh3o77Lu6ad2T2tlNEGMC4YeAsatgHIY500EnND3"
    "UL5Hw1qhxxWRxyvCjVfC+nA84bBgvDUYL3/iq0rwfX3la9evEbMgpA5xRy2G/jKrVcP6am"
    "g3GQrZrTqe4+HAd6HKy+yJpK7aoACqNhaFRuKVESQpdH8cmFdYFJvt6IbFJoAyRNgAKUMl"
    "hDBl9T84IPjL1enpAF1enX49+/51AAmfzr5eXlxdn37UwdH6U+CUgiHuuYpFzIUkvjUkrC"
    "HRHaC7nQeX1GxpIuCEvofy3bwhAatPE+Em9D0U7uaPTeILLI3fe0m5LDRqjVQpC6J2F/6X"
    "Oa0SWiuBR7KtFlZYrRpaq8HBzlQZXe2nREkDViXtVcJFwwP1hMMK/Tmay7+HVJLLkE/IXo"
    "HBnKkdVJnMM6AbBQvCWkbzLL5dq9+y0S0kz0CIKaQOnk212ZgzWeHmLAmkMPQC4TulusI7"
    "vxtu3r5D0Y20VOUW7y31PPieFVlXvOCZsvTCcNjFNcSOrFsnJFRTuWjNimsq1yuc0jy2VJ"
    "ULv2tPY8WTu7sLwpZfxoKw/sLnAMsX2wxLLxaAHbi9YFI1kHBM3kPpvjyss6UpqnLPzOFq"
    "5i6+ePc+L2FIR1KGvxcsy/5v6kj0fzqj7TOUdoVwQRjVm9nyvjXIh8xBA0++mf35//ihTl"
    "I="
)
