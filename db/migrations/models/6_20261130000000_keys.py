"""API keys: expiry, last use, and the models and accounts that a key is restricted to.

All new columns are null for existing keys: without expiry and unrestricted. The version before runs
beside this one, but does not know of expiry and restrictions.
"""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

COLUMNS = ("expires_at", "last_used_at", "models", "account_prefixes")

POSTGRES = """
ALTER TABLE api_key ADD COLUMN expires_at TIMESTAMPTZ;
ALTER TABLE api_key ADD COLUMN last_used_at TIMESTAMPTZ;
ALTER TABLE api_key ADD COLUMN models TEXT;
ALTER TABLE api_key ADD COLUMN account_prefixes TEXT;
"""

# As in 0_…_init.py: SQLite compares times as text, so all must have one format.
SQLITE = """
ALTER TABLE api_key ADD COLUMN expires_at TEXT
    CONSTRAINT expires_at_utc CHECK (expires_at GLOB '????-??-?? ??:??:??*+00:00');
ALTER TABLE api_key ADD COLUMN last_used_at TEXT
    CONSTRAINT last_used_at_utc CHECK (last_used_at GLOB '????-??-?? ??:??:??*+00:00');
ALTER TABLE api_key ADD COLUMN models TEXT;
ALTER TABLE api_key ADD COLUMN account_prefixes TEXT;
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return SQLITE if db.capabilities.dialect == "sqlite" else POSTGRES


async def downgrade(_: BaseDBAsyncClient) -> str:
    return "".join(f"ALTER TABLE api_key DROP COLUMN {name};\n" for name in reversed(COLUMNS))


MODELS_STATE = (
    "eJztHWtz2zbyr2D8pfGc6nFk53HNJyfxpb5LbI+j3rV3vqFgEpIwJkEWAO1oev3vhwVJ8S"
    "GSJmlJphl8aWNiF6B2wX1j8cee5zvEFQcntu2HTO79hP7YY9gj6h/FoRHaw0GQDsADiW9c"
    "DYszQDdCcmzDXDPsCqIeOUTYnAaS+gyALxhBMQKiAvnqT+7f/4QCF1OGbN8NPSbQzOfo95"
    "BwSsQIYeYguSBISCyJHnKITYWaUBzAoo5vq1Upm29h/mt2zSb+LUlRMSco4MSjoYckjKhH"
    "ap2ZnsLFQqqnob14h6Z6vim8xR12qYPUK1FXP3aJheVUv3zIqHoRS/pzoibg6if857/qMW"
    "UO+UZE8mdwa80ocZ0cj6gDE+jnllwG+tmHBeZ/05BAmBsreusUOljKhc9W4Ipu8HROGOHq"
    "ZZ0M31joujGHk0fRu6oHkodk9ZJO+sAhMxy6wH3Ajt4gfbZnWecXE+vr6cSy9tZ2RoKRYW"
    "b8yFaMULuKMin07/fwN8slbC4X6s/xq1d/RgulhIjAYMV/nlx9+Pnk6oWC2oclfbU5o017"
    "Hg+No7E/9SRY4mgaTfiU0n6gCOQonq0T/KMim6QeKSd6DrFAeyfGPEj+0YUTyYOUFel3tw"
    "Ne1JB+cvbl9Ovk5MslTO8J8buryXUyOYWRsX66LDx98brApdUk6F9nk58R/In+fXF+qsnp"
    "CznnesUUbvLvPXgnHErfYv69hZ0sTZLHySMFmjJZSQjW5oNK4DfzST0xI/Mf1dG4wTd1NK"
    "78pGDozxxxObnTEnWdwO/p/IzJchJnsQpkppHCeW5knsNL/PjX8fjo6M348Oj121fHb968"
    "env4VsHqN14felPDi/dnn87OJ3k2wIM88fEdphFFWlE/h2bI35n8i5i4zSmfYBiidya6Q2"
    "5KtHUd0RMMQ/TORE9M27ZmUhZvA1ZSbI32hRdDMpK0T7PO3gn5VvFVrRAGYSbVsfL010mO"
    "i4k59OLLya/7OU5+vjj/lIBnzKcPny/eF6UYnRNRKscY5ssKObbCKZD8ZimJGBbR3wPJsk"
    "RXNH9/dn5y9Vs51RP47Gfx/rfJ6YmiO/jZs9uM/wcPbrB9e4+5Y62N+GO/CnZ9yBt7xSeY"
    "4bmmJfxo+ImrkIukd+SLz7QlXhKRSYdH9VEZALS8FeSDoZkTpIHRCyoFmlEuJHLwcoR+mX"
    "zYR5Sh+wW1FwizVXwlFMRRfy+RXv4AXXLqqW2JbskS4OWCrIVntrDGNQO//QYL8hN6EaNZ"
    "1BlFK+0/NsqyIuC6Qiv//lYIdZrs2UVdaj5CUEwPBFBStrTxsPNYg1AgWwpe9UV2OR5lIK"
    "E0UdZlV2a4XnYBoIVTyIdlF0gM+AMisSA+YAYKWNLnB+gkCAhzfvSZu1wPGbfENRHbx236"
    "48MGe/74sHLLw9AD0qa1A2ICtM/A91Afqc/b6Y8YwaiOurxHjsKlMdpaEpfHZ4dA49fHDU"
    "j8+riSwjBUJPAT2UE9C4nsYC87RGIa2RVNYxUZlEHs5l1EK/pieQb0H2RZanRGI/X2ZkCt"
    "2xiogZscYC7VRvhBgBd6gC6UZaiz/19/Pvlx/Oo1mJHg3gpic6KrEITSQ8Q5QNNo7akuOZ"
    "gmn3XAyYwq03EKtQUlHvM2l7tmf/96cY5cZe6Kd5qoyCMYahpc11i7PUqlVlu7+v8tCJ3A"
    "D0LE7UCRRN+VtcCiJAxUF4gtIJpobFGr1EVjcxyw/YC00uQpxiB2+a7TDmrfAnE6ZPLymM"
    "ah7rVDzcmdf9uJzXlMk7LtM5fJt4Cq6TpwOY9puNxnLkPlsQXJsg58LuIaTveZ06n/2tQa"
    "SjGGEDvatTFU9JvbUL4M1/DgWUWWPii/2/Xn/yRcVKQ1CxCjukiTHcFadxngZmdmgsClxE"
    "HxBEjxKPQIkyMUMnuB2RwCPrVpzs6zbDgEVFmAWRoBKim/jL+F/gaAotrL8cvjN8dvj14f"
    "r0ouV0/qKi2Tqsqa9GbExA6KPo9pvLNe63nhh9xuFdlLMQYR9dhFkqiivrKaxpXVlUOg8e"
    "YTnomCaZWGy+AMgsjfk7XkL3wuK6tXs8P1dpIGbFe9yn3XDYOfdG6Mhd4N4bqgKzLBBYrO"
    "YsZFo3EZ6jRaZ6oeYYnuCScoqpsFsKmGmZYUjG1tqWu2Xt+KMuWt0RybKm2NZis3IirCuy"
    "sMU9zawwrh/sq5FRnX/OoSf7r2UGIGy5zUanVSqycq4pRJXlqpEQ3UqgWyAmnkNEcuLYhm"
    "P20L8Q5hOFWQ6Q6Rd3lLjhikIrjUq978Mtcsd5IhOQe9/w5F2xaglQKRvl8486Am0wnnfd"
    "25Yho1qNA9KHSHCzoHvZS+Lzy8wS5mtqLgNP7XNPsY4ZlU2o1KeKXkQDD6C4IjquhHBIcm"
    "9w/Qh6SvBve9uOxkqn62bpYxo66rFoW+GooeQI3HxxX6cpy8D3GGnZzxNEc7+uCu3qqf1o"
    "bKCfwA6fvydQPyvizGb1LqwlCeuJGsbCdRUhxji7SUKCnhY03TjvIZJEP6zqRXlgCft0tp"
    "ZVAGIVZ2nU7kxPa507HqJodq4ve9jt/7th1y3q1tWB7VMLrXjE58rjIFVl0dnMXqWBr8fI"
    "oCtlUZTB3iBb4kzF4mBzianzdYQx1CZcYOvJCZWp/wgNOytE7dli8gml3fcddzgkVZ7KPa"
    "aEsxhrDHd22ymS48T7PPdRyxjUxfIQxhl+9AklMWhNLqEvgoYnbywftG8Cdxwf1QdmXCGq"
    "rhQudACLYXyt/q/kFUTGA40pUjknCvhAfVwn+FMDzh/7ZJy5y31S1z3h4WJb9HJIaUThsj"
    "MoszBBp/R2VZpxyLiBTrWfd4aFSbd88ANevFFXXv07VOVCDATwqiIBfNMRNR65gDNFnouv"
    "QkMa4G6Vy5iboFgX8fJ6sVjg9dDvYKnN3qYteM+/dxwlpjanroJbxALpFaTqEhH7LXCAJx"
    "YhQ3MIQEOg4dKtWMxL4Vj8139yfJ2qPWClu8+qEvn+0dYfIjLq+WScbqP1yAshzcuLdJeW"
    "Wjnkboig5o1Qk9O+sLWNAL3dZT4+03r6DcwDqP+MpiMjUt44vBTSVketT4rrTUu1pCrRAG"
    "kUrcdjF99J2080tSHJMmf47Vkmde4HN5yX0IlIkyRVCAqFUHVMNaQRb4QaUAlk+CEbdIje"
    "ZR1g6nUhKWiOWMqZVUFyaQwo/sM0BmylXjYQCbrqgYtrjWNYNGWmC9MSV2eAytDEV5T21y"
    "AAX6UFisiyWhKdZIlyzCvJB3ZzZ1KdarYamfKhvysQrnaVs3fR+mXOaCJ1/Q8v6W1T5vFm"
    "cQOmrXuZOqGv+aAqOq+n5D8CYEDwOnY++mPKYpOuld0UlfTBJ243/T7mepOZKO1psiAGet"
    "HIBGYSUNnWj7AC/hlCiYC3fUIXwU972E6ziVxib0jjgjtMDMgeMHSoGT0tbvj51Tn7OAW2"
    "7CyHS4PD3/eHb+Kb7tk2qDI0YYwRoM/Xxy/vHz6ccROvt0fnF1+hEpM+Pk8+nV5B2aMj++"
    "MjSyOyBrr1aYYmX5eIFMT3KkLvMMU3iXBAJCV9Fyam3TwfO52CaaXC1oncAPQkXuINOdfL"
    "zdqm6zqEYv9k4v5m5xxUvXxyVyq8bGT1EG8Tnt2uKMlF8b6ZViDILg2z6ZlOj2dRJXH5PO"
    "oAwp8PfIpkpZhSD5spM2SPFMn8Q+awIwpduogQTelDY8q9KGLz4jy8qeApnRUZ036gGc1a"
    "K9gJ545ROiF/jGvyPocB+cOSUjQg4H7V/cEKgqONwfJVFrfa6H2csfBPIogyPxTLlpaEqd"
    "qULz1BzrJQ7bW+qaOWHgUlvta5FJv+rgeZk7jARhDnjCge7ybS5E65vDY47p98HZNMf0t2"
    "kMe7Aj2yXBU5wh2cK7LpGO9UmbnZ3FGeDuPmqwuY+qr/Ypbm1zYnjArklPzOVLLOQvgpTZ"
    "yslQraEcxHcFNMzZ6BZYSTGG72obcikk8VDSzGCVYoFqC/XW7lJSW+gry5RHhqJ2E07Dy8"
    "W3uFrlNePU2X8XWdVxbia7sDK+/XtmzOQe1dMZG7kPNvKOz3Z+hxQ2/ayeyFDueAvPZi/g"
    "6RsrjPm2IfNNR+Q+hMqM8bQRUWLG5UEeMOc0sGVnoZtVBBdig8rSSSaJjavkYNZ62U0HfH"
    "N4qrcqp9qgShjakvQFNKPwq6nfF7HkYvY1vMlSZl0uFWHqBZOCtkQRvIHDmcWBYjiMYKoD"
    "NJ0pxOjSa+2l3SrpzpB+GN2grZ3A+C5tyu58ahNRdnJt8wsYz/BxX9Nxk+Pxx9XH448PjW"
    "f41EqkVz3dvkOqP3FTt75RvM4J3FK3K9AibTZ7Aj/AHX40bpJYGVdnVsYma9iTYIjJGm47"
    "a2hz0vHAVx7TBJ16F3TKVVkTAXeXtDRB81hDKG3cgS2ke/b4obRCXpKiqGuNn8cbArl3fZ"
    "hAEZdwht2W+7yANgTK72Cjm5MbeRo3yTCPqzPM47WOLTr600aErBAGQd7vqAz9MuT2AlcU"
    "1iRjo9qIZxaqQaAzgddtUlCgfsVI/Zc6UBbOfNkgICmSJExZmHOT0+sz0nOOmbSig8tTHQ"
    "udcmjEAmnP5J46mAsQQcyQpJDdJc6ccBMpNZHS5yT7TKR0oFQ3kdInj5QqZdQqUhrDmx3e"
    "bIf/HipNTWWJQKmMlWZRhhQt3dh5Y1ON90QBaBP5N5H/vkhrE/nvgVViIv8mIGoi//0I3h"
    "U6N+lSZGjZ266L+DrmEOi/g+0O8bwO2iODZlrg9FpzmPyOye8MSEVkUwjtPLoiprmXratb"
    "V8jZtGNDCbLxsFuxoifpzivfdUk+wZYfGdWlOnkK0+ismdo2FJwZFAZw4iK9Yyu6RUggxQ"
    "6pmJE5NPaDQNDNi5ad4djMlOZEWm8t3Or0ZML21mJrhWXk1XOUV18Jv6M2+eD69m2Z1MqN"
    "18ouEUFa9gq0kQhz6GxGILZJ0A2R94TEt9gQIZGeSldExF3fXX2b4AE6kchTLgHyGcil+x"
    "G6p3KBqINeHqBzHx6VyrYtrXXNPIJZpj1gNNc9Frp3CnQUfPSNOGUSsfoS6jJB2PGDfFpB"
    "uJFkU01RxoJgxxJwjZHT0mJbQzXy7znKvwnY2xU3Sa7GauWetti73CQZcOLR0EORyY9ull"
    "p2xLc7wlWPK9trGd+/6oy0gFKQwg853M2Vb8e0JvS2udg1K7twMoI1N04+9Y2TER9aRbhW"
    "GIMIwWy73aYOnJASrfxgtIVsUDs/NZGfJNIigtI8SB3hVyiG7J3J7uJAtN3wKY4h/KMji9"
    "1Ciob4z9o2/QQqo9I6jUYb2KfzFWDDJlZcRgccNGLk2kbXw0bWoXjo+vFsJ9AovVBy3fn2"
    "ltInK5IzFatr4+LQZnypnb7VIFovVswbuBquD3dR98Fn34mMNMct+lAtYXwN09p/SFIlc+"
    "h6NiO2pHekQzFQEdcUk/a6JIh8C6iargujc5im8KtvXO6JNf+LUM8rIs2rsVpLPgSoLpHm"
    "UJAHQr7JNRkPmdoQ462JMm92oWumiTDSfSRHSFJl2L/T/wOL/m9Xp6cjdHl1+uXsly8jOH"
    "199uXy4mpy+lG3ydWvAm5F/sIDE5h+4sC06W+/9eJl0y9ve/3yQPq0IW4CP0Dibt7P4UT9"
    "TFFWOFwf6EyxjK/T2dehLAhlp+LVIqZhQmcm+KHsyoU1VMOGzmywsb0gjtX9k6iYwLCkO0"
    "uUJ9iSBzGGIfpzTH79i1NJLrl/Q/ZKHObM6KjOZb4HOCtYATZymu+je1aiulA9wyh2YcXC"
    "vxfq39ptzLmsUAtPAikieIHwXLGurH3Ypqc3nb/63vlrRl0X3meN1jWn4VKUQTgOuzgP1x"
    "O5dUK4+pTLZFY8UiuvcArzkKiqJn7fyszjj7u/AmHLVeZQh1N6tKZa2GZQBiEAdhD2go+q"
    "BYVj8AFS9+VhE5WmoKojM4eHaw1A/IruE3//enFeZX9XtZ1wqC3R/5BLxXM0xWuIC8SoV2"
    "ZFvTXK57hggidXZn/+H3AIpiU="
)
