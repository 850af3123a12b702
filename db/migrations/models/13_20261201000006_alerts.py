"""Alerts and automatic top-ups: entries get the kinds ALERT and TOP_UP, and accounts the time at
which a sweep touches them.

What is set is in the accounts' states. The version before runs beside this one until somebody sets
an alert or a top-up: it cannot read such an entry, and it drops the alerts of an account that it
writes.
"""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

NEW_KINDS = ", 'ALERT', 'TOP_UP'"

# The index has only accounts with alerts, and no column that each use changes.
INDEX = """
CREATE INDEX account_to_sweep ON account (sweep_at, id) WHERE sweep_at IS NOT NULL;
"""

POSTGRES_KINDS = """
ALTER TABLE entry DROP CONSTRAINT entry_kind_known;
ALTER TABLE entry ADD CONSTRAINT entry_kind_known CHECK (kind IN ({kinds})) NOT VALID;
ALTER TABLE entry VALIDATE CONSTRAINT entry_kind_known;
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    kinds = await _kinds(db)
    if db.capabilities.dialect == "sqlite":
        utc = "CHECK (sweep_at GLOB '????-??-?? ??:??:??*+00:00')"
        column = f"ALTER TABLE account ADD COLUMN sweep_at TEXT CONSTRAINT sweep_at_utc {utc};"
        return column + INDEX + await _entries_anew(db, kinds, kinds + NEW_KINDS)
    column = "ALTER TABLE account ADD COLUMN sweep_at TIMESTAMPTZ;"
    return column + INDEX + POSTGRES_KINDS.format(kinds=kinds + NEW_KINDS)


async def downgrade(db: BaseDBAsyncClient) -> str:
    """Downgrade. The database itself refuses this if an alert or a top-up was ever set."""
    kinds = await _kinds(db)
    fewer = kinds.replace(NEW_KINDS, "")
    columns = "DROP INDEX account_to_sweep; ALTER TABLE account DROP COLUMN sweep_at;"
    if db.capabilities.dialect == "sqlite":
        return columns + await _entries_anew(db, kinds, fewer)
    return columns + POSTGRES_KINDS.format(kinds=fewer)


async def _kinds(db: BaseDBAsyncClient) -> str:
    """Return the kinds that the constraint allows, as it is now."""
    if db.capabilities.dialect == "sqlite":
        text = (await _entry_parts(db))["entry"]
        return text.split("kind IN (")[1].split(")")[0]
    found = await db.execute_query_dict(
        "SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint "
        "WHERE conname = 'entry_kind_known'"
    )
    names = found[0]["text"].split("'")[1::2]
    return ", ".join(f"'{name}'" for name in names)


async def _entry_parts(db: BaseDBAsyncClient) -> dict[str, str]:
    """Return the statements that made the table of SQLite, its indexes and its triggers."""
    parts = await db.execute_query_dict(
        "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'entry' AND sql IS NOT NULL"
    )
    return {one["name"]: one["sql"] for one in parts}


async def _entries_anew(db: BaseDBAsyncClient, old: str, new: str) -> str:
    """Create the table again and copy it, because SQLite cannot change a constraint. Its indexes
    and triggers disappear with the old table."""
    parts = await _entry_parts(db)
    made = parts.pop("entry").replace(old, new, 1).replace('"entry" (', "entry_anew (", 1)
    return f"""
{made};
INSERT INTO entry_anew SELECT * FROM entry;
DROP TABLE entry;
ALTER TABLE entry_anew RENAME TO entry;
{"".join(f"{one};" for one in parts.values())}
"""


MODELS_STATE = (
    "eJztHV1z2zjur3DyssmcN5MmabvXPrlprpu7Nsmk7u195EamJdrmRKa0IhXXc7f//QhSsi"
    "RbUiT5I4rKl92GBEgZIEEABMD/Hsw8h7j8uG/bXsjEwTv03wOGZ0T+Y7Wrhw6w7ycd0CDw"
    "yFWwOAU04iLANow1xi4nsskh3A6oL6jHAPiGERQhIMqRJ/8MvPk75LuYMmR7bjhjHI29AP"
    "0ekoAS3kOYOUhMCeICC6K6HGJTLgfkxzCp49lyVsomOxj/nt2zgfdAElQcEOQHZEbDGRLQ"
    "I5vkPGM1hIu5kK2hPX2Phmq8IXzFI3apg+QnUVc1u8TCYigH7yM+J8TXKISrMeKvx0LCQi"
    "/A9tCI2DjkBFGBpnJCOUYgODq8lr/wXdzI5B9HiiYho/L3WcKbEDlmICnz7//IZsoc8p3w"
    "+E//wRpT4joZ1lMHBlDtllj4qu1iioO/KEig98jSxEig/YWYemwJLtkBrRPCSCBp4KSWAw"
    "tdN1o4cZP+VtkggpAsP9JJGhwyxqELiwqw9RckbQeWdX0zsL5eDizrYG3BxRipNRI12ZK/"
    "crFSJrj6/TP83XIJm4ip/PP09es/9EQJITQYzPj3/t3Fr/27Qwl1BFN6cs3rvXAddZ3qvj"
    "/UIFhgPYwifEJpz5cEciR71wn+UZJN0BnJJ3oGcYX2ToR5HP+jCSfihoQVyXbeAy9KSD+4"
    "+nL5ddD/cgvDzzj/3VXk6g8uoedUtS5WWg/frHBpOQj67WrwK4I/0b9uri8VOT0uJoGaMY"
    "Eb/OsAvgmHwrOYN7ewk6ZJ3Bw3SdCEyVLwsDobKobfzpZ6ZkZmN9XZaYU9dXZauKWg648M"
    "cQPyqAT1OoE/0MkVE/kkTmOtkJnqc+ylkXkCH/Hzn09Pz87enp6cvfnl9fnbt69/OflFwq"
    "ovXu96W8KLD1efrq4HWTZAQ5b4+BFTTZFa1M+gGfI3Jv80Im51yscYhuiNie6QUc5pXUb0"
    "GMMQvTHRY425rpqUxtuClhRpo23hRZeUJGUqrbN3QL4X7KolQifUpDJWXv5jkOFirA4dfu"
    "n/4yjDyc83159i8JT6dPH55sOqFKMTwnPlGMPBokCOLXFWSD5aCMK7RfQPQLI00SXNP1xd"
    "9+/+mU/1GD69LT78c3DZXxVkkTlfW5Cl8Iwga5sgA0/K+CFl4UPDCNsPcxw41lqPd+oVwa"
    "53zU5nqy2Y4YliElATvnPpqxP0kXzxmLK1clx5SXev3J0HgNZsCfmkT6+PFDA6pIKjMQ24"
    "QA5e9NC3wcURogzNp9SeIsyWrq2QE0f+vUBq+mN0G9CZFDzogSwAXkzJml9vB3PcM/DMjD"
    "An79BhhGZRp6dn2tiPtiTg+k7P3+VLhLIt/uL8aiW7G3bsEy6yhC11fChZrE6oCDtyT7ZF"
    "djkzykBCKaKsy65Ud7nsAkALJ5BPyy6QGPAHuPBBfMAIFLCEFxyjvu8T5vzsMXexftdQE9"
    "f45Ddb9OcnFdb8+UnhkoeuJ6RNbc3MuOBbqpRlHJW23I/1zo8IwRwdZTdbGQrneuFLSZzv"
    "ge8Cjd+cVyDxm/NCCkPXKoGfSQ9qma24h7XsEIGp1iuqeqNSKJ1YzfvwR7VF8/Tp38giV+"
    "nUPeX6pk+thwiogpns40DIhfATByv0GN1IzVCFfHz9tf/z6es3oEaCecuJHRAVvsLlOUSc"
    "HM2z8VAQ0DLUv2SoIl+GsZDwAzKmUhEdqhCXv369uUauVGb5e0UyNCMYQl1c1+iyLboKL9"
    "Zl1f9rEDqG74QA28MxoXeWNcU8x8lT5khfQTTe9NUzo7I33fZ8UuucTjA6scr3fW0k1y0Q"
    "p8EFRhbTmMutNpcD8ug9NGJzFtPcVLWZy+S7T+VwDbicxTRcbjOXISDdgquwBnxexTWcbj"
    "OnE+u0qjaUYHTBM7RvZWjVbK5D+Txcw4MX5Te6kHa3603+TgJecGm5AtEr8yPZGtZ6TAFX"
    "S6XyfZcSB0UDIMmjcEaY6KGQ2VPM5Lc/cYnZeJQtu4AKA2hzPUA54bPRXmivA0jHzp6+On"
    "97/svZm/NlyOyypSxSNo6KLbm81ExscNBnMY111upznnthYNfy7CUYnfB67OMKqCA+tpjG"
    "hdGxXaDx9q8z4wOm1iVbCqcTRP6RtCVv6gWiMDY13V2uJynAerGpgee6of9O3Y6xcDYigQ"
    "rX0io4RzqXNgoJjYJMh3qeoWzCAs1JQJCOigWwoYIZ5l3K7Wqqe7YevYpSwat6jG0FrurR"
    "8pWIAvfuEsOErrYw/re9cm5JxjW7OseeLk0qTWGZTLtamXYtOSIumQhy4zB0R+mxQJYglY"
    "xmbdKCaPaSaiHvEUaqvsayaEjW5M1JIEhEcK5Vvf1p7lkmTyHOYz96j/SyBWh5gAjPW8lo"
    "kIOpC+cjHf+h65ao0iSq8AmdwLmUfC80jrCLmS0pOIz+NUw3IzwW8nSjAj4pTuhGf0KQYo"
    "x+RpD0enSMLuJyK4E3QzrqZCh/tgowGVPXlZNCuRVJD6DG5n6FtpQDaIOfYS85uiZxow3m"
    "6oP8aXWoHMN3kL6v3lQg76tV/01CXejKElfLynoSJcExukhNiZIQPjpp6lE+hWRI35j0Uh"
    "MIJvWutFIonRAr+75ODIjtBU7DqJsMqvHft9p/79l2GATNyr5lUQ2jW83o2ObKO8CKo4PT"
    "WA1Dg19OUMCuIoOpQ2a+JwizF3F6RvV8gzXULkRm7MEKGcv5SeAHNO9ap2zJryCaVd9w1Q"
    "cE8zzfR7HSlmB0YY3vW2UzVZSeZ50rP2Idmb5E6MIq34Mkp8wPhdXE8bGK2cgGbxvBn8UE"
    "90LRlAlrqIYLjR0h2J5Ke6v5higYwHCkKUcECWa1HFNLhC4I/32rODMiMFzx1CF4GsfQvI"
    "knUP5sDtmStRWdHNQucKDbtc8uA8z1r18PfYi6eqXBDymgauXOdIFEFXBGOQL8OCoNAgIC"
    "zLiuznOMBlOVHBBHJ8hOOpG2uqoD4c2jiAGJ40GxiYMVZu50snsWePMoakBhKnqoKWa+WM"
    "DrKRINeRBCgMAbyntRjUj1xkroUCFHJPYD3zTooD033S2qb7HD91Pasm0fCRMfcX7IUtxX"
    "vnEBynJw5fIx+eGlahiuwmqgGiqURS2PIkKHqnKqwjuqHsa6hXk22GURmarGUkbgJhw1yf"
    "d+zI23L5ZQS4RO3OfuOqNB75N6xmGCY2IVXmLI6tXM9wJxG3jgreR5B8EKROlxQBWs5aeB"
    "nzwUQPOJMaIqtHocqe0EVAjCYrGcUrXiEM8YkntaPwNkJu3lIPRh0a0eDDuc655BPTPQ3p"
    "gUO0EELRVFMac2OYYsCYjuVhGrUJmsp+JGYVwIfmA2dSlWs2GhWqUOuemB87z1s34MVS71"
    "SprHaX4J0WJHQxqnE2fUvj0NRYkWJVFeRUkWhuBVCB76TsMCWllME/nTusiftqgkbOR9V+"
    "ZnrjqS9JarIgBnLQ2ASm4lBR2f9j5eQKouqAuP1CFBLyo/Ck/lyhOb0Efi9NAUMwdyQOQB"
    "TnKr6286pkp2gaeiQq063F5ef7y6/hS9xEuVwhEh9GAOhn7tX3/8fPmxh64+Xd/cXX5EUs"
    "3of768G7xHQ+ZFz/lqvQNCJ+QMQyw1n5kvknSaxGQeYwrfEkOA60pPJ+c2ZVRfim6iyFWD"
    "1jF8J47IPYQbxJu3WehzGtWci607FzNPIeOF6+EcuVWi4ycondhO+9Y49eFXR3olGJ0g+K"
    "7Tw+KzfZ3ExbnqKZQuOf42rGyVPhBEsGh0GiR4plhlm08CUKXrHAMxfBeiGfZxBLTEGv3i"
    "MbIoLOyQ6u2VWaMzgLNq1HhQAy9tQnSIR94jQSdHYMxJGREGUO3gcEQgquDkqBd7rVVyFb"
    "MXP3E0owzqEjBppqEhdYYSbSbHWA9x2N1U98wJfZfacl3z1PWrcp7nmcOIE+aAJeyrUuvm"
    "zbm2GTymVkIbjE1TK2GXyvAMVmS9S/AEp0u68L7j1KPzpM7KTuN0cHWfVVjcZ8XvK60ubZ"
    "O23WHTpCXq8i3m4hsnebpy3FWqKPvRgw0V72xUHbI4GMNzlQ654ILMUFxRYnnFAtEW8qvd"
    "haA2V8/GSYsM6ZofTsX323c4W+FL7tQ5eq+16uhuJj2xVL69OTNqcovi6YyO3AYdec8Jtj"
    "8ghU1RsWdSlBs+hbTdV5Daxgqjvm1JfVMeuYtQqjEzpUTkqHFZkCfUOQVs2WnoahHBK75B"
    "qenEg0TKVZyYtR520wDfJE+19sgpVqhihtYk/QqaOfBbn19662L2NRylKbMul1ZhygWThL"
    "b4KngFgzONA8FwGMFQx2g4lojRw+NgpT1I6c6QatQPmSsjMHrSnLJHj9qE52WubX8CYxlu"
    "tpvOTypspvOTwr0EXcYybIvd0oLCej8g1Z+5sl7bKF5mBO6o5BicInUWewzfwRV+dlrlYu"
    "W0+Gbl1NwatsQZYm4Nd31raAekYcJXFtM4nVrndMpEWRMOD8jUVEGzWF0IbdyDLqRq9nih"
    "sMIg54qi7H2CLF4XyL3vZAJJXBIw7NZc5ytoXaD8Hha6ydzI0rjKDfNp8Q3z6VrFFuX9qS"
    "NClgidIO8PFIZ+63nuZ4ILImuWnb1Sn6cEk6sRV42u0dcogcpexmgumezNo/AXuFaxoYbK"
    "DC+QSyCcO/DCybSnnJBzVSlPoCnm6c5M2EvBpc2OZrtn65W9ZHMPTVU0zcalvWo6krbqPG"
    "qRp/TspIqrVEIVmx8nTzpLNcvqkDvB6ITY2413OiHwJMAsKp5U3ZuRQjLujI1iO+rRPcYw"
    "RG9MdPLdp9KSbuDhyGIaD0frPBwt0t5+UxpNkfoW9T6tv80TwAq31ZEapVQqQD9GQxAYKp"
    "ZY6U3MQ0ojRLosli6Yqv8dF61R/VHWHpHL0Mm7td7NRPdsKFWlKPIZK9VwOKKuK6c9dokz"
    "IcHx76En8NDoby9HfzNn3DOccfqyyZLcbnJJFeMZBjTX7EzdPKNk7FbJCAN7WuQhivvKFY"
    "w0VAXtIoaPjn35K3ryv9SBygHMExVi1ngcp5unU2xzeFVGT9molq5tN1S+o2EAtXohMl6n"
    "JuixABE80SSudRDpGhsqGSaY7sAE03XrhscE05lgumen+HME08nDqM5ij+HNCq+2wn8P5U"
    "lNRY5AKbRU0ihdslO2VpLOJGw+q+3dxO42hDfBoSY41Hg1THBoO3hqgkNbs4V2ERwaZ6vD"
    "q071Hppbx+wC/few3MGf1+D0SKGZKsmtPjlMCLAJAe7QEZG+Qqhn0a1iNrLrWiapnsesW7"
    "mzqceGHGRjYddiRUuuO+881yXZC7ZsT6/sqjNIYCrFwctlQ8GYQaEPRTmSZ9j1Q9McSXYI"
    "yYxUXaGfOIKC7zSvzMd2hjRFi1qr4RZfT8Zsry22llhGXr1EefWVBI/UJheuZz/kSa1Mf6"
    "ns4hrSspeglUSYQ8djAr5NgkZEzAmJHjomXCA1lIqIiB4GdJEyolBfoJk0CZDHQC7Ne2hO"
    "xRRRB706RtceNOXKth3Ndc9mBLPUCxJ6rDnmqrwuPDqx8aPJeRKxcFvmCsKGG/J5BeFWLp"
    "tKgjKmBDsWh5eunZoa2xqqkX8vUf4NQN/+iHOf0Vn2lco9pbFbDq74hE4/UqTeIT8gMxrO"
    "kFb50WihZMe3wQWSg0lxk+heCyjRzSZQyBsElITkXhjA8+3Zit1rQm+Xk92zlcxFOVAvgt"
    "04czEi57rzLX8zRuBlTrcXJ/tKdhX40J6QbJoPtTxcS4xOuGB2/SKLSUd8Nk8L93PvQcoI"
    "v0QxZG9Mdhf7tXNkEhxD+I09i81ciob4L1o3/QRHRqF2qnsr6KeTJWDNAhsKUZu2DFZUpB"
    "3yvNdi0tpg+rEYfb1wVFQSfRdTqcyKOKcieqJm6dqMMjvVw5d6vuhgRnTjuutNLmE2vH5p"
    "l966Txlp0i3aEC1hbA3z+mOXpEqqBsd4TGxBH0mTKhwruCaYtNUhQS0qt9KycIqXzuWWaP"
    "PfGBUFjua4q1SPh4fMm7iZowwkqh87h1E4GhFOHaK1Yt+F23xd86RX5hiGdybX32nf1UT3"
    "LH7d9RjdMHehGvXdm0MEpi7XSdEMdPYnDATlmVYk7anvMu7p53ZPm4cQd62UwzqvQ+AYvo"
    "P03f7DCrEkrK6OxxhGGW+sjBdn35YRvqsJuPsuFMT8gNrEsRos/VVUw4bN2dBsM+SiG3a8"
    "xMuBb1y2F9kTcV+5QQFQTSwKpYmXRpAkqvvTinmJRbHdie5ZZALAG1I9JA2V4Oi9+h9cEP"
    "zl7vKyh27vLr9cffvSg2JOV19ub+4Glx/Vw6zqU+CWgmVeujeGhDEk2qPo7iYX0rzQtjtD"
    "AqRPHeLG8B0k7vavTQIifybPy0Msj5tIsIxq1FhTpcwPRaNcuFVMw4TGTPBC0ZQLa6iGDY"
    "3ZYGN7Ko2u5luiYADDkuYs8XjNC/UYwxD9JZrLvwVUkNvAG5GDHIM51dsrM5nnAGf5S8BK"
    "RvNcGZBYp5mpEXqRCcun3hweIlBmY8ZkhdRa4guu4TnCE8m6vGrE2x7eFBJueyHhsX5pYp"
    "3WJcU1EpROGA5lEQkde2GvTwK5lfNkVtRTKq9wAvOUqComftuyVqPN3V6BsOOkVQjrz83U"
    "Lxa2KZROCIA9uL1gU9WgcATeQeq+qvT6zquS13denaw95gdFRHKTuP769ea6SP8uqmLnUF"
    "ug/yGX8peoipcQF4hRfpitnlu9bMgcDPDsh9kf/wd9Tny4"
)
