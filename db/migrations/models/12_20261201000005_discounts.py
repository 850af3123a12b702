"""Discounts: what was taken off an order, the programmes of accounts, and codes.

The new columns are null or 0 for existing orders: nothing was taken off. The version before runs
beside this one. It sells at list prices, and it charges a discounted order that it meets in parts
that are rounded down, which the provider's answer then shows as a fault of that order.
"""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

MAX = 9007199254740991

CHANGE_CHECKS = """
    CONSTRAINT programme_change_pkey PRIMARY KEY (account_id, number),
    CONSTRAINT programme_change_key_once UNIQUE (account_id, key_hash),
    CONSTRAINT programme_change_code_once UNIQUE (account_id, code_id),
    CONSTRAINT programme_change_number_range CHECK (number >= 1),
    CONSTRAINT programme_change_kind_known CHECK (kind IN ('SET', 'CODE', 'REMOVED', 'ASKED')),
    CONSTRAINT programme_change_code CHECK ((kind = 'CODE') = (code_id IS NOT NULL))"""

CODE_CHECKS = f"""
    CONSTRAINT discount_code_secret_once UNIQUE (secret_hash),
    CONSTRAINT discount_code_uses_range CHECK (uses BETWEEN 0 AND uses_max),
    CONSTRAINT discount_code_booked_range CHECK (booked BETWEEN 0 AND coalesce(budget, {MAX})),
    CONSTRAINT discount_code_currency CHECK ((budget IS NULL) = (currency IS NULL))"""

POSTGRES = f"""
ALTER TABLE purchase ADD COLUMN discounts TEXT;
ALTER TABLE purchase ADD COLUMN code_id VARCHAR(40);
ALTER TABLE purchase ADD COLUMN booked BIGINT NOT NULL DEFAULT 0;
ALTER TABLE plan_subscription ADD COLUMN discounts TEXT;
ALTER TABLE plan_subscription ADD COLUMN discounted_until TIMESTAMPTZ;
CREATE TABLE programme_change (
    account_id VARCHAR(255) NOT NULL,
    number INT NOT NULL,
    kind VARCHAR(16) NOT NULL,
    programme VARCHAR(32) NOT NULL,
    until TIMESTAMPTZ,
    reason TEXT,
    code_id VARCHAR(40),
    actor VARCHAR(255) NOT NULL,
    key_hash BYTEA,
    fingerprint BYTEA,
    changed_at TIMESTAMPTZ NOT NULL,{CHANGE_CHECKS}
);
CREATE TABLE discount_code (
    id VARCHAR(40) NOT NULL PRIMARY KEY,
    secret_hash BYTEA NOT NULL,
    programme VARCHAR(32) NOT NULL,
    uses_max INT NOT NULL,
    uses INT NOT NULL,
    budget BIGINT,
    currency VARCHAR(3),
    booked BIGINT NOT NULL,
    until TIMESTAMPTZ,
    months INT,
    note TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    revoked_at TIMESTAMPTZ,{CODE_CHECKS}
);
CREATE TRIGGER programme_change_append_only BEFORE UPDATE OR DELETE ON programme_change
    FOR EACH ROW EXECUTE FUNCTION refuse_change_unless_erasing();
CREATE TRIGGER programme_change_never_emptied BEFORE TRUNCATE ON programme_change
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def _utc(*columns: str) -> str:
    """As in 0_…_init.py: SQLite compares times as text, so all must have one format."""
    form = "'????-??-?? ??:??:??*+00:00'"
    checks = (f"\n    CONSTRAINT {name}_utc CHECK ({name} GLOB {form})" for name in columns)
    return ",".join(checks)


SQLITE = f"""
ALTER TABLE purchase ADD COLUMN discounts TEXT;
ALTER TABLE purchase ADD COLUMN code_id TEXT;
ALTER TABLE purchase ADD COLUMN booked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE plan_subscription ADD COLUMN discounts TEXT;
ALTER TABLE plan_subscription ADD COLUMN discounted_until TEXT
    CONSTRAINT discounted_until_utc CHECK (discounted_until GLOB '????-??-?? ??:??:??*+00:00');
