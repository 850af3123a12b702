"""The table of the suggestions that accounts were shown.

Nothing else changes, so the version before runs beside this one; but what it erases keeps its rows
of this table.
"""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

CHECKS = """
    PRIMARY KEY (account_id, instead_of, model),
    CONSTRAINT suggestion_shown_followed CHECK (followed IN (0, 1))"""
INDEX = """
CREATE INDEX suggestion_shown_due ON suggestion_shown (shown_at) WHERE followed IS NULL;
"""

POSTGRES = f"""
CREATE TABLE suggestion_shown (
    account_id VARCHAR(255) NOT NULL,
    instead_of VARCHAR(255) NOT NULL,
    model VARCHAR(255) NOT NULL,
    shown_at TIMESTAMPTZ NOT NULL,
    followed SMALLINT,{CHECKS}
);
{INDEX}"""

SQLITE = f"""
CREATE TABLE suggestion_shown (
    account_id TEXT NOT NULL,
    instead_of TEXT NOT NULL,
    model TEXT NOT NULL,
    shown_at TEXT NOT NULL CHECK (shown_at GLOB '????-??-?? ??:??:??*+00:00'),
    followed INTEGER,{CHECKS}
) STRICT;
{INDEX}"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return SQLITE if db.capabilities.dialect == "sqlite" else POSTGRES


async def downgrade(_: BaseDBAsyncClient) -> str:
    return "DROP TABLE suggestion_shown;"


MODELS_STATE = (
    "eJztXVtz2ziy/iuovExcR+NynEwyJ35yHO+MdxM7lTgze/EpCSIhC2sK4BCgFdWe+e+LBn"
    "iVSJqkRYlm8JLYRDdAN8DGh+5G93+eLbhLPHF46jg8ZPLZW/SfZwwviPphvWmEnmHfTxvg"
    "gcRTT9PiDNFUyAA70NcMe4KoRy4RTkB9STkD4itGUMSAqEBc/Rrw5Vvke5gy5HAvXDCBZj"
    "xAf4QkoESMEGYuknOChMSS6CaXOFSoDsUhDOpyR41K2W0H/d+wG3bN70jKigOC/IAsaLhA"
    "ElrUIzXOTHfhYSHV09CZn6CJ7m8Cb3GPPeoi9UrU0489MsZyojo/RWJJiG9YiNB9xG+Ppa"
    "KFVqAdoSlxcCgIohLN1YCqj0AK9PxS/YVv44dM/XKgZRIyqv6+seS3RPUZKMn86//UY8pc"
    "8o2I+Ff/bjyjxHNzU09d6EA/H8uVr5+dzXHwF00J8p6OjTBSan8l55wl5Go64OktYSRQMn"
    "Azy4GFnhctnPiReVf1QAYhSV7STR+4ZIZDDxYVcJs3SJ89G48vr67HX86vx+NnGwsu5sis"
    "keiRo+ZXLVbKpNB//wJ/G3uE3cq5+vX4p5/+NAOlgjBkMOJvp5/Pfj39/FxRHcCQXK158y"
    "1cRk3Hpu1P3QmW2HSjBZ9KmvtKQK6a3k2Bv1dik3RBioWeY1yTvRtxHsY/tJmJ+EE6Fenn"
    "vIO5qBD99cXH8y/Xpx8/QfcLIf7wtLhOr8+h5Vg/Xa09ff56bZaSTtDvF9e/IvgV/fPq8l"
    "yLkwt5G+gRU7rrfz6Dd8Kh5GPGl2PsZmUSP44fKdJ0kpXiYU0+qJh+O5/Unicy/1G9PK7x"
    "Tb08Lv2koOnPnHADcq8V9aaA39HbCyaLRZzlWhMzNfvYUxPzLbzEj/97fPzy5Zvjo5evf/"
    "7p1Zs3P/189LOi1W+82fSmYi7eXfxycXmdnwZ4kBc+vsfUSKSR9HNsVvytxT+PhFtf8jGH"
    "FXprobtkWrBbVwk95rBCby30GDE3hUlZvi2gpAiN9mUuhgSS9FFpc3qvybeSryphGARMqp"
    "rK879f52YxhkPPP57+/SA3kx+uLn+JyTPw6ezD1bt1LUZviSjUYwwHqxI9lvCsiXy6kkQM"
    "S+jvQGRZoSuZv7u4PP38j2Kpx/TZz+LdP67PT9cVWXScb6zIMnxWkfVNkYElZXaXOeHDgy"
    "l27pY4cMcbLfyYl9FuNi2OF+tPMMO3epJAmvCeia1O0nvykTN91iow5aXNo2pzHhCOFwnl"
    "gza9U6SJ0XMqBZrRQEjk4tUIfb0+O0CUoeWcOnOEWWLaCgVx1e8rpIc/RJ8CulCKB92RFd"
    "DLOdmw63Uwxg0Dy8wUC/IWPY/YxtQdmZEebUdLBLj5pRd/5QlD1Sf+5OxqFV83fLEPmMjS"
    "aWliQ8lzDQIidGSe7IvucheUgYbSQtnUXZnmat0FhGOcUj6su0BjwC9gwgf1AT1Q4JI8OE"
    "Snvk+Y+yNn3mrT19CQ19rkH7foXx3VWPOvjkqXPDQ9oG0aIzNrgu8pKMsZKh31PTbbPyIG"
    "u3VUebZyEi60wleKuNgCPwQZv35VQ8SvX5VKGJrWBbwnHNSzs+IO1rJLJKYGV9S1RmVYBr"
    "Gad2GP6gvy9OnfyKoQdJqWarzp0/FdRFTjmOzjQKqF8IOAU+ghulLIUId8fPn19Mfjn14D"
    "jITjrSBOQHT4ilD7EHELkGfrriCgZWL+komOfJnESsIPyIwqIDrRIS5//XJ1iTwFZsWJFh"
    "laEAyhLp5nsWyPXOHlWFb/30DQMf0gFNgOtgnzZY3nWBQYeaoM6WuM1pq+vmfUtqY73CeN"
    "9umUYxCrfNduI7VuQTgtHBh5Tntc7vVxOSD3/K7VNOc5raeqz7NMvvlUdddilvOcdpb7PM"
    "sQkD4GV1iLeV7ntTPd55lOT6d10VDKMQTL0K7B0PqxuYnki3jtHDwpu9GZOnd7/PY3EogS"
    "p+UaxajKjuQY2vF9hrjeVSrf9yhxUdQBUnMULgiTIxQyZ46ZevcHnJite9myCag0gLbQAl"
    "QQPht9C/01AJnY2eMXr968+vnl61dJyGzypCpSNo6KrXBemklssdHnOe3prNf7vOBh4DSy"
    "7KUcg7B67MIFVBIfWy7j0ujYIch4++7MeINp5GTL8AxCyN8TWuJzHsjS2NRsczVO0oTNYl"
    "MD7nmh/1Z7x1i4mJJAh2sZCC6QuUsbhYRGQaYTM85EPcISLUlAkImKBbKJppkUOeW6GuqG"
    "bUavokzwquljW4GrprdiEFFi3k04bOhqD+N/+6vnEjFunKsLztOVl0ozXPamXaObdj3ZIt"
    "5ToafwTP1atEfk2is3CTeiVMsjIq2xSwCtVtbID/htgBfqe0ujKsBZG4dUSIVQMgEVaBIK"
    "HTSRaPmZeTRWGGpSsEl0NNINm2O1a+hrD1SeoMmUgy9moqmmoav2AZ2LZAn7TJQvRGLIbM"
    "Jns1GyKVHGA3Xqp9KGeTyJkGUbhrDvMITkK26y3nNMgzjNdJ3qI1Z0DSyHWZYhgYJHmhDz"
    "Mm0oTyvLElmaLbYZak15Wom0Z96f/SSHcMIgIMxZNdG+WZ4h+N3WdG8d1VuuedcVr8GRDR"
    "d2wjMkXbHjla3zBTb15SRMNlqjz14cbetpsvemDAPaKra2+TLeLH1MTD8E5W+jgJ/EVDw1"
    "DWWjgIc6yz0x+J4zGRRevDMNoyoTL0lIakVJmRgmsITyND30CcJIJ1ROskTnY5wKMsakPr"
    "cNu243w9ywXGKaOHHpwQkyHwNQB+pfztdS2KjOtGnvwFz4M4mqtf1XZ7qmt+CITN8XHk6x"
    "h5mjJDiJfppkHyM8kyRAVMIrxRk80f8gyCmJfkSQ5fDgEJ3F+bUDvkDmmuFE/dn6RuGMep"
    "4aFPJrgyEBbSOQrC/5X/sQWLaT04nN1NOH+KQ79ac1kXJMP0D5vnhdQ7wv1rfYVLrQlBeu"
    "0ZXNNErKY+0dre0d0U7T0NKUMlnRtzeiKtVx2+wOQ4ZlEGpl18fogDg8cFsesHKs9iDduy"
    "NWdqK5o90Nrep85FntRPd6ouMzV9EGVh6HkeVqGYTxdOwjXcVgUJcsfC7Bpxfn46kfebTB"
    "OgSr8A5OITM1Pgn8gBbF8Vct+TVGu+pbrvqAYFFk+ygHbSnHENb4riGbTZu/n3Wu7YhNdH"
    "rCMIRVvgNNTpkfynEbw8c654Cc0zs+gvNQtp2EDVY7C60NIdiZq/NW+w+ipAM7I21nRJJg"
    "0cgwlTAMQfnvGuIsiMTg4mki8CyPlXkbS6D6swUExjQGOgWsQ5iBYRe7OA+wMH/9ZuhD1D"
    "SqDH7IENWrb2Eq4ugbxlQg4I+vIUNAQICZMOnYD9H1XGeDiaMTVCO9VWd1nfiXL6OIAcXD"
    "4YLas7XJ7HSwGxbwZRQ1oDm1PPQQC1+uoFy2YkMcQggQWEPFKCoKpItqhy6Vqkfi3InHBh"
    "30x9Pdo5tuHRbM7stne0+YfI+LQ5bituoPF6jGLq6dL7w4n4DuRuiwGih/BXWwqqOI0HNd"
    "KkvzHdTPW7CFcR7xlUVi2nSXlNhZcJHp9nvOP6CnoYmGShgG4c/tOoWN+U6aHQ5THhur0O"
    "hA2JMt4GLh80B+gru7RIiijWCNonI7oJp27GeJH9wUAPnEHFHZMdOPQjsBlZKwWC1noFYc"
    "4hlTCm7wGTAzdV4OQl+a61q5jaHDsW4YFLAA9MaU2gkiagUU5ZI65BDS4kCKAx2xCqUoRj"
    "puFPqF4AfmUI9iPRqW+qnCkI/dcPZbMOH7gHKZW/Nc0OKaUeWGhizPIPaonV/dKcmsUxHl"
    "VZZVxwq8jsBD3215VyrPaSN/ehf50xdIwqb8mz5+FsKRtLUaigDdODkA1DIraep4t/fxCn"
    "IzAly4py4JRlHSIoQF7NiE3hN3hOaYuXAHRG3gpLCc6mP71JddhMQyNNDh0/nl+4vLX5C+"
    "FQ1Zj9SziGEEYzD06+nl+w/n70fo4pfLq8/n75GCGacfzj9fn6AJ3BJN7syY0Ak1wgQr5L"
    "PwZXqdJj0yzzCFd4kpwHRlhkM2odLTwSZaXA1kHdMPYovcQbhB/PG2C33Ostp9sXf7Yi41"
    "Fl55HBforQqMn7IM4nPaNeI0m18T7ZVyDELgXV8Pi/f2TRGXJyfNsAzJ8Le19B0BkcGq1W"
    "6Q8tk8A33eCWyClu8iz/tHzsiqNLFDpnVUdRpdAN24QY4H3XFyJkTP8ZTfE3R0AIc5pSPC"
    "ALIdPJ8SiCo4OkiS3cZp4H4Q2by3aELdiWJbqD42Qxy6G+qGuaHvUUeta5Fxv2rjedFxGA"
    "nCXDgJ+zqrTjdVeewBs4sDZn8iSPYNJGyuhKcNhhewIps5wVOeIWHh7yHrae9E32XaU3tt"
    "e8BHk57A5U9YyK+CFGHluKkSKPtRhd6aPhudhywOxuCexpArIckCxRklEhcLRFuot/ZWkj"
    "pC/eQidSJDJueHWxQFuOnN6XI0hZXToMNs3jPqHpwYVB35ZrIDK/DNl8zC5B7F01mM3AeM"
    "vOMLtt+hhG1SsX0lURftwm+2Wva+b1Nh4duW4Ju2yJ2FCsYsNIgogHF5kgfgnCYeO1nqeh"
    "HBa7ZBhXTiTiJwFV/M2gy7acFvL0/1dsspB1TxhDYU/Rqb3fB7f7/0k4fZmb47WaiR0tZq"
    "ZaToxk5KWKeGYi6fNHRg6hyKcJpQRnVusTrmiTtz9BshBwcBhRi+UKKpqYOYeDl4UHC07G"
    "ikG6bOnfZ8+CQKH/ZnIxmmMutZer3vUOp7zq/XN4lXHQU7SjyW3U4aKpoC1gGu+22p+axa"
    "b3RnOSIfoGi376wFmNREtjH9AIW7/fK0f4SYSSoL9sZS+16WZUgWvq2FhUJ5cjEmsxlpph"
    "TW+Qa4gLuIa25qI7Xm0Z6aR221vu9umhXYd0hDiJrlGUKc9S4OwmLsclYQyV6eIDflsHt8"
    "v7K5gCX0S+aY9qzEWpqjGT1oMxXr5DUsp3m7JUdY2zQP0WSmGMVE188DW+Wd+v4Z0g/B4E"
    "mlDpbRPwlE2T1XX7RQbCbGEoJgCoyn3Q12w4DPowI8SarVGGV16eKTvK1VQzQ0camIE73w"
    "2Sy6pp08VZuPfjKxJtkendWtSbYXO5E1yVqT7L4lvgeTrDVidWjEstc57HWO3qzu7V7nsH"
    "aQNlr8ydlBBBGihbMux2VtIbWwkE6mzkM5DoOC2PGqwrF5viGIe9dZXpRwScCw13Cdr7EN"
    "QfI7WOg2pU5exnWu/hyXX/053kilrU1MTVRIwjAI8e5aeSRGtyYizzENQXHsS+qxUbMpDC"
    "3itzmP+oZF++La4Nz7QHDJ1eKkcVTpzFBkSuvjuteLzT2SQBqj/1ItIL6M7v+C3d+BJPIL"
    "vEIegXw2AQ9v5yPtUVjqUkESzbHINubu/W64MTod7YZtljZRj0dorq8TP7q2SUOD7VaNtD"
    "3ySLw8quOSUFTlx/yjB50SZsqaiDvlGAS86Dpi8zbALKoeUd9qmGGyZsPWZkO4pdpM7jGH"
    "FXproZNvPlUooYUlMc9pLYkWvZWjt981oimDb1Hrw/htmRLWCEOJYJSGVMB+iCagMHQyFY"
    "2bGEcaESJzFjQV48zP8WU83R6lLSRqGbpFBee6GeiGTRRUilK/YA0NJ1PqeWrYQ4+4tyQ4"
    "/CPkEj86nsTit93hN7vH7WGPM07dsZrtNs7gmM9OQHtkZwsHWZDRLciAwn54sSAVqQLWSK"
    "rhRkzcKGnAFSOZy/xpmpEfBEo6FCNIroxRVOxcJyThjByi07R2dK2UdF0OVpqRzhQHOjhB"
    "5vsBWoiv5XyNTnU1nmMxP9BmqhuWa3SUvNUPB2/Vm8HPaMmDO6FrHq3nZ9ElkCCJrcZB6m"
    "MbobOr9+cj9Pn849VvUYGjL387f68wl6lplObK80EPcMj+Ylq0LKK4XY26sLxhgi/IlLsr"
    "yD8t1V//6LqLJYVUd1ZFdb+Iait35mxMbh8cxTbVdJe3l2MN3UTCOaYBinn7IaCtfJPWId"
    "lbtJkvswObehOvf8phXf5tyu26Te9kZliGIPEdZAvhjXx7CcMAN4NuME10LCmyA5Vfd8ly"
    "tbzr0rOVvIerLnu+bGQnwNgKWt0ZyHFaI1zvYFFfjHBhoJZKSZhW3DaqNLtlqWq4+GL6yP"
    "em/oqR+pe6YOmB5JcP3wIXcbbgIsfeNrvXliwdKDI2Jp+JDuCaBOSeBJCf2yRIN30BI4Rd"
    "k7jiWuTwy90xn+N7grCnUK27QlNC1ABwEZ3py+fxPfYTNJly1bM7iTyNi9jxGPU8DVXPSZ"
    "VybY6bRLjN3lTvE060VrE+IEh7U93eVN+7xPdxU11tfo1slRG9XeH1VrjNuNhBxkVbpmaf"
    "ATfNBG8zL9jMCzbzgrWi9MO5ZDMv2MwLPfuEuvDpxTW61PikaMOuwvfrnEOQ/w6WO9gPW+"
    "weGTYbltDrncPm17D5NQa0RWRdFs1OdOucrc51PdNU+znWrfmImk1DAbM9YbeeCptuZh9K"
    "yMaedR17ZpzEzTRLyrM7hXL05LVJT4I1PnPPI3l3fb5lVBWoEaQ0tVLpqE2IgmkEhT4k6V"
    "/OqTPXAQfQUegLpKZDqsnI32NSJ8uAElFc5fnxXdrCz709L5cHO8TT3hgEJVwW/TxFffWF"
    "BPfUIWced+6KtFauvVJ3CUM5dhLSWirMpbMZAU8JQVMil4SY+CkJ9yp1VzqeSysggj2kTT"
    "LoVKIFVwScgV5ajtCSyjmiLnpxiC45PCrUbR2NdcMWBLMon4QO99J9QVVpxoH7PkpwseWY"
    "r/J6QltED8O++Dgn2B0LooZ1G57/Nlit/nuS+i+8vVWfvxLTlzlfFpZ3Wiep1oIJ8Vgk1D"
    "VCbmcBIUj3FyUoTNCV1iO6L0TVXKlVF8XNBmRBwwXopRGa0UCpKMU30ZRjLCf6iviGGuxs"
    "pBu2nGutBnkTZwor8iVx0fMjCOp9caLFHpVuUu1UoH9DgKx7UHRNHhXfkoeEi/qtxnw2Mn"
    "/Bo5MsWsC5L8CZzmUTyee5BmF53oFzTH8rTcScMFgJ10z/HunCpv7HLJ+NXem1BzLe0zan"
    "+MsCe14pUMzyDchX8/L4zesEFMIvVTDwy8fTDx96hfuuCV4UgT39vBLhyZiiBqoD2kN0Ad"
    "eC3DiBDk3KY0JSw1FkYVONmfw8BbDtMV3Zu0b98AuUoyH9fwNBx/R2f7ZZd/aedccG734X"
    "AMjxuGg3y1lGG2bXtznuESL7FTNX/9GFuCxqfRCdjecpYQ2QtiAQSiXm1B+BqUtnLOQB8r"
    "GQh0iXEFHg6gcRXRbXl9EFVCzXbAhyPaLpCk3MoJMREtwY1qgsgHHdDXajFiVeKWIRWdiW"
    "88i/YZhVp7GdTzWq70t9k29Nj3KungR8CQ1KokR9eQ+mr9SChrST5lUebYlL56zuHp1yWM"
    "DZGHBG09dE3hmWAcKiLvJO9cW23CtBd4Lv/80pa4VNcowWgPYOnGQn2SMz2WKKM2wWfPZt"
    "fnsEPi/YPZU4moBCAJqheBiE0jzxw0AUvK4xy6HJFqSzbmMkiDooy7cK0XFdkk7hOyhbB7"
    "oLTIJAJCQPiEJjU+LgEFIrLdUqLvYAdzPODcPugjKBHMyQRyFgxifZoYQprRczQvZ0X5/+"
    "kzTqMCTgVaEkr2jFkgRQrkV3AYmdIqunwX1g+YT3XGAXEjupGeU64bjDF0QgWBUAlHH2DY"
    "AFkK5658eiVRBak109ph8cUn1d5yLS6/KLSK9fWaS6d6QafWHNHPEJixVxDREHvNnhNqYf"
    "oHC3b4D26ILKVre41jkH5KDd8Q0uI0mfBJQ30tXrfMO7VbT99a4wtYLdjW5DZ1iGJ+GXx7"
    "VqzB1X1Jg73tDY1qtVKv2nfui0lVq/u2kO27kuQ+u47O/89sh29NmYMJ6VGI7i5tGDVqMg"
    "Q1nDdxmbTvCUh+pfHSVmHIJz7IL1g8xmxIGU2saeoo0of/1ydTkyJeEiI0ycpzrqrij+rK"
    "ORbljt+P+0+t2Jpsp4M/WlK+x54OXcQt3e/RSz6JeZp+pAsNVkuDYBdx8caDYV9L5TQRu1"
    "uSn88vwnKccgVnkVHOkk+4k94Flk2C0yBLvie7wqhIVxWzUmBKqxG5HVAYQ6S8fb5M6mMW"
    "2CKwww0tfrMwWuVoizNLHHKip37Eb+uRUSPAwcsh4BVoQJOxvshq3hQNXRKKJ9dKhZJM7N"
    "L774a4/Iqz7zIaE7+GgfAGZmHpqAspRjEFtV1wZeneOvad6oDJPNRdDajyH8wpS9VYJPWK"
    "zY27uPsC+aLviUxwq+teDjPJbNRJ/lssJvJPw+YdNfYMsoRaemtQY+vU0Ia6V88nEgTWYR"
    "zWisiAxWVIQORYOsIMhkwj0ozmbXzVC66GBcbjAyPyZ58yIDJ2TEW5nxoo0Z0Uffxm2TL/"
    "iRmYL7hVt3qSOtYbIPhkl71ug6mMRWldoP8jIOM3pP2sQerPFaG2TvbJA9DTKxMQhDtDR/"
    "ZVSWGJrjpkocr5aDbGNmjoplUqILc0MvAk2JoIpBo2Dfg1TRJkv/qMowjEJhHIUlJubtDn"
    "TDuKML9LmH6ApuQMNDk9jVJRJTT5h64Qww+wMHBG2Z1iId6fey5ul9m6dturuuQTms8yYC"
    "jukHKN+Xx7VCjysijzeEG2nC+nA85rBgvDUYLy8UXSX4odaK3rHwQ+YH1CHuuMXSX2e10/"
    "D4aWj3MRSy2+l4is6Br0I9LztPxG3VBwqganOi0Ei8MoIkhe4PA/OKE8V2B7ph0RFAHUTY"
    "CKmDSgBhyhTyoQv0l8/n5yP06fP5x4uvH0eQ8Oni46erz9fn73VwtH4V8FIwxD1XsYiVkG"
    "RhDxL2INEfoNtN2V71tTQRcEw/QPlu/yAB2qeJcGP6AQp3+26T6AJL46qhKZeFRq2RKmV+"
    "2O7C/zqnnYTWk8BD2XYWNljtNLSeBgc7c3Xoav9JlHRgp6T9lHDR0KEec1ihP8Xj8u8Ble"
    "RTwKfkWcGBOdM6qjoyL4Fu7CeEtQ7Ny+h2ra5hqHuIy0BAaRmdBFgX5coeWeHmLPGlMPQC"
    "4Vs1dYV3frfcva1D0Y+0VOUn3hn1PHifDVmX30LMsAzi4LCLa4g90VunJFCfcpHOiloq9R"
    "VOaR5SVeXC71tJ1Ojj7q9C6LgiKoT1F5aBLle2GZZBKIAdmL3go2og4Yh8gNJ9cVRnS1NU"
    "5ZaZo83MXZzJwktckI6kDH8nLOv2b+pI9P86o+0TlHaFcEEY1ZvZ+r41yofMQQd738z+/C"
    "9xEgOq"
)
