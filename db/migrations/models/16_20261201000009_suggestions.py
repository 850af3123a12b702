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
    "eJztXW132zay/is4+dL4XNXHcdKkN/7kON7Wu4mdkzjtvvgeCSIhC2sKYAnQis7e/vfFAH"
    "yVSJqkRYlm8KWNiRmAGoCDBzODmf88W3CXeOLw1HF4yOSzt+g/zxheEPWP9aYReoZ9P22A"
    "BxJPPU2LM0RTIQPsQF8z7AmiHrlEOAH1JeUMiK8YQREDogJx9WfAl2+R72HKkMO9cMEEmv"
    "EA/RGSgBIxQpi5SM4JEhJLoptc4lChOhSHMKjLHTUqZbcd9H/Dbtg1vyMpKw4I8gOyoOEC"
    "SWhRj9Q4M92Fh4VUT0NnfoImur8JvMU99qiL1CtRTz/2yBjLiX75kFH1ImPJb4nqIFA/4V"
    "//px5T5pJvRMR/+nfjGSWem5sj6kIH+vlYrnz97GyOg79oShDMdGzeOqX2V3LOWUKu5AZP"
    "bwkjgXpZNzNvLPS8aIbjR+Zd1QMZhCR5STd94JIZDj2YfeA2b5A+ezYeX15dj7+cX4/Hzz"
    "ZWRsyRmczokaMmQq0qyqTQv3+Bv409wm7lXP15/NNPf5qBUkEYMhjxt9PPZ7+efn6uqA5g"
    "SK4Wp1m0l1HTsWn7U3eCJTbdaMGnkua+EpCr5mxT4O+V2CRdkGKh5xjXZO9GnIfxP9rMRP"
    "wgnYr0u9vBXFSI/vri4/mX69OPn6D7hRB/eFpcp9fn0HKsn67Wnj5/vTZLSSfo94vrXxH8"
    "if55dXmuxcmFvA30iCnd9T+fwTvhUPIx48sxdrMyiR/HjxRpOslKQ7AmH1RMv51Pas8Tmf"
    "+oXh7X+KZeHpd+UtD0Z064AbnXGnVTwO/o7QWTxSLOcq2JmZoN56mJ+RZe4sf/PT5++fLN"
    "8dHL1z//9OrNm59+PvpZ0eo33mx6UzEX7y5+ubi8zk8DPMgLH99jaiTSSPo5Niv+1uKfR8"
    "KtL/mYwwq9tdBdMi3YrauEHnNYobcWegxtm8KkLN8WUFKERvsyF0MCSfpMszm91+RbyVeV"
    "MAwCJlVN5fnfr3OzGMOh5x9P/36Qm8kPV5e/xOQZ+HT24erduhajt0QU6jGGg1WJHkt41k"
    "Q+XUkihiX0dyCyrNCVzN9dXJ5+/kex1GP67Gfx7h/X56dK7nDOnt1lzn/wYIqduyUO3PFG"
    "Cz/mZbSbTYvjxfoTzPCtliX8aPiJiclF0nvykTONxAssMmnzqNoqA4TjRUL5oGnmFGli9J"
    "xKgWY0EBK5eDVCX6/PDhBlaDmnzhxhlthXQkFc9fcK6eEP0aeALtSyRHdkBfRyTjbMMx2M"
    "ccPg3D7FgrxFzyO2MXVHZqSDx1pZEgFubmjF31/CULWTPTmrS8VHCBvTAwaUdFqanLDzXI"
    "PYQDoyXvVFd7kLykBDaaFs6q5Mc7XuAsIxTikf1l2gMeAPsMSC+oAeKHBJHhyiU98nzP2R"
    "M2+1aTJuyGstto9b9K+Oaqz5V0elSx6aHtA2jQ8g1kD7BM4e6iPlQbP9I2KwW0eV3yMn4U"
    "IbbaWIi+2zQ5Dx61c1RPz6VamEoWldwHvCQT0ziexgLbtEYmpwRV1bRYZlEKt5F9aKviBP"
    "n/6NrApBp2mpxps+Hd9FRDWOyT4OpFoIPwg4hR6iK4UMtff/y6+nPx7/9BpgJBxvBXECoq"
    "MQhNqHiFuAPFt3BXEJE/NLJjqAYRIrCT8gM6qA6ERHKvz1y9Ul8hSYFSdaZGhBMEQseJ7F"
    "sj1ylJZjWf3/BoKO6QehwHawTZgvazzHosDIU2VmXWO0ttb1PaPK1pqbAYf7pNE+nXIMYp"
    "Xv2qmg1i0Ip4WfLs9pj8u9Pi4H5J7ftZrmPKd1yPZ5lsk3n6ruWsxyntPOcp9nGeKKx+AK"
    "azHP67x2pvs80+nptC4aSjmGYBnaNRhaPzY3kXwRr52DJ2U3OlPnbo/f/kYCUeK0XKMYVd"
    "mRHEM7vs8Q17sR4/seJS6KOkBqjsIFYXKEQubMMVPv/oATs3UvWzYBlYZXFlqACoIro2+h"
    "vwYgE1l5/OLVm1c/v3z9KgmoTJ5UxVHGMZMVzksziS02+jynPZ31ep8XPAycRpa9lGMQVo"
    "9duIBKoifLZVwaOzkEGW/fnRlvMI2cbBmeQQj5e0JLfM4DWRqbmm2uxkmasFlsasA9L/Tf"
    "au8YCxdTEuhwLQPBBTI3LaOQ0CjIdGLGmahHWKIlCQgyUbFANtE0kyKnXFdD3bDN6FWUCV"
    "41fWwrcNX0VgwiSsy7CYcNXe1h/G9/9Vwixo1zdcF5uvLKYYbL3sNqdA+rJ1vEeyr0FJ6p"
    "P4v2iFx75SbhRpRqeUSkNXYJoNXKGvkBvw3wQn1vaVQFOGvjkAqpEEomoAJNQqGDJhItPz"
    "OPxgpDTQo2iY5GumFzrHYNfe2ByhM0mXLwxUw01TR01T6gU0osYZ+hEgZCEkOCCj6bjZJN"
    "iTIeqFM/lTbM40mELNswhH2HISRfcZP1nmMaxGmm60QQsaJrYDnMsgwJFDzShJiXaUN5Wl"
    "mWyNJssc1Qa8rTSqQ98/7sJ3WAEwYBYc6qifbN8gzB77ame+uo3nLNu654DY5suLATniHp"
    "ih2vbJ32rakvJ2Gy0Rp99uJoW0+TvTdlGNBWsbXNl/FmyUVi+iEofxsF/CSm4qlpKBsFPN"
    "RZ7onB95zJoPDinWkYVZl4SUJSK0rKxDCBJZSnWX5PEAZraSbZbz7GqSBjTOpz27DrdjPM"
    "DcslponTWh6cIPMxAHWg/sv5Wgob1Zk27R2YC38m37C2/+qExfQWHJHp+8LDKfYwc5QEJ9"
    "G/JtnHCM8kCRCV8Epxfkf0PwgyDqIfEeTAOzhEZ3Ga5IAvkLlmOFE/W98onFHPU4NCmmQw"
    "JKBtBJL1JTtoHwLLdnI6sZl6+hCfdKd+WhMpx/QDlO+L1zXE+2J9i02lC0154Rpd2UyjpD"
    "zW3tHa3hHtNA0tTSmTFX17I6pSHbfN7jBkWAahVnZ9jA6IwwO35QErx2oP0r07YmUnmjva"
    "3dCqCkSe1U50ryc6PnMVbWDlcRhZrpZBGE/HPtJVDAZ1ycLnEnx6cT6e+pFHG6xDsArv4B"
    "QyU+OTwA9oURx/1ZJfY7SrvuWqDwgWRbaPctCWcgxhje8astmk6vtZ59qO2ESnJwxDWOU7"
    "0OSU+aEctzF8rHMOyDm94yM4D2XbSdhgtbPQ2hCCnbk6b7X/IEo6sDPSdkYkCRaNDFMJwx"
    "CU/64hzoJIDC6eJgLP8liZt7EEqp8tIDCmMdApYB3CDAy72MV5gIX59ZuhD1HTqDL4IUNU"
    "r76FqYijbxhTgYA/voYMAQEBZsKkYz9E13OdDSaOTlCN9Fad1XXiX76MIgYUD4cLas/WJr"
    "PTwW5YwJdR1IDm1PLQQyx8uUJqOMWGOIQQILCGilFUFAiiGHDoUql6JM6deGzQQX883T26"
    "6dZhOeW+fLb3hMn3uDhkKW6r/nCBauzi2vnCi/MJ6G6EDquB8ldQB6s6igg916WyNN9B/b"
    "wFWxjnEV9ZJKZNd0mJnQUXmW6/5/wDehqaaKiEYRD+3K5T2JjvpNnhMOWxsQqNDoQ92QIu"
    "Fj4P5Ce4u0uEKNoI1igqtwOqacd+lvjBTQGQT8wRlR0z/Si0E1ApCYvVcgZqxSGeMaXgBp"
    "8BM1Pn5SD0pbmuldsYOhzrhkEBC0BvTKmdIKJWQFEuqUMOIS0OpDjQEatQimKk40ahXwh+"
    "YA71KNajYamfKgz52A1nvwUTvg8ol7k1zwUtrhlVbmjI8gxij9r51Z2SzDoVUV5lWXWswO"
    "sIPPTdlnel8pw28qd3kT99gSRsyr/p42chHElbq6EI0I2TA0Ats5Kmjnd7H68gNyPAhXvq"
    "kmAUJS1CWMCOTeg9cUdojpkLd0DUBk4Ky6k+tk992QUqx4cGOnw6v3x/cfkL0reiIeuReh"
    "YxjGAMhn49vXz/4fz9CF38cnn1+fw9UjDj9MP55+sTNIFbosmdGRM6oUaYYIV8Fr5Mr9Ok"
    "R+YZpvAuMQWYrsxwyCZUejrYRIurgaxj+kFskTsIN4g/3nahz1lWuy/2bl/MpcbCK4/jAr"
    "1VgfFTlkF8TrtGnGbza6K9Uo5BCLzr62Hx3r4p4vLkpBmWIRn+tpa+IyAyWLXaDVI+m2eg"
    "zzuBTdDyXeR5/8gZWZUmdsi0jqpOowugGzfI8aA7Ts6E6Dme8nuCjg7gMKd0RBhAtoPnUw"
    "JRBUcHSbLbOA3cDyKb9xZNqDtRbAvVx2aIQ3dD3TA39D3qqHUtMu5XbTwvOg4jQZgLJ2Ff"
    "Z9XppiqPPWB2ccDsTwTJvoGEzZXwtMHwAlZkMyd4yjMkLPw9ZD3tnei7THtqr20P+GjSE7"
    "j8CQv5VZAirBw3VQJlP6rQW9Nno/OQxcEY3NMYciUkWaA4o0TiYoFoC/XW3kpSR6h/uUid"
    "yJDJ+eEWRQFuenO6HE1h5TToMJv3jLoHJwZVR76Z7MAKfPMlszC5R/F0FiP3ASPv+ILtdy"
    "hhm1RsX0nURbvwm62Wve/bVFj4tiX4pi1yZ6GCMQsNIgpgXJ7kATinicdOlrpeRPCabVAh"
    "nbiTCFzFF7M2w25a8NvLU73dcsoBVTyhDUW/xmY3/N7fL/3kYfYlnGYls6mX1mmqFZOiHo"
    "t18hoHziwPBMNhBF0doslMMUIpw0CnsEZ3SrszpB+a4of6EBiVQaTsnlOHCMVmbIdwuCs4"
    "b3Y32A0DPo8K0JCq1ZRv1CU5ToxvJvbJQEVFgSZxCUoB5RdnUfhh8lRBC/1kYo+iT6LGYn"
    "/2rGHqzZ5l8vsOpb7nVH59k3jVqbOrKqJqq2qy2GP6Aa7w7dcOtW5K66bszererpvSVuNq"
    "o8WfhJUrF9ZNBFSsaQhB81xDiKXcARbSSYJ4KMdhUOATqSqIkOcbgrh3fXtBCZcEDHsN1/"
    "ka2xAkv4OFbq+K5GVcx6V9XO7SPt5IEaNNTE1USMIwCPHuWnkkRrcmIs8xDUFx7EvqsVGz"
    "KQwt4rd3efqGRfvi2uDc+0BwSchc0jiqdGYoMqX1cd2wOeMfDaQx+i/VAuLLKK4N7P4OJE"
    "da4BXyCNzTCHh4Ox9pj8JSp8CUaI5FtjEXz1bije1otBu2mbJPPR6huQ6Te3TOvoYG260a"
    "aXvkkXh5VMcloajKj/lHDzolzJQ1EXfKMQh40Y0XKBXwbYBZlBWtvtUww2TNho8K2mom95"
    "jDCr210Mk3nyqU0MKSmOe0lkSL3srR2+8a0ZTBt6j1Yfy2TAlrhKFEMEpDKmA/RBNQGPqS"
    "gMZNjCONCJE5C5pMyObfcTYq3R5dxyVqGbpFiZS7GeiGTRRUiq40YA0NJ1PqeWrYQ4+4ty"
    "Q4/CPkEj86nsTit93hN7vH7WGPM07dsZrtNs7gmM9OQHtkZxNiWpDRLciAhNV4sSBnunxI"
    "IdJYI6mGGzHx2EmpH8QcV4xE9UuixNlRNOAPAiUdihEkDcEoKuKjA+05I4foNK2JUuuqZZ"
    "eDld60NEkvD06Q+X6AFuJrOV+ji+sbH2gz1Q3LNTpK3uofB2/Vm8G/0ZIHd0Ln8ly/d6BT"
    "e0JyBo2D1Mc2QmdX789H6PP5x6vfosSdX/52/l5hLpOrM70D6oMe4HCrwbRoWURxuxp1YX"
    "nDBF+QKXdXkFdFql//6HziJQUCdlYdYL+IaispwmxMbh8cxTaFSocpVBIN3UTCOaYBinn7"
    "IaCtfJPWIdlbtGnroO+zjIRGbU0UVoZlCBLv2vekzha8kW8vYRjgZtANpomOJUV2oPLrLl"
    "mulndderaS93DVZc+XjewEGFtBqzsDOU5rhOsdLOqLES4M1FIpCdOK20aVZrcsVQ0XX0wf"
    "+d7Urxip/1IXLD2Myxq3wEWcBaPIsbfN7rUlSweKjI3JZ6IDuCYBVMKDvDMm8Y/pCxgh7J"
    "rEmYQjh1/ujvkc3xOEPYVq3RWaEqIGgIvoTF8+j++xn6DJlKue3UnkaVzEjseo52moek6q"
    "72hz3CTCbfamep9worWK9QFB2pvq9qb63iW+j5vqavNrZKuM6O0Kr7fC/wgVMqCyQKGUeo"
    "6yLEMKTthagRmbfnGvATfNBG8zL9jMCzbzgrWi9MO5ZDMv2MwLPfuEuvDpxbln1fikaMOu"
    "wvfrnEOQ/w6WO9gPW+weGTYbltDrncPm17D5NQa0RWRdFs1OdOucrc51PdNU+znWrfmImk"
    "1DAbM9YbeeCptuZh9KyMaedR17ZpzEzTRLyrM7hXL05LVJT4I1PnPPI3l3fb5lVBWoEaQ0"
    "tVLpqE2IgmkEhT4k6V/OqTPXAQfQUegLpKZDqsnI32OCYtCUiOLqJY/v0hY06e15uTzYIZ"
    "72xiAo4bLo5ynqqy8kuKcOOfO4c1ektXLtlbpLGMqxk5DWUmEunc0IeEoImhK5JMTET0m4"
    "V6m70vFcWgER7CFtkkGnEi24IuAM9NJyhJZUzhF10YtDdMnhUaFu62isG7YgmGWqy5u+ll"
    "jo0ptQkN7tIuar9LMsVIT24mNBiNecYHcsiBrWbXj+22C1+u9J6r/w9lZ9/kpMX+Z8WVje"
    "aZ2kWgsmxGORUNcIuZ0FhCDdX1LmN4I1Wo/ovhBVc6VWXRQ3G5AFDRegl0ZoRgOlohTfRF"
    "OOsZzoK+IbarCzkW7Ycq61GuRNnCmsyJfERc+PIKj3xYkWe1S6SbVTgf4NAbLuQdE1eVR8"
    "Sx4SLuq3GvPZyPyCRydZtIBzX4Azncsmks9zDcLybEsSD0DCsS5s6n/M8tnYlV57IOM9bX"
    "OKvyyw55UCxSzfgHw1L4/fvE5AIfxRBQO/fDz98KFXuO+a4EUR2NPPKxGejClqoDqgPUQX"
    "cC3IjRPo0KQ8JiQ1HEUWNtVYVVf4cV3Zu0b98AuUoyH9/waCjunt/myz7uw9644N3v0uAJ"
    "DjcdFulrOMNsyub3PcI0T2K2au/tGFuCxqfRCdjecpYQ2QtiAQSiXm1B+BqUtnLOQB8rGQ"
    "h0iXEFHg6gcRXRbXl9EFVCzXbAhyPaLpCk3MoJMREtwY1qgsgHHdDXajFiVeKWIRWdiW88"
    "i/YZhVp7GdTzWq70t9k29Nj3KungR8CQ1KokR9eQ+mr9SChrST5lUebYlL56zuHp1yWMDZ"
    "GHBG09dE3hmWAcKiLvJO9cW23CtBd4Lv/80pa4VNcowWgPYOnGQn2SMz2WKKM2wWfPZtfn"
    "sEPi/YPZU4moBCAJqheBiE0jzxw0AUvK4xy6HJFqSzbmMkiDooy7cK0XFdkk7hOyhbB7oL"
    "TIJAJCQPiEJjU+LgEFIrLdUqLvYAdzPODcPugjKBHMyQRyFgxifZoYQprRczQvZ0X5/+kz"
    "TqMCTgVaEkr2jFkgRQrkV3AYmdIqunwX1g+YT3XGAXEjupGeU64bjDF0QgWBUAlHH2DYAF"
    "kK5658eiVRBak109ph8cUn1d5yLS6/KLSK9fWaS6d6QafWHNHPEJixVxDREHvNnhNqYfoH"
    "C3b4D26ILKVre41jkH5KDd8Q0uI0mfBJQ30tXrfMO7VbT99a4wtYLdjW5DZ1iGJ+GXx7Vq"
    "zB1X1Jg73tDY1qtVKv2nfui0lVq/u2kO27kuQ+u47O/89sh29NmYMJ6VGI7i5tGDVqMgQ1"
    "nDdxmbTvCUh+q/OkrMOATn2AXrB5nNiAMptY09RRtR/vrl6nJkSsJFRpg4T3XUXVH8WUcj"
    "3bDa8f9p9bsTTZXxZupLV9jzwMu5hbq9+ylm0S8zT9WBYKvJcG0C7j440Gwq6H2ngjZqc1"
    "P45flPUo5BrPIqONJJ9hN7wLPIsFtkCHbF93hVCAvjtmpMCFRjNyKrAwh1lo63yZ1NY9oE"
    "VxhgpK/XZwpcrRBnaWKPVVTu2I38cyskeBg4ZD0CrAgTdjbYDVvDgaqjUUT76FCzSJybX3"
    "zx1x6RV33mQ0J38NE+AMzMPDQBZSnHILaqrg28Osdf07xRGSabi6C1H0P4hSl7qwSfsFix"
    "t3cfYV80XfApjxV8a8HHeSybiT7LZYXfSPh9wqa/wJZRik5Naw18epsQ1kr55ONAmswimt"
    "FYERmsqAgdigZZQZDJhHtQnM2um6F00cG43GBkfkzy5kUGTsiItzLjRRszoo++jdsmX/Aj"
    "MwX3C7fuUkdaw2QfDJP2rNF1MImtKrUf5GUcZvSetIk9WOO1Nsje2SB7GmRiYxCGaGn+yq"
    "gsMTTHTZU4Xi0H2cbMHBXLpEQX5oZeBJoSQRWDRsG+B6miTZb+UZVhGIXCOApLTMzbHeiG"
    "cUcX6HMP0RXcgIaHJrGrSySmnjD1whlg9gcOCNoyrUU60u9lzdP7Nk/bdHddg3JY500EHN"
    "MPUL4vj2uFHldEHm8IN9KE9eF4zGHBeGswXl4oukrwQ60VvWPhh8wPqEPccYulv85qp+Hx"
    "09DuYyhkt9PxFJ0DX4V6XnaeiNuqDxRA1eZEoZF4ZQRJCt0fBuYVJ4rtDnTDoiOAOoiwEV"
    "IHlQDClCnkQxfoL5/Pz0fo0+fzjxdfP44g4dPFx09Xn6/P3+vgaP0q4KVgiHuuYhErIcnC"
    "HiTsQaI/QLebsr3qa2ki4Jh+gPLd/kECtE8T4cb0AxTu9t0m0QWWxlVDUy4LjVojVcr8sN"
    "2F/3VOOwmtJ4GHsu0sbLDaaWg9DQ525urQ1f6TKOnATkn7KeGioUM95rBCf4rH5d8DKsmn"
    "gE/Js4IDc6Z1VHVkXgLd2E8Iax2al9HtWl3DUPcQl4GA0jI6CbAuypU9ssLNWeJLYegFwr"
    "dq6grv/G65e1uHoh9pqcpPvDPqefA+G7Iuv4WYYRnEwWEX1xB7ordOSaA+5SKdFbVU6iuc"
    "0jykqsqF37eSqNHH3V+F0HFFVAjrLywDXa5sMyyDUAA7MHvBR9VAwhH5AKX74qjOlqaoyi"
    "0zR5uZuziThZe4IB1JGf5OWNbt39SR6P91RtsnKO0K4YIwqjez9X1rlA+Zgw72vpn9+V9c"
    "JYlm"
)
