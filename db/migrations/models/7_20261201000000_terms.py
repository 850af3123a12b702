"""The terms of a use have no fixed length: they name its details, too.

Existing terms stay as they are. PostgreSQL changes the type without reading the table. In SQLite,
the column is TEXT already.
"""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

NOTHING = "SELECT 1;"


async def upgrade(db: BaseDBAsyncClient) -> str:
    if db.capabilities.dialect == "sqlite":
        return NOTHING
    return "ALTER TABLE entry ALTER COLUMN terms TYPE TEXT;"


async def downgrade(db: BaseDBAsyncClient) -> str:
    """Return the SQL. Without USING, it fails on longer terms, and does not cut them."""
    if db.capabilities.dialect == "sqlite":
        return NOTHING
    return "ALTER TABLE entry ALTER COLUMN terms TYPE VARCHAR(80);"


MODELS_STATE = (
    "eJztHWtz2zbyr2D8pfGc6nFkJ+k1n5zETX3X2B5HfZ5vKJiEJIxJkAVAO5pe//thQVJ8iK"
    "RJWpJpBl/aGNgFqF1gsS8s/trzfIe44uDEtv2Qyb3v0V97DHtE/aPYNUJ7OAjSDmiQ+MbV"
    "sDgDdCMkxzaMNcOuIKrJIcLmNJDUZwB8wQiKERAVyFd/cv/+exS4mDJk+27oMYFmPkd/ho"
    "RTIkYIMwfJBUFCYkl0l0NsKtSA4gAmdXxbzUrZfAvjX7NrNvFvSYqKOUEBJx4NPSShRzWp"
    "eWZ6CBcLqVpDe/EWTfV4U/iKO+xSB6lPoq5udomF5VR/fMio+hBL+nOiBuDqJ/znv6qZMo"
    "d8ISL5M7i1ZpS4To5H1IEBdLsll4Fue7/A/AcNCYS5saKvTqGDpVz4bAWu6Aatc8IIVx/r"
    "ZPjGQteNOZw0Rd+qGiQPyeojnbTBITMcusB9wI6+IG3bs6zzi4n1+XRiWXtrKyPByDAzbr"
    "IVI9SqokwK/fs9/MVyCZvLhfpz/OrV39FEKSEiMJjxl5Or9z+eXL1QUPswpa8WZ7Roz+Ou"
    "cdT3tx4ESxwNowmfUtoPFIEcxbN1gn9QZJPUI+VEzyEWaO/EmAfJP7pwImlIWZHuux3woo"
    "b0k7NPp58nJ58uYXhPiD9dTa6TySn0jHXrstD64nWBS6tB0K9nkx8R/In+uDg/1eT0hZxz"
    "PWMKN/ljD74Jh9K3mH9vYSdLk6Q5aVKgKZOVhGBtNlQCv5kt9cSMzG+qo3GDPXU0rtxS0P"
    "V3jric3GmJuk7gd3R+xmQ5ibNYBTLT6MB5bmSew0d8+8/x+Ojozfjw6PV3r47fvHn13eF3"
    "ClZ/8XrXmxpevDv7eHY+ybMBGvLEx3eYRhRpRf0cmiF/Z/IvYuI2p3yCYYjemegOuSk5re"
    "uInmAYoncmeqLatlWTsngb0JJibbQvvBiSkqRtmnX2TsiXil21QhiEmlTHytPfJjkuJurQ"
    "i08nv+3nOPnTxfnHBDyjPr3/6eJdUYrRORGlcoxhvqyQYyucAslvlpKIYRH9HZAsS3RF83"
    "dn5ydXv5dTPYHPbot3v09OTxTdwc6e3WbsP2i4wfbtPeaOtdbjj/0q2PUub+wVWzDDc01L"
    "+NHwE1cuF0nvyCefaU28xCOTdo/qvTIAaHkryAddMydIA6MXVAo0o1xI5ODlCP08eb+PKE"
    "P3C2ovEGYr/0ooiKP+XiI9/QG65NRTyxLdkiXAywVZc89sYY5rBnb7DRbke/QiRrOoM4pm"
    "2n+sl2VFwPUDrXz/rRDqTrJn53Wp2YRwMD3gQEnZ0sbCzmMN4gDZkvOqL7LL8SgDCaWJsi"
    "67Mt31sgsALZxCPiy7QGLAH+CJBfEBI1DAkj4/QCdBQJjzrc/c5brLuCWu8dg+btEfHzZY"
    "88eHlUseuh6QNq0NEOOgfQa2h9qkPm93fsQI5uioi3vkKFzqo60lcbl/dgg0fn3cgMSvjy"
    "spDF1FAj+RHtQzl8gO1rJDJKaRXtHUV5FBGcRq3oW3oi+aZ0D/TZalSmfUU69vBtS6jYEa"
    "mMkB5lIthG8EWKEH6EJphjr6//nHk2/Hr16DGgnmrSA2JzoLQahziDglmmfnoSAvYRr9kq"
    "lOYJgmQiLgZEaVIjrVmQr/+nxxjlylzIq3mmTIIxgyFlzX6LI9CpRW67L6/y0IncAPQoDt"
    "4JiIdpa1wKLEyVPnZi0gGl9r8cyo87XmOGD7AWl1TqcYg1jluw4qqHULxOkQp8tjGnO51+"
    "YyJ3f+bSc25zFNQLbPXCZfAqqG68DlPKbhcp+5DHnFFoTCOvC5iGs43WdOp9ZpU20oxRiC"
    "Z2jXylDRbG5D+TJcw4Nn5Td6r+xu15//QrioCFoWIEZ1fiQ7grXuMsDNbsQEgUuJg+IBkO"
    "JR6BEmRyhk9gIz9e0PBDE7j7JhF1BlemWpB6gkuTLeC/11AEWZleOXx2+Ovzt6fbxKqFy1"
    "1OVRJjmTNcHLiIkdDvo8prHOen3OCz/kdivPXooxCK/HLkJAFdmT1TSuzJ0cAo03H85MDp"
    "hWQbYMziCI/DVpS/7C57IyNzXbXa8nacB2uancd90w+F5Hx1jo3RCu07UiFVyg6KZlnBIa"
    "J5lOo3mmqglLdE84QVFWLIBNNcy0LCi3ramu2Xr2Ksokr0ZjbCpxNRqtXImocO+uMEzqag"
    "/zf/sr51ZkXLOrS+zp2iuHGSxzD6vVPayeHBGnTPLSPIyoo/ZYICuQRkZzZNKCaPbTog9v"
    "EYY7A5naD3mTt+QCQSqCS63qzU9zzXL3FJJbzvtvUbRsAVodINL3Czca1GA64Lwf5X9E5S"
    "d0hQldv4LO4VxKvxcab7CLma0oOI3/Nc02IzyT6nSjEj4pue6L/oHgAir6FsGVyP0D9D6p"
    "msF9D0VZJ1P1s3WCyYy6rpoUqmYoegA1Hu9X6Mtl8T74GXZyg9Nc3OiDuXqrflobKifwA6"
    "Tvy9cNyPuy6L9JqQtdeeJGsrKdRElxjC7SUqKkhI9PmnaUzyAZ0ncmvdIE+LxdSCuDMgix"
    "sutwIie2z52OWTc5VOO/77X/3rftkPNuRcHyqIbRvWZ0YnOVHWDV2cFZrI6pwc8nKWBbmc"
    "HUIV7gS8LsZXI9o/l9gzXUIWRm7MAKman5CQ84LQvr1C35AqJZ9R1XPSdYlPk+qpW2FGMI"
    "a3zXKpupsfM061z7EdvI9BXCEFb5DiQ5ZUEorS6OjyJmJxu8bwR/EhPcD2VXJqyhGi50do"
    "Rge6Hsre4bomIAw5GuHJGEe60cUyuEIQj/Xas4HpEYQjxtCJ7FMTR/VmlapxyLiBTrUfi4"
    "a1Qbh88ANau8FdXq07lPVCDATxKkIDbNMRNRoZgDNFnoPPUkUK466VyZjbokgX8fB68Vjg"
    "91D/YKnN3qZNeM+/dxAFtjanroKbxALpGaTqEhH6LZCBxzYhSXK4SAOg4dKtWIxL4Vj41/"
    "9yfo2qNSC1t86KEv2/aOMPkBl2fPJH31GxegLAc3rmRSnumohxE6wwMKc0KFzvqEFvRCF/"
    "HUePvNMyo3MM8jdllMpqZpfTG4yYxMrx7flaZ+V0uoFcIgQovbTq6P9kk7OyXFMWHz55g9"
    "eeYFPpeX3AfHmSg7CAoQtccB1bBWkAV+8FAAzSfBiAuiRuMobYdTKQlLxHJG1UqyDRNI4U"
    "f6GSAzZbrxMIBFVzwYtjjXNYPSWqC9MSV2eAytFEV5T21yAAn7kGiskyehSNZIpzDCuBCH"
    "ZzZ1KdazYalblQ752APnaUs5fR2qXOY5J1/Q8mqW1TZvFmcQZ9SuHQ1VOf81CUdV+f6G4E"
    "0IHgZOx1pOeUyThNK7JJS+qCTsxv+izc9SdSTtrVdFAM5aGQCN3EoaOjntA7yEW6OgLtxR"
    "h/BRXAkTHt9UJzahd8QZoQVmDlxHUAc4KS30/tgx9b0LeNMmjFSHy9PzD2fnH+O3PalWOG"
    "KEEczB0I8n5x9+Ov0wQmcfzy+uTj8gpWac/HR6NXmLpsyPHwiN9A6I4qsZplhpPl4g05sd"
    "qck8wxS+JYEA11U0nZrbVPR8LrqJJlcLWifwgzgidxD5TjZvtyzcLKo5F3t3LubebMVL18"
    "clcqtGx09RBrGddq1xRodfG+mVYgyC4Nu+qZSc7eskrr42nUEZkuPvkUWWsgeC5MtOp0GK"
    "Z+om9vkkAFW6zTGQwJvUhmeV2vDJZ2RZWWMg0zuqs0Y9gLNalBvQA69sQvQC3/h3BB3ugz"
    "GnZETI4eL9ixsCWQWH+6PEa63v+TB7+Y1AHmVwRZ4pMw1NqTNVaJ4aYz3FYXtTXTMnDFxq"
    "q3UtMuFX7TwvM4eRIMwBSzjQVb/N82d9M3jMtf0+GJvm2v42lWEPVmS7IHiKMyRdeNcp0/"
    "F50mZlZ3EGuLqPGizuo+qnfopL29wgHrBp0hN1+RIL+bMgZbpy0lWrKAfx2wENYza6JFaS"
    "jOG7WodcCkk8lBQ3WIVYINtCfbW7lNQW+gUzZZGhqPyE0/Ap8S3OVvmoOHX230ZadRybyU"
    "6slG//nhk1uUf5dEZH7oOOvOO7nl8hhU19qydSlDu+yrPZB3n6xgqjvm1IfdMeufehUmM8"
    "rUSUqHF5kAfUOQ1s2VnoZhnBBd+g0nSSQWLlKrmYtZ520wHfXJ7q7ZFTrVAlDG1J+gKaOf"
    "Crqd8XseRi9jm8yVJmXS4VYeoFk4K2RBG8gcGZxYFkOIxgqAM0nSnE+A1ssNJulXRnSDdG"
    "b2prIzB+XZuyO5/aRJTdXNv8BMYyfNxuOj5ssJmODyv3EnQZy7AvdksParx9hVR/4iJvfa"
    "N4nRG4pepXcIq0WewJ/ABX+NG4SWBlXB1ZGZuoYU+cISZquO2ooc1JxwtfeUzjdOqd0ymX"
    "ZU0EvGXSUgXNYw0htXEHupCu2eOH0gp5SYiirlR+Hm8I5N71ZQJFXMIZdluu8wLaECi/g4"
    "Vubm7kadwkwjyujjCP1yq2aO9PGxGyQhgEeb+iNPTLkNsLXJFYk/SNaj2eWagGjs4EXpdJ"
    "QYH6FSP1X+pAWjjzZQOHpEiCMGVuzk0Or+9Izzlm0oouLk+1L3TKoRALhD2Td+tgLEAEMU"
    "OSRHaXOHPCjafUeEqfk+wzntKBUt14Sp/cU6oOo1ae0hjerPBmK/zPUJ3UVJYIlEpfaRZl"
    "SN7Sjd03Ntl4T+SANp5/4/nvi7Q2nv8eaCXG828cosbz3w/nXaFyk05FhpK97aqIr2MOgf"
    "47WO7gz+twemTQTAmcXp8cJr5j4jsDOiKyIYR2Fl0R07zT1tWsK8Rs2rGhBNlY2K1Y0ZNw"
    "55XvuiQfYMv3jOpCnTyFaXTXTC0bCsYMCgO4cZG+sRW9IiSQYodUzMhcGvtGIKjmRcvucG"
    "xmSHMjrbcabnV4MmF7a7G1wjLy6jnKq8+E31GbvHd9+7ZMauX6a2WXiCAtewXaSIQ5dDYj"
    "4Nsk6IbIe0LiV2yIkEgPpTMi4qrvrn5N8ACdSOQpkwD5DOTS/QjdU7lA1EEvD9C5D02lsm"
    "1Lc10zj2CWKQ8YjXWPha6dAhUFH/0iTplErH6UukwQdtyQTysINxJsqknKWBDsWAKeMXJa"
    "amxrqEb+PUf5NwF9u+IlyVVfrdzTGnuXlyQDTjwaeihS+dHNUsuO+HVHeOpxpXst4/dXnZ"
    "EWUApS+CGHt7ny5ZjWhN42J7tmZQ9ORrDmxcmnfnEy4kMrD9cKYxAumG2X29SOE1JyKj/o"
    "bSEbPJ2fmshP4mkRQWkcpI7wKxRD9s5kd3Eg2i74FMcQ/tGexW4uRUP8Z62bfoQjo1I7jX"
    "ob6KfzFWDDIlZcRhccNGJk2kbPw0baoXjo+fFsJdAovFDy3Pn2ptI3K5I7Fatn42LXZvyo"
    "nX7VIJovPpg38DRcH96i7oPNvhMZaa5b9CFbwtgaprT/kKRK5tL1bEZsSe9Ih2SgIq5JJu"
    "11ShD5ElA1XBdG5zBN4lffuNwTbf5nodorPM2rvlpNPgSoLp7mUJAHXL7JMxkPqdrg463x"
    "Mm92omumiTDSdSRHSFKl2L/V/wON/oer09MRurw6/XT286cR3L4++3R5cTU5/aDL5OpPAb"
    "Mi/+CBcUw/sWPa1LffevKyqZe3vXp5IH3aEDeBHyBxN2/ncKJ+pihLHK53dKZYxtbpbOtQ"
    "FoSyU/JqEdMwoTMT/FB25cIaqmFDZzbY2F4Qx+q+JSoGMCzpzhJlCbbkQYxhiP4cg1+/ci"
    "rJJfdvyF6JwZzpHdWZzPcAZwUrwEZG8330zkqUF6pHGMUmrFj490L9W5uNOZMVcuFJIEUE"
    "LxCeK9aVlQ/b9PCm8lffK3/NqOvC96zRuuY2XIoyCMNhF/fheiK3TghXW7lMZsU9tfIKpz"
    "APiapq4vctzTze3P0VCFvOMoc8nNKrNdXCNoMyCAGwA7cXbKoWFI7BB0jdl4dNjjQFVe2Z"
    "OTxcKwDiV1Sf+Nfni/Mq/buq7IRDbYn+h1wqnqMqXkNcIEb9YVY8t0b5GBcM8OSH2d//B3"
    "8Unb4="
)
