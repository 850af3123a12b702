"""The tables of payments: purchases, subscriptions, customers, and the inbox of events."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

MAX = 9007199254740991

PURCHASE_CHECKS = f"""
    CONSTRAINT purchase_key_once UNIQUE (account_id, idempotency_key),
    CONSTRAINT purchase_session_once UNIQUE (session_id),
    CONSTRAINT purchase_payment_once UNIQUE (payment_intent),
    CONSTRAINT purchase_quantity_range CHECK (quantity BETWEEN 1 AND 100),
    CONSTRAINT purchase_tokens_range CHECK (tokens BETWEEN 1 AND {MAX}),
    CONSTRAINT purchase_amount_range CHECK (amount BETWEEN 0 AND {MAX}),
    CONSTRAINT purchase_reversed_range CHECK (reversed_tokens BETWEEN 0 AND tokens),
    CONSTRAINT purchase_reversed_once_credited
        CHECK (reversed_tokens = 0 OR grant_number IS NOT NULL),
    CONSTRAINT purchase_status_known CHECK (status IN (
        'PENDING', 'PAID', 'FAILED', 'EXPIRED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'DISPUTED'))"""

SUBSCRIPTION_CHECKS = """
    CONSTRAINT plan_subscription_key_once UNIQUE (account_id, idempotency_key),
    CONSTRAINT plan_subscription_session_once UNIQUE (session_id),
    CONSTRAINT plan_subscription_external_once UNIQUE (external_id),
    CONSTRAINT plan_subscription_status_known CHECK (status IN (
        'PENDING', 'EXPIRED', 'ACTIVE', 'PAUSED', 'PAST_DUE', 'UNPAID', 'CANCELED'))"""

INBOX_CHECKS = """
    CONSTRAINT inbox_event_status_known
        CHECK (status IN ('PENDING', 'HANDLED', 'IGNORED', 'ALERT'))"""

INDEXES = """
CREATE INDEX inbox_event_pending ON inbox_event (retry_at) WHERE status = 'PENDING';
"""


def _utc(*columns: str) -> str:
    """Return checks as in the first migration: SQLite compares times as text."""
    form = "'????-??-?? ??:??:??*+00:00'"
    return ",".join(f"\n    CHECK ({name} GLOB {form})" for name in columns)


POSTGRES = f"""
CREATE TABLE purchase (
    id VARCHAR(40) NOT NULL PRIMARY KEY,
    account_id VARCHAR(255) NOT NULL,
    idempotency_key VARCHAR(255) NOT NULL,
    fingerprint BYTEA NOT NULL,
    pack VARCHAR(255) NOT NULL,
    quantity INT NOT NULL,
    tokens BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    session_id VARCHAR(255),
    checkout_url TEXT,
    payment_intent VARCHAR(255),
    paid_at TIMESTAMPTZ,
    status VARCHAR(24) NOT NULL,
    facts TEXT NOT NULL,
    grant_number BIGINT,
    reversed_tokens BIGINT NOT NULL,{PURCHASE_CHECKS}
);
CREATE TABLE plan_subscription (
    id VARCHAR(40) NOT NULL PRIMARY KEY,
    account_id VARCHAR(255) NOT NULL,
    idempotency_key VARCHAR(255) NOT NULL,
    fingerprint BYTEA NOT NULL,
    plan VARCHAR(32) NOT NULL,
    amount BIGINT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    session_id VARCHAR(255),
    checkout_url TEXT,
    external_id VARCHAR(255),
    status VARCHAR(24) NOT NULL,
    facts TEXT NOT NULL,{SUBSCRIPTION_CHECKS}
);
CREATE TABLE payment_customer (
    account_id VARCHAR(255) NOT NULL PRIMARY KEY,
    customer_id VARCHAR(255) NOT NULL
);
CREATE TABLE inbox_event (
    id VARCHAR(255) NOT NULL PRIMARY KEY,
    type VARCHAR(255) NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    payload TEXT NOT NULL,
    status VARCHAR(16) NOT NULL,
    attempts INT NOT NULL,
    retry_at TIMESTAMPTZ,
    note TEXT,{INBOX_CHECKS}
);
"""

SQLITE = f"""
CREATE TABLE purchase (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    pack TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    created_at TEXT NOT NULL,
    session_id TEXT,
    checkout_url TEXT,
    payment_intent TEXT,
    paid_at TEXT,
    status TEXT NOT NULL,
    facts TEXT NOT NULL,
    grant_number INTEGER,
    reversed_tokens INTEGER NOT NULL,{PURCHASE_CHECKS},{_utc("created_at", "paid_at")}
) STRICT;
CREATE TABLE plan_subscription (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    plan TEXT NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    created_at TEXT NOT NULL,
    session_id TEXT,
    checkout_url TEXT,
    external_id TEXT,
    status TEXT NOT NULL,
    facts TEXT NOT NULL,{SUBSCRIPTION_CHECKS},{_utc("created_at")}
) STRICT;
CREATE TABLE payment_customer (
    account_id TEXT NOT NULL PRIMARY KEY,
    customer_id TEXT NOT NULL
) STRICT;
CREATE TABLE inbox_event (
    id TEXT NOT NULL PRIMARY KEY,
    type TEXT NOT NULL,
    received_at TEXT NOT NULL,
    payload TEXT NOT NULL,
    status TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    retry_at TEXT,
    note TEXT,{INBOX_CHECKS},{_utc("received_at", "retry_at")}
) STRICT;
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return (SQLITE if db.capabilities.dialect == "sqlite" else POSTGRES) + INDEXES


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
DROP TABLE purchase;
DROP TABLE plan_subscription;
DROP TABLE payment_customer;
DROP TABLE inbox_event;
"""


MODELS_STATE = (
    "eJztXWtT2zwW/iuafNkymzI0XBc+BchSdtvQgcx77TuOYiuJJo7kyjKQebf/fSXZji+xTW"
    "xCMEZfWiKdI9nPkY/OzfLfrTm1kO3udk2TeoS3TsHfLQLnSPyR7mqDFnScqEM2cDiyFS2M"
    "EY1czqApxxpD20WiyUKuybDDMSWS+IYgEDAA7AIqfjL6cAocG2ICTGp7c+ICPoUcOIg6Ng"
    "I/PMQWbQCJJZoRcDnkyCewkInF8LtyZouaYmpMJi81yXfynQzoDEX8kCHgMDTH3hxw2SOa"
    "xGRjNYINXS5aPXN6BoZquCGYUttygbgobKs2GxmQD9XlewSLSzA4nSDBzcRN/PmXaMbEQo"
    "/IDX86M2OMkW0lRIUtOYBqN/jCUW0XU8j+rSglNCPDv+SI2lnwKSVLcoGcbJ0ggpi4Uism"
    "PuLZdiDosMm/VtHAmYeWF2lFDRYaQ8+Wi0By+1cQtbUMo38zMO56A8NorSyQkCMmzqDJpE"
    "QuLky4q+5/Dh8NG5EJn4qfncPDn/5EERA+mZzxl+7txefu7QdBtSOnpGKN+mu3H3R1/L6f"
    "ahDIoT+MAj5CmjoCIEvIbBXwSwEbx3OUDXqCMYW9FXDuhn9UkUTYEIkievy2IIsC6AfXX3"
    "t3g+7Xb3L4uev+sBVc3UFP9nRU6yLV+uEoJaXlIODX68FnIH+CP276PQUndfmEqRkjusEf"
    "LXlN0OPUIPTBgFYck7A5bBKkkZCFjiBlHqiQfjOP1CsLMvlQ7XfWeKb2O7mPlOz6mQCXoX"
    "vsymtaAfgcT64Jz4Y4zpWCGfv7zluDeSIv4uO/Op39/ePO3v7RyeHB8fHhyd6JoFVXvNp1"
    "XCCL8+ur6/4gKQbZkAQf3kPsI1IK/QSbhr8y/NMA3PWRDzk06JVBt9AoY7cuAj3k0KBXBj"
    "00bcuaSXG+DVhJgTVaF1k0yUhSDs2qeAfoMeepWjI0wkwqEmXvt0FCiqE59OFr97edhCS/"
    "3PSvQvKY+XTx5eY8rcXwBLmZeoxAtsjRY0ueFOSjBUdus0A/l5DFQReYn1/3u7e/Z6Me0s"
    "cfi/PfB72uwF362eNZzP+TDSNozh4gs4yVHtqhebSrXfPOPN0CCZwoLOVNy1sMIy8O/i9a"
    "tLJiMn5PuzAk42BjFhA9GZLpAgcyLtbCP1wgmE4BJfZCBTHuPnc/dg6PZEwDcxe4yGRIRV"
    "RmyOGrYZfnDKQDIPXw1fKjH+r/EkCH9I3Q+C8WbYrtqeqhMKbQnZbT9ClGre7LqPuEBEzq"
    "+FitbdYsORqxyrdt14h1K8Gp4CokOXVItdbeAkP3dFZJzElO7RPWTco1MZYvhM1i08kviL"
    "m+AFaM5hRFofFs+rTGfYx4rbxmwAiE3L05ItxPID5AF4jJbIysNniYUhupNKNHzCkk4nZ2"
    "QddxELE+Sms5O5e5qYE3bGTnxtAybeyMCFrwNNbXxPbDZ51PB8cHJ/tHB8uo2bKlKFgWBs"
    "byTepAehUUY5JT73+104wJu5J6zCzlO0UcjbArt+A95YXI8jHODZA1AeOjgzUgPjrIRVh2"
    "pQAO9p4y7lGcpxEgb8NBqolN1SOcZcYf/Y5CCwotSdazm5S9IoODNCrcOgMQeC6K1W8l7R"
    "nwjeE5ZAsZaQSYqDCj3GhH0EWn2VbUxqf5Tj4EwxhY2GBhncLOGfAXrKRm4l9KT0GCUgym"
    "4jU7qqxs6FePDeVFqOozPCHIil2vbBxBGxJTIDgM/hrGmwEcc8QA5vKSwoQ9+CeQKWTwEc"
    "ik5s4uuAgq18aMzsFQCW4obltVso2xbYtJx5RJPFywCaOxLuUedTAit5KDLTA1l6uvzB6Z"
    "5GqECt+CLTITt1YG5ZC+gfh+OloD3k9p4zxCV3YlwfV1ZTmNEvHoqo7KVR3BTlMO+RiThr"
    "4y9MISYJNymYkYSyPUyrZTEwyZlFkVg9YJVh2cqXVwhpqmx1i1sv4kqxZ0rQUd+lxZG1h+"
    "cj3OVTGz/nZyTi+VWMcWmjuUI2IuwrKk9ct1Vlgr7Wc1E8IWvJCxmB8xh+GsmF3Rkk8x6l"
    "VfcdUzBN2s2Ee+0RZxNGGN6yrZeoH+UutcxRHL6PQlQxNW+RY0OSaOx40qgY80ZyUfvG6A"
    "v4oLTj1eVQgrrFoKlQMh0JwKf6v6A5EzgJZIVYlwxOYZMshX/kuG5in/k701dP/JXq7ql1"
    "2prRVxKFM6ZYzIOE8TMH5HOfdrMqKPvXuUfRhLrLddlH3Hks5AS8KnXwAiQFGHqWYHLlSV"
    "ocPovfC/WVu9piMPN8EcmOKi2mAKiSXTxZSYKONFoGcOqJLi8pVBzx2egm+9/uV1/yo4OA"
    "Wr94YC8rYcnoDP3f7ll95lG1xf9W9ue5eAMtD90rsdnIEhofLoFRcuXPAwfZEyyHf3rtFW"
    "DltRcJXZVwL6RmQ7tuBUMGQifF81wRFn1XHvWse9hfK1KczQW/kmRIylEY/TtiNR/tZVRn"
    "tFHI0A/KWLQCDnaO7wDIjzj7GJsTSpFOGZLyfENwTOFpV2g4hPv6FV551AmsJltoGQXnuR"
    "b8qL/OZ7Wxeey+lcuTcrrmSapF3kTwbem2HGqddxKsMjOKGb6QWCmVio0gXMdCBLMT/Do6"
    "tPYex78/DC9VQS+hRbA+2ljaFfF4VkQ3LnjeLIrGqkNE2xShLUhpsmX+OkmzgP4BRAeSYw"
    "OQPDsWD038B4kO/WyqNphIIh/ok16r3a4OwaTO4pNrNOHd746DpO9bzn6GCdePxBfjz+YO"
    "8pFVafzaOZCqxmRWTvEPVXriKrG+KvUF6jD6R+wQOp4Tz8dMH6NQQRT5PiSNuu5JCV80If"
    "l7P8I54mru51Fnf+2k4vbX24VhUt/uaCei5y5cvSJU3QJFcTAnxbsIXMKTJn1OOGxzLqXY"
    "vexUvyNQHubafUBLiIEWiXXOcptiYgv42jSHX+MoHxOofpdPIP0+msHKaj4kFlVMiSoRHw"
    "vqdkjMfMKXRRKyvmGfa1C2Odcaq1DvM2Z/4BgS6dI3mozQMUuMt45MhbyNI4MRoYUW8y5U"
    "+FJt0w75J92PdLTKRq/yZMjGQQbz5CbKjio0OG5HmMwioND8tx4cIfSX1uDVkTxIIvrKkR"
    "dQRVR1Dfkk7UEdSGoq4jqK8eQRUbVakIakCvV/h6K/yHJ3ZrzDMUSm4MNc7SpCjqxqrx9D"
    "FXr/WVRJ0R0BmBmmhrnRGogVWiMwI6UKozAvUI6qXea1JlyWL+zGPJi+z7NGcT8N/Ccncg"
    "rrJ7xNj0CyK13jl03kfnfRq0RcTTCOU8ujSnPiCmqluXytuUE0MGs/awS4miJmnQgZTflX"
    "yoWhmJ0FhvuygVqlaBMVkSPpkN/VXmB4lcRMHXNFRyEAI1RPG3PZIf7PA1wc5qGnTjM6j8"
    "Z5j5DD4IEn4RIzxPRX1fxU+9qnmQtYGEZxU1+UwFWbPUp/5QR6105BbqnPSH2V74nAYdTH"
    "8dqwuNx8jk+B5VcNfTvDrcW2unHT06WAxXRdAJTh2aqZuUa2K7dxHD5rSVYbcHPYU2O4xo"
    "njLX8wWrP1xcrw8Xxz6Nva7lFGNpoOn0IuapfKjK+AA+eQPR/bS3Th2qoMo3TfdWztYVM2"
    "Ynjv5zd9PPSdvRvIyRhU0O/gds7L5FG7UAXAlGcVw2HYJNbX5ygFevx//5fw6r9tk="
)
