"""A rollup of the units that uses count besides the plain ones, and a count of what had no price.

Uses without details add no row to it. Uses with details that the other rollups contain already are
added here; the service recorded such uses only in the days before this migration.
"""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

CHECKS = """
    CONSTRAINT unit_day_pkey PRIMARY KEY (day, model, unit)"""

BESIDE_TOKENS = "'REQUESTS', 'SEARCHES', 'IMAGES', 'SECONDS', 'CHARACTERS', 'PAGES', 'PIXELS'"

# A unit without a rate has no "@". A part costs what its whole costs; a failed use costs nothing.
UNPRICED = f"""item NOT LIKE '%@%' AND unit IN ({BESIDE_TOKENS}) AND terms NOT LIKE 'failed;%'"""

BACKFILL = f"""
INSERT INTO unit_day (day, model, unit, uses, quantity, unpriced_uses, unpriced_quantity)
SELECT day, model, unit, count(*), sum(quantity),
    sum(CASE WHEN {UNPRICED} THEN 1 ELSE 0 END),
    sum(CASE WHEN {UNPRICED} THEN quantity ELSE 0 END)
FROM ({{used}}) AS used GROUP BY 1, 2, 3;
"""

# What stands before the window of a pool, if a later version wrote one.
POSTGRES_PRICED = "split_part(terms, ';POOL=', 1)"
SQLITE_PRICED = "substr(terms, 1, instr(terms || ';POOL=', ';POOL=') - 1)"

FOLDED = """
    FROM entry JOIN rolled ON rolled.account_id = entry.account_id
    CROSS JOIN {each} AS detail
    WHERE entry.revision <= rolled.revision AND kind = 'USAGE' AND {priced} LIKE '%;%'
        AND detail.value LIKE '%=%'"""

POSTGRES_USED = """
    SELECT (occurred_at AT TIME ZONE 'UTC')::date AS day, model, terms, detail.value AS item,
        split_part(detail.value, '=', 1) AS unit,
        split_part(split_part(detail.value, '=', 2), '@', 1)::bigint AS quantity""" + FOLDED.format(
    each=f"string_to_table({POSTGRES_PRICED}, ';')", priced=POSTGRES_PRICED
).replace("AS detail", "AS detail (value)")

SQLITE_USED = """
    SELECT substr(occurred_at, 1, 10) AS day, model, terms, detail.value AS item,
        substr(detail.value, 1, instr(detail.value, '=') - 1) AS unit,
        CAST(substr(detail.value, instr(detail.value, '=') + 1) AS INTEGER) AS quantity""" + (
    FOLDED.format(
        each=f"""json_each('["' || replace({SQLITE_PRICED}, ';', '","') || '"]')""",
        priced=SQLITE_PRICED,
    )
)

POSTGRES = f"""
CREATE TABLE unit_day (
    day DATE NOT NULL,
    model VARCHAR(255) NOT NULL,
    unit VARCHAR(32) NOT NULL,
    uses BIGINT NOT NULL,
    quantity BIGINT NOT NULL,
    unpriced_uses BIGINT NOT NULL,
    unpriced_quantity BIGINT NOT NULL,{CHECKS}
) WITH (fillfactor = 70);
{BACKFILL.format(used=POSTGRES_USED)}"""