CREATE TABLE programme_change (
    account_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    programme TEXT NOT NULL,
    until TEXT,
    reason TEXT,
    code_id TEXT,
    actor TEXT NOT NULL,
    key_hash BLOB,
    fingerprint BLOB,
    changed_at TEXT NOT NULL,{CHANGE_CHECKS},{_utc("until", "changed_at")}
) STRICT;
CREATE TABLE discount_code (
    id TEXT NOT NULL PRIMARY KEY,
    secret_hash BLOB NOT NULL,
    programme TEXT NOT NULL,
    uses_max INTEGER NOT NULL,
    uses INTEGER NOT NULL,
    budget INTEGER,
    currency TEXT,
    booked INTEGER NOT NULL,
    until TEXT,
    months INTEGER,
    note TEXT,
    created_at TEXT NOT NULL,
    revoked_at TEXT,{CODE_CHECKS},{_utc("until", "created_at", "revoked_at")}
) STRICT;
CREATE TRIGGER programme_change_never_updated BEFORE UPDATE ON programme_change
    BEGIN SELECT RAISE(ABORT, 'programme_change is append-only'); END;
CREATE TRIGGER programme_change_never_deleted BEFORE DELETE ON programme_change
    WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE account_id = OLD.account_id)
    BEGIN SELECT RAISE(ABORT, 'programme_change is append-only'); END;
"""

INDEXES = """
CREATE INDEX programme_change_asked ON programme_change (changed_at) WHERE kind = 'ASKED';
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return (SQLITE if db.capabilities.dialect == "sqlite" else POSTGRES) + INDEXES


async def downgrade(_: BaseDBAsyncClient) -> str:
    return """
DROP TABLE programme_change;
DROP TABLE discount_code;
ALTER TABLE plan_subscription DROP COLUMN discounted_until;
ALTER TABLE plan_subscription DROP COLUMN discounts;
ALTER TABLE purchase DROP COLUMN booked;
ALTER TABLE purchase DROP COLUMN code_id;
ALTER TABLE purchase DROP COLUMN discounts;
"""


