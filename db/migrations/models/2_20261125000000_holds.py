"""An index to find an account's holds among its entries. It contains only holds, so that uses do
not pay for it."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return "CREATE INDEX entry_holds ON entry (account_id, revision) WHERE kind = 'HOLD';"


async def downgrade(db: BaseDBAsyncClient) -> str:
    return "DROP INDEX entry_holds;"


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