SQLITE = f"""
CREATE TABLE unit_day (
    day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    model TEXT NOT NULL,
    unit TEXT NOT NULL,
    uses INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    unpriced_uses INTEGER NOT NULL,
    unpriced_quantity INTEGER NOT NULL,{CHECKS}
) STRICT;
{BACKFILL.format(used=SQLITE_USED)}"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return SQLITE if db.capabilities.dialect == "sqlite" else POSTGRES


async def downgrade(_: BaseDBAsyncClient) -> str:
    return "DROP TABLE unit_day;"


MODELS_STATE = (
    "eJztPV1z27iuf4WTl23mejOpk7Z7t09pm9PNOdskk7rn6+aOTEu0zYlEaUkqqefc/e+XoC"
    "Trw5IiKbajqHzZbUiAlAESBEAA/M+B5zvEFUdntu2HTB78iv5zwLBH1D+KXSN0gIMg7YAG"
    "iWeuhsUZoJmQHNsw1hy7gqgmhwib00BSnwHwFSMoRkBUIF/9yf2HX1HgYsqQ7buhxwSa+x"
    "z9ERJOiRghzBwklwQJiSXRXQ6xqVADiiOY1PFtNStlix2Mf8tu2cS/Iykq5gQFnHg09JCE"
    "HtWk5pnrIVwspGoN7eV7NNXjTeEr7rFLHaQ+ibq62SUWllP98SGj6kMs6S+IGoCrn/A//6"
    "uaKXPIdyKSP4M7a06J6+R4RB0YQLdbchXoto9LzP+iIYEwMyv66hQ6WMmlz9bgim7QuiCM"
    "cPWxToZvLHTdmMNJU/StqkHykKw/0kkbHDLHoQvcB+zoC9K2A8u6vJpYX88nlnWwsTISjA"
    "wz4yZbMUKtKsqk0L/fw98tl7CFXKo/x2/e/BlNlBIiAoMZ/3528/G3s5tXCuoQpvTV4owW"
    "7WXcNY76/tSDYImjYTThU0r7gSKQo3i2SfBPimySeqSc6DnEAu2dGPMo+UcXTiQNKSvSfb"
    "cHXtSQfnLx5fzr5OzLNQzvCfGHq8l1NjmHnrFuXRVaX70tcGk9CPrHxeQ3BH+if19dnmty"
    "+kIuuJ4xhZv8+wC+CYfSt5j/YGEnS5OkOWlSoCmTlYRgbTZUAr+dLfXMjMxvqpNxgz11Mq"
    "7cUtD1Z464nNxribpJ4A90ccFkOYmzWAUy0+jAeWlkXsBH/Pzf4/HJybvx8cnbX96cvnv3"
    "5pfjXxSs/uLNrnc1vPhw8fnicpJnAzTkiY/vMY0o0or6OTRD/s7kX8bEbU75BMMQvTPRHT"
    "IrOa3riJ5gGKJ3Jnqi2rZVk7J4W9CSYm20L7wYkpKkbZpN9k7I94pdtUYYhJpUx8rzf05y"
    "XEzUoVdfzv55mOPk71eXnxPwjPr08ferD0UpRhdElMoxhvmqQo6tcQokn60kEcMi+gcgWZ"
    "boiuYfLi7Pbv5VTvUEPrstPvxrcn6m6A529vwuY/9Bwwzbdw+YO9ZGjz/2q2A3u7yxV2zB"
    "DC80LeFHw09cu1wkvSdffKY18RKPTNo9qvfKAKDlrSEfdc2cIQ2MXlEp0JxyIZGDVyP0bf"
    "LxEFGGHpbUXiLM1v6VUBBH/b1CevojdM2pp5YluiMrgJdLsuGe2cEctwzs9hkW5Ff0Kkaz"
    "qDOKZjp8qpdlTcDNA618/60R6k6yF+d1qdmEcDA94kBJ2dLGws5jDeIA2ZHzqi+yy/EoAw"
    "mlibIpuzLd9bILAC2cQj4uu0BiwB/giQXxASNQwJI+P0JnQUCY87PP3NWmy7glrvHYPm3R"
    "nx43WPOnx5VLHroekTatDRDjoH0BtofapD5vd37ECOboqLv3yFG41EdbS+Jy/+wQaPz2tA"
    "GJ355WUhi6igR+Jj2oZy6RPaxlh0hMI72iqa8igzKI1bwPb0VfNM+A/o2sSpXOqKde3wyo"
    "dRcDNTCTA8ylWgg/CbBCj9CV0gz17f/X385+Hr95C2okmLeC2JzoKAShziHilGienYeCuI"
    "Rp9EumOoBhmgiJgJM5VYroVEcq/PXr1SVylTIr3muSIY9giFhwXaPL9uiitFqX1f9vQegE"
    "fhACbA/HRLSzrCUWJU6eOjdrAdH4WotnRp2vNccB2w9Iq3M6xRjEKt/3pYJat0CcDvd0eU"
    "xjLvfaXObk3r/rxOY8prmQ7TOXyfeAquE6cDmPabjcZy5DXLEFV2Ed+FzENZzuM6dT67Sp"
    "NpRiDMEztG9lqGg2t6F8Ga7hwYvyG31UdrfrL/5OuKi4tCxAjOr8SHYEa91ngJtlxASBS4"
    "mD4gGQ4lHoESZHKGT2EjP17Y9cYnYeZcsuoMrwylIPUElwZbwX+usAiiIrx69P353+cvL2"
    "dB1QuW6pi6NMYiZrLi8jJnY46POYxjrr9Tkv/JDbrTx7KcYgvB77uAKqiJ6spnFl7OQQaL"
    "z968zkgGl1yZbBGQSRfyRtyV/6XFbGpma76/UkDdguNpX7rhsGv+rbMRZ6M8J1uFakggsU"
    "ZVrGIaFxkOk0mmeqmrBED4QTFEXFAthUw0zLLuV2NdUt24xeRZng1WiMbQWuRqOVKxEV7t"
    "01hgld7WH8b3/l3JqMG3Z1iT1dm3KYwTJ5WK3ysHpyRJwzyUvjMKKO2mOBrEEaGc2RSQui"
    "2U+LPrxHGHIGMrUf8iZvSQJBKoJLrertT3PLcnkKSZbz4XsULVuAVgeI9P1CRoMaTF84H0"
    "bxH1H5CV1hQtevoAs4l9LvhcYZdjGzFQWn8b+m2WaE51KdblTCJyXpvui/ECSgop8RpEQe"
    "HqGPSdUM7nsoijqZqp+tA0zm1HXVpFA1Q9EDqPF0v0JfksX74GfYSwanSdzog7l6p35aGy"
    "on8AOk7+u3Dcj7uui/SakLXXniRrKynURJcYwu0lKipISPT5p2lM8gGdJ3Jr3SBPii3ZVW"
    "BmUQYmXf14mc2D53Okbd5FCN/77X/nvftkPOuxUFy6MaRvea0YnNVXaAVUcHZ7E6hga/nK"
    "CAXUUGU4d4gS8Js1dJekbzfIMN1CFEZuzBCpmr+QkPOC271qlb8gVEs+o7rnpOsCjzfVQr"
    "bSnGENb4vlU2U2Pneda59iO2kelrhCGs8j1IcsqCUFpdHB9FzE42eN8I/iwmuB/KrkzYQD"
    "Vc6OwIwfZS2VvdN0TFAIYjXTkiCfdaOabWCEMQ/vtWcTwiMVzxtCF4FsfQvIsnUP1sAdmS"
    "rRWdEtQhcGDYtc/OORbRr98MfYi7RrXBDxmgZuXOogKJOuCMCgT4SVQaBARwzERUnecITZ"
    "Y6OSCJTlCddKFsdV0Hwn+IIwYUjg/FJg4KzNzpZLeM+w9x1IDG1PTQU3iBXCE1nUJDPoQQ"
    "IPCGilFcIxKiGHDoUKlGJPadeGrQQX9uuntU32KHr2v0ZdveEyY/4fKQpaSvfuMClOXgxu"
    "VjysNL9TBCh9VANVQoi1ofRYRe6cqpGu+weRjrFuZ5wi6LydQ0ljIGN+Goab73fWm8fbWE"
    "WiMM4j531xkN0T5pZxymOCZW4SWGrF54gc/lNffBWynKDoICRO1xQDWsFWSBHz0UQPNJMO"
    "IqtNE4StvhVErCErGcUbWSEM8EUviRfgbITNnLPAxg0RUPhh3Odcugnhlob0yJHR5DK0VR"
    "PlCbHEGWBER364hVqEw20nGjMC4EPzCbuhTr2bDUrUqHfOqB87z1s34MVS7zhpYvaHkJ0W"
    "pHQxZnEGfUvj0NVYkWNVFeVUkWhuBNCB4GTscCWnlME/nTu8ifvqgkbOZ/1+ZnqTqS9tar"
    "IgBnrQ2ARm4lDZ2c9gFeQaouqAv31CF8FJcfhRdP1YlN6D1xRmiJmQM5IOoAJ6XV9Z86pk"
    "52gYeEwkh1uD6//HRx+Tl+UJVqhSNGGMEcDP12dvnp9/NPI3Tx+fLq5vwTUmrG2e/nN5P3"
    "aMr8+FXWSO+A0Ak1wxQrzccLZJpOk5rMc0zhWxIIcF1F06m5TRnVl6KbaHK1oHUCP4gjcg"
    "/hBsnm7Rb6nEU152LvzsXcQ7l45fq4RG7V6PgpyiC20741zujwayO9UoxBEHzX6WHJ2b5J"
    "4upc9QzKkBx/T6xslT0QJF91Og1SPFOsss8nAajSbY6BBH4I0Qz7OAJ6Yo1+8RlZVRZ2yP"
    "SO6qxRD+CsFjUe9MBrmxC9wjP/nqDjQzDmlIwIOVQ7eDUjEFVwfDhKvNY6uYrZq58E8iiD"
    "ugRMmWloSp2pQvPUGJshDrub6pY5YeBSW61rkbl+1c7zMnMYCcIcsIQDXWrdvDnXN4PH1E"
    "rog7FpaiXsUhn2YEW2uwRPcYakC+87Tj0+T9qs7CzOAFf3SYPFfVL9vlJxaZu07QGbJj1R"
    "l6+xkN8EKdOVk65aRTmIH2xoeGej65AlwRi+q3XIlZDEQ0lFifUVC0RbqK92V5LaQj8bpy"
    "wyFNX8cBq+377D2SpfcqfO4ftIq47vZrITK+Xbf2BGTe5RPJ3RkfugI+85wfYHpLApKvZM"
    "inLHp5C2+wpS31hh1LctqW/aI/cxVGqMp5WIEjUuD/KIOqeBLTsL3SwiuOAbVJpOMkisXC"
    "WJWZthNx3wTfJUb4+caoUqYWhL0hfQzIHf+/zSaxezr+EsS5lNuVSEqRdMCtoSRfAGBmcW"
    "B4LhMIKhjtB0rhDjh8fBSrtT0p0h3Rg9ZK6NwPhJc8rufWoTUZa5tv0JjGX4tN10etxgM5"
    "0eV+4l6DKWYV/slh4U1vsBqf7MlfX6RvE6I3BHJcfgFGmz2BP4Aa7wk3GTi5Vx9c3K2Nwa"
    "9sQZYm4Nd31raHPSMeErj2mcTr1zOuWirImAB2RaqqB5rCGENu5BF9I1e/xQWiEvuaKoe5"
    "8gjzcEcu87mUARl3CG3ZbrvIA2BMrvYaGbzI08jZvcMI+rb5jHGxVbtPenjQhZIwyCvD9Q"
    "GPp1yO0lrgisSfpGtR7PLFQDR2cCr8ukoED9ipH6L3UgLJz5soFDUiSXMGVuzm0Or3OkFx"
    "wzaUWJy1PtC51yKMQC157JY4EwFiCCmCFJILtLnAXhxlNqPKUvSfYZT+lAqW48pc/uKVWH"
    "UStPaQxvVnizFf5HqE5qKksESqWvNIsyJG/p1vKNTTTeMzmgjeffeP77Iq2N578HWonx/B"
    "uHqPH898N5V6jcpEORoWRvuyrim5hDoP8eljv48zqcHhk0UwKn1yeHud8x9zsDOiKyVwjt"
    "LLoipnkcr6tZV7izaceGEmRjYbdiRU+uO2981yX5C7Z8z6juqpOnMI1yzdSyoWDMoDCAjI"
    "v0ja3oFSGBFDukYkYmaewngaCaFy3L4djOkCYjrbcabvX1ZML21mJrjWXk1UuUV18Jv6c2"
    "+ej69l2Z1Mr118ouEUFa9hq0kQhz6HxOwLdJ0IzIB0LiV2yIkEgPpSMi4qrvrn5N8AidSe"
    "QpkwD5DOTSwwg9ULlE1EGvj9ClD02lsm1Hc90yj2CWKQ8YjfWAha6dAhUFn/wiTplErH4J"
    "vEwQdtyQzysIt3LZVBOUsSTYsQQ8Y+S01Ng2UI38e4nybwL6dsVLkuu+WrmnNfYuL0kGnH"
    "g09FCk8qPZSsuO+HVHeOpxrXut4vdXnZEWUApS+CGHt7ny5Zg2hN4uJ7tlZQ9ORrDmxcnn"
    "fnEy4kMrD9caYxAumF2X29SOE1JyKj/qbSFbPJ2fm8jP4mkRQek9SB3h1yiG7J3J7uJAtF"
    "3wKY4h/JM9i91ciob4L1o3/QxHRqV2GvU20E8Xa8CGRay4jBIcNGJk2kbPw0baoXjs+fFs"
    "JdDoeqHkufPdTaUzK5KcivWzcbFrM37UTr9qEM0XH8xbeBquD29R98Fm34uMNOkWfYiWML"
    "aGKe0/JKmSSbqez4kt6T3pEAxUxDXBpL0OCSLfA6qG68LoHKYJ/Oobl3uizX9jVFY4mpOu"
    "Wj0eXqnq4maOM5Bo9JIVjCLQjAiqEKK3rFy4zY8elx/VOYbhEYHNR7h2NdEtS57uOEJXzF"
    "3pxujuzSESU1dESdEMdPZHDATtmdYkHenvMu7p53ZPmyr3u1bKYZ23IXACP0D6br9qXiIJ"
    "m6vjCYZRxjsr49XZt3WEH2oC7r7fbmABpzZxrA5Lv4hq2PB0NnTbDKXohh0v8XLgm1DtVf"
    "ZE0ldvUABUF4tCa+K1ESSp6v64Yl5jUWx3olsWmwBQIHiElKHCD9/r/8EFwV9uzs9H6Prm"
    "/MvFty8jKOZ08eX66mZy/km/uqE/BW4p8u+nGUPCGBL9UXR3kwtpym/vzpAA6dOGuAn8AI"
    "m7/WsTTtTPFGV5iPVxEymWUY06a6qUBaHslAtXxDRM6MwEP5RdubCBatjQmQ02tpfK6Oq+"
    "JSoGMCzpzhJftLxQTzAM0V+iufwPTiW55v6MHJQYzJneUZ3J/ABwVrAGbGQ0P0TPNkZpZn"
    "qEUWzCiqX/INS/tdmYM1khtZYEUkTwAuGFYl1ZNeJtD28KCfe9kPCcui58zwata4prpCiD"
    "MBzqIhIGVj79jHC1lctkVtxTK69wCvOYqKomft+yVuPN3V+BsOOkVQjrL83Urxa2GZRBCI"
    "A9uL1gU7WgcAw+QOq+Pm5ypCmoas/M8fFGPUG/opjdX79eXVbp31VV7BxqS/R/yKXiJari"
    "NcQFYtQfZsVza5QPmYMBnv0w+/P/AV8b/qM="
)
