"""Tables of the clock and of write problems: the test clock's offset, and a row for test writes.

Both are empty in normal operation. Nothing else changes, so the version before runs beside it.
"""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

SECONDS_MAX = 3_155_760_000
"""A hundred years: all times stay within the years that both databases can store."""

CHECKS = f"""
    CONSTRAINT service_clock_is_one CHECK (id = 1),
    CONSTRAINT service_clock_ahead CHECK (ahead_seconds BETWEEN 0 AND {SECONDS_MAX})"""

POSTGRES = f"""
CREATE TABLE service_clock (
    id INT NOT NULL PRIMARY KEY,
    ahead_seconds BIGINT NOT NULL,{CHECKS}
);
CREATE TABLE write_probe (
    id VARCHAR(40) NOT NULL PRIMARY KEY,
    filling TEXT NOT NULL
);
"""

SQLITE = f"""
CREATE TABLE service_clock (
    id INTEGER NOT NULL PRIMARY KEY,
    ahead_seconds INTEGER NOT NULL,{CHECKS}
) STRICT;
CREATE TABLE write_probe (
    id TEXT NOT NULL PRIMARY KEY,
    filling TEXT NOT NULL
) STRICT;
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return SQLITE if db.capabilities.dialect == "sqlite" else POSTGRES


async def downgrade(_: BaseDBAsyncClient) -> str:
    return """