MODELS_STATE = (
    "eJztPV1z2ziSfwWVl4nrNC7HySRz8ZNjezPeTeyU48zs7vlKgkjIQpkCOARoRbU3//3QAD"
    "8lkhZpUaIYvCQ20A3QDaDR3/jPixl3iScOTx2Hh0y+eI/+84LhGVE/LHcN0Avs+2kHNEg8"
    "9jQszgCNhQywA2NNsCeIanKJcALqS8oZAF8zgiIERAXi6teAz98j38OUIYd74YwJNOEB+j"
    "MkASVigDBzkZwSJCSWRHe5xKFCDSgOYVKXO2pWyu5bGP+O3bFb/kBSVBwQ5AdkRsMZktCj"
    "mtQ8Ez2Eh4VUraEzPUEjPd4IvuIRe9RF6pOop5s9MsRypD8+ZFR9yFDye6IGCNSf8D//q5"
    "opc8l3IuJf/YfhhBLPza0RdWEA3T6UC1+3nU1x8DcNCYQZD81Xp9D+Qk45S8AV3aD1njAS"
    "qI91M+vGQs+LVjhuMt+qGmQQkuQj3bTBJRMcerD6gG2+IG17MRxeXd8Ov17cDocvVnZGjJ"
    "FZzKjJUQuhdhVlUui/f4a/Dz3C7uVU/Xr8yy9/mYlSQhgwmPH305uz305vXiqoA5iSq81p"
    "Nu1V1HVs+v7Sg2CJzTCa8Cmlua8I5Ko1WyX4uSKbpDNSTPQc4hLt3QjzMP6hyUrEDelSpO"
    "duC2tRQfrby88XX29PP3+B4WdC/Olpcp3eXkDPsW5dLLW+fLu0Sskg6I/L298Q/Ir+fX11"
    "ocnJhbwP9Iwp3O2/X8A34VDyIePzIXazNImb4yYFmi6y4hCszoGK4TdzpHa8kPlD9fp4jT"
    "P1+rj0SEHXXzniBuRRc9RVAn+g95dMFpM4i7VEZmounH0j8z18xM//fXz8+vW746PXb3/9"
    "5c27d7/8evSrgtVfvNr1rmItPlx+vLy6zS8DNOSJjx8xNRSpRf0cmiV/Y/JPI+KuT/kYwx"
    "K9MdFdMi64rauIHmNYojcmeiza1hWTsngbkJIiabQra9EnIUnrNKvLe0u+l5yqBKEXYlLV"
    "Ul788za3irE49PLz6T8Pciv56frqYwyeEZ/OPl1/WOZi9J6IQj7GcLAo4WMJzhLJxwtJRL"
    "+I/gFIliW6ovmHy6vTm38VUz2Gzx6LD/+6vThVdAc9e/KQ0f+gYYydhzkO3OFKDz/mZbCr"
    "XbPj2XILZvhe0xL+aPgTE5OLpI/kM2daEi+wyKTdg2qrDAAOZwnkk6aZU6SB0UsqBZrQQE"
    "jk4sUAfbs9O0CUofmUOlOEWWJfCQVx1e8LpKc/RF8COlPbEj2QBcDLKVkxz7Qwxx0DvX2M"
    "BXmPXkZoQ+oOzEwHz7WyJARcvdCKz1+CUHWT7Z3VpeIQwsX0hAElXZY6GnYeqxcXSEvGq6"
    "7wLndGGXAoTZRV3pXpruZdADjEKeTTvAs4BvwCllhgHzACBSzJg0N06vuEuT9z5i1WTcY1"
    "ca3F9nmb/s3RGnv+zVHploeuJ7hNbQXEGmj3QPdQh5QH9e6PCMFeHVV+jxyFC220lSQuts"
    "/2gcZv36xB4rdvSikMXcsE3pEc1DGTyBb2skskpkauWNdWkUHpxW7ehrWiK5KnT/9BFoVC"
    "p+mpljd9OnyIgNZQk30cSLURfhKghR6iayUZau//199Ofz7+5S2IkaDeCuIEREchCHUPEb"
    "dA8mw8FMQljMxfMtIBDKOYSfgBmVAliI50pMLfv15fIU8Js+JEkwzNCIaIBc+zsmyHHKXl"
    "sqz+vwahY/heMLAtXBPmZA2nWBQYearMrEuI1ta6fGdU2VpzK+Bwn9S6p1OMXuzybTsV1L"
    "4F4jTw0+UxrbrcaXU5II/8odEy5zGtQ7bLq0y++1QN12CV85h2lbu8yhBXPARXWIN1Xsa1"
    "K93llU6103WloRSjD5ahbQtDy2pzHcoX4do12Cu70ZnSuz1+/zsJRInTcgliUGVHcgzs8D"
    "EDvF5GjO97lLgoGgCpNQpnhMkBCpkzxUx9+xNOzMajbNgEVBpeWWgBKgiujM5Cdw1AJrLy"
    "+NWbd29+ff32TRJQmbRUxVHGMZMVzkuziA0u+jym1c46fc8LHgZOLcteitELq8c2XEAl0Z"
    "PlNC6NnewDjTfvzowvmFpOtgxOL4j8I0lLfMoDWRqbmu2ulpM0YL3Y1IB7Xui/194xFs7G"
    "JNDhWkYEF8hkWkYhoVGQ6cjMM1JNWKI5CQgyUbEANtIwoyKnXFtT3bHV6FWUCV41Y2wqcN"
    "WMVixElJh3EwwbutrB+N/u8rmEjCt6dYE+XZlymMGyeVi18rA6ckWcU6GX8Ez9WnRH5Por"
    "Lwk3glTbIwJd45YAWM2skR/w+wDP1HlLoyrAWRuHVEgloWQCKtAoFDpoIuHyE9M0VDLUqO"
    "CSaGmmOzbF6tbQaQ9UnqDRmIMvZqShxqGr7gFdUmIO9wyVMBGSGApU8MlkkFxKlPFAaf1U"
    "2jCPvQhZtmEIuw5DSE5xnf2eQ+qFNtN2IYiY0dWwHGZR+iQUPNOEmKdpTXpaWpbQ0lyx9a"
    "TWFKcRSTvm/dlN6QAnDALCnEUd7pvF6YPfbYn3rsN6yznvMuM1cmTNjZ3g9IlXbHln67Jv"
    "dX05CZKN1uiyF0fbeurcvSlCj66KjV2+jNcrLhLD94H52yjgvViKfeNQNgq4r6vcEYPvBZ"
    "NBYeKd6RhUmXhJArJWlJSJYQJLKE+r/J4gDNbSTLHffIxTQcWY1Oe2YtdtZ5o7litME5e1"
    "PDhB5jAAdKD+5XyphI0aTJv2DkzCn6k3rO2/umAxvQdHZPq90DjGHmaOouAo+mmUbUZ4Ik"
    "mAqIRPius7ov9CUHEQ/YygBt7BITqLyyQHfIZMmuFI/dk6o3BCPU9NCmWSwZCANhFI1pXq"
    "oF0ILNuKdmIr9XQhPulB/Wl1qBzD95C+r96uQd5Xy1dsSl3oyhPX8Mp6HCXFsfaOxvaO6K"
    "apaWlKkSzpmxtRFeu4r5fDkEHpBVvZthodEIcHbkMFK4dqFenOqVjZheaOdjc0egUij2oX"
    "utMLHetcRRdYeRxGFqthEMb+2EfaisGgLpn5XIJPL67Hs37k0QpqH6zCW9BCJmp+EvgBLY"
    "rjr9ryS4h21zfc9QHBosj2US60pRh92OPbFtlsUfXd7HNtR6zD0xOEPuzyLXByyvxQDpsY"
    "PpYxe+Sc3rIKzkPZdBFWUO0qNDaEYGeq9K3mB6JkALsiTVdEkmBWyzCVIPSB+W9bxJkRic"
    "HFU4fgWRxL8yaWQPVnCwiMqS3oFKD2YQX6/djFRYCF+etXQx+irkFl8EMGaL33LcyLODrD"
    "mAoE+HEaMgQEBJgJU479EN1OdTWYODpBddJ7pavrwr98HkUMKBwOCWovlhaz1cnuWMDnUd"
    "SAxtT00FPMfLlAajqFhjiEECCwhopB9CgQRDHg0KVSjUicB/HcoIPueLo7lOnW4nPKXTm2"
    "j4TJc1wcshT3VR9cgBq6eO164cX1BPQwQofVwPNX8A5WdRQReqmfytJ4B+vXLdjAPM84ZR"
    "GZVt0lJXYWXGS6/ZHrD+hlqMOhEoRe+HPbLmFjzkk95TDFsbEKtRTCjlwBlzOfB/IL5O4S"
    "IYougiWIyuuAatihnwV+8lIAySfGiJ4dM+MoaSegUhIWs+WMqBWHeMaQghv5DJCZ0peD0J"
    "cmXSt3MbQ41x2DByxAemOK7QQRtBIU5Zw65BDK4kCJAx2xCk9RDHTcKIwLwQ/MoR7FejYs"
    "dauSIZ974ez2wYQfQ5TLZM1zQYvfjCo3NGRxenFHbT11p6SyTkWUV1lVHUvwdQge+m7DXK"
    "k8po386VzkT1dEEjbm37X6WSiOpL3VogjADRMFYC2zkoaOb3sfL6A2I4gLj9QlwSAqWoSw"
    "gBub0EfiDtAUMxdyQNQFTgqfU33umDrZBV6OD43o8OXi6vzy6iPSWdFQ9Ui1RQgDmIOh30"
    "6vzj9dnA/Q5cer65uLc6TEjNNPFze3J2gEWaJJzowJnVAzjLCSfGa+TNNpUpV5gil8SwwB"
    "piszHbIFlfZHNtHkqkHrGL4XV+QWwg3iw9ss9DmLau/Fzt2LudJYeOFxXMC3KmT8FKUXx2"
    "nbEqe5/OpwrxSjFwRvOz0svttXSVxenDSD0ifD38bKdwREBotGt0GKZ+sMdPkmsAVafog6"
    "7585I4vSwg6Z3kGVNjoDuGGNGg964EQnRC/xmD8SdHQAypziEWEA1Q5ejglEFRwdJMVu4z"
    "JwP4ls3Vs0ou5Ioc3UGKshDu1Ndcfc0Peoo/a1yLhftfG8SB1GgjAXNGFfV9Vp51Ueq2C2"
    "oWB2J4Jk14KErZWw38LwDHZkPSd4itMnWfhHqHraOdK3WfbUpm33WDXpiLj8BQv5TZAiWT"
    "nuqhSU/eiF3jV9NroOWRyMwT0tQy6EJDMUV5RIXCwQbaG+2ltI6gj1k4uURoZMzQ+3KApw"
    "1ZvT5mxKVk6DDrN1z6h7cGKk6sg3k51YCd98zqyY3KF4Oisjd0FG3nKC7Q9IYVtUbFdF1E"
    "Wz8JuNPnvftaWw4tuGxDdtkTsLlRgz00JEgRiXB3lCnNPAQycLvV5E8JJtUEk68SCRcBUn"
    "Zq2G3TTAt8lTnb1yygWqeEFrkn4JzV74nc8v/eJh9jUcZymzypeWYaoZk4IeimXwNRTOLA"
    "4Ew2EEQx2i0UQhwlOGgS5hjR4Ud2dIN5rHD7USGD2DSNkjpw4RCs3YDkG5K9A325vsjgGe"
    "RwVwSNVrnm/UT3KcGN9M7JOBFxUFGsVPUAp4fnEShR8mrUq00C0jq4ruxRuL3bmz+sk3O1"
    "bJ7wek+o5L+XWN4lVaZ1uviKqrqs5mj+F7uMM3/3aodVNaN2Vndvdm3ZT2Na4mXHwvrFy5"
    "sG4i4MWamiJoHqsPsZRbkIV0kSAeymEYFPhEqh5EyOP1gdzbzl5QxCUBw17Nfb6E1gfKb2"
    "Gj21SRPI3XcWkfl7u0j1dKxGgTUx0WkiD0grzbZh6J0a0OyXNIfWAcu6J6bNSsK4YW4dtc"
    "nq7Jol1xbXDufSK4JGQu6RxUOjMUmOL6eN2wOeMfDaQx+s/VBuLzKK4N7P4OFEea4QXyCO"
    "RpBDy8nw60R2GuS2BKNMUi25mLZyvxxrY02x1bLdmnmgdoqsPknl2zr6bBdqNG2g55JF4f"
    "reOSUFDlav7Rk04Js2R1yJ1i9EK8aMcLlBL4PsAsqoq2vtUwg2TNhs8K2qpH9xjDEr0x0c"
    "l3nyopoYElMY9pLYlWeiuX3v7QEk2Z+Bb1Pi2/zVPANcJQIjFKi1SAfohGwDB0koCWmxhH"
    "WiJERhc0lZDNz3E1Kt0fpeMStQ3dokLK7Ux0x0ZKVIpSGrAWDUdj6nlq2kOPuPckOPwz5B"
    "I/O57Eym/bk9/sHbeDO844dYdqtZs4g2M8uwDNJTtbENMKGe0KGVCwGs9m5Ew/H1IoaSyB"
    "VIsbMfDQSaGflDmuGYneL4kKZ0fRgD8JlAwoBlA0BKPoER8daM8ZOUSn6Zsoa6VatjlZaa"
    "alKXp5cILM+QFYiK/lfAkuft/4QJup7liu01H0Vj8cvFdfBj+jOQ8ehK7luZx3oEt7QnEG"
    "LQepwzZAZ9fnFwN0c/H5+veocOfXf1ycK5nL1OpMc0B94AMcshpMj6ZFFLerpS4s75jgMz"
    "Lm7gLqqkj11z+7nnjJAwFbex1gtxLVRkqE2ZjcLjiKbQmVFkuoJBy6DoVzSD0k8+ZDQBv5"
    "Jq1DsrPSpn0HfZfPSGiprQ7DyqD0geJt+56UbsFr+fYShB5eBu3INJFaUmQHKk93yWI1zH"
    "Xp2E7eQarLjpON7AIYW0GjnIEcpjXCdU4s6ooRLgzUVikJ04r7BpVmtyzUGi6+GD7yvam/"
    "YqD+pS5YehiXa2SBi7gKRpFjb5PDa0uWDhQZGpPPSAdwjQJ4CQ/qzpjCP2YsQISwaxJXEo"
    "4cfrkc8yl+JAh7Sqp1F2hMiJoAEtGZTj6P89hP0GjM1cjuKPI0zmLHYzTyOFQjJ6/vaHPc"
    "KJLbbKZ6l+REaxXrggRpM9VtpvrOKb6LTHV1+dWyVUbwdoevt8P/DJVkQGUBQyn1HGVR+h"
    "ScsLEHZmz5xZ0G3NQjvK28YCsv2MoL1orSDeeSrbxgKy907Ai14dOLa8+q+UnRhV0l3y9j"
    "9oH+W9juYD9scHtk0GxYQqdvDltfw9bX6NEVkXVZ1NPoljEb6XUd41S7UeuWfET1lqEA2W"
    "rYjZfClpvZBROysWdtx54ZJ3E9zpLibI+hHO09N+lIsMYN9zySd9fnewZVgRpBCrNWKR11"
    "CVEwjaDQhyL98yl1pjrgAAYKfYHUcki1GPk8JngMmhJR/HrJ84e0D5p0Vl8uD3aIl722EJ"
    "RgWelnH/nVVxI8Uoecedx5KOJauf5K3iUM5NBJQNdiYS6dTAh4SggaEzknxMRPScir1EPp"
    "eC7NgAj2kDbJoFOJZlwBcAZ8aT5AcyqniLro1SG64tBUyNtamuuOzQhmmdflzVhzLPTTm/"
    "AgvdtGzFfpsSxkhDbxsSDEa0qwOxRETevW1P9WUC3/20f+dwva+zleFPG+pK+S72n9f+hG"
    "YGtE1xpB6j3yAzKj4QwZAwIaLzTv+HZ7htRgit2kstciykh3TXVCBSl4GDhkOcd8hem1OZ"
    "l5xymT0K4GGkSwzy5+GJFz1ZRfYgnARX72nAl/73hfxakCi/wTnM2sQy17eYLRC4Nu26nG"
    "tqLhzoyFwi/0qlYRPkGxZG9Mdg/7tctspTiW8M/2UzRzUFji77Vs+hGujFLp1PSuIZ/eJ4"
    "A1a3RrRKPaMthRkXQoiuoboeryRmXPJbcxlc4LizPCotJFiWkzysoCo+XCzBddzIg++03m"
    "Ji7dPhYr2gqPtMlbXYi9srpGy7qGDfzfVRnvyYQ4kj6SJoW8l3BtaHqnAww7VLG9YzES+7"
    "7KHZHmvzEqSwzNcVelHK+2g2xiZo7yGSnRtRNgFIHGRFCXGKnY98CbbwKpBlWGYRQKk9Zb"
    "YmLe7ER3jDs6h8o9RNfMW+hG43tzicTUE6akAwOZ/QkFQVumNUkH+ruseXrX5mm9GHUkxg"
    "ShhwJjK0I57PM6BI7he0jfFgpgRpxwfXE8xrDCeGNhvDyXv4rwfU3n3/ZbA8wPqAPvStbf"
    "+suodhmevwzNDkMhul2OfXQOfBOqvUyfiPuqFQqAaqJRaEm8MoIkFd2fFswrNIrNTnTHIh"
    "VAKSJsgJSiAi8uwH/gIPjbzcXFAH25ufh8+e2zftPg8vOX65vbi3P9eIL+FPMghH75EYmF"
    "kGRmFQmrSHRH0G0ns1qdljoEjuF7SN/NKxLAfeoQN4bvIXE37zaJnuepndiZYlnRqLGkSp"
    "kfykaZtcuYdhEaLwIPZdNVWEG1y9B4GRzsTJXS1fxIlAxgl6T5knBR06EeY1ii76O6/EdA"
    "JfkS8DF5UaAwZ3oHVSrzHOCGfgK4ltI8N6/vmTQzPcIgUmHFlM/hLWOtNuZUVkitJb4UBl"
    "4gfI+jR/RWVOXNDm/LknejhEC5xjsxj1Wv0rqiVE+K0gvFoSoiYVN1MjrCt05JoI5yEc+K"
    "eir5FU5hnmJV5cTvWtZqdLi7yxBaTlqFsP7CTP1yZptB6QUD2ILZCw5VDQpH4D2k7qujda"
    "40BVVumTlaqYsDRUQKk7j+/vX6qkz+LquJ6VJHov9DHhX7KIpXEBeIUX2ZLd9bg3zIHAyw"
    "88vsr/8Hrn/FCw=="
)
