"""Sums over blocks of the entries of large accounts.

The folding of the rollups fills the tables, so this takes no time, and the version before runs
beside this one. It folds without them, and the next sweep makes up for that. What it erases keeps
its rows here, until `python -m server rollups --rebuild`.
"""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

_KEYS = "account_id, per, block, since, model, tier, failed, above"
_CHECKS = """
    CHECK (per IN ('day', 'quarter')),
    CHECK (failed IN (0, 1)),
    PRIMARY KEY"""

POSTGRES = f"""
CREATE TABLE usage_block (
    account_id VARCHAR(255) NOT NULL,
    per VARCHAR(8) NOT NULL,
    block BIGINT NOT NULL,
    since TIMESTAMPTZ NOT NULL,
    model VARCHAR(255) NOT NULL,
    tier VARCHAR(16) NOT NULL,
    failed SMALLINT NOT NULL,
    above BIGINT NOT NULL,
    requests BIGINT NOT NULL,
    input_tokens BIGINT NOT NULL,
    output_tokens BIGINT NOT NULL,
    cached_input_tokens BIGINT NOT NULL,
    cost BIGINT NOT NULL,
    allowance BIGINT NOT NULL,
    last_detailed BIGINT NOT NULL,
    first_at TIMESTAMPTZ NOT NULL,
    last_at TIMESTAMPTZ NOT NULL,
    input_min BIGINT NOT NULL,
    input_max BIGINT NOT NULL,{_CHECKS} ({_KEYS})
);
CREATE TABLE unit_block (
    account_id VARCHAR(255) NOT NULL,
    per VARCHAR(8) NOT NULL,
    block BIGINT NOT NULL,
    since TIMESTAMPTZ NOT NULL,
    model VARCHAR(255) NOT NULL,
    tier VARCHAR(16) NOT NULL,
    failed SMALLINT NOT NULL,
    above BIGINT NOT NULL,
    unit VARCHAR(32) NOT NULL,
    quantity BIGINT NOT NULL,
    unpriced BIGINT NOT NULL,
    first_at TIMESTAMPTZ NOT NULL,
    input_min BIGINT NOT NULL,{_CHECKS} ({_KEYS}, unit)
);
ALTER TABLE rolled ADD COLUMN blocks BIGINT NOT NULL DEFAULT 0;
"""


def _in_sqlite(script: str) -> str:
    types = {"VARCHAR(255)": "TEXT", "VARCHAR(32)": "TEXT", "VARCHAR(16)": "TEXT"}
    types |= {"VARCHAR(8)": "TEXT", "BIGINT": "INTEGER", "SMALLINT": "INTEGER"}
    for name in ("since", "first_at", "last_at"):
        form = f"CHECK ({name} GLOB '????-??-?? ??:??:??*+00:00')"
        types[f"{name} TIMESTAMPTZ NOT NULL"] = f"{name} TEXT NOT NULL {form}"
    for postgres, sqlite in types.items():
        script = script.replace(postgres, sqlite)
    return script.replace("\n);", "\n) STRICT, WITHOUT ROWID;")


async def upgrade(db: BaseDBAsyncClient) -> str:
    return _in_sqlite(POSTGRES) if db.capabilities.dialect == "sqlite" else POSTGRES


async def downgrade(_: BaseDBAsyncClient) -> str:
    return "ALTER TABLE rolled DROP COLUMN blocks; DROP TABLE unit_block; DROP TABLE usage_block;"