DROP TABLE write_probe;
DROP TABLE service_clock;
"""


MODELS_STATE = (
    "eJztHWtz2zbyr2D8pfGc6nGc5yWfHEeX+K6xPY7T3sM3EkRCEsYkwAKgFU2v//2wICmSEk"
    "mJtCTTDL60MbALUAtg31j8ceBzl3jy6NRxeMjUwTv0xwHDPtH/WO7qoQMcBGkHNCg88gws"
    "zgCNpBLYgbHG2JNEN7lEOoIGinIGwJeMoBgBUYm4/lPw2TsUeJgy5HAv9JlEaooVCggPPI"
    "J+D4mY9xBmrm4mSCqsSATgEofq4Y9gZpc7emrKJrua5Jbdsht+R1J8LAgKBPFp6CMFPbpJ"
    "TzY2I3hYKt0aOtP3aGiGG6Ip91yJ9EdRz7R5ZIDV0Hx+yKj+hIHiE6Kxhf4R//mvbqbMJd"
    "+JTP4M7gZjSjw3t1TUhQFM+0DNA9N2NsXibwYSSDMaRJ+cQgdzNeVsAa4pB60TwojQX+pm"
    "lo+FnhcvdNIUfatuUCIki4900waXjHHowSYA7OgL0raDweDi8mbwtX8zGBysbJAEI7OccZ"
    "PDGWwuypQ0v9/H3wceYRM11X+evHr1ZzRRSogIDGb89fT67PPp9TMNdQhTcr1Ho717EXed"
    "RH1/mkGwwtEwhvAppXmgCeTqNVsl+EdNNkV9Ukz0HOIS7d0Y8yj5R5OVSBrSpUiP3x7Woo"
    "L0N+df+l9vTr9cwfC+lL97hlynN33oOTGt86XWZ6+XVmkxCPrt/OYzgj/Rvy8v+oacXKqJ"
    "MDOmcDf/PoBvwqHiA8ZnA+xmaZI0J00aNF1kzSNYnQOVwG/nSD3yQuYP1YuTDc7Ui5PSIw"
    "Vdf+aIK8g9lfBNKwT+QCfnTBWTOIu1RGYayZ2nRuYJfMTPfz05efHizcnxi9dvX7188+bV"
    "2+O3GtZ88WrXm4q1+HD+6fziJr8M0JAnPr7HNKJILern0Cz5G5N/GhN3c8onGJbojYnukl"
    "GBtK4ieoJhid6Y6IlqW1dNyuJtQUuKtdG2rEWXlCRj0Kwu7w35XnKqFgidUJOqlrL/z5vc"
    "Kibq0LMvp/88zK3kL5cXnxLwjPp09svlh2UuRidEFvIxhsW8hI8tcJZIPporIrtF9A9Asi"
    "zRNc0/nF+cXv+rmOoJfPZYfPjXTf9U0x3s7PFdxv6DhhF27mZYuIOVHn7Cy2BXu/wTf7kF"
    "MzwxtIQfDT9x4XlR9J584cxo4gWOmbS7V+2cAcCBv4Bc66E5RQYYPaNKojEVUiEXz3vo28"
    "3ZIaIMzabUmSLMFh6WUBJX/z1HZvojdCWor7cluiNzgFdTsuKg2cEctwzs9hGW5B16FqMN"
    "qNuLZjp8qJdlQcBVgVZ8/hYIVZLsyXldKg4hCKY1DpR0WepY2HmsTgiQHTmv2sK7XJ8y4F"
    "CGKKu8K9NdzbsAcIBTyLW86zfw2EruE3D5zqjmMAGfEYH4PfwHzrz8KeEpErnUPUKnQUCY"
    "+zNn3nzVkbyF8axn92GH4+XxBmfj5XHp0YCuNVyptqFiHblPwEbRjIKLenImRrAipio+kq"
    "NwoS+3ksTFftwu0Pj1yw1I/PplKYWha5nAj6Qvtcx1soe97BKFaaR/bOrTyKB0Yjfvw6vR"
    "Fg01oP8g80LlNOqp1ksDOriLgTYwpwMslN4IP0mwVt8h0AxNisDXz6c/n7x6DRkDYAZL4g"
    "hi8hXuSKBWddGHDGSV0HZEQsuVUPP/GoRO4DvBefbA36NDMZhiWeDFqfKjLiFaZ+oys69y"
    "puZWwOEBqSVgU4xO7PJ9Rw30vgXiNAjE5TGtndtqO1eQe37XaJnzmDbi2rZVbomyfKZ1Fo"
    "9PfiVClnh0lyAqlWcngh3cZ4A3yhqOEZFe99AnTEXpuTMskZ7Mo8TtodmUe8Qk8YbMmWKm"
    "f84aB+82B96ykl2aoVKoYxfkp8Snsb0qdpSccvL85ZuXb1+8frnISVm0VKWiJGknFX7daP"
    "UaMMY8ppV/reOMOb2Sh8KpZTulGJ3QK/fhHStJQCmncWn6SRdovH1PbyJ7avkfMzidIPIP"
    "5IA841MuVGl6T7a7WpsygPXSewT3vDB4h6Z8hnzIqYmvLC3i2NF1lTivJs7UGUYzDdGMCA"
    "CFrCKAGJruYZG7cifz3LLV1B+UyfyJ0LeV9RONVqw+lJjOCwyb99PC5Kn2crgFGVfCfwU+"
    "s8r7Ghksm8ReK4m9JcKhz5QoDE5FHZUCgSxANjOqjTELnJmnd2bfIwwJl5mrs3ljtyD7Mm"
    "XBxSb21qe5Zbkkz+SK2OF7FG1bgNYCRHG+lA6qBzPO/ENzo3cYXdwdwkeYi790AiIp/V5o"
    "HGEPM0dTcBj/a5htRnisiEBUwScld6XQXxDc3kE/I7hPcniEzuJLw2PBfRBmeuGG+mebS8"
    "Rj6nl60jEXQA+JtuFRaMtNuzZ4GPZy/cVmvbbBUL3TP60OlRP4DtL3+esNyPt82XOTUhe6"
    "8sSNeGU9jpLiWF2kJkdJCR9LmnqUzyBZ0jcmvdYExKRe2DqD0gm2su+4tSAOF27DiGYO1X"
    "ruW+25544TCtGsokoe1S50qxc6sbmKBFh55lUWq2Ha1dNJSNhV1hV1iR9wRZgzT3JWN8/l"
    "XEG1yeQbWSFjPT8RgaBFAZ2qLb+EaHd9w10vCJZFvo9ypS3F6MIetwUK2kX0Xe1z40esw9"
    "MXCF3Y5Xvg5JQFoRo0cXwsYzaywdtG8EcxwXmomi7CCqpdhcaOEOxMtb3V/ECUDGBXpOmK"
    "KCL8gjUoZ/4LhO4x/7ebVAl4W14l4O3xMuf3icIQ0qmjRGZxukDjHyghqy+wjEixGnWPu3"
    "qVcfcM0PocrLSwkck1pxKNiMZGMEqSEaUb74mY6z2BmYwuzsd3PiFQDBc9BZ9FUWucRs0P"
    "lhZ2l3PdMj3LRBusEgpmMxdpErjkCPX9QM2RnouYQU2dFORzyFXsxaWdzEihSxXSQsG5kw"
    "8Nd7cnxtqiW6s7LIrdllN7r/fUR1ycLJP0VZ9bgBq4eOPb3NmsRj5WhJn6QPoI6SM1NYdD"
    "HypI7IBiZlDVrDqPBT2Dwmerp3Y389wy83sfnBcZ02vTdL4Y3GZELgholqEOq1ogdCKkuO"
    "t0ehb6I1JQ/KfKPklxbLj8KWZNnvsBF+pKcHCYySKJsARRKReogR0EWeC10uGz5tVjLKBw"
    "ZYSvObVEjubbWu8RVAEXjxlzRtOK9TKDIN9pNq95OpT6WNxDXJEOO5rnlo2EeeGEj8egJ4"
    "KwEDGCFjZqRh2t3Q2j9GKTMvn3r5cXPaMjwlwQfWcO9Sg202FlWrW2+FBx87jFMX4MjS7z"
    "AgaXtLiwV7nlm8XphITae7GGkkz/ijSjsix/S/BNCB4GbsPqGHlMm3rSutSTtigkbMS/Gy"
    "u0UBlJe6sVEYAbLNT/jZxLBjq5vRDgualqoFWZe+oS0TNlweCpMvC+YNAZppi5njEntYAv"
    "8iA9aEBzzwIeAAjl8B266l98PL/4FD+DRo1DKgbvwfAMfT69+PhL/2MPnX+6uLzuf0RavT"
    "j9pX998x4NGYeH1CSeSzSb2gK7T0anMOSqQesEvhOibQ9xaq16E3rfNGc2i2rlWevkWe55"
    "Ojz3OC7gWxW6eYrSieO0b00xEl11uFeK0QmC7/peEVaK+EGR9VN+yTmD0iV33QOLIWUFgh"
    "LzRtIgxbMV4dosCUAVriMGEnibmPCkEhO+cEbmpRUBMr29KivSB7hBjeIAZuDIMwwmHXqG"
    "R/yeoONDsMZmYP7Bz0PPRsTjM93cSxzO5l4Oc+Y/SeRTBlfaGVVHaEjdIfLxHVn1Zu9uql"
    "sGhQW02Tqbxs7oZdsVKeJ5MipPAyztwYkI1qQ82JNJ2Z6Uj8dWHey1+qet/vqwI+sFq1Oc"
    "Lmm/+05pjuVHnZ2dxeng7n6xweZ+Uf7MwfLWtjd8O2yMtERBvsJSfZOkSDtOuipV40ADDc"
    "IYaoMEQChZZZRVzBD3QIeUc6mIj5LiA++ieAhkRehv9uaKOrKHoqoQLlIcMT7i7kq+3mrc"
    "ZWdT3bKl3MBsgSzqHr6PdOi4JlZ2Zq1q8xmzSnKLst6shtwGDXnPNzF/QArb6lOPpCbD29"
    "tN0mSkVd6s8rZWeTP+uLNQKu4bJaJAicuDrFHmDPDAyULXuY+FZbGf8I7BBSha9C5fTWR7"
    "y6m1wqZclUr2U03SL6FZUd/6t+uvPMy+hqMsZVY50jJMNUvS0AO5DL6BoZnFAVsOIxhK22"
    "ZjjRjl38/iG53AYFj0/qd5pSh+CZSye06dOKixZFtueXRrDbb+mfvWCI9uMrCWVV37Aan+"
    "yGXX2kbxKsNvR/WoQITU2ewJfAd3+LaejLZxwkd3gNg44a7jhPap4iZc/Ek4mvKPsEt4Xa"
    "SmCprH6kL64h50IVNWh4dqEIqCsERV8fo8XhfIve8LA5q4RDDs1dznS2hdoPweNrq9nZGn"
    "8SZR5ZPyqPLJSi0V4w+qw0IWCJ0g7w+Uan4VCmeKS1Jpkr5epa8zC7WBizOAxG6T4QLFrS"
    "BZe4bhZVDF0SicQ/43FDYZ8XAyVetckzKJuxR5O3czkbnZPBF6pEFUPWho/KNDAYVTIPyZ"
    "vC4n8TzNQfeIOyF6Qq7XJBrRelCtB/Up8UTrQe0o1a0H9dE9qFpQ1fKgxvB2h2+2w38Ptb"
    "SmqoChlPpQsyhd8qJu7a6xzcx7JMe0jQjYiEBbuLWNCLRAK7ERAesotRGBdjj1lqo2mbRk"
    "PX/Nut+rmF2g/x62e4BpE+mRQbPlb1otOWzcx8Z9OiQismGEehbdMqZ9Ua2pWbcUt6m3DA"
    "XI1sKutRQtCYNec88j+QBbvqdXFQIVKczaAOi3AAKQ0YtYevtQGb3SQOLHf6SJEcLl/ziG"
    "9JNEUMKLFt3oeOBY9lZaa3Xa8oBkss61GdUCy3Kop8ihvhJxTx1y5nHnrohP5foruZWMIA"
    "fOAnTjR27M6zJEKmRwIUcCTwl2kyrxgmDPlNQ7QqcK+Vr7R5B2Ifish2ZUTRF10fP3iHFo"
    "Qj7BrPydm+1PBRVQsIrLo5jcD5/fw2uIO8nFKH8kuoj5NTyEj8v8thJSqki9gPUeSHhgyK"
    "2pl62gWp73FHneDWjVJU89LvoqeZ3Ry5s89RgI4tPQR5Fij0Zzw3XiZxfhDcbFm6bziI30"
    "TBrYCHK+iCBRB7zOhcaC+0XpaTua6ZatfxISSR4Kh9gnIR/7SchoHWo5tBYYnfC47LrOpv"
    "GTkALxvNa5QrYoph+byI/iWJFBYdijivALFEv2xmT3cCDrbvgUxxL+wY7EZh5ES/wnraR+"
    "ApFRqqZGvRsoqpMF4FpV9Tdjy5rXWp0pZhNi7hVgZIZY9y54tvZnFEQ4XFVRtz6DuTqRXJ"
    "qIC40u3JaxXW+eK4hubcRieAv2eRuehm6Dqb4XjmjvUrQhFcJaFraCf5e4Suam9XhMHEXv"
    "SYNMn2Vcmyna6nwf8j2gergmC53DtFldbVvlluju36RuL3EwL/oq9fYQoJo4mENJ1jh7k9"
    "cw1qna4NGt8C9vd6JbZojQM5Uje0hRrdi/N/8Djf5v1/1+D11d97+cf/vSgyvW51+uLq9v"
    "+h/NewXmU8CGyD9tYN3Qj+yGtoXsd56ZbIvk7a5IHnCfOsRN4DtI3O3bOYLonymLsoKr3Z"
    "oplrV1Gts6lAWhapSZuoxpF6HxIvBQNV2FFVS7DI2XwcHOlLiD5keiZAC7JM2XRFuCNdcg"
    "xrBEf4qhrt8EVeRK8BE5KDCYM729KpN5BnCDYAG4kdE8i2JCUJ1LoyvCTBKUHpuo6NU7j2"
    "ABVq2xHnOWK3K0vTkiKeJEr2BxRtZOZrFFvtpe5GtMPQ++Z4XWFRffUpROmBH7uPrWEi52"
    "SgR1pkUcLO6p5F44hVnHuMqJ37Zc8/hwt5ch7DjVHHJwCu/UlDPbDEonGMAenGBwqGpQOA"
    "bvIHWfH28i0jRUuZ/m+Hil1gcvKTTx96+XF2XaeFmFCZc6Cv0PeVQ+RcW8grhAjGphtiy3"
    "evmIFwzw6MLsz/8DCU5Plw=="
)
