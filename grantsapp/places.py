"""The 33 local authorities of London with their official codes. Plain values only."""

_NAMES = (
    "City of London", "Barking and Dagenham", "Barnet", "Bexley", "Brent", "Bromley",
    "Camden", "Croydon", "Ealing", "Enfield", "Greenwich", "Hackney",
    "Hammersmith and Fulham", "Haringey", "Harrow", "Havering", "Hillingdon",
    "Hounslow", "Islington", "Kensington and Chelsea", "Kingston upon Thames",
    "Lambeth", "Lewisham", "Merton", "Newham", "Redbridge", "Richmond upon Thames",
    "Southwark", "Sutton", "Tower Hamlets", "Waltham Forest", "Wandsworth",
    "Westminster",
)  # fmt: skip
BOROUGHS = {name: f"E09{n:06}" for n, name in enumerate(_NAMES, start=1)}


def borough(name: str) -> str | None:
    """Find a London borough, however its name is written."""
    wanted = " ".join(name.replace("&", " and ").casefold().split())
    return next((b for b in BOROUGHS if b.casefold() == wanted), None)