MODELS_STATE = (
    "eJztPdt22ziSv4Ljl47Pqn3SjjudTZ7ciac7Mx0nm7jnttojQiJkYU0BbAKyojM7/74ogF"
    "eJpAlalGgGL4lNVgF0Aag7qv51suQ+CcTZ5WzGV0yevEb/OmF4SdQP269G6ASHYfYCHkg8"
    "DTQszgFNhYzwDMaa40AQ9cgnYhbRUFLOAPgjIyhGQFQgrn6N+Po1CgNMGZrxYLVkAs15hP"
    "5YkYgSMUKY+UguCBISS6Jf+WRGhRpQnMGkPp+pWSm77WD8MRuzG35HMlQcERRGZElXSyTh"
    "jXqk5pnrIQIspHq6mi3eIE+P58FX3OOA+kh9Eg3044BMsPTU4JdIrAkJUcD5nRpH6kGSz1"
    "e/evo1AI/0h1GpoAISSfXZ8LPk4fercITUK8CMv0d9DB6zWcAFUX8ZwUv07FoR4rVCQYyo"
    "Z4zLU026FaOKDBPJb4nCjxQB//t/1GPKfPKViOTX8G4ypyTwCzuE+jCAfj6Rm1A/e7vA0Z"
    "80JCzLdGJolkGHG7ngLAVXqwZPbwkjkSKVn9s1bBUE8f5KHplvVQ9ktCLpR/rZA5/M8SqA"
    "vQfY5guyZyeTyfXHm8mXq5vJ5GRnXyYYua0UP5qpbaD2NGVS6L9/ib9OAsJu5UL9ev7jj/"
    "82E2WEMGAw418vP7/99fLzMwV1ClNydTTMkbmOX52bd//Wg2CJzTCa8BmleagI5KtNsEvw"
    "d4pski5JOdELiFu092PMs+SHNiuRPMiWIjv1B1iLGtLfvP9w9eXm8sMnGH4pxB+BJtflzR"
    "W8OddPN1tPn73cWqV0EPS39ze/IvgV/fPj9ZUmJxfyNtIzZnA3/zyBb8IrySeMryfYz9Mk"
    "eZw8UqDZIiv+xGwOVAK/nyN15IUsHqoX5w3O1IvzyiMFr/5dIG5E7jU/3yXwz/T2PZPlJM"
    "5jbZGZGnH31Mh8Cx/x/X+en7948dP58xcvX/148dNPP756/krB6i/effVTzVr8/P6X99c3"
    "xWWAB0Xi43tMDUWsqF9Ac+RvTf5FTNzmlE8wHNFbE90n0xJpXUf0BMMRvTXRE8XaVk3K4+"
    "1BS4q10b6sxZCUJG1R7S7vDflacapShEGoSXVLefX3m8IqJurQsw+Xfz8trORvH69/ScBz"
    "6tPb3z7+vM3F6C0RpXyM4WhTwcdSnC2STzeSiGER/WcgWZ7oiuY/v7++/PyPcqon8Plj8f"
    "M/bq4utxlZbPRbM7IcnmNkfWNk4EmZ3+UsfHgwxbO7NY78yc4bfs6rYHdfLc+X208ww7d6"
    "kYCa8J2pS0/Se/KBM21rlXj8stejeq8fAE6WKeSDrr9LpIHRM/BczWkkJPLxZoR+v3l7ii"
    "hD6wWdLRBmqQNsBf4rzDZIT3+GPkV0qRgPuiMbgJcLsuP+62COMQPPzBQL8ho9i9Em1B+Z"
    "mR7tR0sJuHvSy095ilB3xJ+cX63mdMOJfcBFli2LjQ+liDUIFaEj92RfeJe/pAw4lCbKLu"
    "/Kva7nXQA4wRnkw7wLOAb8op3r6hcYgQKW5NEZugxDwvzvOQs2uyEJS1znk3/cpr943mDP"
    "Xzyv3PLw6gFuY62ZORd8T5WygqNyps6jnfyIEZzoqItsFShc6oWvJXG5B34INH550YDELy"
    "8qKQyvtgl8JD2oZ7biAfayTySmRq9o6o3KoQxiNx/CH9UXzTOkfyGbUqXTvKnXN0M6uYuB"
    "GpjJIY6k2gjfCbBCz9BHpRnq9I4vv15+f/7jS1AjwbwVZBYRneUilBwifonm2XooyHvxzF"
    "/i6QQZL2ESYUTmVCmins6E+fOXj9coUMqseKNJhpYEQ0ZMEDhdtkeh8GpdVv9vQegEfhAM"
    "7ABiwpysyQKLEidPnSN9C9F507dlRmNv+oyHxEpOZxiD2OWHDhupfQvEaRHAKGI6c7nX5n"
    "JE7vldq2UuYrpIVZ9XmXwNqRquxSoXMd0q93mVIW99AqGwFuu8jetWus8rnVmnTbWhDGMI"
    "nqFDK0PbZrMN5ctw3Ro8Kb/RW2V3B/z2ryQSFUHLLYhRnR9pZmAn9zngZjeuwjCgxEfxAE"
    "it0WpJmByhFZstMFPf/kAQs/Uoe3YBVSbQlnqAStJn47PQXweQyZ09/+Hip4tXL15epCmz"
    "6ZO6TNkkK7YmeGkWsYWgL2I666zXcl7wVTSz8uxlGIPwehwiBFSRH1tN48rs2CHQeP/hzE"
    "TAWAXZcjiDIPK3pC3xBY9kZW5q/nW9nqQB7XJTIx4Eq/C1jo6x1XJKIp2uZVRwgcxd2jgl"
    "NE4y9cw8nnqEJVqTiCCTFQtgnobxyoJyXU01ZrvZqyiXvGrG2FfiqhmtXImocO+mGC51tY"
    "f5v/3lcykZd+zqEnu69lJpDsvdtLO6adcTEfGOCr2Eb9WvZTKi8L5WSPgxpNoeMWgDKQGw"
    "mlmjMOK3EV6q85ZlVUCwNkmpkEpDySVUIG8ldNJEyuXn5tFE6VBeiZDoaKYxW2AlNfS1By"
    "rfIG/KIRbjaajpyldyQJcsWYOcoRImQhJDARQ+n49SoUQZj5TVT6VL83gSKcsuDeHYaQjp"
    "KbbZ7wWkQVgzXZf6SBidhecwjzIkpeCRLsQiTS3p6WhZQUsjYu201gynFUl7Fv05TnGI2S"
    "qKCJttbLhvHmcIcbct3tuE9VZz3m3Ga/RIy42d4gyJVxx4Z+uygraxnBTJZWv0OYqjfT02"
    "sjdDGJCo2JvwZdyufEwCPwTm77KAn8RSPDUO5bKAh7rKPXH4XjEZlV68My9GdS5ekoI0yp"
    "IyOUzgCeVZFek3CIO3NFdMupjjVFIxJou57fh1u5lmzAqFaZLCpadvkDkMAB1BeWi+VcJG"
    "DaZde6fmwp+pH639v7ogNr2FQGT2vfBwigPMZoqCXvyTl3+M8FwSqFMNn5RU8ET/gaCmJP"
    "oeQZXD0zP0NinDHfElMtcMPfVn6xuFcxoEalKodg2OBLSPRLK+1H/tQ2LZQawTV6mnD/lJ"
    "d+pPs6FyAj9A+v7wsgF5f9gWsRl14VWRuIZX2nGUDMf5O1r7O2JJY+lpypAc6ds7URXruL"
    "W7w5BDGQRbObQZHZEZj/yWBlYB1RnSvTOx8gvNZzrc0KrPRxHVLXSvFzqxucoEWHUeRh6r"
    "ZRLG0/GPdJWDQX2yDLmEmF5Sj6d55tEO6hC8wgewQuZqfhKFES3L46/b8luIbte33PURwa"
    "LM91GttGUYQ9jjh1bZXNn84+xz7Ue04ekpwhB2+QE4OWXhSk7aOD62MQcUnD6wCc5Xsu0i"
    "7KC6VWjtCMGzhbK32h+IigHcirRdEUmipZVjKkUYAvM/tIqzJBJDiMeG4HkcR/M2nkD1Zw"
    "tIjLFWdEpQh7ACw252cRVhYf763dSH+NWoNvkhB9Ssv4XpiKNvGFOBAD+5hgwJARFmwpRj"
    "P0M3C10NJslOUC/prbLVdeFfvo4zBqA9NVxQO9lazE4nG7OIr+OsAY2p6aGnWIZyA021FR"
    "rikEKAwBsqRnFTIN16e+VTqUYkszvx2KSD/kS6e3TTrcOG2X05tveEyXe4PGUpeVd/cAFq"
    "4uPG9cLL6wnoYYROq4H2V9AHqz6LCD3TrbI03mnzugV7mOcRpywm0264pMLPgstct99y/Q"
    "G9DDYcKkUYRDy36xI25pzYGYcZjstVsDIIeyIC3i9DHslPcHeXCFEmCLYgasUB1bCTMA/8"
    "oFAAzSfBiNuOmXGUthNRKQlL2HJO1UpSPBNIwY1+BshM2cvRKpTmulZBMHQ415hBAwvQ3p"
    "hiO1EMrRRFuaYzcgZlcaDEgc5YhVYUI503CuNC8gOb0YBiPRuW+qnSIR8rcI7bMOHbUOVy"
    "t+a5oOU9o6odDXmcQciog1/dqaisU5PlVVVVxxG8CcFXod/yrlQR02X+9C7zpy8qCZvyr9"
    "r8LFVHsrf1qgjATVIDoJFbSUMn0j7EG6jNCOrCPfVJNIqLFiEsQGITek/8EVpg5sMdECXA"
    "SWk71ceOqS+7CInlyqgOn66u372//gXpW9FQ9Ug9ixFGMAdDv15ev/vt6t0Ivf/l+uPnq3"
    "dIqRmXv119vnmDPLglmt6ZMakTagYPK81nGcrsOk1mMs8xhW9JIMB1ZaZDrqDS09FNNLks"
    "aJ3AD0JEHiDdIDm87VKf86hOLvZOLhZKY+FNwHEJ36rR8TOUQRynQ2ucRvjZcK8MYxAE7/"
    "p6WCLbd0lcXZw0hzIkx9/eyndEREabVtIgw3N1BvosCVyBlm+izvsHzsimsrBD7u2ozhpd"
    "AtzEosaDHji1CdEzPOX3BD0/BWNO8YhVBNUOnk0JZBU8P02L3SZl4L4T+bq3yKO+p9CWao"
    "zdFIfuphozfxUGdKb2tciFX7XzvMwcRoIwHyzhUFfV6aYrjzMwuzAw+5NBcmxFwtVKeNrK"
    "8BJ2pF0QPMMZki78LVQ97R3puyx76q5tD9g06Ym6/AkL+bsgZbpy8qpWUQ7jDr0NYza6Dl"
    "mSjMEDrUNuhCRLlFSUSEMskG2hvjrYSDoT6icfKYsMmZofflkW4G40p8vZlK6cJR3m655R"
    "//SN0arj2Ex+YqV88zVzanKP8umcjtwHHfnAF2y/QQq7omLHKqIu2qXf7LXtfd+Wwqlve1"
    "LftEfu7UqpMUutRJSocUWQB9Q5DTyZ5aGbZQRv+QaVppMMEitXycWs3bSbFvju8lRvRU61"
    "QpUsqCXpt9CcwO/9/dJPAWZv9d3JUo6Uva1nRgpuMssAm/RQLNSThgFMn0OxmqaQcZ9brM"
    "w8cWdMvxGa4SiikMO3kmhq+iCmUQ4elZiWHc00ZsruPEMe9EWMUhOycKVVt01M5oQMQmVz"
    "zuPMQjBatc3JYsMXrFzo3OgszqfQSrE/ommY7LFnBfu+QaofuWJf3yheZ1x2VMosL6AsGU"
    "0J6gD3/b7YfJ6tW92CjsEHSNr9h39BCbKhbQI/QOLuv+HtHyvMJJUlsrHSY5hHGZLPcG+J"
    "pqDYiwmZz4kdU9jGG+AG7iJT2tbr6hyuPXW4uv5/39wyK2V/RixV1DzOEDK3D2EIi4nPWU"
    "lufHXJ3QzDyfgKGV9Sl6deuJcV5XFbtpeu7S85O/ikwsFdgBk96OYW2+ANnN1FVzNHWLuE"
    "z5A3V4jC0y0PwRl8pxgsQ/oh+Kip1PlN+ieBKLvnimUKhWbSYsHpXOLv7m6yMQO8gAoI/q"
    "m3xo+uu02/KbrHtQ6MPJ+KpDYPn8/jm/XpUyXd9RPP+bx75AxxPu9eiHrn83Y+72NT/Ag+"
    "b+cl7NBL6G7guBs4vdnd+72B4xxNbbj4k3M0CSJEi2hoActZ7o10IV3/nq/kZBWVpPvX9f"
    "ot4g2B3IcuzKOISyKGA8t9voU2BMofYKO7KkhFGje5rXVefVvrfKf6uXYx2bCQFGEQ5D00"
    "80idbjYkLyANgXEci+qJU9NWDS3Dd2Wq+qaL9ii0caMjURUxjZskTPVAMCMNZ9k3h1pgAQ"
    "V1fShmdEukiOMMJbn1prMSZqbdUjJIPt+9tjHUviYas/p+NPmr4Vv5k49uUNPHVE4Xu3Cx"
    "i8HFfDkPfiO4okxG+rKeMSowRSHctFSGuRMZScOQ1mpd+TquZQEB0Rk0RFniDQoIMLSIr2"
    "4XIx1qXeu2d+aaUO5loYbFDnfsdLYx22WL6rFiv7o0xqPZoGUka6/Rqx6xuxfPm/A7BVXt"
    "/3z+IMczS2ZD7gxjgJxu/3cFbiPM4k5IzcMpOSQXT2kdT4GKC3Z0TzAc0VsTnXwNqTKfWo"
    "RYipguxOLM2mrt7W9ao6lS3+K3D+tv6wywQX5erEZplQrQz5AHDEPf6tZ6E+NIa4TIOMlM"
    "91Pzc3KxXL+PS/AStQ3LLNuOJhozT6lK8R10rFVDb0qDQE17FhD/lkRnf6y4xI9OtHP62+"
    "H0NyfjjiDjTLbLRK22HemLeG4B2mt2rgmeUzK6VTKgSS1eLklN2ZstkHp1IwG2KoDzkZFc"
    "YZqsZNZ3AqUDihG4vDGKiNp/QuriWpyRM3QZhkrwf89ZUNpkfUfv6HKyyuqqptHd6Rtkzg"
    "/AwsUDzrfg1FCTBRaLU+2mGrPCy5miN/jfX6svg5/Rmkd3Qvfv2641ptv5QUF2rQepwzZC"
    "bz++uxqhz1cfPv41btb35S9X75TOZfrzZXVfQ+ADHCqZmTeaFvGFBq11YTlmgi/JlPsb6K"
    "Ug1V//6B7CFU3BD9YR/Lga1V5ucjmHfx8yaFzbhC7rZiQc2obCBaQBknn/ufGtkjZcpkZv"
    "tc1iyzgQ6ruLW50OlWG4XKg2reN922oAOZQhUPwAdaq4VWwvRRigMOhGp4nNkjI/UPU9wD"
    "xWy0uAPdvJR7gDeORbmG4BjK+g1WWqAqZzwvVOLeqLE24Vqa1SkaaVvBvVut3yUA1CfAl8"
    "HHtTf8VI/Ut1Vqkp5PxQeQyRVL4vC+ztc3jtydKJIhPj8vF0ApcXkXsSQa8J0+zDjAWIcB"
    "+FJBmtccCvUHxjge8JwoHSav0NmhKiJoDMX6arciQFPt4gb8rVyL4XRxqXSeAxHnm6UiPL"
    "JAyp3XFerLe5Eh590hOdV6wPGqQr4eFKeByd4sco4aGEn5WvMoZ3O7zZDne1fjuoA+harh"
    "0z4caO8K4kjStJ40rSOC9KP4JLriSNK0nTsyPURUwv6Tep5idlArtOv9/GHAL9D7DdwX/Y"
    "Qnrk0FxaQq8lhys85AoPDUhE5EMWdhbdNmYru65nnOo4Zt1WjMhuGUqQnYXdeilcHa5jMC"
    "GXe9Z17pkJEttxlgzncAzl+ZPnJj1J1vjMg4AUw/XFN6O6RI0og2lUSkcJIQquEbQKoXuJ"
    "qekFCQcw0CoUSC2HVItRvMekLMuIwiUmyJQAaKNMxKkVJ1sL29lEYzYN+OwuvocN+RlitV"
    "w+vqt3f+L2PUqX2KPRXZ0xkewSa00qxXIqVGsVyhwmS1GT4jhR8+REzRcS3dMZeQtrWCZw"
    "Cu9rxY4wkJNZCtpI+vh0PicQ5CJoSuSaEJP6JuFKrB4q5fsRwQHS3jR0KdGSKwDOQHisR2"
    "hN5QJRH/1whq45PCoVQB3NNWZLglksgnSmnh5rjQVkIirs+8fLozI5VN2EcI+K37DvrC4I"
    "9ieCqGl9S663g+qkzpPkf6vbW3X8FZm+LPialbLALZB6LpgCT0QK3SBbeh4RgvR4sSab1e"
    "QFPqLHQlStFcF+nPIckSVdLYEvjdCcRopFKTxPQ06w9LTCvMMGO5tpzNYLzdWg5OVcKfR8"
    "TXz07DnkY//wRpM9bkeo3lOB/hdym/3TsgoHFTWCoVam/qoJn4/MX/Do+phOzT+Wmp+tpQ"
    "3li1iDCBocIK6pz4oNmVMER+GGLU1iXmgbOs7jubSjXgePE5m2u8RfljgIKhXFPN6Awmwv"
    "zn96mSqF8EudGvjlw+Vvv/VK77sheFmm7OnntRqeTCAaaHUAe4bew40uP6l9RNOWz1CPch"
    "S7QdXLXGmlErXtMUO5a2L9COlUa0P6fwtCJ/BOPruCSUcvmOTyrr8JBWgWcNFulfOILkOy"
    "b2vcI43sV8x8/UeX6mXx2we1s8kiA2ygpC0JxJPFgoYjcHXpYpM8QiEW8gzp7i9KufpOxP"
    "f8dR0BaIll0BCU6UTTDfLMpN4ICW4ca1SWqHHdTTZWmxJvFLCIPWzrRRzfMMhq0MTPp16q"
    "86XO5GszolyoJxFfwwtFUaJO3oOVRzWhoWKo+ZRHe+KyNWsqozMMp3BaK5zx8tnQO4cyQL"
    "Woi5JhffEt94rQnej3/8spa6WbFBCdAto75SS/yAGZyxZLnENzymff1rdHyud7dk8ljheg"
    "VAHNQTyshNIicJN2rxnKmSn0pAumYySIMpTla6XRcd1NUOl30HEQeBe4BAFISB4RpY1NyQ"
    "yvoCrWmkFH1rIIcDfzjBn2l5QJNMMMBRQSZkKSnyrO4EwQofB9qK3/tAI+TAn6qlCUV7Bi"
    "TSLotKOHgJpcsdfT6H3g+YTvXGIfanKpFeW6VvyML4lAsCtAUcb5LwAU0HTVNz9WWwWi2U"
    "j1BH5wmurLJnfIXlbfIXt54TTVo2uq8QmzC8SnKI7EDUgccTvjNoEfIHH374AO6JLKVhfw"
    "tjEHFKA9cOa4oWRIIsqtePU23vAuhO1/vyudWqndVhfZcyjDo/CL80btAc9r2gOe73BsF9"
    "WqpP5TNzpdk91vbplX7UKXKxe47O/69sh39Nm4ME4qHEfJ69GDXqMoB9kgdpm4TvCUr9S/"
    "OkvMBAQX2AfvB5nPyQyqoRt/inai/PnLx+uR6eYXO2GSEuPxcGX5Zx3NNGaN8/+zxoVvNF"
    "QumqkvXeEggCjnHlouH6cPSb/cPHUGwV7rGLva6X0IoLkq3seu4m3Y5i7xq0vXZBiD2OV1"
    "6kgnhWucgec0w241Q/ArvsObUrUweVevEwLUxI/BmiiEupTK6/TOpnFtQigMdKTfb94q5W"
    "qDOMuqr2ziTtV+HJ/bIMFX0YxsZ4CV6YSdTTZmW3qgGmgUwz461Swm5+6JLz/tMXjdMR+S"
    "dgeH9gHFzKyDjVKWYQxCVHXt4NXlGW1LfuWQXC2C1nEMEZZWW64jfIriyN4+fIRDYbvhMx"
    "xH+NaET0qQ2pE+j+WIb0X8Pummv4DIqNROzdsG+ultCtio5FOII2kqi2hE40VksKNi7VBY"
    "VAVBphzg6a7PsrupdL/IpFNk7H5MixvGDk4oW7gx88WCGdFH38ZtU+r5kUWe+6W3HpJHOs"
    "dkHxyTztboOpnENQQ7juZlAmb0nrTJPdjCdT7I3vkge5pk4nIQhuhp/p1R+XNVDdfsZa0u"
    "r7aEnEybV2/9L9PjlBLdTx2wBZoSQRWY1oDDAGp5Fzuar4SBxvq6sfrhd6H+IP1xr5Gnaw"
    "tCRcEdXb7DucZM93qnLFzJyZIy0+VdgUPB17gv+wNGgtbyCxMY9zZ8p6tQ2G9Ns1rLD+1u"
    "RIQDCsUWqf2qAa1fVVL61U47i4TFNNc3UxSnbrZ3bFNWZkc9UJ8wQXIKZu9UD1fh85B+CK"
    "V7WImDBH6A9N2/D2KOadCismaKNSSx0LawZsGnM+X3Jby+1qWToAyJlgcWsaDv2/CIBH6A"
    "POLFeaMbWTUXsrZ5xB/GBCxJ3anb1nkst7MfsbPDiM5so8R5LEf81sRPXBW2ynsez+nvvd"
    "bfU++T3QEroLkT9hTzMMA5W5EinLwaPei1bZEg/IeFR3VUl9Kr/aw7DtuuJhozPputoggq"
    "VH6E2pXay6tbcvlEKoNAaPetGpHKh1I7dE6xJulIf5dLLD52YrFzY3TtxnAmSocmSsIJLT"
    "TkGMPJ7tbasbMLe2AXTlps/W1UtwyPX4Z2h6EU3S3HkzQn0hSEkzKLIntbb1QAnE0uyJfV"
    "Uqn3kFZdzLzQQ+gfS1q6vwZtP9b0U0Uc4iaAELcTHu1YFt1NpWyLlYT6oWkb4AW9XUDRC7"
    "lQtv6CB7rfkjelQaA+5owyod5LcTZV8MLL+v9qsxxq+sPHPfNCkyY+ZmNQ+ccnpyMo+R9/"
    "kDpykTTfoT58wVdxlf9n45P4lUKAqhrQRQyzGUkzzpPcdl38gguT3D5mKaBQEDS+aOkFWC"
    "gzUVtIxPdKM9YBBOhZsKb0pz5PLakxezhLXv25I7MaI6TjxwWCj5AJ24yQjji4Dp49Nx1c"
    "fozLjxms0Hb5Md+If905llx+jMuPGYRYcPkxT1bExkX/LB1FeSxH/NbEN7HiNkXStzHdIr"
    "ReBL6SbVdhB9UtQ+tlmOHZgviT9keiYgC3JO2XhAvLS8gJhiN6a6KnvkJLXSiP5sjfmvwF"
    "p6zdEuygumVw+ZXO/1PZOhK3WuEcmlvgXi+wS6DtgXG5xF9bkd+gOfI/2YSDqgTm5N3o4W"
    "SDFinMOvZfW2w4yxV+OBN4J9Ggq4nGLA6HhwFmJigOHS0gGYEK9KfPV1cj9Onz1Yf3v3/Q"
    "0ff3Hz59/Hxz9U730UjzHRjiga9QxEZIsnSZyy5zuT8BkE4CTHBabAicwA+QvvvPXHbRuw"
    "6jdy7scXTN1IU9XNjDLYMLe/RvSVzY45syl/9GpgvO796RgN6TqNRq3gYZ1RnPawOsViYH"
    "/bANzRC5J0ya1ozqF+aHXK3Ja7SOqJSEJaarGocJNVScJr6GDHcqkSQBpIZDZvkdCSXCAm"
    "EU8NuSxpFdzbRdg32JfZLY6InBfYZ+1/t81xD3qO+ZUZ8lX6Rz1zmbkYky3aHGu+evoLxu"
    "mm8Ppm2SK8/IV/Ut6vuX6pvWCxoQ5AmJ5Upo8E9X1+/eX/9yhryZWjI1kxpLnUr1t02WCk"
    "LNq4ZP+mTCfWXTVTPNwo9HVl8okRf/ovuNea6C/JPhOKMad4HdbYXBVoy/aNK3/aK6bfvF"
    "Ttf23Gm2ofAWmiN1A1If7eZNz0pYHyK5GuhjQeQEfoD7+OVFA/K+vKikLrzaciziTcBxyS"
    "au7ryaQxkEiesiwV20Xk3ULJs9nccZHtvYP3t27W1bbfenlvhgrA6bg5RhDIJ3dd4fx5hf"
    "JSSuzo/MoQzJTXP+w8VPF69evLxIbaX0SZ2JtOv1Mpa1LV/KsFwflD6zpJ7kU7oV7myF8y"
    "4p21XexnUr3eeVBv+lheRLwFtJvZ4t4/6FXuoCtqDoFpYjbMktFu1It7HfM4whWJKHsN77"
    "FT67it21J9XhsxRk1CR8RvLQjcJnMQJUZoo9mmFE5vQrMfEd5OmwlzDhnT9/+XiNAiqkeK"
    "P/IrQkagsiHARn6CYXmEILXFJKt8vZxoxxJIgy+eVr5JkfJlutjc2vSehLTSwgoMcZgRK8"
    "8IDPiBAQq8I6SDZC3kInp3qjMVOwvhqGIyqhyq6kAfIComb3J/o3LwnaLfFsQRn5TqAZVL"
    "N5bKDreBGWHtWB2pdXqTqQtYpKsl6rGW8MPgjHw6Gdptsn30rgleA60We/BobN2lA+w3D0"
    "tqd3/jMtiL6F5ihvT3kXPmi1FE/Nvi9ofBZm6Q6e83OXFTzisuUhKmI6H1mvz5ALwXV9gQ"
    "YLOwUgw3Cy3172Q+FA9T2TViVRd5Ad8+oz8zKeGhvmlWEM4Wx1nYaT93XZHqVtXHeS+naS"
    "+uIWj6gknyI+JSdlHvHs7ajWGQ5wkzAFbFSKYW1udiAJfRL0CKO4MIJY8LVQP2vXbeH+Bf"
    "RnIKEUBl4gfKs2RMndkb0P7/zJ/WCP1f7kuemtYaPr5VAGoU1/Q+G8SxKpo1zGs+I3tfwK"
    "ZzAPsapq4u+ZJVTfJm9YpS8+3P1lCHtxkVQzgHsSiVJvbzWzzaEMggEc4EIJHCoLCsfgA6"
    "TuD8+biDQFVe2ueL6bes+ZJKzE5weR+arEqRRlW8unM4n+T8fznyC1a4gLxKgXZttya0tp"
    "hwGOLsz+/f9jSA4k"
)
