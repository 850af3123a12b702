"""The name under which a model was requested, where it is not the catalog's.

The column is null for existing uses, and for all uses that name the model as the catalog does. The
version before runs beside this one, but its audit does not know of the names.
"""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

ANOTHER_NAME = "requested_model <> model AND model IS NOT NULL"

# A column with a check would read the whole table under a lock that stops all writes.
POSTGRES = f"""
ALTER TABLE entry ADD COLUMN requested_model VARCHAR(255);
ALTER TABLE entry ADD CONSTRAINT entry_requested_by_another_name
    CHECK (requested_model IS NULL OR ({ANOTHER_NAME})) NOT VALID;
ALTER TABLE entry VALIDATE CONSTRAINT entry_requested_by_another_name;
"""

SQLITE = f"""
ALTER TABLE entry ADD COLUMN requested_model TEXT
    CONSTRAINT entry_requested_by_another_name
    CHECK (requested_model IS NULL OR ({ANOTHER_NAME}));
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return SQLITE if db.capabilities.dialect == "sqlite" else POSTGRES


async def downgrade(_: BaseDBAsyncClient) -> str:
    return "ALTER TABLE entry DROP COLUMN requested_model;"


MODELS_STATE = (
    "eJztHWtz2zbyr2D8pfGc6nFkJ+k1n5zETX3X2B5HfZ5vKJiEJIxJkAVAO5pe//thQVJ8iKRJWpJpBl/aGNgFqF1gX1gs/t"
    "rzfIe44uDEtv2Qyb3v0V97DHtE/aPYNUJ7OAjSDmiQ+MbVsDgDdCMkxzaMNcOuIKrJIcLmNJDUZwB8wQiKERAVyFd/cv/+"
    "exS4mDJk+27oMYFmPkd/hoRTIkYIMwfJBUFCYkl0l0NsKtSA4gAmdXxbzUrZfAvjX7NrNvFvSYqKOUEBJx4NPSShRzWpeW"
    "Z6CBcLqVpDe/EWTfV4U/iKO+xSB6lPoq5udomF5VR/fMio+hBL+nOiBuDqJ/znv6qZMod8ISL5M7i1ZpS4To5H1IEBdLsl"
    "l4Fue7/A/AcNCYS5saKvTqGDpVz4bAWu6Aatc8IIVx/rZPjGQteNOZw0Rd+qGiQPyeojnbTBITMcusB9wI6+IG3bs6zzi4"
    "n1+XRiWXtrKyPByDAzbrIVI9SqokwK/fs9/MVyCZvLhfpz/OrV39FEKSEiMJjxl5Or9z+eXL1QUPswpa8WZ7Roz+OucdT3"
    "tx4ESxwNowmfUtoPFIEcxbN1gn9QZJPUI+VEzyEWaO/EmAfJP7pwImlIWZHuux3woob0k7NPp58nJ58uYXhPiD9dTa6TyS"
    "n0jHXrstD64nWBS6tB0K9nkx8R/In+uDg/1eT0hZxzPWMKN/ljD74Jh9K3mH9vYSdLk6Q5aVKgKZOVhGBtNlQCv5kt9cSM"
    "zG+qo3GDPXU0rtxS0PV3jric3GmJuk7gd3R+xmQ5ibNYBTLTSOE8NzLP4SO+/ed4fHT0Znx49Pq7V8dv3rz67vA7Bau/eL"
    "3rTQ0v3p19PDuf5NkADXni4ztMI4q0on4OzZC/M/kXMXGbUz7BMETvTHSH3JRo6zqiJxiG6J2Jnpi2bc2kLN4GrKTYGu0L"
    "L4ZkJGmfZp29E/KlYletEAZhJtWx8vS3SY6LiTn04tPJb/s5Tv50cf4xAc+YT+9/unhXlGJ0TkSpHGOYLyvk2AqnQPKbpS"
    "RiWER/ByTLEl3R/N3Z+cnV7+VUT+Cz2+Ld75PTE0V38LNntxn/DxpusH17j7ljrfX4Y78Kdr3LG3vFFszwXNMSfjT8xFXI"
    "RdI78sln2hIvicik3aP6qAwAWt4K8sHQzAnSwOgFlQLNKBcSOXg5Qj9P3u8jytD9gtoLhNkqvhIK4qi/l0hPf4AuOfXUsk"
    "S3ZAnwckHWwjNbmOOagd9+gwX5Hr2I0SzqjKKZ9h8bZVkRcF2hle+/FUKdJnt2UZeaTQiK6YEASsqWNh52HmsQCmRLwau+"
    "yC7HowwklCbKuuzKdNfLLgC0cAr5sOwCiQF/QCQWxAeMQAFL+vwAnQQBYc63PnOX6yHjlrgmYvu4RX982GDNHx9WLnnoek"
    "DatHZATID2GfgeapP6vJ3+iBGM6qg798hRuDRGW0vi8vjsEGj8+rgBiV8fV1IYuooEfiI7qGchkR2sZYdITCO7ommsIoMy"
    "iNW8i2hFXyzPgP6bLEuNzqin3t4MqHUbAzVwkwPMpVoI3wjwQg/QhbIM9en/5x9Pvh2/eg1mJLi3gtic6CwEofQQcUosz8"
    "5DQV7CNPolU53AME2ERMDJjCpDdKozFf71+eIcucqYFW81yZBHMGQsuK6xZXt0UFpty+r/tyB0Aj8IAbYDNRHtLGuBRUmQ"
    "py7MWkA0sdaizqiLteY4YPsBaaWnU4xBrPJdHyqodQvE6XBOl8c07nKv3WVO7vzbTmzOY5oD2T5zmXwJqBquA5fzmIbLfe"
    "Yy5BVbcBTWgc9FXMPpPnM69U6bWkMpxhAiQ7s2hopucxvKl+EaHjyruNF75Xe7/vwXwkXFoWUBYlQXR7IjWOsuA9zsRkwQ"
    "uJQ4KB4AKR6FHmFyhEJmLzBT3/7AIWbnUTYcAqpMryyNAJUkV8Z7ob8BoCizcvzy+M3xd0evj1cJlauWujzKJGey5vAyYm"
    "IHRZ/HNN5Zr/W88ENut4rspRiDiHrs4gioInuymsaVuZNDoPHmjzMTBdPqkC2DMwgif03Wkr/wuazMTc1219tJGrBdbir3"
    "XTcMvtenYyz0bgjX6VqRCS5QdNMyTgmNk0yn0TxT1YQluiecoCgrFsCmGmZadii3ramu2Xr2Ksokr0ZjbCpxNRqt3IioCO"
    "+uMEzqag/zf/sr51ZkXPOrS/zp2iuHGSxzD6vVPayeqIhTJnlpHkbUUasWyAqkkdMcubQgmv206MNbhOHOQKb2Q97lLblA"
    "kIrgUq9689Ncs9w9heSW8/5bFC1bgFYKRPp+4UaDGkwfOO9H+R9R+QldYULXr6Bz0Evp90LjDXYxsxUFp/G/ptlmhGdSaT"
    "cq4ZOS677oHwguoKJvEVyJ3D9A75OqGdz3UJR1MlU/WyeYzKjrqkmhaoaiB1Dj8XGFvlwW70OcYSc3OM3FjT64q7fqp7Wh"
    "cgI/QPq+fN2AvC+L8ZuUutCVJ24kK9tJlBTH2CItJUpK+FjTtKN8BsmQvjPplSXA5+2OtDIogxAruz5O5MT2udMx6yaHau"
    "L3vY7f+7Ydct6tKFge1TC614xOfK4yBVadHZzF6pga/HySAraVGUwd4gW+JMxeJtczmt83WEMdQmbGDryQmZqf8IDTsmOd"
    "uiVfQDSrvuOq5wSLsthHtdGWYgxhje/aZDM1dp5mnes4YhuZvkIYwirfgSSnLAil1SXwUcTs5IP3jeBP4oL7oezKhDVUw4"
    "XOgRBsL5S/1X1DVAxgONKVI5Jwr1VgaoUwBOG/axPHIxLDEU8bgmdxDM27RALVzxZwW7K1oVOCOgQODLv22SnHIvr166kP"
    "cdeoNvkhA9Ss3FlUIFEnnFGBAD/JSoOEAI6ZiKrzHKDJQl8OSLITVCedK19d14Hw7+OMAYXjQ7GJvQIztzrZNeP+fZw1oD"
    "E1PfQUXiCXSE2n0JAPKQQIoqFiFNeIhCwGHDpUqhGJfSsem3TQn5PuHtW32OLrGn3ZtneEyQ+4PGUp6avfuABlObhx+Zjy"
    "9FI9jNBpNVANFcqi1mcRoRe6cqrG22+exrqBeR6xy2IyNc2ljMFNOmp63/uuNN++WkKtEAZxnrvtGw3RPmnnHKY4JlfhOa"
    "asnnmBz+Ul9yFaKcoUQQGiVh1QDWsFWeAHlQJYPglGXIU2GkdZO5xKSVgiljOmVpLimUAKP7LPAJkpf5mHASy6omLY4lzX"
    "DOqZgfXGlNjhMbQyFOU9tckB3JKA7G6dsQqVyUY6bxTGheQHZlOXYj0blrpV2ZCPVThPWz/r6zDlMm9o+YKWlxCtDjRkcQ"
    "aho3Ydaai6aFGT5VV1ycIQvAnBw8DpWEArj2kyf3qX+dMXk4Td+F+0+1lqjqS99aYIwFkrB6BRWElDJ9o+wEu4qgvmwh11"
    "CB/F5UfhxVOlsQm9I84ILTBz4A6IUuCktLr+Y8fUl13gIaEwMh0uT88/nJ1/jB9UpdrgiBFGMAdDP56cf/jp9MMInX08v7"
    "g6/YCUmXHy0+nV5C2aMj9+lTWyOyB1Qs0wxcry8QKZXqdJXeYZpvAtCQSErqLp1NymjOpzsU00uVrQOoEfhIrcQbpBsnm7"
    "pT5nUY1e7J1ezD2Ui5euj0vkVo2Nn6IMYjvt2uKMlF8b6ZViDILg274eluj2dRJX31XPoAwp8PfIylZZhSD5spM2SPFMsc"
    "o+awIwpduogQR+CNkMu1ABPfFGP/mMLCsLO2R6R3XeqAdwVosaD3rglU+IXuAb/46gw31w5pSMCDlUO3hxQyCr4HB/lESt"
    "9eUqZi+/EcijDOoSMOWmoSl1pgrNU2Ospzhsb6pr5oSBS221rkXm+FUHz8vcYSQIc8ATDnSpdfPmXN8cHlMroQ/OpqmVsE"
    "1j2IMV2e4QPMUZki286zz1WJ+0WdlZnAGu7qMGi/uo+n2l4tI217YH7Jr0xFy+xEL+LEiZrZx01RrKQfxgQ8MzG12HLEnG"
    "8F1tQy6FJB5KKkqsjlgg20J9tbuU1Bb62TjlkaGo5ofT8P32Lc5W+ZI7dfbfRlZ1fDaTnVgZ3/49M2Zyj/LpjI3cBxt5xx"
    "dsv0IKm6JiT2Qod3wKabOvIPWNFcZ825D5piNy70NlxnjaiCgx4/IgD5hzGtiys9DNMoILsUFl6SSDxMZVcjFrPe2mA765"
    "PNVblVNtUCUMbUn6AppR+L2/X3rpYvY5vMlSZl0uFWHqBZOCtkQRvIHDmcWBZDiMYKgDNJ0pxPjhcfDSbpV0Z0g3Rg+Zay"
    "cwftKcsjuf2kSU3Vzb/ATGM3zcbjo+bLCZjg8r9xJ0Gc+wL35LDwrrfYVUf+LKen2jeJ0TuKWSY6BF2iz2BH6AK/xo3ORg"
    "ZVx9sjI2p4Y9CYaYU8NtnxranHS88JXHNEGn3gWdclnWRMADMi1N0DzWEFIbd2AL6Zo9fiitkJccUdS9T5DHGwK5d32ZQB"
    "GXcIbdluu8gDYEyu9goZubG3kaNzlhHlefMI/XKrbo6E8bEbJCGAR5v6I09MuQ2wtckViT9I1qI55ZqAaBzgRel0lBgfoV"
    "I/Vf6kBaOPNlg4CkSA5hysKcmxxe35Gec8ykFV1cnupY6JRDIRY49kweC4SxABHEDEkS2V3izAk3kVITKX1Oss9ESgdKdR"
    "MpffJIqVJGrSKlMbxZ4c1W+J+h0tRUlgiUylhpFmVI0dKN3Tc22XhPFIA2kX8T+e+LtDaR/x5YJSbybwKiJvLfj+BdoXKT"
    "TkWGkr3tqoivYw6B/jtY7hDP66A9MmimBE6vNYc53zHnOwNSEdkjhHYeXRHTPI7X1a0rnNm0Y0MJsvGwW7GiJ8edV77rkv"
    "wBW75nVHfUyVOYRnfN1LKh4MygMIAbF+kbW9ErQgIpdkjFjMylsW8EgmpetOwOx2aGNDfSemvhVh9PJmxvLbZWWEZePUd5"
    "9ZnwO2qT965v35ZJrVx/rewSEaRlr0AbiTCHzmYEYpsE3RB5T0j8ig0REumhdEZEXPXd1a8JHqATiTzlEiCfgVy6H6F7Kh"
    "eIOujlATr3oalUtm1prmvmEcwy5QGjse6x0LVToKLgo1/EKZOI1S+BlwnCjhvyaQXhRg6bapIyFgQ7loBnjJyWFtsaqpF/"
    "z1H+TcDernhJctVXK/e0xd7lJcmAE4+GHopMfnSz1LIjft0Rnnpc2V7L+P1VZ6QFlIIUfsjhba58OaY1obfNya5Z2YOTEa"
    "x5cfKpX5yM+NAqwrXCGEQIZtvlNnXghJRo5QejLWSD2vmpifwkkRYRlJ6D1BF+hWLI3pnsLg5E2wWf4hjCPzqy2C2kaIj/"
    "rG3Tj6AyKq3TqLeBfTpfATYsYsVldMFBI0aubfQ8bGQdioeeH89WAo2OF0qeO9/eVPpmRXKnYvVsXBzajB+1068aRPPFin"
    "kDT8P14S3qPvjsO5GR5rpFH7IljK9hSvsPSapkLl3PZsSW9I50SAYq4ppk0l6nBJEvAVXDdWF0DtMkfvWNyz2x5n8Wqr0i"
    "0rzqq7XkQ4DqEmkOBXkg5Js8k/GQqQ0x3poo82YnumaaCCNdR3KEJFWG/Vv9P7Dof7g6PR2hy6vTT2c/fxrB7euzT5cXV5"
    "PTD7pMrv4UcCvyDx6YwPQTB6ZNffutJy+bennbq5cH0qcNcRP4ARJ3834OJ+pnirLE4fpAZ4plfJ3Ovg5lQSg7Ja8WMQ0T"
    "OjPBD2VXLqyhGjZ0ZoON7QVxrO5bomIAw5LuLFGeYEsexBiG6M/x8OtXTiW55P4N2StxmDO9ozqX+R7grGAF2Mhpvo/eWY"
    "nyQvUIo9iFFQv/Xqh/a7cx57JCLjwJpIjgBcJzxbqy8mGbHt5U/up75a8ZdV34njVa19yGS1EG4Tjs4j5cT+TWCeFqK5fJ"
    "rLinVl7hFOYhUVVN/L6lmcebu78CYctZ5pCHU3q1plrYZlAGIQB2EPaCTdWCwjH4AKn78rCJSlNQ1ZGZw8O1AiB+RfWJf3"
    "2+OK+yv6vKTjjUluh/yKXiOZriNcQFYtQrs6LeGuXPuGCAJ1dmf/8fz14VtA=="
)
