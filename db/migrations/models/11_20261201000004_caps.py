"""Spend caps: entries get the kind CAP.

The caps are in the accounts' states. The version before runs beside this one until somebody sets a
cap: it cannot read such an entry, and it drops the caps of an account that it writes.
"""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

KINDS = "'HOLD', 'RELEASE', 'MIGRATION')"
MORE_KINDS = "'HOLD', 'RELEASE', 'MIGRATION', 'CAP')"

POSTGRES = """
ALTER TABLE entry DROP CONSTRAINT entry_kind_known;
ALTER TABLE entry ADD CONSTRAINT entry_kind_known CHECK (kind IN (
    'ALLOWANCE', 'LAPSE', 'USAGE', 'ADJUSTMENT', 'PLAN', 'PURCHASE', 'REVERSAL',
    'RESTORATION', 'FREEZE', 'UNFREEZE', {kinds}) NOT VALID;
ALTER TABLE entry VALIDATE CONSTRAINT entry_kind_known;
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    if db.capabilities.dialect == "sqlite":
        return await _entries_anew(db, KINDS, MORE_KINDS)
    return POSTGRES.format(kinds=MORE_KINDS)


async def downgrade(db: BaseDBAsyncClient) -> str:
    """Downgrade. The database itself refuses this if a cap was ever set."""
    if db.capabilities.dialect == "sqlite":
        return await _entries_anew(db, MORE_KINDS, KINDS)
    return POSTGRES.format(kinds=KINDS)


async def _entries_anew(db: BaseDBAsyncClient, old: str, new: str) -> str:
    """Create the table again and copy it, because SQLite cannot change a constraint. Its indexes
    and triggers disappear with the old table."""
    parts = await db.execute_query_dict(
        "SELECT type, sql FROM sqlite_master WHERE tbl_name = 'entry' AND sql IS NOT NULL"
    )
    (table,) = [one["sql"] for one in parts if one["type"] == "table"]
    others = [one["sql"] for one in parts if one["type"] != "table"]
    made = table.replace(old, new, 1).replace('"entry" (', "entry_anew (", 1)
    return f"""
{made};
INSERT INTO entry_anew SELECT * FROM entry;
DROP TABLE entry;
ALTER TABLE entry_anew RENAME TO entry;
{"".join(f"{one};" for one in others)}
"""


MODELS_STATE = (
    "eJztHV1z27jxr2D8cvFU8Tiyk1yTJ8fx5dwmtsdReu3VHQoiIQljCuQBoBVNe/+9WJAUSY"
    "mkSerDNIOXuxjYBahdYLG72F3892DmOcQVR2e27QVMHrxD/z1geEbUP1a7eugA+37SAQ0S"
    "j1wNi1NAIyE5tmGsMXYFUU0OETanvqQeA+BrRlCEgKhAnvqTe/N3yHcxZcj23GDGBBp7HP"
    "0REE6J6CHMHCSnBAmJJdFdDrGpUAOKI5jU8Ww1K2WTHYx/x+7YwLsnCSrmBPmczGgwQxJ6"
    "VJOaZ6yHcLGQqjWwp+/RUI83hK94wC51kPok6upml1hYDvXHB4yqD7GkNyFqAK5+wr//o5"
    "opc8h3IuI//XtrTInrZHhEHRhAt1ty4eu28ynmv2hIIMzICr86gfYXcuqxJbiiG7ROCCNc"
    "fayT4hsLXDficNwUfqtqkDwgy490kgaHjHHgAvcBO/yCpO3Asq6uB9bXi4FlHaytjBgjxc"
    "yoyVaMUKuKMin075/h75ZL2ERO1Z/916//DCdKCBGCwYz/OLs9//Xs9oWCOoQpPbU4w0V7"
    "FXX1w74/9SBY4nAYTfiE0p6vCOQonq0T/KMim6Qzkk/0DOIK7Z0I8yj+RxNOxA0JK5J9tw"
    "delJB+cPnl4uvg7MsNDD8T4g9Xk+tscAE9fd26WGl98WaFS8tB0G+Xg18R/Il+v7660OT0"
    "hJxwPWMCN/j9AL4JB9KzmDe3sJOmSdwcNynQhMlKQrA6GyqG386WemJGZjfVSb/CnjrpF2"
    "4p6PozQ1xOHrREXSfwBzq5ZDKfxGmsFTLT8MB5bmSewEe8/Gu/f3Lytn988ubn16dv377+"
    "+fhnBau/eL3rbQkvPlx+urwaZNkADVni4wdMQ4rUon4GzZC/MfmnEXGrUz7GMERvTHSHjH"
    "JO6zKixxiG6I2JHqu2ddWkNN4WtKRIG20LL7qkJGmbZp29A/K9YFctETqhJpWx8uKfgwwX"
    "Y3XoxZezfx5mOPn5+upTDJ5Sn84/X39YlWJ0QkSuHGOYLwrk2BJnheSjhSSiW0T/ACRLE1"
    "3R/MPl1dntv/KpHsOnt8WHfw0uzhTdwc4e36fsP2gYYft+jrljrfV4fa8Idr1r1p+ttmCG"
    "J5qW8KPhJy5dLpI+kC8e05p4jkcm6e6Ve2UA0JotIR91zZwhDYxeUCnQmHIhkYMXPfRtcH"
    "6IKEPzKbWnCLOlfyUQxFF/L5Ce/gjdcDpTyxLdkwXAyylZc8/sYI47Bnb7CAvyDr2I0Czq"
    "9MKZDjf1siwJuH6g5e+/JULZSfbsvC4lmxAOpkccKAlb6ljYWaxOHCA7cl61RXY5M8pAQm"
    "mirMuuVHe57AJACyeQj8sukBjwB3hiQXzACBSwpMeP0JnvE+a89Ji7WHcZ18Q1HtvNFv3p"
    "cYU1f3pcuOSh6xFpU9sAMQ7aZ2B7qE3q8XrnR4Rgjo6ye48MhXN9tKUkzvfPdoHGb04rkP"
    "jNaSGFoWuVwE+kB7XMJbKHtewQiWmoV1T1VaRQOrGa9+GtaIvm6dO/k0Wu0hn2lOubPrXu"
    "I6AKZrKPuVQL4ScBVugRulaaob79//rr2cv+6zegRoJ5K4jNiY5CEOocIk6O5tl4KIhLGI"
    "a/ZKgDGIaxkPA5GVOliA51pMLfvl5fIVcps+K9JhmaEQwRC65rdNkWXZQW67L6/zUIHcN3"
    "QoDt4ZgId5Y1xSLHyVPmZl1BNL7W1TOjzNea4YDt+aTWOZ1gdGKV7/tSQa1bIE6De7ospj"
    "GXW20uc/Lg3TdicxbTXMi2mcvku0/VcA24nMU0XG4zlyGu2IKrsAZ8XsU1nG4zpxPrtKo2"
    "lGB0wTO0b2Vo1WyuQ/k8XMODZ+U3Old2t+tN/kG4KLi0XIHolfmR7BDWekgBV8uI8X2XEg"
    "dFAyDFo2BGmOyhgNlTzNS3P3KJ2XiULbuACsMrcz1AOcGV0V5orwMojKzsvzp9e/rzyZvT"
    "ZUDlsqUsjjKOmSy5vAyZ2OCgz2Ia66zV57zwAm7X8uwlGJ3weuzjCqggerKYxoWxk12g8f"
    "avM+MDptYlWwqnE0T+kbQlb+pxWRibmu4u15M0YL3YVO65buC/07djLJiNCNfhWqEKLlCY"
    "aRmFhEZBpsNwnqFqwhLNCScojIoFsKGGGeZdyu1qqju2Hr2KUsGr4RjbClwNR8tXIgrcu0"
    "sME7rawvjf9sq5JRnX7Ooce7o05TCFZfKwauVhteSIuGCS58ZhhB2lxwJZglQymkOTFkSz"
    "lxR9eI8w5Aykaj9kTd6cBIJEBOda1duf5o5l8hTiLOfD9yhctgCtDhDpeSsZDWowfeF8GM"
    "Z/hOUndIUJXb+CTuBcSr4XGkfYxcxWFBxG/xqmmxEeS3W6UQmfFKf7or8gSEBFLxGkRB4e"
    "ofO4agb3ZiiMOhmqn60DTMbUddWkUDVD0QOosblfoS3J4m3wM+wlg9MkbrTBXL1XP60OlW"
    "P4DtL31ZsK5H216r9JqAtdWeKGsrKeRElwjC5SU6IkhI9OmnqUTyEZ0jcmvdIE+KTelVYK"
    "pRNiZd/XiZzYHncaRt1kUI3/vtX+e8+2A86bFQXLohpGt5rRsc2Vd4AVRwensRqGBj+foI"
    "BdRQZTh8x8TxJmL+L0jOr5BmuoXYjM2IMVMlbzE+5zmnetU7bkVxDNqm+46jnBIs/3Uay0"
    "JRhdWOP7VtlMjZ2nWefaj1hHpi8RurDK9yDJKfMDaTVxfKxiNrLB20bwJzHBvUA2ZcIaqu"
    "FCY0cItqfK3mq+IQoGMBxpyhFJ+KyWY2qJ0AXhv28VZ0YkhiueOgRP4xiaN/EEqp8tIFuy"
    "tqKTg9oFDnS79tkFxyL89euhD1FXrzT4IQVUrdxZWCBRB5xRgQA/jkqDgACOmQir8xyhwV"
    "QnB8TRCaqTTpStrutAePMoYkDheFBs4mCFmTud7I5xbx5FDWhMTQ89xcyXC6SmU2jIgxAC"
    "BN5Q0YtqREIUAw4cKtWIxL4XmwYdtOemu0X1LXb4ukZbtu0DYfIjzg9ZivvKNy5AWQ6uXD"
    "4mP7xUDyN0WA1UQ4WyqOVRROiFrpyq8Q6rh7FuYZ4NdllEpqqxlBG4CUdN8r0fcuPtiyXU"
    "EqET97m7zmgI90k94zDBMbEKzzFk9XLme1zecA+8lSLvIFiBKD0OqIa1/DTwo4cCaD4xRl"
    "SFNhxHaTucSklYLJZTqlYc4hlDCi/UzwCZKXuZBz4sutWDYYdz3TGoZwbaG1Nih0fQSlGU"
    "c2qTI8iSgOhuHbEKlcl6Om4UxoXgB2ZTl2I9G5a6VemQmx44T1s/68dQ5VJvaHmC5pcQLX"
    "Y0pHE6cUbt29NQlGhREuVVlGRhCF6F4IHvNCyglcU0kT+ti/xpi0rCRt53bX7mqiNJb7kq"
    "AnDW0gCo5FbS0PFp7+MFpOqCuvBAHcJ7UflRePFUndiEPhCnh6aYOZADog5wkltdf9Mxdb"
    "ILPCQUhKrDzcXVx8urT9GDqlQrHBFCD+Zg6Nezq4+fLz720OWnq+vbi49IqRlnny9uB+/R"
    "kHnRq6yh3gGhE2qGIVaaz8yXSTpNYjKPMYVviSHAdRVOp+Y2ZVSfi26iyVWD1jF8J47IPY"
    "QbxJu3WehzGtWci607FzMP5eKF6+EcuVWi4ycondhO+9Y4w8OvjvRKMDpB8F2nh8Vn+zqJ"
    "i3PVUyhdcvxtWNkqfSBIvmh0GiR4plhlm08CUKXrHAMxfBeiGfZxBLTEGv3iMbIoLOyQ6u"
    "2VWaMzgLNq1HjQAy9tQvQCj7wHgo4PwZhTMiLgUO3gxYhAVMHxYS/2WuvkKmYvfhJoRhnU"
    "JWDKTEND6gwV2kyNsR7isLup7pgT+C611boWqetX7TzPM4eRIMwBS9jXpdbNm3NtM3hMrY"
    "Q2GJumVsIuleEZrMh6l+AJTpd04X3HqUfnSZ2Vncbp4Oo+qbC4T4rfV1pd2iZtu8OmSUvU"
    "5Rss5DdB8nTluKtUUfajBxsq3tnoOmRxMIbnah1yISSZobiixPKKBaIt1Fe7C0ltoZ+NUx"
    "YZCmt+OBXfb9/hbIUvuVPn8H2oVUd3M+mJlfLtzZlRk1sUT2d05DboyHtOsP0BKWyKij2R"
    "otzwKaTtvoLUNlYY9W1L6pv2yJ0HSo2ZaSUiR43Lgjyizmlgy05DV4sIXvENKk0nHiRSru"
    "LErPWwmwb4JnmqtUdOsUIVM7Qm6VfQzIHf+vzSGxezr8EoTZl1ubQKUy6YFLQlVsErGJxp"
    "HAiGwwiGOkLDsUKMHh4HK+1eSXeGdGP4kLk2AqMnzSl78KhNRF7m2vYnMJbhZrvp9LjCZj"
    "o9LtxL0GUsw7bYLS0orPcDUv2JK+u1jeJlRuCOSo7BKVJnscfwHVzhJ/0qFyv94puVvrk1"
    "bIkzxNwa7vrW0OakYcJXFtM4nVrndMpEWRMBD8jUVEGzWF0IbdyDLqRr9niBtAKec0VR9j"
    "5BFq8L5N53MoEiLuEMuzXX+QpaFyi/h4VuMjeyNK5yw9wvvmHur1Vs0d6fOiJkidAJ8v5A"
    "Yeg3nud+JrggsmbZ2Sv1eSowtRpx1eia8BqF6+xljOaKyd48Cn+BaxUbaqjM8AK5BMK5uR"
    "dMpj3thJzrSnkSTbFId2bCXgoubXY02x1br+ylmntoqqNpNi7tVdORtFXnUYs8pSfHVVyl"
    "CqrY/Dh+1FkasqwOuROMToi93XinEwJPOGZR8aTq3owUknFnbBTbUY/uMYYhemOik+8+VZ"
    "Z0Aw9HFtN4OFrn4WiR9vab1miK1Leo93H9bZ4AVritjtQorVIB+hEagsDQscRab2Ie0hoh"
    "CstihQVTw3/HRWt0f5S1R9QydPJurXcz0R0bKlUpinzGWjUcjqjrqmmPXOJMCD+CyYZGfX"
    "s+6ps54p7giAvvmizF7SZ3VDGeYUBzxc6UzTM6xm51jIDb0yIHUdxXrl+koSooFzF8dOqr"
    "X9FT/6UOFA5gnqwQsibiMN08lWKbw+sqetpEtcLSdkPtOhpyKNULgfFhZkI4FiCCI5rEpQ"
    "4iVWNDJcPE0h2YWLpuXfCYWDoTS/fkFH+KWDp1GNVZ7DG8WeHVVvgfgTqpqcwRKIWWShql"
    "S3bK1irSmXzNJ7W9m9jdhvAmNtTEhhqvhokNbQdPTWxoa7bQLmJD42R1eNSp3jtz65hdoP"
    "8eljv48xqcHik0UyS51SeHiQA2EcAdOiLSVwj1LLpVzEZ2Xcsk1dOYdSt3NvXYkINsLOxa"
    "rGjJdeet57oke8GW7emVXXXyBKZSGLxaNhSMGRT4UJMjeYU9fGdaIMUOqZiRKiv0k0BQ75"
    "3mVfnYzpCmZlFrNdzi68mY7bXF1hLLyKvnKK++Ev5AbXLuevZ9ntTK9JfKLhFCWvYStJII"
    "c+h4TMC3SdCIyDkh0TvHREikh9IREdG7gC7SRhQ6k2imTALkMZBL8x6aUzlF1EGvjtCVB0"
    "25sm1Hc92xGcEs9YBEONYcC11dF96c2PjN5DyJWLgtcwVhww35tIJwK5dNJUEZU4IdS8BD"
    "105NjW0N1ci/5yj/BqBvf8S5r+gs+0rlntbYLQdXfEHnLFKk3iGfkxkNZihU+dFooWXHt8"
    "E5UoMpcZPoXguo0M0mUMcbBJSCFF7A4fX2bMHuNaG3y8nu2EriohqoF8FunLgYkXPd+Za/"
    "GSPwMqfbs5N9JbsKfGiPSLaQD7U8XEuMTrhgdv0gi8lGfDJPi/Bz70HKCL9EMWRvTHYX+7"
    "VzZBIcQ/iNPYvNXIqG+M9aN/0ER0ahdhr2VtBPJ0vAmvU1NGJo2jJYUZF2KPIei0lrg+m3"
    "YsLrhcOiiui7mEpnVsQ5FdELNUvXZpTYqd+9DOeLDmZENy673uQSZsPrl3bprfuUkSbdog"
    "3REsbWMI8/dkmqpEpwjMfElvSBNCnCsYJrgklbHRLUomorLQuneO5cbok2/41RWeBojrtK"
    "9Xh4x7yJmznKQKLhW+cwikAjIqhDQq3Yd+E2Pyx50itzDMMzk+vPtO9qojsWP+56hK6Zu9"
    "CN4d2bQySmrgiTohno7I8YCNozrUna099l3NNP7Z427yDuWimHdV6HwDF8B+m7/XcVYklY"
    "XR2PMYwy3lgZL86+LSN8VxNw910oiPmc2sSxGiz9VVTDhs3Z0Gwz5KIbdjzHy4FvQrUX2R"
    "NxX7lBAVBNLAqtiZdGkCSq++OKeYlFsd2J7lhkAsATUj2kDBV++F7/Dy4Ifrm9uOihm9uL"
    "L5ffvvSgmNPll5vr28HFR/0uq/4UuKVgmYfujSFhDIn2KLq7yYU0D7TtzpAA6VOHuDF8B4"
    "m7/WsTTtTPFHl5iOVxEwmWUY0aa6qU+YFslAu3immY0JgJXiCbcmEN1bChMRtsbE+V0dV8"
    "SxQMYFjSnCWeqHmhHmMYoj9Hc/k3TiW54d6IHOQYzKneXpnJPAc4y18CVjKa59qAxGGamR"
    "6hF5mwYurN4R0CbTZmTFZIrSW+FCG8QHiiWJdXjXjbw5tCwm0vJDwOH5pYp3VJcY0EpROG"
    "Q1lEQsce2DsjXG3lPJkV9ZTKK5zAPCaqionftqzVaHO3VyDsOGkVwvpzM/WLhW0KpRMCYA"
    "9uL9hUNSgcgXeQuq8qvb7zquT1nVfHa2/5QRGR3CSuv329virSv4uq2DnUluh/yKXiOari"
    "JcQFYpQfZqvnVi8bMgcDPPlh9uf/ASHgxD0="
)
